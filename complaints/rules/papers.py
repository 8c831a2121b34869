"""The papers of a case: which belong to it, who signs them, what goes upward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import sla
from complaints.models import Paper
from complaints.rules.dispatch import handoffs_of
from complaints.rules.offering import CaseAct
from complaints.states import State
from mall.queries.people import heads_of
from mall.roles import Permission, Role
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import Department, User

#: Letters that only a serious case has.
SERIOUS_LETTERS = frozenset({Paper.Form.COMPLAINANT_LETTER, Paper.Form.INTERNAL_LETTER})

#: Papers that leave the house.
OUTWARD = frozenset({Paper.Form.COMPLAINANT_LETTER, Paper.Form.REPLY_LETTER})


#: Who heads a department, in customer service too.
HEADS = frozenset({Role.DEPARTMENT_HEAD, Role.MANAGER})


def is_serious(complaint: Complaint) -> bool:
    """CMP-13. Serious and especially serious cases are reported upward and signed for."""
    return (complaint.severity or 0) >= sla.REPORTED_FROM


def edition(complaint: Complaint) -> int:
    """CMP-29. Return the version of the form: a new one each time the complainant did not accept."""
    return complaint.folder.reopened + 1


def obstacles_to_writing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-40. Papers are written while the case is open; a closed one is filed."""
    if complaint.state == State.CLOSED:
        return [Obstacle("closed", _("The case is closed and filed."))]
    return []


def obstacles_to_form(complaint: Complaint, form: str) -> list[Obstacle]:
    """CMP-20, CMP-22. The two letters belong to serious cases.

    The internal one and the handling report need a department, the report its answer.
    """
    if form in SERIOUS_LETTERS and not is_serious(complaint):
        return [Obstacle("severity", _("This letter belongs to serious cases."), "form")]
    handoffs = handoffs_of(complaint)
    if form == Paper.Form.INTERNAL_LETTER and not handoffs:
        return [Obstacle("department", _("No department has been asked yet."), "form")]
    if form == Paper.Form.HANDLING_REPORT and not any(one.state == "answered" for one in handoffs):
        return [Obstacle("answer", _("The report is written from the department's answer."), "form")]
    return []


def obstacles_to_addressee(complaint: Complaint, form: str, department: Department | None) -> list[Obstacle]:
    """CMP-20. The internal letter goes to a department that was asked on this case, and to no other."""
    if form != Paper.Form.INTERNAL_LETTER:
        return []
    if department is None:
        return [Obstacle("addressee", _("Say which department the letter goes to."), "to_department")]
    if department.pk not in {one.to_department_id for one in handoffs_of(complaint)}:
        return [Obstacle("addressee", _("This department was not asked on this case."), "to_department")]
    return []


def report(complaint: Complaint) -> Paper | None:
    """CMP-22. Return the handling report of this edition, if it was written."""
    number = edition(complaint)
    reports = (one for one in complaint.papers.all() if one.form == Paper.Form.HANDLING_REPORT)
    return max((one for one in reports if one.edition == number), key=lambda one: one.pk, default=None)


def report_to_sign(complaint: Complaint) -> Paper | None:
    """Return the handling report that still lacks a signature."""
    paper = report(complaint)
    return paper if paper is not None and paper.approved_by_id is None else None


def obstacles_to_signing(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-22, ORG-09. Written, looked through and approved by three different people, in this order.

    The heads of the departments that were asked sign; the manager or who stands above him may approve.
    """
    paper = report_to_sign(complaint)
    if paper is None:
        return [Obstacle("none", _("No report waits for a signature."))]
    if user.pk in (paper.prepared_by_id, paper.reviewed_by_id):
        return [Obstacle("own", _("You have signed this report already; somebody else signs next."))]
    if not (heads_an_asked_department(complaint, user) or _signs_above(complaint, paper, user)):
        return [Obstacle("head", _("The head of a department that was asked signs; then he or the manager approves."))]
    return []


def heads_an_asked_department(complaint: Complaint, user: User) -> bool:
    """CMP-22. Whether the person heads one of the departments that were asked."""
    asked = {one.to_department_id for one in handoffs_of(complaint)}
    return any(held.department_id in asked and held.role in HEADS for held in user.current_memberships)


def _signs_above(complaint: Complaint, paper: Paper, user: User) -> bool:
    """Whether he approves what a head looked through; where no asked department has a head, he looks through too."""
    if not user.may(Permission.APPROVE_BAND_1):
        return False
    if paper.reviewed_by_id is not None:
        return True
    heads = {head.pk for one in handoffs_of(complaint) for head in heads_of(one.to_department)}
    return not heads - {paper.prepared_by_id}


def obstacles_to_reporting_up(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-27. A serious case is reported upward once, after the investigation."""
    if not is_serious(complaint):
        return [Obstacle("severity", _("Only serious cases are reported upward."))]
    if complaint.investigated_at is None:
        return [Obstacle("investigation", _("The investigation has not ended."))]
    if complaint.reported_at is not None:
        return [Obstacle("reported", _("It was reported already."))]
    return []


def _open(complaint: Complaint, _user: User) -> bool:
    return complaint.state != State.CLOSED


def _signable(complaint: Complaint, user: User) -> bool:
    """Show it to who signs: staff of a department see no button that is never theirs."""
    signs = user.may(Permission.APPROVE_BAND_1) or heads_an_asked_department(complaint, user)
    return signs and report_to_sign(complaint) is not None


def _to_report(complaint: Complaint, _user: User) -> bool:
    return is_serious(complaint) and complaint.investigated_at is not None and complaint.reported_at is None


WRITE = CaseAct(
    "paper",
    gettext_lazy("Write a paper"),
    Permission.COMPLAINT_REPLY,
    "file-text",
    obstacles_to_writing,
    _open,
    order=380,
)
SIGN = CaseAct(
    "paper-sign",
    gettext_lazy("Sign the report"),
    (Permission.HANDOFF_ANSWER, Permission.APPROVE_BAND_1),
    "signature",
    obstacles_to_signing,
    _signable,
    order=370,
)
REPORT_UP = CaseAct(
    "report-up",
    gettext_lazy("Report upward"),
    Permission.COMPLAINT_REPLY,
    "arrow-big-up-line",
    obstacles_to_reporting_up,
    _to_report,
    order=375,
)

OFFERS = (WRITE, SIGN, REPORT_UP)
