"""The pages of the handovers: begin, write, sign, accept, add, print; what they say when something is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from config.handovers import night_banners
from mall.localtime import local_day
from mall.models import Desk, User
from mall.roles import Role
from staffing.actions import handovers as acts
from staffing.models import Handover
from staffing.queries.frames import day_of
from tests import make
from tests.counting import questions
from tests.make_staffing import DAY, SIGNATURE, accepted, begun, prepared
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
WRITTEN = {"work": "接待咨询 12 人次", "feedback": "无", "progress": "无", "signature": SIGNATURE}


def address(name: str, row: Handover) -> str:
    return reverse(f"staffing:{name}", args=[row.pk])


def same(row: Handover) -> dict[str, str]:
    """Every count found as it was, every must-read ticked."""
    counts = {f"line_{line.pk}": "same" for line in row.lines.all()}
    return {**counts, **{f"read_{one.pk}": "on" for one in row.must_reads.all()}}


def last_night(desk: Desk, goes: User) -> Handover:
    """The night of yesterday, signed by the outgoing person."""
    return prepared(desk, goes, None, day_of(local_day(timezone.now()) - DAY).closes, turn="night")


@rule.both("HAND-01", "HAND-03", "HAND-07")
def test_a_shift_is_written_signed_and_accepted_over_the_doors(
    client: Client, desk: Desk, goes: User, comes: User
) -> None:
    make.signed_in(client, goes)
    page = client.get(reverse("staffing:handovers")).content.decode()
    assert "填写交班" in page
    new = f"{reverse('staffing:handover-new')}?desk=centre"
    assert "陈静" in client.get(f"{new}&turn=shift").content.decode()
    refused = client.post(new, {"turn": "shift", "outgoing": goes.pk, "incoming": goes.pk})
    assert refused.status_code == 422
    assert "不能交给自己" in refused.content.decode()
    assert client.post(new, {"turn": "shift", "outgoing": goes.pk, "incoming": comes.pk}).status_code == 302
    row = Handover.objects.get()
    assert "签字交班" in client.get(row.get_absolute_url()).content.decode()
    wrong = client.post(address("handover-sign", row), {**WRITTEN, "feedback": "", "must_reads": "雨伞剩 3 把"})
    assert wrong.status_code == 422
    assert "雨伞剩 3 把" in wrong.content.decode(), "nothing typed is lost"
    long = client.post(address("handover-sign", row), {**WRITTEN, "important": "重" * 301})
    assert long.status_code == 422
    assert "第 1 行有 301 字" in long.content.decode()
    assert "重" * 301 in long.content.decode(), "nothing typed is lost"
    assert client.post(address("handover-sign", row), {**WRITTEN, "must_reads": "雨伞剩 3 把"}).status_code == 302
    mine = client.get(row.get_absolute_url()).content.decode()
    assert "请等李敏接班签字" in mine
    assert client.post(address("handover-accept", row), {**same(row), "signature": SIGNATURE}).status_code == 409
    make.signed_in(client, comes)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "雨伞剩 3 把" in page
    assert "接待咨询 12 人次" in page
    assert client.post(address("handover-accept", row), {"signature": SIGNATURE}).status_code == 422
    assert client.post(address("handover-accept", row), {**same(row), "signature": SIGNATURE}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.incoming) == (Handover.State.ACCEPTED, comes)
    again = client.post(address("handover-accept", row), {**same(row), "signature": SIGNATURE})
    assert again.status_code == 409
    assert "已接班" in again.content.decode()


@rule.both("HAND-07")
def test_another_number_needs_its_explanation(client: Client, desk: Desk, goes: User, comes: User) -> None:
    row = prepared(desk, goes, comes, timezone.now())
    line = row.lines.get(code="other")
    make.signed_in(client, comes)
    typed = {**same(row), f"line_{line.pk}": "other", f"found_{line.pk}": "2", "signature": SIGNATURE}
    refused = client.post(address("handover-accept", row), typed)
    assert refused.status_code == 422
    assert "请说明为何是 2 而不是 0" in refused.content.decode()
    assert client.post(address("handover-accept", row), {**typed, f"found_{line.pk}": "两"}).status_code == 422
    assert client.post(address("handover-accept", row), {**typed, f"why_{line.pk}": "另有两件"}).status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert "清点 2" in page
    assert "另有两件" in page


@rule.both("ROST-13", "HAND-04")
def test_the_arrival_is_noted_once_and_shown(client: Client, desk: Desk, goes: User, comes: User) -> None:
    now = timezone.now()
    row = begun(desk, goes, None, now, planned_at=now + timedelta(minutes=20, seconds=30))
    make.signed_in(client, goes)
    assert client.post(address("handover-arrive", row)).status_code == 409
    make.signed_in(client, comes)
    assert "我已到岗" in client.get(row.get_absolute_url()).content.decode()
    assert client.post(address("handover-arrive", row)).status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert "提前 20 分" in page
    assert "我已到岗" not in page
    row.refresh_from_db()
    assert row.incoming == comes
    other = make.person(desk=desk, name="赵宁")
    make.signed_in(client, other)
    assert "我已到岗" in client.get(row.get_absolute_url()).content.decode(), "another comes in that one's place"
    assert client.post(address("handover-arrive", row)).status_code == 302
    row.refresh_from_db()
    assert row.incoming == other


@rule.both("HAND-01")
def test_the_night_waits_on_every_page_of_who_has_the_desk(client: Client, desk: Desk, goes: User, comes: User) -> None:
    elsewhere, nobody = make.person(desk="floor-4"), make.person(Role.AUDITOR, desk=desk)
    row = last_night(desk, goes)
    now = timezone.now()
    assert [bool(night_banners(one, now)) for one in (comes, elsewhere, nobody)] == [True, False, False]
    make.signed_in(client, comes)
    page = client.get(reverse("staffing:handovers")).content.decode()
    assert "请先接班再办理其他事项" in page
    assert row.get_absolute_url() in page
    refused = client.post(address("handover-accept", row), {**same(row), "signature": SIGNATURE})
    assert refused.status_code == 422
    assert "无人会签，请说明原因" in refused.content.decode()
    typed = {**same(row), "signature": SIGNATURE, "why_alone": "昨晚主管外出"}
    assert client.post(address("handover-accept", row), typed).status_code == 302
    assert night_banners(User.objects.get(pk=comes.pk), now) == []


@rule.both("HAND-01", "HAND-07")
def test_the_night_is_countersigned_or_left_with_a_reason_over_the_doors(
    client: Client, desk: Desk, goes: User, comes: User
) -> None:
    row, other = last_night(desk, goes), last_night(make.desk("floor-4"), goes)
    make.signed_in(client, comes)
    assert client.post(address("handover-countersign", row), {}).status_code == 422
    assert client.post(address("handover-countersign", row), {"signature": SIGNATURE}).status_code == 302
    assert client.post(address("handover-alone", other), {"why_alone": "无人在场"}).status_code == 409
    make.signed_in(client, goes)
    assert "现场无人会签" in client.get(other.get_absolute_url()).content.decode()
    assert client.post(address("handover-alone", other), {"why_alone": ""}).status_code == 422
    assert client.post(address("handover-alone", other), {"why_alone": "其他台均已闭台"}).status_code == 302
    assert [*Handover.objects.values_list("state", flat=True)] == ["night", "night"]


@rule.both("HAND-08")
def test_what_is_signed_is_added_to_and_printed_with_it(client: Client, desk: Desk, goes: User, comes: User) -> None:
    now = timezone.now()
    row = accepted(prepared(desk, goes, comes, now, important=("中庭有人摔倒",)), comes, now)
    make.signed_in(client, comes)
    assert client.post(address("handover-add", row), {"text": ""}).status_code == 422
    assert client.post(address("handover-add", row), {"text": "雨伞又还回 1 把"}).status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert "雨伞又还回 1 把" in page
    assert "接班签字" not in page
    paper = client.get(address("handover-print", row))
    assert paper.content.startswith(b"%PDF")
    assert "F-32" in paper["Content-Disposition"]
    assert client.post(address("handover-give-up", row), {"reason": "写错"}).status_code == 409


def test_names_are_put_right_and_a_mistake_is_given_up(client: Client, desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, None, timezone.now())
    make.signed_in(client, comes)
    assert client.post(address("handover-names", row), {"outgoing": "", "incoming": comes.pk}).status_code == 422
    assert client.post(address("handover-names", row), {"outgoing": comes.pk, "incoming": goes.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.outgoing, row.incoming, row.renamed_by) == (comes, goes, comes)
    assert "更正了姓名" in client.get(row.get_absolute_url()).content.decode()
    assert client.post(address("handover-give-up", row), {"reason": ""}).status_code == 422
    assert client.post(address("handover-give-up", row), {"reason": "记错班次"}).status_code == 302
    assert "记错班次" in client.get(row.get_absolute_url()).content.decode()


def test_odd_addresses_and_other_roles(client: Client, desk: Desk, goes: User) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse("staffing:handovers")).status_code == 403
    make.signed_in(client, goes)
    for pk in (1, 10**17):
        assert client.get(reverse("staffing:handover", args=[pk])).status_code == 404
    odd = f"{reverse('staffing:handovers')}?desk=%00x&page=zzz&of=all"
    assert client.get(odd).status_code in {200, 400}
    new = f"{reverse('staffing:handover-new')}?desk=centre&turn=zzz"
    assert client.get(new).status_code == 200
    assert client.post(new, {"turn": "zzz", "outgoing": "x", "hour": "99:99"}).status_code == 422
    assert client.post(new, {}).status_code == 422


def test_the_list_costs_the_same_however_long(client: Client, desk: Desk, goes: User, comes: User) -> None:
    now = timezone.now()

    def lay(first: int, last: int) -> None:
        Handover.objects.bulk_create(
            Handover(
                desk=desk, on=local_day(now) - n * DAY, turn="shift", state="accepted", begun_at=now - n * DAY,
                begun_by=goes, outgoing=goes, incoming=comes, prepared_at=now - n * DAY, accepted_at=now - n * DAY,
            )
            for n in range(first, last)
        )  # fmt: skip

    lay(1, 3)
    make.signed_in(client, goes)
    address = reverse("staffing:handovers")
    few = questions(client, address)
    assert few <= 16, "twelve, and the four that begin and end the transaction of a test"
    lay(3, 61)
    assert questions(client, address) == few
    page = client.get(address)
    assert page.content.decode().count("row-link") == 50
    following = client.get(f"{address}{page.context['page'].next_query}").content.decode()
    assert following.count("row-link") == 10


@rule.refuses("HAND-01")
def test_a_double_click_begins_one(client: Client, desk: Desk, goes: User, comes: User) -> None:
    make.signed_in(client, goes)
    new = f"{reverse('staffing:handover-new')}?desk=centre"
    token = client.get(new).context["form"].initial.get("form_token", "x" * 43)
    typed = {"turn": "shift", "outgoing": goes.pk, "incoming": comes.pk, "form_token": token}
    first, second = client.post(new, typed), client.post(new, typed)
    assert first["Location"] == second["Location"]
    assert Handover.objects.count() == 1


def test_the_page_of_an_accepted_one_shows_both_names_in_english_too(
    client: Client, desk: Desk, goes: User, comes: User
) -> None:
    now = timezone.now()
    row = accepted(prepared(desk, goes, comes, now), comes, now)
    acts.add(row, "雨伞又还回 1 把", by=goes, now=now)
    make.signed_in(client, comes)
    comes.language = "en"
    comes.save()
    client.cookies["django_language"] = "en"
    page = client.get(row.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "陈静" in page
    assert "李敏" in page
