"""Several cases at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.actions import dispatch, handling
from complaints.actions.moving import hold
from complaints.models import Complaint
from ui.obstacles import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from mall.models import User


@dataclass
class Outcome:
    """How many were done, and why the others were not: number → sentence."""

    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def chase_all(folders: Iterable[int], *, by: User, now: datetime) -> Outcome:
    """CMP-36. Chase whoever owes an answer in each of these cases."""
    return _each(folders, lambda case: dispatch.chase(case, by=by, now=now), by)


def give_all(folders: Iterable[int], person: User, *, by: User, now: datetime) -> Outcome:
    """CMP-19. Give each of these cases to one person of the desk."""
    return _each(folders, lambda case: handling.take_over(case, person, by=by, now=now), by)


def _each(folders: Iterable[int], do: Callable[[Complaint], object], by: User) -> Outcome:
    """Do it to each case the person may see; one that refuses does not keep the others from it."""
    outcome = Outcome()
    rows = (
        Complaint.objects.visible_to(by).filter(folder__in=list(folders)).select_related("folder").order_by("folder_id")
    )
    for case in rows:
        try:
            with transaction.atomic():
                do(hold(case))
            outcome.done += 1
        except Refused as refused:
            outcome.refused[case.folder.number] = str(refused.obstacles[0].message)
    return outcome
