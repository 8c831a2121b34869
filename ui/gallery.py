"""The gallery: every component in all its states, for whoever builds or judges pages. Development and demo only."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui import errors, fragments, pdf
from ui.doors import PUBLIC, act, page
from ui.obstacles import Conflict, Obstacle, Refused, TooLarge, TooMany
from ui.paging import Page
from ui.tokens import OneTimeForm
from ui.widgets import ManySegments, Picker, Segments, StagedFiles

LONG = "内蒙古鄂尔多斯羊绒制品（集团）有限公司直营旗舰店（东区二期）"
SHOPS = [
    {"value": 1, "code": "A3118", "label": "锦绣女装", "where": "三楼 A 区", "note": "王芳", "keys": "jxnz"},
    {"value": 2, "code": "C4612", "label": "锦绣内衣（东方）", "where": "四楼 C 区", "note": "", "keys": "jxny"},
    {"value": 3, "code": "B7651", "label": LONG, "where": "七楼 B 区", "note": "欧阳文杰", "keys": "nmg"},
    {"value": 4, "code": "D4621", "label": "𠮷祥喆㙦家纺", "where": "四楼 D 区", "note": "诸葛明", "keys": "jx"},
]
HTTP_REFUSALS = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


class SampleForm(OneTimeForm):
    """One field of each kind."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("face", "当面"), ("phone", "电话"), ("letter", "来函"), ("mail", "邮件"), ("12315", "12315 转办")],
        widget=Segments,
    )
    who = forms.CharField(label=_("Who"), max_length=50)
    phone = forms.CharField(
        label=_("Phone"), required=False, help_text=_("Eleven digits, or a landline with its code.")
    )
    shop = forms.CharField(
        label=_("Where or whom"), widget=Picker("ui:gallery_options", free=True, icon="building-store")
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        required=False,
        choices=[("", "—"), ("1", "一般"), ("2", "较严重"), ("3", "特别严重")],
    )
    happened = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 3}))
    wishes = forms.MultipleChoiceField(
        label=_("Demand"),
        required=False,
        choices=[("back", "退货"), ("swap", "调换"), ("pay", "赔偿"), ("sorry", "道歉")],
        widget=ManySegments,
    )
    proof = StagedFiles(label=_("Proof"), required=False)
    on = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.DecimalField(label=_("Amount"), required=False, min_value=0, decimal_places=2)
    explained = forms.BooleanField(label=_("The mall's rules were explained"), required=False)


@page(needs=PUBLIC)
def show(request: HttpRequest) -> HttpResponse:
    """Show everything."""
    now = timezone.now()
    bad = SampleForm({"who": "", "channel": "", "amount": "-3", "on": "x"})
    context: dict[str, Any] = {
        "now": now,
        "clocks": [
            now + timedelta(days=1, hours=2),
            now + timedelta(hours=4, minutes=10),
            now + timedelta(minutes=23),
            now + timedelta(seconds=40),
            now - timedelta(minutes=1, seconds=20),
            now - timedelta(days=3, hours=1),
        ],
        "form": SampleForm(initial={"channel": "face"}),
        "bad": bad,
        "long": LONG,
        "shops": SHOPS,
        "obstacles": [
            Obstacle("handoff", "现场部尚未答复。"),
            Obstacle("outcome", "请先写明处理结果。"),
        ],
        "page": Page(rows=[], next="x", previous="y"),
        "statuses": HTTP_REFUSALS,
    }
    return fragments.answer(request, "ui/gallery.html", context)


@page(needs=PUBLIC)
def options(request: HttpRequest) -> HttpResponse:
    """Answer the picker."""
    wanted = request.GET.get("q", "").strip().lower()
    found = [shop for shop in SHOPS if wanted in f"{shop['code']}{shop['label']}{shop['keys']}".lower()]
    return fragments.answer(request, "ui/_options.html", {"options": found})


@page(needs=PUBLIC)
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a slot or a poll."""
    stamp = str(number)
    known = fragments.unchanged(request, stamp)
    if known is not None:
        return known
    answer = fragments.answer(request, "ui/gallery_part.html", {"number": number})
    return fragments.stamped(answer, stamp)


@act(needs=PUBLIC)
def send(request: HttpRequest) -> HttpResponse:
    """Take the sample form: refuse it, or say thank you."""
    form = SampleForm(request.POST)
    if not form.is_valid():
        return fragments.answer(request, "ui/gallery_form.html", {"form": form}, status=422)
    fragments.toast(request, _("Saved."))
    return fragments.go(request, "/ui/gallery/")


@page(needs=PUBLIC)
def status(request: HttpRequest, status: int) -> HttpResponse:
    """Fail on purpose, each way."""
    failures: dict[int, Exception] = {
        403: PermissionDenied(),
        404: Http404(),
        409: Refused(Obstacle("handoff", "现场部尚未答复。")),
        413: TooLarge(20 * 1024 * 1024),
        422: Refused(Obstacle("outcome", "请先写明处理结果。", field="outcome")),
        429: TooMany(45),
    }
    if status in failures:
        raise failures[status]
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return errors.server_error(request)
    return errors.answer_error(request, status)


@act(needs=PUBLIC)
def conflict(request: HttpRequest) -> HttpResponse:
    """Meet somebody else's version."""
    raise Conflict(
        mine={"title": request.POST.get("title", "羽绒服开线要求退货"), "words": "昨日购买羽绒服，穿一天袖口开线。"},
        theirs={"title": "羽绒服开线，要求退货并赔礼", "words": "昨日购买羽绒服，穿一天袖口开线。"},
        labels={"title": "标题", "words": "经过"},
        changed_by="欧阳文杰",
        changed_at=timezone.now(),
        version=8,
    )


@page(needs=PUBLIC)
def paper(request: HttpRequest) -> HttpResponse:
    """Print the sample paper."""
    return pdf.pdf_response(
        "ui/gallery_paper.html",
        {"long": LONG, "folder_number": "TS20261126-0009", "form_code": "F-01"},
        request=request,
        name="TS20261126-0009.pdf",
    )
