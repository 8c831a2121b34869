"""The tags of the component set."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone
from django.utils.safestring import mark_safe

from tests import make
from ui import plugs
from ui.obstacles import Obstacle
from ui.paging import Page
from ui.widgets import DropZone, ManySegments, Picker, Segments, StagedFiles

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _plugs_put_back() -> Any:
    before = plugs.plugged()
    yield
    plugs.plug(**before)


def draw(source: Any, request: Any = None, **context: Any) -> Any:
    return engines["django"].from_string("{% load ui %}" + source).render(context, request).strip()


class Sample(forms.Form):
    who = forms.CharField(label="投诉人", help_text="姓名")
    told = forms.CharField(label="经过", widget=forms.Textarea, required=False)
    channel = forms.ChoiceField(label="来源", choices=[("", "—"), ("a", "当面"), ("b", "电话")])
    wishes = forms.MultipleChoiceField(label="要求", choices=[("r", "退货")], widget=ManySegments, required=False)
    ticked = forms.BooleanField(label="已解释", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_an_icon_is_decoration_unless_it_is_named() -> None:
    assert draw('{% icon "mail" %}') == '<i class="ti ti-mail" aria-hidden="true"></i>'
    assert 'aria-label="内部"' in draw('{% icon "lock" "内部" %}')


def test_a_chip_is_a_word_a_colour_and_an_icon() -> None:
    assert draw('{% chip "late" "已超时" %}') == (
        '<span class="chip late"><i class="ti ti-alarm" aria-hidden="true"></i>已超时</span>'
    )
    assert "<i" not in draw('{% chip "plain" "一般" %}')
    assert "ti-lock" in draw('{% chip "plain" "一般" "lock" %}')


def test_a_clock_shows_time_left_and_time_due() -> None:
    shown = draw("{% time_left at now %}", at=NOW + timedelta(hours=4, seconds=1), now=NOW)
    assert "剩 4 小时" in shown
    assert "至 " in shown
    assert "chip ok" in shown
    assert 'title="至' in draw("{% time_left at now compact=True %}", at=NOW, now=NOW)
    assert draw("{% time_left at %}", at=None) == '<span class="dim">—</span>'
    assert "chip late" in draw("{% time_left at %}", at=NOW - timedelta(days=1))


def test_a_field_has_label_mark_help_and_error_in_its_place() -> None:
    form = Sample({"who": ""})
    shown = draw("{% field form.who %}", form=form)
    assert '<label for="id_who">投诉人 <em>必填</em></label>' in shown
    assert 'aria-describedby="id_who_help id_who_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_who_error"' in shown
    assert "请填写" in shown


def test_fields_of_each_kind_find_their_shape() -> None:
    form = Sample()
    assert "f wide" in draw("{% field form.told %}", form=form)
    assert "<em>" not in draw("{% field form.told %}", form=form)
    assert "<fieldset" in draw("{% field form.wishes %}", form=form)
    assert 'class="tick"' in draw("{% field form.ticked %}", form=form)
    assert draw("{% field form.secret %}", form=form).startswith('<input type="hidden"')
    assert "<kbd>F2</kbd>" in draw('{% field form.who key="F2" label="谁" %}', form=form)
    whole = draw("{% fields form %}", form=form)
    assert whole.count("<label for=") + whole.count("<legend") == 4


def test_segments_leave_out_the_empty_choice() -> None:
    shown = draw("{% segments form.channel %}", form=Sample())
    assert shown.count('type="radio"') == 2
    assert "<legend>来源" in shown
    again = Sample({"channel": "b"})
    again.fields["channel"].widget = Segments(choices=[("a", "当面"), ("b", "电话")])
    assert "checked" in draw("{% segments form.channel %}", form=again)


def test_a_group_refused_is_described_by_its_error() -> None:
    shown = draw("{% segments form.channel %}", form=Sample({"who": "x"}))
    assert 'aria-describedby="id_channel_error"' in shown


def test_the_summary_leads_to_each_field() -> None:
    form = Sample({"channel": "zz"})
    form.add_error(None, "整体有误")
    shown = draw("{% errors form %}", form=form)
    assert 'href="#id_who"' in shown
    assert "整体有误" in shown
    assert "有 3 处要改" in shown
    assert draw("{% errors form %}", form=Sample()) == ""


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13800130013", "138****0013"), ("138 0013-0013", "138****0013"), ("12345", "****"), ("", ""), (None, "")],
)
def test_phones_are_masked(phone: Any, shown: Any) -> None:
    assert draw("{% mask phone %}", phone=phone) == shown


def test_an_empty_place_says_what_to_do() -> None:
    shown = draw('{% empty "inbox" "没有信件" "邮递员还没来" "/mail/new/" "登记" %}')
    assert "没有信件" in shown
    assert 'href="/mail/new/"' in shown
    assert "<a" not in draw('{% empty "inbox" "没有" %}')


def test_a_button_with_obstacles_is_off_and_says_why() -> None:
    found = [Obstacle("a", "现场部尚未答复。"), Obstacle("b", "请先写明结果。")]
    shown = draw('{% button "结案" obstacles=found first=True %}', found=found)
    assert 'aria-disabled="true"' in shown
    assert "结案：现场部尚未答复。" in shown
    assert "(+1)" in shown
    assert "submit" not in shown


def test_buttons_and_links() -> None:
    assert 'href="/x/"' in draw('{% button "打开" url="/x/" small=True confirm="真的？" title="t" icon="x" key="O" %}')
    shown = draw(
        '{% button "存" first=True form="f" name="then" value="stay" key="Ctrl ↵" '
        'confirm="?" hx_post="/a/" hx_get="/b/" target="#c" %}'
    )
    for piece in (
        'type="submit"',
        'form="f"',
        'name="then" value="stay"',
        "data-main",
        'hx-post="/a/"',
        "data-confirm",
    ):
        assert piece in shown


def test_obstacles_figures_and_pagers() -> None:
    assert "尚未" in draw("{% obstacles found %}", found=[Obstacle("a", "尚未")])
    assert str(Obstacle("a", "尚未")) == "尚未"
    assert draw("{% obstacles found %}", found=[]) == ""
    assert 'class="figure late" href="/x/"' in draw('{% figure 2 "已超时" url="/x/" state="late" %}')
    assert "<a" not in draw('{% figure 0 "无" %}')
    assert "late" not in draw('{% figure 0 "已超时" state="late" %}')
    assert 'rel="next"' in draw("{% pager page %}", page=Page([], next="a"))
    assert draw("{% pager page %}", page=Page([])) == ""


def test_filters_say_times() -> None:
    assert draw("{{ at|hm }}|{{ at|when }}|{{ span|duration }}", at=NOW, span=timedelta(minutes=1)).endswith("|1 分")


def test_a_token_is_kept_when_the_form_comes_back() -> None:
    request = RequestFactory().post("/", {"form_token": "kept"})
    request.user = AnonymousUser()
    assert 'value="kept"' in draw("{% form_token %}", request)
    assert 'name="form_token"' in draw("{% form_token %}")


@pytest.mark.django_db
def test_a_slot_shows_only_what_the_person_may_open() -> None:
    plugs.plug(slots={"sample": ["ui:gallery_part", "ui:no_such_page"], "secret": ["ui:draft"]})
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert 'hx-get="/ui/gallery/part/3/"' in draw('{% slot "sample" 3 %}', request)
    assert "hx-get" not in draw('{% slot "secret" "key" %}', request)
    request.user = make.person()
    assert "hx-get" in draw('{% slot "secret" "key" %}', request)
    assert draw('{% slot "nothing" 1 %}', request) == ""


def test_a_picker_shows_the_words_of_what_was_chosen() -> None:
    picker = Picker("ui:gallery_options", label_of=lambda value: f"商户{value}", free=True)
    shown = picker.render("shop", "7", {"id": "id_shop"})
    assert 'role="combobox"' in shown
    assert 'value="商户7"' in shown
    assert 'name="shop" value="7"' in shown
    assert 'name="shop_text"' in shown
    assert 'value=""' in picker.render("shop", None, {"id": "id_shop"})


def test_a_drop_zone_keeps_staged_files_when_the_form_is_refused() -> None:
    shown = DropZone(describe=lambda key: f"{key}.jpg").render("files", ["u1"], {"id": "id_files"})
    assert "u1.jpg" in shown
    assert 'name="files" value="u1"' in shown
    assert StagedFiles().clean(["u1", " "]) == ["u1"]
    assert StagedFiles(required=False).clean(None) == []
    assert DropZone().value_from_datadict({"files": ["a"]}, {}, "files") == ["a"]
    plugs.plug(addresses={})
    assert 'data-url=""' in DropZone().render("files", None, {"id": "id_files"})


def test_every_icon_named_in_a_template_exists() -> None:
    names = set()
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        source = template.read_text(encoding="utf-8")
        names |= set(re.findall(r'{% icon "([a-z0-9-]+)"', source)) | set(re.findall(r"ti ti-([a-z0-9-]+)\"", source))
    sheet = Path(settings.BASE_DIR, "static/vendor/icons/tabler-icons.min.css").read_text(encoding="utf-8")
    assert sorted(name for name in names if f".ti-{name}:before" not in sheet) == []


def test_no_template_holds_inline_script_style_or_handler() -> None:
    handlers = r"\son(?:click|change|input|submit|load|key\w+|mouse\w+|focus|blur)="
    wrong = []
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        source = template.read_text(encoding="utf-8")
        if re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|hx-on|\"js:|" + handlers, source):
            wrong.append(template.name)
    assert wrong == []


def test_styles_of_other_packages_are_taken_out() -> None:
    marked = mark_safe('<ins style="background:#e6ffe6;">新</ins>')
    assert draw("{{ made|without_style }}", made=marked) == "<ins>新</ins>"
    assert draw("{{ made|without_style }}", made='<b style="x">') == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("amount", "said"),
    [(Decimal("3000.00"), "3,000"), ("2600", "2,600"), (Decimal("12880.5"), "12,880.50"), (None, "")],
)
def test_an_amount_has_its_comma_and_no_empty_cents(amount: object, said: str) -> None:
    assert draw("{{ amount|money }}", amount=amount) == said


def test_a_number_in_a_sentence_stays_in_one_piece() -> None:
    shown = draw("{{ said|unbroken }}", said="传递已超时：TS20261125-0017 <b>")
    assert shown == '传递已超时：<span class="nobr">TS20261125-0017</span> &lt;b&gt;'
