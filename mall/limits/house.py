"""The limits of the desk, the roster, inquiries and the office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.limits.declared import Chapter, NamedLimit
from mall.limits.kinds import Number, Numbers, Stretches, Unit, Weekday

_minutes = Number(Unit.MINUTES, 1, 24 * 60)
_days = Number(Unit.DAYS, 1, 365)
_count = Number(Unit.COUNT, 1, 1000)

# The hours of the seasons themselves, and the days on which they begin, are rows of `mall.models.Season`
# (DESK-02, ROST-05, ROST-06, ROST-08): the same page lists them.
DESK = (
    NamedLimit(
        "walking_periods",
        Stretches(),
        [["09:00", "11:00"], ["15:00", "17:00"]],
        ("DESK-04",),
        _("Walking periods"),
        _("When agents walk the floors; the desk stays staffed meanwhile."),
    ),
    NamedLimit(
        "office_hours",
        Stretches(),
        [["08:30", "18:00"]],
        ("CMP-21",),
        _("Office hours on working days"),
        _("Working days and working hours of all limits are counted in these."),
    ),
)

ROSTER = (
    NamedLimit("headcount", _count, 8, ("ROST-02",), _("Full headcount of the centre")),
    NamedLimit(
        "headcount_short",
        _count,
        5,
        ("ROST-03",),
        _("Short headcount"),
        _("With fewer people than this the desk on 8F has no noon duty."),
    ),
    NamedLimit(
        "ab_submit_days",
        Numbers(Unit.COUNT, count=2, least=1, most=31, rising=True),
        [15, 30],
        ("ROST-04", "ROST-09"),
        _("A/B roster submitted on days"),
        _("The last day of the month where it has no such day."),
    ),
    NamedLimit(
        "rotation_submit_day",
        Number(Unit.COUNT, 1, 31),
        30,
        ("ROST-11",),
        _("Desk rotation submitted on day"),
        _("The last day of the month where it has no such day."),
    ),
    NamedLimit(
        "handover_early_min",
        _minutes,
        15,
        ("ROST-13", "HAND-04"),
        _("Arriving early for the handover"),
    ),
)

INQUIRIES = (
    NamedLimit(
        "inquiry_reply",
        Number(Unit.WORKING_DAYS, 1, 30),
        1,
        ("INQ-09",),
        _("Standard answer to hotline and e-mail"),
        _("The person hears from us the same day in any case."),
    ),
    NamedLimit(
        "visitor_register_min",
        _minutes,
        10,
        ("VIS-01",),
        _("Registering a visitor"),
        _("Counted from the end of the reception."),
    ),
)

OFFICE = (
    NamedLimit("leave_notice", _days, 1, ("LEAVE-01",), _("Asking for leave ahead")),
    NamedLimit(
        "leave_supervisor_days",
        _days,
        3,
        ("LEAVE-02",),
        _("Leave the supervisor may grant"),
        _("Longer leave is granted by the general manager."),
    ),
    NamedLimit("weekly_plan_due", Weekday(), 4, ("PLAN-01",), _("Weekly plan due on"), _("By the end of work.")),
    NamedLimit(
        "meeting_fines",
        Numbers(Unit.YUAN, count=3, most=1000),
        [10, 20, 20],
        ("MEET-07",),
        _("Fines at meetings"),
        _("Late or leaving early, absent, disturbing."),
    ),
)

SAFETY = (
    NamedLimit(
        "reveals_an_hour",
        _count,
        20,
        ("DATA-01",),
        _("Numbers shown in an hour before the supervisor is told"),
        _("Phone and identity numbers one person opened within sixty minutes."),
    ),
    NamedLimit(
        "idle_lock_min",
        _minutes,
        15,
        ("DATA-02",),
        _("Idle time before the screen locks"),
        _("The page and the draft are kept; PIN or password opens it again."),
    ),
)

CHAPTERS = (
    (Chapter.DESK, DESK),
    (Chapter.ROSTER, ROSTER),
    (Chapter.INQUIRIES, INQUIRIES),
    (Chapter.OFFICE, OFFICE),
    (Chapter.SAFETY, SAFETY),
)
