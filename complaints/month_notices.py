"""What the complaint desk tells people of a month or a quarter, not of one case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register

REVIEW_SOON = "complaint.review_soon"
REVIEW_LATE = "complaint.review_late"
FOLLOW_UPS_GIVEN = "complaint.follow_ups_given"
FOLLOW_UP_REPORT = "complaint.follow_up_report"
STATISTICS_SOON = "complaint.statistics_soon"
STATISTICS_LATE = "complaint.statistics_late"
SHARED_MEASURES_SOON = "complaint.shared_measures_soon"
SHARED_MEASURES_LATE = "complaint.shared_measures_late"
REPORT_SOON = "complaint.follow_up_report_soon"
REPORT_LATE = "complaint.follow_up_report_late"
VISITS_OVERDUE = "complaint.visits_overdue"
VISITS_LATE = "complaint.visits_late"
VISITS_OPEN = "complaint.visits_open"
CONSEQUENCE_MINE = "complaint.consequence_mine"
CONSEQUENCE_HR = "complaint.consequence_hr"
CONSEQUENCE_MINE_BACK = "complaint.consequence_mine_back"
CONSEQUENCE_BACK = "complaint.consequence_back"

register(
    REVIEW_SOON,
    _("Last month's closed cases are to be looked through"),
    _("The closed cases of %(month)s are to be looked through by %(due)s"),
    icon="calendar-due",
)
register(
    REVIEW_LATE,
    _("Last month's review is late"),
    _("The closed cases of %(month)s were to be looked through by %(due)s"),
    icon="calendar-exclamation",
)
register(
    FOLLOW_UPS_GIVEN,
    _("Follow-ups are given to me"),
    _("%(count)s follow-ups are yours, the first due on %(due)s"),
    icon="phone-plus",
)
register(
    FOLLOW_UP_REPORT,
    _("Report of the quarter's follow-ups"),
    _(
        "Follow-ups of %(quarter)s: %(done)s of %(planned)s made, %(satisfied)s satisfied, %(unsatisfied)s not, "
        "%(pending)s still pending"
    ),
    icon="report-analytics",
)
register(
    CONSEQUENCE_MINE,
    _("A consequence for me is decided"),
    _("A consequence for you after %(case)s is decided; the notice says what and why"),
    icon="user-exclamation",
)
register(
    CONSEQUENCE_HR,
    _("A disciplinary action is to be published"),
    _("A disciplinary action for %(person)s after %(case)s is decided: publish it"),
    icon="speakerphone",
)
register(
    CONSEQUENCE_MINE_BACK,
    _("A consequence for me is taken back"),
    _("%(case)s is heard again: the consequence for you is taken back, its notice does not hold"),
    icon="arrow-back-up",
)
register(
    CONSEQUENCE_BACK,
    _("A disciplinary action is taken back"),
    _("%(case)s is heard again: the disciplinary action for %(person)s is taken back and not published"),
    icon="arrow-back-up",
)
register(
    STATISTICS_SOON,
    _("Last month's statistics are to be exported"),
    _("The statistics of %(period)s are to be exported by %(due)s"),
    icon="file-spreadsheet",
)
register(
    STATISTICS_LATE,
    _("Last month's statistics are late"),
    _("The statistics of %(period)s were to be exported by %(due)s"),
    icon="calendar-exclamation",
)
register(
    SHARED_MEASURES_SOON,
    _("Measures on shared problems are to be published"),
    _("The measures on shared problems of %(period)s are to be published by %(due)s"),
    icon="speakerphone",
)
register(
    SHARED_MEASURES_LATE,
    _("Measures on shared problems are late"),
    _("The measures on shared problems of %(period)s were to be published by %(due)s"),
    icon="calendar-exclamation",
)
register(
    REPORT_SOON,
    _("The report of the quarter's follow-ups is to be sent"),
    _("The report of the follow-ups of %(period)s is to be sent by %(due)s"),
    icon="report-analytics",
)
register(
    REPORT_LATE,
    _("The report of the quarter's follow-ups is late"),
    _("The report of the follow-ups of %(period)s was to be sent by %(due)s"),
    icon="calendar-exclamation",
)
register(
    VISITS_OVERDUE,
    _("My regular follow-ups are overdue"),
    _("%(count)s of your regular follow-ups were due on %(due)s"),
    icon="phone-off",
)
register(
    VISITS_LATE,
    _("A colleague's regular follow-ups are overdue"),
    _("%(count)s regular follow-ups of %(person)s were due on %(due)s"),
    icon="phone-off",
)
register(
    VISITS_OPEN,
    _("Regular follow-ups nobody has are overdue"),
    _("%(count)s regular follow-ups given to nobody were due on %(due)s"),
    icon="phone-off",
)
