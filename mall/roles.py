"""Who may do what: one enum of permissions, one table of roles (handbook 2).

This is the page an auditor reads. A person gets a role by a dated membership of a department
(`mall.models.Membership`); a permission is never given to a person directly.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """Everything a door can ask for. Named noun first, so the list reads by subject."""

    BOARD_READ = "board.read"
    SEARCH = "search"

    COMPLAINT_READ = "complaint.read"
    COMPLAINT_REGISTER = "complaint.register"
    COMPLAINT_DISPATCH = "complaint.dispatch"
    COMPLAINT_REPLY = "complaint.reply"
    COMPLAINT_CLOSE = "complaint.close"
    COMPLAINT_REJECT = "complaint.reject"
    COMPLAINT_ASSIGN = "complaint.assign"  # bulk assignment and chasing
    COMPLAINT_IMPORT = "complaint.import"
    CONFIDENTIAL_READ = "confidential.read"

    HANDOFF_ANSWER = "handoff.answer"  # accept, assign, answer, bounce for one's own department
    HANDOFF_DECIDE = "handoff.decide"  # decide on "not ours"

    SETTLEMENT_PROPOSE = "settlement.propose"
    APPROVE_BAND_1 = "approve.band-1"  # CMP-37, up to the first band
    APPROVE_BAND_2 = "approve.band-2"
    APPROVE_BAND_3 = "approve.band-3"
    AGREEMENT_HANDLE = "agreement.handle"

    CONSEQUENCE_PROPOSE = "consequence.propose"  # CMP-42, after a closed case
    CONSEQUENCE_READ = "consequence.read"
    CONSEQUENCE_PUBLISH = "consequence.publish"
    PENALTY_APPROVE = "penalty.approve"  # CMP-42: money penalties are the general manager's

    FOLLOW_UP_ASK = "follow-up.ask"
    FOLLOW_UP_RECHECK = "follow-up.recheck"

    CLOCK_PAUSE = "clock.pause"
    CLOCK_SET = "clock.set"
    NOTE_WRITE = "note.write"
    MEETING_HOLD = "meeting.hold"
    MEASURE_AGREE = "measure.agree"  # IMPR-01: measures are proposed to the superior
    FLAGGED_PROPOSE = "flagged.propose"
    FLAGGED_CONFIRM = "flagged.confirm"

    PHONE_REVEAL = "phone.reveal"
    IDENTITY_REVEAL = "identity.reveal"
    EXPORT = "export"

    MAIL_READ = "mail.read"
    MAIL_HANDLE = "mail.handle"  # receive, register, hand out, return, put right
    MAIL_IMPORT = "mail.import"
    MAIL_RELEASE = "mail.release"  # MAIL-04: without the proof its class asks for, with a reason
    MAIL_CLOSE = "mail.close"  # MAIL-12: the month

    ROSTER_READ = "roster.read"
    ROSTER_LAY = "roster.lay"  # lay out, publish, rotate
    ROSTER_RECEIVE = "roster.receive"  # ROST-09: told when a roster or a rotation is submitted
    LEAVE_ASK = "leave.ask"
    LEAVE_GRANT = "leave.grant"  # LEAVE-02: up to the supervisor's days
    LEAVE_GRANT_LONG = "leave.grant-long"  # LEAVE-02: beyond
    SWAP_ASK = "swap.ask"
    SWAP_APPROVE = "swap.approve"  # ROST-15; also leaving the post, ROST-16
    HANDOVER = "handover.write"
    HANDOVER_COUNTERSIGN = "handover.countersign"  # the duty supervisor, when a desk is handed to the night

    LETTER_WRITE = "letter.write"  # TASK-01, TASK-02: work letters between departments
    LETTER_APPROVE = "letter.approve"  # TASK-01: the own head signs before one goes out
    PLAN_WRITE = "plan.write"
    PLAN_READ = "plan.read"  # PLAN-02: read and comment on the weekly plans
    STAFF_MEETING = "staff-meeting.hold"  # announce meetings, take attendance, file minutes
    MEETING_ATTEND = "meeting.attend"
    REPORT_WRITE = "report.write"  # on important matters, to the duty supervisor
    REPORT_SEND = "report.send"  # MEET-12: the reports of one's department

    POINTS_READ = "points.read"
    POINTS_PROPOSE = "points.propose"  # PERF-07: for oneself; the supervisor also for others
    POINTS_DECIDE = "points.decide"  # decide, keep the reasons, close the month
    POINTS_REVIEW = "points.review"  # PERF-07: decide on appeals
    REWARD_READ = "reward.read"  # one's own and what is published
    REWARD_PROPOSE = "reward.propose"
    REWARD_APPROVE = "reward.approve"  # PERF-10: nothing takes effect without the general manager
    REWARD_SHEET = "reward.sheet"  # PERF-11: the month's sheet, before payroll
    INDICATORS_READ = "indicators.read"  # PERF-01, R-17: everybody's; one's own by POINTS_READ
    DEVELOPMENT_WRITE = "development.write"  # MEET-11
    TRAINING_HOLD = "training.hold"  # STTR-01
    CONDUCT_READ = "conduct.read"  # one's own checks, those of desks, one's private calls
    CONDUCT_CHECK = "conduct.check"  # COND-01

    FILE_READ = "file.read"  # kept files: merchants
    MERCHANT_EDIT = "merchant.edit"
    MERCHANT_IMPORT = "merchant.import"
    MERCHANT_NAME_A = "merchant.name-a"  # MER-02: named by the floors

    LIMITS_READ = "limits.read"
    LIMITS_EDIT = "limits.edit"
    CALENDAR_EDIT = "calendar.edit"
    PEOPLE_EDIT = "people.edit"
    LOCKOUT_RELEASE = "lockout.release"
    AUDIT_READ = "audit.read"
    ADMIN_SITE = "admin.site"

    ALL_FOLDERS = "folders.all"  # sees the matters of every department (not the confidential ones)


P = Permission


class Role(TextChoices):
    """The roles of handbook 2, as a membership names them."""

    AGENT = "agent", _("Desk agent")
    RECORDER = "recorder", _("Centre recorder")
    ANNOUNCER = "announcer", _("Announcer")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Department manager")
    DEPARTMENT_USER = "department_user", _("Department staff")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    DEPUTY_GM = "deputy_gm", _("Deputy general manager")
    GENERAL_MANAGER = "general_manager", _("General manager")
    GM_OFFICE = "gm_office", _("General manager's office")
    HR_VIEWER = "hr_viewer", _("HR viewer")
    ARCHIVIST = "archivist", _("Archivist and key keeper")
    AUDITOR = "auditor", _("Auditor")
    LIFT_LEADER = "lift_leader", _("Lift squad leader")
    LIFT_ATTENDANT = "lift_attendant", _("Lift attendant")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


_EVERYBODY = frozenset({P.BOARD_READ})
_READS_ALL = _EVERYBODY | {P.SEARCH, P.COMPLAINT_READ, P.MAIL_READ, P.FILE_READ, P.ALL_FOLDERS, P.LIMITS_READ}
_DESK = _READS_ALL | {
    P.COMPLAINT_REGISTER,
    P.COMPLAINT_DISPATCH,
    P.COMPLAINT_REPLY,
    P.COMPLAINT_CLOSE,
    P.COMPLAINT_REJECT,
    P.SETTLEMENT_PROPOSE,
    P.AGREEMENT_HANDLE,
    P.FOLLOW_UP_ASK,
    P.CLOCK_PAUSE,
    P.NOTE_WRITE,
    P.FLAGGED_PROPOSE,
    P.PHONE_REVEAL,
    P.IDENTITY_REVEAL,
    P.EXPORT,
    P.MAIL_HANDLE,
    P.MAIL_IMPORT,
    P.MERCHANT_EDIT,
    P.ROSTER_READ,
    P.LEAVE_ASK,
    P.SWAP_ASK,
    P.HANDOVER,
    P.LETTER_WRITE,
    P.PLAN_WRITE,
    P.MEETING_ATTEND,
    P.REPORT_WRITE,
    P.POINTS_READ,
    P.POINTS_PROPOSE,
    P.REWARD_READ,
    P.CONDUCT_READ,
}
_SUPERVISES = _DESK | {
    P.ROSTER_LAY,
    P.LEAVE_GRANT,
    P.SWAP_APPROVE,
    P.HANDOVER_COUNTERSIGN,
    P.POINTS_DECIDE,
    P.REWARD_PROPOSE,
    P.INDICATORS_READ,
    P.DEVELOPMENT_WRITE,
    P.TRAINING_HOLD,
    P.CONDUCT_CHECK,
    P.COMPLAINT_ASSIGN,
    P.COMPLAINT_IMPORT,
    P.HANDOFF_DECIDE,
    P.FOLLOW_UP_RECHECK,
    P.CLOCK_SET,
    P.MEETING_HOLD,
    P.FLAGGED_CONFIRM,
    P.MAIL_RELEASE,
    P.MAIL_CLOSE,
    P.MERCHANT_IMPORT,
    P.LOCKOUT_RELEASE,
    P.AUDIT_READ,
    P.PLAN_READ,
    P.STAFF_MEETING,
    P.REPORT_SEND,
}
_DEPARTMENT = _EVERYBODY | {P.SEARCH, P.COMPLAINT_READ, P.HANDOFF_ANSWER, P.NOTE_WRITE, P.FILE_READ, P.PHONE_REVEAL}
_DEPARTMENT = _DEPARTMENT | {P.LETTER_WRITE, P.MEETING_ATTEND}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _DESK,
    Role.RECORDER: _DESK,
    Role.ANNOUNCER: _DESK,
    Role.SUPERVISOR: _SUPERVISES,
    Role.MANAGER: _SUPERVISES
    | {P.APPROVE_BAND_1, P.LIMITS_EDIT, P.CALENDAR_EDIT, P.PEOPLE_EDIT, P.CONFIDENTIAL_READ, P.HANDOFF_ANSWER}
    | {P.MEASURE_AGREE, P.CONSEQUENCE_PROPOSE, P.CONSEQUENCE_READ, P.ROSTER_RECEIVE, P.LETTER_APPROVE}
    | {P.POINTS_REVIEW, P.REWARD_SHEET},
    Role.DEPARTMENT_USER: _DEPARTMENT,
    Role.DEPARTMENT_HEAD: _DEPARTMENT | {P.MERCHANT_NAME_A, P.LETTER_APPROVE, P.STAFF_MEETING, P.REPORT_SEND},
    Role.DEPUTY_GM: _READS_ALL
    | {P.APPROVE_BAND_1, P.APPROVE_BAND_2, P.CONFIDENTIAL_READ, P.NOTE_WRITE, P.MEETING_HOLD}
    | {P.MEASURE_AGREE, P.CONSEQUENCE_PROPOSE, P.CONSEQUENCE_READ, P.MEETING_ATTEND},
    Role.GENERAL_MANAGER: _READS_ALL
    | {P.APPROVE_BAND_1, P.APPROVE_BAND_2, P.APPROVE_BAND_3, P.CONFIDENTIAL_READ, P.NOTE_WRITE, P.MEETING_HOLD}
    | {P.MEASURE_AGREE, P.PENALTY_APPROVE, P.CONSEQUENCE_READ, P.ROSTER_READ, P.LEAVE_GRANT_LONG}
    | {P.REWARD_READ, P.REWARD_APPROVE, P.REWARD_SHEET, P.INDICATORS_READ, P.MEETING_ATTEND},
    Role.GM_OFFICE: _READS_ALL | {P.NOTE_WRITE, P.CONFIDENTIAL_READ, P.CONSEQUENCE_PROPOSE, P.CONSEQUENCE_READ},
    Role.HR_VIEWER: _EVERYBODY
    | {P.CONSEQUENCE_READ, P.CONSEQUENCE_PUBLISH, P.ROSTER_READ, P.ROSTER_RECEIVE}
    | {P.REWARD_READ, P.INDICATORS_READ},
    Role.ARCHIVIST: _EVERYBODY | {P.SEARCH, P.FILE_READ},
    Role.AUDITOR: _READS_ALL | {P.AUDIT_READ},
    Role.LIFT_LEADER: _EVERYBODY,
    Role.LIFT_ATTENDANT: _EVERYBODY,
    Role.SYSTEM_ADMIN: _EVERYBODY | {P.ADMIN_SITE, P.PEOPLE_EDIT, P.LOCKOUT_RELEASE, P.LIMITS_READ, P.CALENDAR_EDIT},
}

# Roles that must prove themselves with a one-time code in production (design 5, login).
LEADERS = frozenset({Role.MANAGER, Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.SYSTEM_ADMIN})

# The words an auditor reads on the page of roles.
PERMISSION_NAMES = {
    P.BOARD_READ: _("See the board"),
    P.SEARCH: _("Search"),
    P.COMPLAINT_READ: _("Read complaints"),
    P.COMPLAINT_REGISTER: _("Register a complaint"),
    P.COMPLAINT_DISPATCH: _("Hand a complaint over"),
    P.COMPLAINT_REPLY: _("Reply to the complainant"),
    P.COMPLAINT_CLOSE: _("Close a complaint"),
    P.COMPLAINT_REJECT: _("Find a complaint unfounded"),
    P.COMPLAINT_ASSIGN: _("Assign and chase several at once"),
    P.COMPLAINT_IMPORT: _("Import old complaints"),
    P.CONFIDENTIAL_READ: _("Read confidential cases"),
    P.HANDOFF_ANSWER: _("Accept and answer for one's department"),
    P.HANDOFF_DECIDE: _("Decide on “not ours”"),
    P.SETTLEMENT_PROPOSE: _("Propose a settlement"),
    P.APPROVE_BAND_1: _("Approve money, first band"),
    P.APPROVE_BAND_2: _("Approve money, second band"),
    P.APPROVE_BAND_3: _("Approve money above"),
    P.AGREEMENT_HANDLE: _("Handle mediation agreements"),
    P.CONSEQUENCE_PROPOSE: _("Propose consequences for persons"),
    P.CONSEQUENCE_READ: _("Read consequences for persons"),
    P.CONSEQUENCE_PUBLISH: _("Publish disciplinary actions"),
    P.PENALTY_APPROVE: _("Approve money penalties"),
    P.FOLLOW_UP_ASK: _("Make follow-up calls"),
    P.FOLLOW_UP_RECHECK: _("Re-check follow-ups"),
    P.CLOCK_PAUSE: _("Pause a clock"),
    P.CLOCK_SET: _("Set a deadline by hand"),
    P.NOTE_WRITE: _("Write internal notes"),
    P.MEETING_HOLD: _("Hold joint meetings"),
    P.MEASURE_AGREE: _("Agree to measures"),
    P.FLAGGED_PROPOSE: _("Propose to flag a customer"),
    P.FLAGGED_CONFIRM: _("Confirm a flagged customer"),
    P.PHONE_REVEAL: _("See whole phone numbers"),
    P.IDENTITY_REVEAL: _("See whole ID numbers"),
    P.EXPORT: _("Export lists"),
    P.MAIL_READ: _("Read mail"),
    P.MAIL_HANDLE: _("Handle mail"),
    P.MAIL_IMPORT: _("Import a day's mail"),
    P.MAIL_RELEASE: _("Release mail without proof"),
    P.MAIL_CLOSE: _("Close a month of mail"),
    P.ROSTER_READ: _("Read rosters"),
    P.ROSTER_LAY: _("Lay out and publish rosters"),
    P.ROSTER_RECEIVE: _("Receive submitted rosters"),
    P.LEAVE_ASK: _("Ask for leave"),
    P.LEAVE_GRANT: _("Grant short leave"),
    P.LEAVE_GRANT_LONG: _("Grant long leave"),
    P.SWAP_ASK: _("Ask for a swap of shifts"),
    P.SWAP_APPROVE: _("Approve swaps, and leaving the post"),
    P.HANDOVER: _("Hand a shift over"),
    P.HANDOVER_COUNTERSIGN: _("Countersign a handover to the night"),
    P.LETTER_WRITE: _("Write and answer work letters"),
    P.LETTER_APPROVE: _("Sign work letters as head"),
    P.PLAN_WRITE: _("Write one's weekly plan"),
    P.PLAN_READ: _("Read and comment on weekly plans"),
    P.STAFF_MEETING: _("Announce and hold meetings"),
    P.MEETING_ATTEND: _("Take part in meetings"),
    P.REPORT_WRITE: _("Report important matters to the duty supervisor"),
    P.REPORT_SEND: _("Write and send the reports of the department"),
    P.POINTS_READ: _("Read brand points"),
    P.POINTS_PROPOSE: _("Apply for brand points"),
    P.POINTS_DECIDE: _("Decide on brand points"),
    P.POINTS_REVIEW: _("Decide appeals on brand points"),
    P.REWARD_READ: _("Read published rewards and penalties"),
    P.REWARD_PROPOSE: _("Propose rewards and penalties"),
    P.REWARD_APPROVE: _("Approve rewards and penalties"),
    P.REWARD_SHEET: _("Approve the month's sheet of rewards and penalties"),
    P.INDICATORS_READ: _("Read everybody's monthly indicators"),
    P.DEVELOPMENT_WRITE: _("Keep development files"),
    P.TRAINING_HOLD: _("Arrange staff trainings"),
    P.CONDUCT_READ: _("See conduct checks"),
    P.CONDUCT_CHECK: _("Check conduct"),
    P.FILE_READ: _("Read the files of merchants"),
    P.MERCHANT_EDIT: _("Change merchants"),
    P.MERCHANT_IMPORT: _("Import merchants"),
    P.MERCHANT_NAME_A: _("Name A-class merchants"),
    P.LIMITS_READ: _("Read the limits"),
    P.LIMITS_EDIT: _("Change the limits"),
    P.CALENDAR_EDIT: _("Change the calendar"),
    P.PEOPLE_EDIT: _("Keep people and roles"),
    P.LOCKOUT_RELEASE: _("Open locked numbers"),
    P.AUDIT_READ: _("Read exports and shown numbers"),
    P.ADMIN_SITE: _("Keep the reference data"),
    P.ALL_FOLDERS: _("See the cases of every department"),
}
