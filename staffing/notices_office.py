"""What people are told about work letters, weekly plans and meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register

PLAN_SOON, PLAN_LATE, PLANS_LATE = "plan.soon", "plan.late", "plans.late"
REPORT_SENT, REPORT_CORRECTED = "work_report.sent", "work_report.corrected"
ACTION_SOON, ACTION_LATE = "meeting.action_soon", "meeting.action_late"

OFFICE = (
    (
        "letter.to_sign",
        _("A letter waits for my signature"),
        _("%(number)s waits for your signature: %(title)s"),
        "signature",
    ),
    (
        "letter.returned",
        _("My letter is sent back"),
        _("Your letter %(number)s is sent back: %(title)s"),
        "arrow-back-up",
    ),
    (
        "letter.sent",
        _("A work letter comes to us"),
        _("%(department)s asks for work, %(number)s: %(title)s. State the realistic time"),
        "mail-forward",
    ),
    (
        "letter.agreed",
        _("Work was agreed by word of mouth"),
        _("%(department)s has agreed by word of mouth, %(number)s: %(title)s"),
        "messages",
    ),
    (
        "letter.committed",
        _("A time is promised for my letter"),
        _("A time is promised: %(number)s %(title)s"),
        "calendar-check",
    ),
    ("letter.done", _("What my letter asked is done"), _("Done: %(number)s %(title)s"), "circle-check"),
    ("letter.not_done", _("What a letter asked is not done"), _("Not done: %(number)s %(title)s"), "circle-x"),
    (
        "letter.applied",
        _("A commitment is carried out"),
        _("The commitment of %(number)s is carried out: %(title)s"),
        "gavel",
    ),
    (
        "letter.refused",
        _("The executor refuses"),
        _("The executor refuses, write a letter: %(number)s %(title)s"),
        "hand-stop",
    ),
    ("letter.withdrawn", _("A letter is withdrawn"), _("Withdrawn: %(number)s %(title)s"), "x"),
    (
        PLAN_SOON,
        _("My weekly plan is due today"),
        _("Write this week's results and next week's plan by %(due)s"),
        "list-check",
    ),
    (
        PLAN_LATE,
        _("My weekly plan is missing"),
        _("Your results and plan of the week of %(week)s are missing"),
        "list-check",
    ),
    (
        PLANS_LATE,
        _("Weekly plans are missing"),
        _("%(count)s weekly plan(s) of the week of %(week)s are missing"),
        "list-check",
    ),
    (
        "plan.commented",
        _("My weekly plan has a comment"),
        _("Your plan of the week of %(week)s has a comment"),
        "message-2",
    ),
    ("meeting.announced", _("I am called to a meeting"), _("Meeting %(at)s, %(place)s: %(topic)s"), "users-group"),
    (
        "meeting.changed",
        _("A meeting is changed"),
        _("The meeting is changed: %(at)s, %(place)s: %(topic)s"),
        "calendar-time",
    ),
    (
        "meeting.cancelled",
        _("A meeting is cancelled"),
        _("The meeting of %(at)s is cancelled: %(topic)s"),
        "calendar-off",
    ),
    (
        "meeting.excused",
        _("Somebody excuses himself"),
        _("%(person)s excuses himself from the meeting of %(at)s"),
        "user-off",
    ),
    ("meeting.fined", _("A fine of a meeting is recorded"), _("Meeting of %(at)s: %(fine)s yuan recorded"), "receipt"),
    ("meeting.action", _("A meeting gave me something to do"), _("To do by %(due)s: %(what)s"), "checklist"),
    (
        ACTION_SOON,
        _("An action of a meeting is due"),
        _("Due %(due)s, report the result: %(what)s"),
        "clock-exclamation",
    ),
    (
        ACTION_LATE,
        _("An action of a meeting is late"),
        _("Not reported by %(due)s, one warning is recorded for %(person)s: %(what)s"),
        "alarm",
    ),
    (
        "meeting.action_reported",
        _("An action of a meeting is reported"),
        _("%(person)s has reported: %(what)s"),
        "message-2",
    ),
    (
        "meeting.upward",
        _("A problem is reported upward to me"),
        _("A meeting could not solve it: %(what)s"),
        "stairs-up",
    ),
    ("meeting.answered", _("A problem I reported is answered"), _("Answered: %(what)s"), "message-2"),
)

for _code, _label, _sentence, _icon in OFFICE:
    register(_code, _label, _sentence, icon=_icon)

# No mail of the outbox: the report itself comes by mail, with its paper.
register(
    REPORT_SENT,
    _("A department sends its report"),
    _("%(department)s has sent its report of %(period)s"),
    icon="report",
    mails=False,
)
register(
    REPORT_CORRECTED,
    _("A report is corrected"),
    _("%(department)s corrects its report of %(period)s by an additional one"),
    icon="report",
    mails=False,
)
