"""What is open and what is due, whatever kind of matter it is: for queues, the handover and the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.models import Approval, Folder, FollowUp, Handoff
from mall.models import Department, Desk, User
from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from casework.models.folders import FolderQuerySet


def open_folders(
    user: User,
    *,
    kind: str | None = None,
    department: Department | None = None,
    desk: Desk | None = None,
    handler: User | None = None,
    due_until: datetime | None = None,
) -> FolderQuerySet:
    """The open matters a person may see, the nearest deadline first; kept files are none of them."""
    wanted = {"kind": kind, "department": department, "desk": desk, "handler": handler}
    found = Folder.objects.visible_to(user).open().filter(**{key: value for key, value in wanted.items() if value})
    if due_until is not None:
        found = found.filter(due_at__lt=due_until)
    return found.order_by("due_at", "id")


def owed_handoffs(
    user: User, *, department: Department | None = None, person: User | None = None, until: datetime | None = None
) -> QuerySet[Handoff]:
    """Hand-offs still owed an answer, of folders the person may see, the nearest first."""
    found = Handoff.objects.unanswered().filter(folder__in=Folder.objects.visible_to(user), folder__closed_at=None)
    if department is not None:
        found = found.filter(to_department=department)
    if person is not None:
        found = found.filter(assigned_to=person)
    if until is not None:
        found = found.filter(answer_due_at__lt=until)
    return found.select_related("folder", "to_department", "assigned_to").order_by("answer_due_at", "id")


def due_follow_ups(user: User, *, until: datetime, desk: Desk | None = None) -> QuerySet[FollowUp]:
    """Follow-ups to be made until an hour, promised call-backs among them, without those the person handled."""
    found = FollowUp.objects.filter(done_at=None, due_at__lt=until, folder__in=Folder.objects.visible_to(user))
    if desk is not None:
        found = found.filter(folder__desk=desk)
    return found.exclude(handled_by=user).select_related("folder", "assigned_to").order_by("due_at", "id")


def waiting_approvals(user: User) -> QuerySet[Approval]:
    """Proposals that wait for a decision this person may make, the oldest first; nobody decides his own."""
    mine = [str(permission) for permission in Permission if user.may(permission)]
    found = Approval.objects.undecided().filter(permission__in=mine, folder__in=Folder.objects.visible_to(user))
    return found.exclude(asked_by=user).select_related("folder", "asked_by").order_by("asked_at", "id")
