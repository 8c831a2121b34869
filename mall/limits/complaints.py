"""The limits of complaints, their money, their clocks and their follow-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.limits.declared import Chapter, NamedLimit
from mall.limits.kinds import Bands, Flag, Number, Unit

_minutes = Number(Unit.MINUTES, 1, 24 * 60)
_working_days = Number(Unit.WORKING_DAYS, 1, 60)
_days = Number(Unit.DAYS, 1, 365)
_percent = Number(Unit.PERCENT, 0, 100)
_count = Number(Unit.COUNT, 1, 1000)
_day_of_month = Number(Unit.COUNT, 1, 31)

COMPLAINTS = (
    NamedLimit(
        "complaint_register_min",
        _minutes,
        5,
        ("CMP-02",),
        _("Registering a complaint: late after"),
        _("Counted on the wall clock from the person's arrival."),
    ),
    NamedLimit(
        "complaint_register_warn_min",
        _minutes,
        3,
        ("CMP-02",),
        _("Registering a complaint: warn after"),
        _("Counted on the wall clock from the person's arrival."),
    ),
    NamedLimit(
        "complaint_dispatch_min",
        _minutes,
        3,
        ("CMP-03",),
        _("Passing a complaint on"),
        _("Counted on the wall clock from the registration."),
    ),
    NamedLimit(
        "complaint_first_reply",
        _working_days,
        1,
        ("FUP-S02",),
        _("First reply to the complainant"),
        _("Every complaint is answered once within this time, solved or not."),
    ),
    NamedLimit(
        "complaint_dept_reply",
        _working_days,
        1,
        ("CMP-21",),
        _("Written answer of the department"),
        _("Counted from the hand-over to the department."),
    ),
    NamedLimit(
        "complaint_close_general",
        _working_days,
        2,
        ("CMP-14",),
        _("Solving a general complaint"),
        _("Counted from the registration."),
    ),
    NamedLimit(
        "complaint_close_serious",
        _working_days,
        7,
        ("CMP-14",),
        _("Solving a serious complaint"),
        _("Counted from the registration."),
    ),
    NamedLimit(
        "complaint_verified_person",
        _count,
        3,
        ("CMP-43",),
        _("Verified complaints about one person"),
        _("From so many within twelve months on, the month's review names the person for a penalty by rule."),
    ),
    NamedLimit(
        "complaint_review_special",
        _working_days,
        7,
        ("CMP-14", "CMP-24"),
        _("Reviewing an especially serious complaint"),
        _("Such a case has no date for its end; it is looked at again each time this period has passed."),
    ),
    NamedLimit(
        "complaint_cap_days",
        _days,
        None,
        ("CMP-35",),
        _("Cap on solving any complaint"),
        _("Counted from the registration, for the whole company. Empty: no cap."),
        optional=True,
        suggested=6,
    ),
    NamedLimit(
        "complaint_report_days",
        _days,
        3,
        ("CMP-27",),
        _("Reporting upward after the investigation"),
        _("For serious and especially serious complaints."),
    ),
    NamedLimit(
        "complaint_authority_reply",
        _working_days,
        7,
        ("JOINT-S13",),
        _("Answering an authority that forwarded a complaint"),
        _("Proposed when the authority's own letter names no date."),
    ),
    NamedLimit(
        "complaint_duplicate_days",
        _days,
        30,
        ("JOINT-S05",),
        _("Looking back for the same complaint"),
        _("While a complaint is typed, cases of these last days are compared with it."),
    ),
    NamedLimit(
        "complaint_reply_after_settling",
        _working_days,
        1,
        ("CMP-30",),
        _("Telling the result"),
        _("Counted from the settlement or its approval."),
    ),
    NamedLimit(
        "complaint_petition",
        _working_days,
        3,
        ("CMP-32",),
        _("Deciding a petition"),
        _("Counted from the day the petition went up. The manuals name no time; this is the department's own."),
    ),
    NamedLimit(
        "complaint_closing",
        _working_days,
        1,
        ("CMP-40",),
        _("Closing the case"),
        _(
            "Counted from the follow-up, or from telling the result where nobody is called. "
            "The manuals name no time; this is the department's own."
        ),
    ),
    NamedLimit(
        "statistics_export_day",
        _day_of_month,
        3,
        ("JOINT-S12",),
        _("Exporting the month's statistics by"),
        _("The day of the following month."),
    ),
    NamedLimit(
        "shared_measures_day",
        _day_of_month,
        30,
        ("JOINT-S12",),
        _("Publishing measures on shared problems by"),
        _("The day of the following month; in a shorter month its last day."),
    ),
    NamedLimit(
        "phone_rings",
        _count,
        3,
        ("CMP-43", "INQ-06"),
        _("Rings before a call counts as missed"),
        _("A call is answered before or at this ring."),
    ),
)

MONEY = (
    NamedLimit(
        "compensation_bands",
        Bands(Unit.YUAN, count=2, least=1, rising=True),
        [1000, 5000],
        ("CMP-37",),
        _("Amounts that may be approved"),
        _(
            "The manager approves up to the first amount, the deputy general manager up to the second, "
            "the general manager anything above. Each amount itself belongs to its band."
        ),
    ),
)

CLOCKS = (
    NamedLimit(
        "escalation_warn_percent",
        _percent,
        75,
        ("CMP-35",),
        _("Warn when this much of the time has passed"),
        _("The later of this moment and the one named by the minutes below counts."),
    ),
    NamedLimit(
        "escalation_warn_min",
        _minutes,
        30,
        ("CMP-35",),
        _("Warn this long before the time is up"),
        _("Working time."),
    ),
    NamedLimit(
        "escalation_rung",
        Number(Unit.WORKING_HOURS, 1, 80),
        4,
        ("CMP-35",),
        _("Next rung of the ladder after"),
        _("An overdue case climbs from the handler's head to the supervisor, the manager and the deputy."),
    ),
)

FOLLOW_UP = (
    NamedLimit(
        "follow_up_days",
        _days,
        3,
        ("FUP-S01", "FUP-01"),
        _("Follow-up of a complaint"),
        _("Counted from the day its handling ends."),
    ),
    NamedLimit(
        "follow_up_when_settled",
        Flag(),
        False,
        ("CMP-12", "FUP-S03"),
        _("Follow-up when settled on the spot"),
        _("Off: such a complaint is closed without a call."),
    ),
    NamedLimit(
        "follow_up_recheck",
        _percent,
        30,
        ("FUP-S12",),
        _("Follow-ups re-checked by the supervisor"),
        _("This share is drawn for a second call."),
    ),
    NamedLimit(
        "follow_up_recheck_days",
        _days,
        3,
        ("FUP-S12",),
        _("Re-check of a follow-up"),
        _("Counted from the follow-up that is checked. The manuals name no time; this is the department's own."),
    ),
    NamedLimit(
        "follow_up_attempts",
        _count,
        3,
        ("FUP-S03",),
        _("Attempts to reach a person"),
        _("After so many calls without answer the follow-up may end as not reached."),
    ),
    NamedLimit(
        "follow_up_retry",
        Number(Unit.WORKING_HOURS, 1, 80),
        4,
        ("FUP-S11",),
        _("Next attempt after"),
        _("Unless the person named a time."),
    ),
    NamedLimit(
        "follow_up_repair",
        _percent,
        30,
        ("FUP-S04", "FUP-03"),
        _("Repairs followed up"),
        _("The share of finished repairs that are asked about."),
    ),
    NamedLimit(
        "follow_up_a_class",
        Number(Unit.MONTHS, 1, 12),
        1,
        ("FUP-02",),
        _("Visiting an A-class merchant every"),
    ),
    NamedLimit(
        "follow_up_merchants",
        Number(Unit.MONTHS, 1, 12),
        3,
        ("FUP-S10", "FUP-11"),
        _("Asking all merchants every"),
    ),
    NamedLimit(
        "follow_up_round_late",
        _days,
        3,
        ("FUP-12",),
        _("Overdue regular follow-ups are told to the supervisors after"),
        _("Who was to ask is told on the day after. The manuals name no time; this is the department's own."),
    ),
    NamedLimit(
        "follow_up_report_days",
        Number(Unit.DAYS, 1, 90),
        10,
        ("FUP-11",),
        _("Sending the report of the quarter's follow-ups"),
        _("Counted from the quarter's end. The manuals name no time; this is the department's own."),
    ),
    NamedLimit(
        "satisfaction_target",
        _percent,
        98,
        ("JOINT-S11",),
        _("Satisfied among those who answered, at least"),
        _("Stands beside the share in the report of the quarter's follow-ups."),
    ),
    NamedLimit(
        "decoration_followup",
        _days,
        7,
        ("FUP-04",),
        _("Follow-up after decoration every"),
        _("Merchants whose fit-out has ended are asked at this distance."),
    ),
)

CHAPTERS = (
    (Chapter.COMPLAINTS, COMPLAINTS),
    (Chapter.MONEY, MONEY),
    (Chapter.CLOCKS, CLOCKS),
    (Chapter.FOLLOW_UP, FOLLOW_UP),
)
