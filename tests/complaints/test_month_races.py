"""The acts of the month's review done by several at once, by a double click, from an old tab: one effect, a word."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from casework.models import Adjustment, ClosedLine, ClosedPeriod, Folder
from complaints.actions.months import close_month
from complaints.models import Complaint, PeriodPaper
from mall.models import FormToken
from mall.roles import Role
from tests import make
from tests import make_cases as cases
from tests.at_once import at_once
from tests.rules import rule
from ui import plugs

if TYPE_CHECKING:
    from mall.models import User

MANY = 5  # the test server gives few connections
NOVEMBER = {"month": "2025-11"}
IN_NOVEMBER = cases.NOON - timedelta(days=365)
PUBLISHED = {**NOVEMBER, "on": "2025-12-20", "words": "退换规定已张贴在各收银台。"}
CORRECTED = {**NOVEMBER, "figure": "registered", "value": "4", "reason": "漏录三件", "seen": "0"}


def office() -> User:
    """Somebody of the general manager's office."""
    return make.person(Role.GM_OFFICE, "gm-office")


def case_of(at: Any) -> Complaint:
    """A case that came, was registered and closed at an hour."""
    with transaction.atomic():
        case = cases.closed()
    Complaint.objects.filter(pk=case.pk).update(arrived_at=at, registered_at=at)
    Folder.objects.filter(pk=case.folder_id).update(opened_at=at, closed_at=at)
    return case


def signed_in(people: list[User]) -> list[Client]:
    """A browser for each."""
    return [make.signed_in(Client(), person) for person in people]


def sent(browsers: list[Client], address: str, forms: list[dict[str, str]]) -> tuple[list[int], str]:
    """Send the forms at once: the statuses in order of size, and what the refused were told."""
    pairs = zip(browsers, forms, strict=True)
    answers = at_once([lambda b=b, f=f: b.post(reverse(address), f) for b, f in pairs])  # type: ignore[misc]  # a default holds the pair of this turn
    told = " ".join(answer.content.decode() for answer in answers)
    return sorted(answer.status_code for answer in answers), told


@rule.both("JOINT-S12")
@pytest.mark.django_db(transaction=True)
def test_measures_published_by_several_at_once_are_published_once() -> None:
    browsers = signed_in([cases.supervisor() for _one in range(MANY)])
    statuses, told = sent(browsers, "complaints:review_publish", [PUBLISHED] * MANY)
    assert statuses == [302, *[409] * (MANY - 1)]
    assert told.count("该月的整改措施已经公布。") == MANY - 1
    assert PeriodPaper.objects.get().words == PUBLISHED["words"]


@rule.both("CMP-44")
@pytest.mark.django_db(transaction=True)
def test_a_month_frozen_by_several_at_once_is_frozen_once() -> None:
    case_of(IN_NOVEMBER)
    browsers = signed_in([office() for _one in range(MANY)])
    statuses, told = sent(browsers, "complaints:review_close", [{**NOVEMBER, "analysis": "无异常。"}] * MANY)
    assert statuses == [302, *[409] * (MANY - 1)]
    assert told.count("本月已审阅。") == MANY - 1
    assert ClosedPeriod.objects.get().figures["analysis"] == "无异常。"
    assert ClosedLine.objects.count() == 1


@rule.both("CMP-44")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("values", "word"), [("44444", "与现有数据相同。"), ("45678", "本月数据刚被他人更正")])
def test_a_figure_corrected_by_several_at_once_is_corrected_once(values: str, word: str) -> None:
    readers = [office() for _one in range(MANY)]
    close_month(2025, 11, "无异常。", by=readers[0], now=cases.NOON)
    forms = [{**CORRECTED, "value": value} for value in values]
    statuses, told = sent(signed_in(readers), "complaints:review_correct", forms)
    assert statuses == [302, *[422] * (MANY - 1)]
    assert told.count(word) == 2 * (MANY - 1), "above the form and beside the field"
    assert Adjustment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "form", "rows"),
    [
        ("complaints:review_publish", PUBLISHED, PeriodPaper),
        ("complaints:review_close", {**NOVEMBER, "analysis": "无异常。"}, ClosedPeriod),
        ("complaints:review_correct", {key: CORRECTED[key] for key in CORRECTED if key != "seen"}, Adjustment),
    ],
)
def test_a_double_click_does_it_once_and_leads_to_the_month_both_times(address: str, form: Any, rows: Any) -> None:
    reader = office()
    if rows is Adjustment:
        close_month(2025, 11, "无异常。", by=reader, now=cases.NOON)
    token = plugs.tokens().issue(reader)
    (browser,) = signed_in([reader])
    for _click in range(2):
        statuses, _told = sent([browser] * 2, address, [{**form, "form_token": token}] * 2)
        assert statuses == [302, 302]
    assert rows.objects.count() == 1
    assert FormToken.objects.get().led_to == f"{reverse('complaints:review')}?month=2025-11"


@rule("CMP-44")
@pytest.mark.django_db(transaction=True)
def test_what_is_frozen_of_a_month_is_of_one_moment_though_cases_move_meanwhile() -> None:
    case_of(IN_NOVEMBER)
    moving = case_of(IN_NOVEMBER - timedelta(days=40))
    reading, moved = threading.Event(), threading.Event()
    browser = signed_in([office()])[0]

    def pause(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if 'FROM "complaints_complaint"' in sql and "COUNT(" in sql and not reading.is_set():
            reading.set()
            assert moved.wait(timeout=30)
        return done

    def freeze() -> Any:
        with connection.execute_wrapper(pause):
            return browser.post(reverse("complaints:review_close"), {**NOVEMBER, "analysis": "无异常。"})

    def move() -> bool:
        assert reading.wait(timeout=30)
        Complaint.objects.filter(pk=moving.pk).update(arrived_at=IN_NOVEMBER, registered_at=IN_NOVEMBER)
        Folder.objects.filter(pk=moving.folder_id).update(closed_at=IN_NOVEMBER)
        moved.set()
        return True

    assert at_once([freeze, move])[0].status_code == 302
    frozen = ClosedPeriod.objects.get()
    counted = {frozen.figures["registered"], frozen.figures["closed"], len(frozen.folder_ids), frozen.lines.count()}
    assert counted == {1}


@pytest.mark.django_db
def test_a_form_from_an_old_tab_is_told_what_was_corrected_meanwhile_and_goes_through_once_it_is_seen() -> None:
    reader = office()
    (browser,) = signed_in([reader])
    close_month(2025, 11, "无异常。", by=reader, now=cases.NOON)
    page = browser.get(reverse("complaints:review"), NOVEMBER).content.decode()
    assert re.findall(r'name="seen" value="(\d+)"', page) == ["0"]
    tokens = re.findall(r'name="form_token" value="([^"]+)"', page)
    assert len(set(tokens)) == len(tokens) == 2, "each form has its own"
    assert browser.post(reverse("complaints:review_correct"), CORRECTED).status_code == 302
    late = {**CORRECTED, "figure": "closed", "value": "7", "reason": "漏录", "form_token": tokens[0]}
    refused = browser.post(reverse("complaints:review_correct"), late)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "本月数据刚被他人更正，请先核对现有数据。" in shown
    assert "漏录三件" in shown
    again = {**late, "seen": re.findall(r'name="seen" value="(\d+)"', shown)[0]}
    assert again["seen"] == "1"
    assert [token == tokens[0] for token in re.findall(r'name="form_token" value="([^"]+)"', shown)] == [True, False]
    assert browser.post(reverse("complaints:review_correct"), again).status_code == 302
    assert [one.figures for one in Adjustment.objects.all()] == [{"registered": 4}, {"closed": 7}]
