"""What the complaint desk tells people, beside what every folder tells them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import clock_kinds
from casework.notice_kinds import register
from complaints.sla import OBLIGATIONS

SERIOUS = "complaint.serious"
SPECIAL = "complaint.special"
IMPORTANT = "complaint.important"
COMPENSATION = "complaint.compensation"
REOPENED = "complaint.reopened"
REPORT_TO_SIGN = "complaint.report_to_sign"
REPORTED_UP = "complaint.reported_up"
PETITION = "complaint.petition"
PETITION_DECIDED = "complaint.petition_decided"
FLAG_PROPOSED = "complaint.flag_proposed"
MEASURE = "complaint.measure"
MEASURE_PROPOSED = "complaint.measure_proposed"
MEASURE_AGREED = "complaint.measure_agreed"
MEASURE_DECLINED = "complaint.measure_declined"
INTERNAL_LETTER = "complaint.internal_letter"
MEETING = "complaint.meeting"
RECHECK = "complaint.recheck"
MEASURE_DUE = "complaint.measure_due"
MEASURE_OVERDUE = "complaint.measure_overdue"
FORM_OPEN = "complaint.form_open"

register(
    SERIOUS,
    _("A serious complaint came in"),
    _("Serious: %(number)s %(title)s"),
    icon="alert-triangle",
)
register(
    SPECIAL,
    _("An especially serious complaint came in"),
    _("Especially serious: %(number)s %(title)s"),
    icon="alert-octagon",
)
register(
    IMPORTANT,
    _("An important problem for the general manager"),
    _("Important, brought straight to you: %(number)s %(title)s"),
    icon="flag-exclamation",
)
register(
    COMPENSATION,
    _("Compensation is proposed"),
    _("Compensation of %(amount)s yuan is proposed: %(number)s %(title)s"),
    icon="coin-yuan",
)
register(
    REOPENED,
    _("A complaint is reopened"),
    _("Not satisfied, heard again one level higher: %(number)s %(title)s"),
    icon="refresh",
)
register(
    REPORT_TO_SIGN,
    _("A handling report waits for a signature"),
    _("Handling report to sign: %(number)s %(title)s"),
    icon="signature",
)
register(
    REPORTED_UP,
    _("A case is reported to me"),
    _("Reported to you after the investigation: %(number)s %(title)s"),
    icon="report",
)
register(
    PETITION,
    _("A petition waits for my decision"),
    _("A petition waits for your decision: %(number)s %(title)s"),
    icon="gavel",
)
register(
    PETITION_DECIDED,
    _("My petition is decided"),
    _("Your petition is decided: %(number)s %(title)s"),
    icon="gavel",
)
register(
    FLAG_PROPOSED,
    _("A customer is proposed to be flagged"),
    _("A flag waits for your confirmation: %(number)s"),
    icon="flag",
)
register(
    MEASURE,
    _("A measure is ours to carry out"),
    _("A measure is yours to carry out: %(number)s %(title)s"),
    icon="bulb",
)
register(
    MEASURE_PROPOSED,
    _("A measure waits for my word"),
    _("A measure is proposed to you: %(number)s %(title)s"),
    icon="bulb",
)
register(
    MEASURE_AGREED,
    _("My measure is agreed to"),
    _("Your measure is agreed to: %(number)s %(title)s"),
    icon="circle-check",
)
register(
    MEASURE_DECLINED,
    _("My measure is sent back"),
    _("Your measure is sent back: %(number)s %(title)s"),
    icon="arrow-back-up",
)
register(
    INTERNAL_LETTER,
    _("An internal complaint letter for us"),
    _("Internal complaint letter to your department, answer within one working day: %(number)s %(title)s"),
    icon="file-text",
)
register(
    MEETING,
    _("A joint meeting is called"),
    _("Joint meeting on %(number)s %(title)s"),
    icon="users-group",
)
register(
    MEASURE_DUE,
    _("A measure is to be checked"),
    _("Does the measure work? To be checked today: %(number)s %(title)s"),
    icon="clipboard-check",
)
register(
    MEASURE_OVERDUE,
    _("The check of a measure is overdue"),
    _("The check of a measure is overdue since %(day)s: %(number)s %(title)s"),
    icon="clipboard-x",
)
register(
    FORM_OPEN,
    _("A registration takes too long"),
    _("The form of a complaint is open for more than %(minutes)s minutes and not registered: %(person)s"),
    icon="hourglass",
    mails=False,
)
register(
    RECHECK,
    _("A follow-up is drawn for a re-check"),
    _("Re-check of a follow-up to make: %(number)s %(title)s"),
    icon="phone-check",
)
for _line in OBLIGATIONS.values():
    clock_kinds.register(_line.kind, _line.label)
