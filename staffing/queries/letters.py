"""Work letters: lists to us and from us, what is due today, what stands on a letter's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from mall.localtime import day_bounds, local_day
from mall.roles import Permission
from staffing.models import WorkLetter
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

    from mall.models import User
    from staffing.models.letters import WorkLetterQuerySet

P = Permission
State = WorkLetter.State
OPEN, ENDED = Keyset(("due_at", "pk")), Keyset(("-ended_at", "-pk"))
TONES = {
    State.DRAFTED: ("soon", "signature"),
    State.RETURNED: ("late", "arrow-back-up"),
    State.SENT: ("accent", "mail-forward"),
    State.RECEIVED: ("accent", "mail-opened"),
    State.COMMITTED: ("accent", "calendar-check"),
    State.AGREED: ("accent", "messages"),
    State.DONE: ("ok", "circle-check"),
    State.NOT_DONE: ("late", "circle-x"),
    State.SETTLED: ("plain", "gavel"),
    State.UNDONE: ("late", "circle-x"),
    State.REFUSED: ("plain", "hand-stop"),
    State.WITHDRAWN: ("plain", "x"),
}
WAYS, SHOWS = ("to", "from", "all"), ("open", "today", "late", "ended")


def ways_of(user: User) -> list[str]:
    """The lists a person has: to and from his departments; everything for who sees the matters of all."""
    own = ["to", "from"] if user.may(P.LETTER_WRITE) else []
    return [*own, *(["all"] if user.may(P.ALL_FOLDERS) else [])]


def letters_of(user: User, way: str) -> WorkLetterQuerySet:
    """The letters a person may see, to or from his departments or all."""
    rows, own = WorkLetter.objects.visible_to(user), user.departments_where(P.LETTER_WRITE)
    if way == "to":
        # What the own head has not signed, nor ever will, is nobody's but the asking department's.
        return rows.filter(Q(approved_at__isnull=False) | Q(is_oral=True), to_department__in=own)
    return rows.filter(from_department__in=own) if way == "from" else rows


def letters_page(user: User, way: str, show: str, parameters: QueryDict | Mapping[str, str], now: datetime) -> Page:
    """One page of a list: what is open, the nearest first; or what has ended, the newest first."""
    rows = letters_of(user, way).select_related("folder", "from_department", "to_department", "executor")
    if show == "ended":
        return ENDED.page(rows.filter(ended_at__isnull=False), parameters)
    rows = rows.open()
    if show == "late":
        rows = rows.filter(due_at__lte=now)
    if show == "today":
        rows = rows.filter(due_at__lt=day_bounds(local_day(now)).ends)
    return OPEN.page(rows, parameters)


def letters_due_today(user: User, now: datetime) -> int:
    """TASK-07. How many letters to one's departments are to be finished today or should have been."""
    return letters_of(user, "to").open().filter(due_at__lt=day_bounds(local_day(now)).ends).count()


def letter_of(user: User, number: str) -> WorkLetter | None:
    """The letter of that number, where the person may see it."""
    rows = WorkLetter.objects.visible_to(user).select_related(
        "folder__opened_by", "from_department", "to_department", "executor", "other_head"
    )
    rows = rows.select_related("approved_by", "received_by", "committed_by", "reported_by", "applied_by")
    return rows.filter(folder__number=number).first()
