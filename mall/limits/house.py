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
        "roster_warn_days",
        Number(Unit.DAYS, 1, 10),
        2,
        ("ROST-09", "ROST-11"),
        _("Reminder before a roster is due"),
        _("The supervisors are told so many days before, and the manager when it is late."),
    ),
    NamedLimit(
        "roster_day_hours",
        Number(Unit.COUNT, 4, 12),
        8,
        ("ROST-20",),
        _("Most hours a person works on a day"),
        _("Labour law, article 36. A roster that asks for more cannot be published."),
    ),
    NamedLimit(
        "roster_week_hours",
        Number(Unit.COUNT, 20, 60),
        44,
        ("ROST-20",),
        _("Most hours a person works in a week"),
        _("Labour law, article 36; from Monday to Sunday."),
    ),
    NamedLimit(
        "roster_days_off",
        Number(Unit.COUNT, 1, 3),
        1,
        ("ROST-20",),
        _("Days off a week at least"),
        _("Labour law, article 38; from Monday to Sunday."),
    ),
    NamedLimit(
        "roster_weights",
        Numbers(Unit.COUNT, count=5, most=1000),
        [100, 40, 15, 10, 3],
        ("ROST-20",),
        _("What matters how much in a roster"),
        _("An empty desk for half an hour, a missing day of work, a wish, unequal duties, a change."),
    ),
    NamedLimit(
        "roster_search_seconds",
        Number(Unit.COUNT, 1, 600),
        20,
        ("ROST-20",),
        _("Seconds a roster is searched for"),
        _("Shared by the crews; the best roster found by then is taken."),
    ),
    NamedLimit(
        "roster_ledger_months",
        Number(Unit.MONTHS, 1, 12),
        3,
        ("ROST-07",),
        _("Months in which duties are shared fairly"),
        _("Noon duties, weekends and holidays of these months count when the next are laid out."),
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
    NamedLimit(
        "work_report_days",
        Numbers(Unit.DAYS, count=2, least=1, most=28),
        [1, 3],
        ("MEET-12",),
        _("Reports of the department sent within"),
        _("Days after the end of the week, and of the month."),
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
    NamedLimit(
        "indicator_weights",
        Numbers(Unit.COUNT, count=4, most=100),
        [30, 30, 20, 10],
        ("PERF-S01", "PERF-01"),
        _("Weights of the monthly indicators"),
        _("Quality, satisfaction, efficiency, development; what was not measured is left out of the sum."),
    ),
    NamedLimit(
        "verified_complaints",
        _count,
        3,
        ("PERF-12",),
        _("Verified complaints that make a service failure"),
        _("So many against one person in a month."),
    ),
    NamedLimit(
        "staff_trainings",
        Numbers(Unit.COUNT, count=2, least=1, most=10),
        [1, 2],
        ("STTR-01",),
        _("Staff trainings a month"),
        _("At least, and at most."),
    ),
    NamedLimit(
        "private_call_min",
        Number(Unit.MINUTES, 1, 30),
        3,
        ("COND-01",),
        _("An urgent private call on duty"),
        _("Longer ones are not taken; each is noted in the work log."),
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
