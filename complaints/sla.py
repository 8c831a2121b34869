"""What is owed in a complaint, by whom, in how much time: a pure table.

工作日 in the manual are working days of the office, 天 are calendar days, minutes are minutes on the wall clock.
How long each takes is a named limit; this table says which limit, in what measure, and what it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.states import Severity


class Measure(StrEnum):
    """What the time is counted in; the values are those of the stored clock."""

    WALL = "wall"
    OFFICE = "office"
    CALENDAR = "calendar"
    HAND = "hand"


class Kind(StrEnum):
    """The obligations, as a clock names them."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    FIRST_REPLY = "first_reply"
    ANSWER = "answer"
    REPLY = "reply"
    SOLVE = "solve"
    REVIEW = "review"
    REPORT_UP = "report_up"
    AUTHORITY = "authority"
    FOLLOW_UP = "follow_up"
    CLOSING = "closing"
    PETITION = "petition"
    RECHECK = "recheck"
    IMPROVEMENT = "improvement"


@dataclass(frozen=True)
class Obligation:
    """One line of the table. `limit` is empty where a date is set by hand; `order` sorts the line of time."""

    kind: Kind
    label: Promise | str
    measure: Measure
    limit: str
    order: int
    rule: str
    shown_ahead: bool = True


_LINES = (
    Obligation(Kind.REGISTER, _("Register"), Measure.WALL, "complaint_register_min", 10, "CMP-02"),
    Obligation(Kind.DISPATCH, _("Hand over"), Measure.WALL, "complaint_dispatch_min", 20, "CMP-03"),
    Obligation(Kind.ANSWER, _("Written answer"), Measure.OFFICE, "complaint_dept_reply", 30, "CMP-21"),
    Obligation(Kind.FIRST_REPLY, _("First reply"), Measure.OFFICE, "complaint_first_reply", 40, "FUP-S02"),
    Obligation(Kind.REPORT_UP, _("Report upward"), Measure.CALENDAR, "complaint_report_days", 50, "CMP-27"),
    Obligation(Kind.REPLY, _("Tell the result"), Measure.OFFICE, "complaint_reply_after_settling", 60, "CMP-30"),
    Obligation(Kind.SOLVE, _("Settle"), Measure.OFFICE, "", 70, "CMP-14"),
    Obligation(
        Kind.REVIEW,
        _("Review of the case"),
        Measure.OFFICE,
        "complaint_review_special",
        75,
        "CMP-14",
        shown_ahead=False,
    ),
    Obligation(Kind.AUTHORITY, _("The authority's deadline"), Measure.HAND, "", 80, "JOINT-S13", shown_ahead=False),
    Obligation(Kind.FOLLOW_UP, _("Follow-up"), Measure.CALENDAR, "follow_up_days", 90, "FUP-S01"),
    Obligation(
        Kind.PETITION, _("Decide the petition"), Measure.OFFICE, "complaint_petition", 85, "CMP-32", shown_ahead=False
    ),
    Obligation(Kind.CLOSING, _("Close the case"), Measure.OFFICE, "complaint_closing", 95, "CMP-40", shown_ahead=False),
    Obligation(
        Kind.RECHECK, _("Re-check"), Measure.CALENDAR, "follow_up_recheck_days", 97, "FUP-S12", shown_ahead=False
    ),
    Obligation(Kind.IMPROVEMENT, _("Check the measure"), Measure.HAND, "", 100, "IMPR-03", shown_ahead=False),
)

OBLIGATIONS: dict[Kind, Obligation] = {line.kind: line for line in _LINES}

#: How long a complaint of each severity may take until the result is told. The especially serious has no date
#: but a review day that must be set (handbook 3.4, table of deadlines).
SOLVE_LIMIT: dict[Severity, str] = {
    Severity.GENERAL: "complaint_close_general",
    Severity.SERIOUS: "complaint_close_serious",
}

#: The company-wide cap on the whole case, None while it is off.
CAP_DAYS = "complaint_cap_days"

WARN_REGISTER = "complaint_register_warn_min"
FOLLOW_UP_WHEN_SETTLED = "follow_up_when_settled"
RECHECK_PERCENT = "follow_up_recheck"
BANDS = "compensation_bands"

#: From this severity on a report goes upward after the investigation, and a reply needs somebody's yes.
REPORTED_FROM = Severity.SERIOUS


#: The highest rung of the ladder, the deputy general manager; no case starts above it.
TOP_RUNG = 3


def first_rung(*, vip: bool, severity: int | None, level: int) -> int:
    """CMP-11, CMP-29, JOINT-S03. How many rungs higher the ladder starts: VIP or special one, a reopening one."""
    return min(int(vip or severity == Severity.SPECIAL) + level, TOP_RUNG)


def levels_up(severity: int | None) -> int:
    """JOINT-S03. How many levels a case goes up when its complainant is not satisfied: a large problem two."""
    return 2 if severity == Severity.SPECIAL else 1


def share_used(starts_at: datetime, due_at: datetime, now: datetime) -> int:
    """Return how much of the time is used, in whole percent from 0 to 100."""
    whole = due_at - starts_at
    if whole <= timedelta(0):
        return 100
    return max(0, min(100, int((now - starts_at) / whole * 100)))
