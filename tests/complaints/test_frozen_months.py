"""A frozen month shows, exports and prints the same for ever; what was counted wrong is put beside it (CMP-44)."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from openpyxl import load_workbook

from casework.actions import folders
from casework.actions.erasing import erase
from casework.actions.periods import close_period
from casework.models import Adjustment, ClosedLine, ClosedPeriod
from casework.queries.periods import broken_links
from complaints.actions import aftermath, reopening
from complaints.actions.months import close_month, correct_month
from complaints.models import Complaint, Improvement
from complaints.queries import frozen, months
from complaints.rules.months import obstacles_to_correcting_month, obstacles_to_correction
from mall.localtime import ZONE
from mall.roles import Role
from tests import make
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 3, 9, 0, tzinfo=ZONE)
NOVEMBER = {"month": "2026-11"}


def office() -> User:
    """Somebody of the general manager's office."""
    return make.person(Role.GM_OFFICE, "gm-office")


def november() -> tuple[Complaint, User]:
    """A month with a closed case about one of our people and a measure, and the person."""
    accused = make.person(name="被投诉人")
    case = cases.closed(lesson="验收要开袖口内衬", personal_penalty="扣 2 分")
    case.against, case.staff_person = "staff", accused
    case.save()
    ahead = {"owner": make.department("onsite"), "by": cases.agent(), "now": cases.NOON}
    measure = aftermath.improve(case, "每批收货抽检五件", check_on=cases.later(days=40).date(), **ahead)
    aftermath.agree(measure, by=cases.manager(), now=cases.NOON)
    return case, accused


def everything(client: Client) -> tuple[str, str, list[Any], str]:
    """The month's screen without its form's token, what stands beside, the sheet, the paper."""
    screen = client.get(reverse("complaints:review"), NOVEMBER)
    columns = ("folder__number", "folder__title", "category", "cause", "severity_label", "ending_label", "lesson")
    shown = [[str(row[name]) for name in columns] for row in screen.context["page"]]
    groups = [(str(title), [(str(name), n) for name, n in rows]) for title, rows in screen.context["groups"]]
    beside = client.get(reverse("complaints:review_beside"), NOVEMBER).content.decode()
    sheet: Any = client.post(reverse("complaints:review_export"), NOVEMBER)
    lines = list(load_workbook(BytesIO(sheet.content)).active.values)  # type: ignore[union-attr]  # there, or the test fails here
    printed: Any = client.get(reverse("complaints:review_print"), NOVEMBER).context
    context = {key: printed[key] for key in printed.keys()}  # noqa: SIM118 - a list of contexts is no mapping
    paper = render_to_string("complaints/print/month.html", {**context, "printed_at": DECEMBER})
    return f"{shown} {groups}", beside, lines, paper


@rule("CMP-44")
def test_a_frozen_month_is_the_same_whatever_happens_to_its_cases_and_names(client: Client) -> None:
    case, _accused = november()
    reader = office()
    make.signed_in(client, reader)
    running = everything(client)
    close_month(2026, 11, "羽绒服质量投诉集中。", by=reader, now=DECEMBER)
    before = everything(client)
    assert before[:3] == running[:3], "freezing changes nothing that is shown"
    assert "每批收货抽检五件" in before[1]
    assert "被投诉人" in before[1]

    measure = case.improvements.get()
    measure.measure, measure.works = "不再抽检", False
    measure.confirmed_at, measure.confirmed_by, measure.remind_on = DECEMBER, reader, None
    measure.save()
    case.category.name = "改过的类别"
    case.category.save()
    case.cause.name = "改过的原因"
    case.cause.save()
    case.lesson, case.severity, case.ending = "改过的经验", 3, "mediated"
    case.save()
    reopening.reopen(case, "顾客不服", by=cases.supervisor(), now=DECEMBER)
    assert months.review_list(reader, 2026, 11).count() == 0
    assert everything(client) == before
    assert broken_links(months.KIND) == []


@rule("CMP-44", "CMP-43")
def test_a_frozen_month_still_hides_from_a_person_what_is_about_himself(client: Client) -> None:
    case, accused = november()
    folders.shut_out(case.folder, accused, by=cases.supervisor(), now=cases.NOON)
    make.member(accused, Role.MANAGER, "customer-service")
    closed = close_month(2026, 11, "无异常。", by=office(), now=DECEMBER)
    assert [row["name"] for row in frozen.people(office(), closed)] == ["被投诉人"]
    assert frozen.people(accused, closed) == []
    assert list(frozen.listed(accused, closed)) == []
    assert frozen.measures(accused, closed) == []


def about(person: User, *, secret: bool = False) -> None:
    """A closed complaint about one of our people that is found true; a secret one as those taken down as such."""
    case = cases.closed()
    case.against, case.staff_person = "staff", person
    case.save()
    case.folder.confidential = secret
    case.folder.save()
    folders.shut_out(case.folder, person, by=cases.supervisor(), now=cases.NOON)


def persons(client: Client, reader: User) -> list[list[tuple[str, int, int, bool]]]:
    """The persons of the month, as the screen and as the paper have them for this reader."""
    make.signed_in(client, reader)
    doors = [client.get(reverse(f"complaints:{door}"), NOVEMBER) for door in ("review_beside", "review_print")]
    return [
        [(row["name"], row["month"], row["year"], row["penalty"]) for row in seen.context["people"]] for seen in doors
    ]


@rule("CMP-43", "CMP-44")
def test_a_frozen_month_counts_for_each_reader_only_the_cases_he_sees(client: Client) -> None:
    often, hidden, supervisor = make.person(name="多次"), make.person(name="保密"), cases.supervisor(name="主管")
    for secret in (False, False, True):
        about(often, secret=secret)
    about(hidden, secret=True)
    about(supervisor)
    reader, expected = office(), {}
    expected[reader] = [("多次", 3, 3, True), ("保密", 1, 1, False), ("主管", 1, 1, False)]
    expected[supervisor] = [("多次", 2, 2, False)]
    for frozen_now in (False, True):
        if frozen_now:
            close_month(2026, 11, "无异常。", by=reader, now=DECEMBER)
        for who, rows in expected.items():
            assert persons(client, who) == [rows, rows]


@rule("CMP-43", "CMP-44")
def test_a_month_frozen_without_the_folders_of_its_persons_shows_them_to_who_may_read_all_cases() -> None:
    often = make.person(name="多次")
    about(often)
    figures = frozen.to_freeze(2026, 11, DECEMBER)
    for row in figures["people"]:
        del row["folders"], row["month_folders"]
    closed = close_period(months.KIND, "2026-11", figures, [], by=office(), now=DECEMBER)
    assert [row["name"] for row in frozen.people(office(), closed)] == ["多次"]
    assert frozen.people(cases.supervisor(), closed) == []


@rule("CMP-44")
def test_no_name_and_no_typed_word_of_a_case_is_in_what_can_never_be_erased() -> None:
    case, _accused = november()
    still_open = cases.answered()
    ahead = {"owner": make.department("onsite"), "check_on": cases.later(days=40).date(), "now": cases.NOON}
    aftermath.improve(still_open, "请周女士复核", by=cases.agent(), **ahead)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    closed = close_month(2026, 11, "无异常。", by=office(), now=DECEMBER)
    assert frozen.listed(office(), closed).count() == 1, "the open case is none of the list"
    assert {row["measure"] for row in frozen.measures(office(), closed)} == {"每批收货抽检五件", "请周女士复核"}
    kept = f"{closed.figures} {list(ClosedLine.objects.values_list('facts', flat=True))}"
    for word in ("被投诉人", "周女士", case.folder.title, "验收要开袖口内衬", "扣 2 分", "每批收货抽检五件"):
        assert word not in kept
    erase([case.folder_id, still_open.folder_id], "complaint", now=DECEMBER)
    assert {row["measure"] for row in frozen.measures(office(), closed)} == {"—"}
    assert {row.measure for row in Improvement.objects.all()} == {"—"}
    assert broken_links(months.KIND) == []
    shown = frozen.as_listed(frozen.listed(office(), closed).get())
    assert (shown["folder__title"], shown["lesson"], shown["personal_penalty"]) == ("—", "", "")
    assert shown["folder__number"] == case.folder.number


# ---------------------------------------------------------------- corrections


@rule("CMP-44")
def test_a_frozen_month_is_corrected_beside_it_with_a_reason_on_screen_and_on_paper(client: Client) -> None:
    november()
    reader = office()
    make.signed_in(client, reader)
    send = {**NOVEMBER, "figure": "registered", "value": "4", "reason": "漏录两件"}
    assert client.post(reverse("complaints:review_correct"), send).status_code == 409, "not frozen yet"
    close_month(2026, 11, "无异常。", by=reader, now=DECEMBER)
    refused = client.post(reverse("complaints:review_correct"), {**send, "reason": "", "value": "1.5"})
    assert refused.status_code == 422
    assert "1.5" in refused.content.decode()
    assert client.post(reverse("complaints:review_correct"), send).status_code == 302
    assert client.post(reverse("complaints:review_correct"), send).status_code == 422, "said already"
    assert (
        client.post(reverse("complaints:review_correct"), {**send, "value": "5", "reason": "又漏一件"}).status_code
        == 302
    )
    assert Adjustment.objects.count() == 2
    assert ClosedPeriod.objects.get().figures["registered"] == 1
    for text in (client.get(reverse("complaints:review"), NOVEMBER).content.decode(), everything(client)[3]):
        assert "漏录两件" in text
        assert "又漏一件" in text
    rows = frozen.corrections(ClosedPeriod.objects.get())
    assert [(row["was"], row["value"]) for row in rows] == [(1, 4), (4, 5)]
    make.signed_in(client, cases.agent())
    assert client.post(reverse("complaints:review_correct"), send).status_code == 403


@rule("CMP-44")
def test_only_who_looks_the_months_through_corrects_one_and_only_by_another_figure() -> None:
    november()
    reader = office()
    closed = close_month(2026, 11, "无异常。", by=reader, now=DECEMBER)
    assert obstacles_to_correcting_month(closed, reader) == []
    assert [one.code for one in obstacles_to_correcting_month(closed, cases.agent())] == ["may"]
    assert [one.code for one in obstacles_to_correcting_month(None, reader)] == ["running"]
    standing = frozen.standing(closed)
    for value, reason, codes in (
        (2, "漏录", []),
        (1, "漏录", ["same"]),
        (2, " ", ["reason"]),
        (-1, "漏录", ["value"]),
        (None, "漏录", ["value"]),
    ):
        found = obstacles_to_correction(standing, "registered", value, reason)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
        assert [one.code for one in found] == codes
    with pytest.raises(Refused, match="may"):
        correct_month(closed, "registered", 2, "漏录", by=cases.agent(), now=DECEMBER)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    correct_month(closed, "compensation", 800, "漏录一笔", by=reader, now=DECEMBER)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    assert frozen.standing(closed)["compensation"] == "800.00"
