"""What forbids closing, reopening or touching a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.models import Audience, Folder
from mall.localtime import local_day
from mall.models import Membership
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mall.models import Department, User


def obstacles_to_closing(folder: Folder) -> list[Obstacle]:
    """CMP-40. A folder is complete before it is filed: no hand-off owed, no approval undecided, not closed already."""
    found = []
    if folder.closed_at is not None:
        found.append(Obstacle("closed", _("It is closed already.")))
    if folder.is_file:
        found.append(Obstacle("kept_file", _("A kept file is never closed.")))
    owed = folder.handoffs.unanswered().count()  # type: ignore[attr-defined]  # the related manager knows it, its type does not
    if owed:
        found.append(Obstacle("handoff_open", _("A department still owes its answer.")))
    if folder.approvals.undecided().exists():  # type: ignore[attr-defined]  # the related manager knows it, its type does not
        found.append(Obstacle("approval_open", _("An approval is not decided yet.")))
    return found


def obstacles_to_reopening(folder: Folder) -> list[Obstacle]:
    """FUP-13. Only what is closed can be opened again."""
    if folder.closed_at is None:
        return [Obstacle("open", _("It is open already."))]
    return []


def obstacles_to_touching(folder: Folder) -> list[Obstacle]:
    """CMP-40. What is closed and filed is not worked on any more; it is reopened first."""
    if folder.closed_at is not None:
        return [Obstacle("closed", _("It is closed; reopen it first."))]
    return []


def is_shut_out(folder: Folder, person: User) -> bool:
    """Whether the folder is about this person, who then neither sees, handles nor hears of it."""
    return Audience.objects.filter(folder=folder, person=person, may=Audience.May.NOTHING).exists()


def shut_out_ids(folder: Folder) -> set[int]:
    """The persons kept out of a folder."""
    rows = Audience.objects.filter(folder=folder, may=Audience.May.NOTHING, person__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def who_may_be_told(folder: Folder, people: Iterable[User]) -> list[User]:
    """CMP-46. Of these people those who may hear of a folder: nobody it is about, and of a secret only who may read it.

    Each person once, in the order given.
    """
    out = shut_out_ids(folder)
    once = {person.pk: person for person in people if person.pk not in out and person.is_active}
    if not folder.confidential:
        return list(once.values())
    same = Folder.objects.filter(pk=folder.pk)
    return [person for person in once.values() if same.visible_to(person).exists()]


def departments_that_may_be_told(folder: Folder, departments: Iterable[Department], now: datetime) -> list[Department]:
    """CMP-46. Of these departments those whose group chat may hear of it: none where whom it is about reads along."""
    named = list(departments)
    if not named:
        return []
    out = Membership.objects.in_force(local_day(now)).filter(person__in=shut_out_ids(folder))
    deaf = set(out.values_list("department_id", flat=True))
    return [] if folder.confidential else [department for department in named if department.pk not in deaf]


def obstacle_of_the_person(folder: Folder, person: User) -> list[Obstacle]:
    """CMP-46. Nobody handles a matter that is about himself."""
    if is_shut_out(folder, person):
        return [Obstacle("about_you", _("This matter is about this person, who cannot handle it."))]
    return []
