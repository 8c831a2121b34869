"""Every limit of time from both sides: nobody hears that it is late before it is, and who owes it hears after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casework.actions.sweep import sweep
from casework.models import Reminder
from complaints.actions import clocks, papers
from complaints.queries.panels import line_of_time
from complaints.sla import Kind
from complaints.states import Severity
from tests import make_cases as cases
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# The cases begin on Thursday 26 November at 10:00; the weekend is no working day and Monday the 30th is.
FRIDAY, MONDAY = cases.NOON + DAY, cases.NOON + 4 * DAY


def told_late(complaint: Complaint, kind: Kind) -> set[int]:
    """Who was told that this is overdue."""
    rows = Reminder.objects.filter(folder=complaint.folder, kind="clock.overdue", facts__what=kind)
    return {pk for pk in rows.values_list("receiver", flat=True) if pk}


def is_late(complaint: Complaint, kind: Kind, now: datetime) -> bool:
    """What the line of time of the case's page shows."""
    (step,) = (step for step in line_of_time(cases_afresh(complaint), now) if step.kind == kind)
    return step.level == "late"


def cases_afresh(complaint: Complaint) -> Complaint:
    """The complaint past every cache."""
    return type(complaint).objects.select_related("folder").get(pk=complaint.pk)


@pytest.mark.parametrize(
    ("kind", "stage", "fields", "due"),
    [
        (Kind.DISPATCH, cases.registered, {}, cases.NOON + 3 * MINUTE),
        (Kind.ANSWER, cases.dispatched, {}, FRIDAY),
        (Kind.FIRST_REPLY, cases.registered, {}, FRIDAY),
        (Kind.SOLVE, cases.registered, {}, MONDAY),
        (Kind.SOLVE, cases.registered, {"severity": Severity.SERIOUS}, MONDAY + 7 * DAY),
        (Kind.REVIEW, cases.registered, {"severity": Severity.SPECIAL}, MONDAY + 7 * DAY),
        (Kind.REPORT_UP, cases.answered, {"severity": Severity.SERIOUS}, cases.NOON + HOUR + 3 * DAY),
        (Kind.REPLY, cases.answered, {}, FRIDAY + HOUR),
        (Kind.FOLLOW_UP, cases.replied, {}, cases.NOON + 2 * HOUR + 3 * DAY),
        (Kind.CLOSING, cases.followed_up, {}, MONDAY),
        (Kind.AUTHORITY, cases.registered, {"authority_due_at": FRIDAY + 3 * HOUR}, FRIDAY + 3 * HOUR),
    ],
)
@rule.both("CMP-03", "CMP-14", "CMP-21", "CMP-27", "CMP-30", "CMP-35", "CMP-40")
@rule.both("FUP-S01", "FUP-S02", "JOINT-S11", "JOINT-S13")
def test_nobody_hears_that_it_is_late_before_the_limit_and_somebody_does_after(
    kind: Kind, stage: Any, fields: dict[str, Any], due: datetime
) -> None:
    cases.agent(), cases.supervisor(), cases.manager(), cases.deputy()
    complaint = stage(**fields)
    sweep(due - MINUTE)
    assert told_late(complaint, kind) == set()
    assert not is_late(complaint, kind, due)
    sweep(due + MINUTE)
    assert told_late(complaint, kind)
    assert is_late(complaint, kind, due + MINUTE)


@rule.allows("CMP-03", "CMP-21", "CMP-27", "FUP-S02")
def test_what_was_done_in_time_is_never_called_late() -> None:
    agent = cases.agent()
    cases.supervisor(), cases.manager(), cases.deputy()
    complaint = cases.answered(by=agent, severity=Severity.SERIOUS)
    clocks.replied(complaint, final=False, by=agent, now=cases.NOON + 2 * HOUR)
    papers.report_up(complaint, by=agent, now=cases.NOON + 2 * HOUR)
    sweep(MONDAY + 30 * DAY)
    for kind in (Kind.DISPATCH, Kind.ANSWER, Kind.FIRST_REPLY, Kind.REPORT_UP):
        assert told_late(complaint, kind) == set()
        assert not is_late(complaint, kind, MONDAY + 30 * DAY)
    assert told_late(complaint, Kind.SOLVE)
