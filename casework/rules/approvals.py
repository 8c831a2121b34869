"""What forbids asking for an approval, or giving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.rules.folders import obstacle_of_the_person, obstacles_to_touching
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from casework.models import Approval, Folder
    from mall.models import User


def obstacles_to_proposing(folder: Folder, what: str, by: User, *, afterwards: bool = False) -> list[Obstacle]:
    """CMP-31. One proposal of a kind at a time, on an open folder, by somebody it is not about.

    With `afterwards` it is a proposal about what a closed matter has shown, and the folder stays closed.
    """
    found = ([] if afterwards else obstacles_to_touching(folder)) + obstacle_of_the_person(folder, by)
    if folder.approvals.filter(what=what, verdict="").exists():
        found.append(Obstacle("waiting", _("A proposal waits for its decision already.")))
    return found


def obstacles_to_approving(approval: Approval, by: User) -> list[Obstacle]:
    """CMP-37. Nobody approves above his authority, or his own proposal, or twice."""
    found = _to_deciding(approval, by)
    if approval.asked_by_id == by.pk:
        found.append(Obstacle("own", _("Nobody approves his own proposal.")))
    return found


def obstacles_to_refusing(approval: Approval, by: User, reason: str = "-") -> list[Obstacle]:
    """CMP-37. A refusal needs the same authority, and a reason."""
    found = _to_deciding(approval, by)
    if not reason.strip():
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found


def obstacles_to_withdrawing(approval: Approval, by: User) -> list[Obstacle]:
    """CMP-31. Who proposed may take the proposal back while it waits."""
    found = _while_closed(approval)
    if approval.verdict:
        found.append(Obstacle("decided", _("It is decided already.")))
    if approval.asked_by_id != by.pk and not by.may(Permission.COMPLAINT_ASSIGN):
        found.append(Obstacle("not_yours", _("Only who proposed it, or a supervisor, can take it back.")))
    return found


def _to_deciding(approval: Approval, by: User) -> list[Obstacle]:
    found = _while_closed(approval) + obstacle_of_the_person(approval.folder, by)
    if approval.verdict:
        found.append(Obstacle("decided", _("It is decided already.")))
    if not by.may(Permission(approval.permission)):
        found.append(Obstacle("authority", _("This amount is above your authority.")))
    return found


def _while_closed(approval: Approval) -> list[Obstacle]:
    """What was asked after the folder was closed is decided without opening it again."""
    closed_at = approval.folder.closed_at
    return [] if closed_at is not None and approval.asked_at >= closed_at else obstacles_to_touching(approval.folder)
