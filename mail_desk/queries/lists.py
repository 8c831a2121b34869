"""The queue of the mail desk: its views, its filters, its counters, its rows made of plain values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Folder
from casework.queries.search import folders_with_words
from casework.words import normalise
from mail_desk.states import State
from mall.localtime import day_bounds, local_day
from mall.prepared import written_for
from mall.timeouts import TookTooLong, at_most
from mall.units import normalise_unit
from ui.paging import Keyset, Page, capped, capped_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from casework.models.folders import FolderQuerySet
    from mall.models import User
    from ui.obstacles import StrOrPromise

KIND = "mail"
CAP = 999
COUNT_MS = 400
MOST_WORDS = 4
S = State
GONE = (S.DISTRIBUTED, S.COLLECTED, S.RETURNED)

BY_DUE = Keyset(("due_at", "id"))
NEWEST = Keyset(("-opened_at", "-id"))
LATEST_GONE = Keyset(("-closed_at", "-id"))

_CODE = re.compile(r"[0-9A-Za-z/_.\s-]*\d[0-9A-Za-z/_.\s-]*")


class Moment(NamedTuple):
    """When the queue is asked for, and when that day begins."""

    now: datetime
    begins: datetime

    @classmethod
    def of(cls, now: datetime) -> Moment:
        """The moment with the beginning of its day."""
        return cls(now, day_bounds(local_day(now)).begins)


@dataclass(frozen=True)
class View:
    """A view of the queue: its word, which folders it shows, how they are ordered.

    `counted` ones show how many there are: those of open items, and of today. Conditions name the folder's own
    columns, so that the indexes of open and of closed folders answer them.
    """

    code: str
    label: StrOrPromise
    which: Callable[[Moment], Q]
    order: Keyset = BY_DUE
    counted: bool = True


_OPEN = Q(closed_at=None, is_file=False)


def _state(*states: State) -> Callable[[Moment], Q]:
    return lambda _at: _OPEN & Q(stage__in=states)


def _gone(*states: State) -> Callable[[Moment], Q]:
    return lambda _at: Q(stage__in=states, closed_at__isnull=False)


def _to_call(at: Moment) -> Q:
    """MAIL-03, MAIL-S04. Whose addressee is to be phoned: not reached yet, or not come by the hour to call again."""
    return _OPEN & (Q(stage=S.NOTIFIED) | Q(stage=S.AWAITING, due_at__lte=at.now))


VIEWS = {
    view.code: view
    for view in (
        View("open", pgettext_lazy("mail", "All open"), lambda _at: _OPEN),
        View("received", _("To be completed"), _state(S.RECEIVED)),
        View("registered", _("To be handed out"), _state(S.REGISTERED)),
        View("to_call", _("To be called"), _to_call),
        View("waiting", pgettext_lazy("mail", "To be collected"), _state(S.NOTIFIED, S.AWAITING)),
        View("unclaimed", pgettext_lazy("mail", "Unclaimed"), _state(S.UNCLAIMED)),
        View("to_return", pgettext_lazy("mail", "To be returned"), _state(S.TO_RETURN)),
        View("today", _("Came today"), lambda at: Q(opened_at__gte=at.begins), NEWEST),
        View("done", pgettext_lazy("mail", "Done"), _gone(*GONE), LATEST_GONE, counted=False),
        View("refused", pgettext_lazy("mail", "Refused"), _gone(S.REFUSED), LATEST_GONE, counted=False),
        View("all", pgettext_lazy("mail", "All"), lambda _at: Q(), NEWEST, counted=False),
    )
}
FIRST = "open"
_OF_OPEN = ("open", "received", "registered", "to_call", "waiting", "unclaimed", "to_return")


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the queue for; every value has been checked against its list."""

    view: str = FIRST
    mail_class: int | None = None
    floor: int | None = None
    desk: int | None = None
    words: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the view."""
        return any((self.mail_class, self.floor, self.desk, self.words))


def folders_wanted(user: User, wanted: Wanted, now: datetime) -> FolderQuerySet:
    """The items of a view as their folders, narrowed by the filters; only what the person may see."""
    words = words_in(wanted.words)
    if wanted.words and not words:  # one character would fit everything
        return Folder.objects.none()
    folders = folders_with_words(user, words) if words else Folder.objects.visible_to(user)
    folders = folders.filter(VIEWS[wanted.view].which(Moment.of(now)), kind=KIND)
    if wanted.mail_class:
        folders = folders.filter(mail_item__mail_class=wanted.mail_class)
    if wanted.floor:
        folders = folders.filter(mail_item__floor=wanted.floor)
    return folders.filter(desk=wanted.desk) if wanted.desk else folders


def words_in(text: str) -> list[str]:
    """What a text is looked for by: a number without its blanks, a unit in its one spelling, else its words."""
    unit = normalise_unit(text)
    if unit is not None:
        return [unit.lower()]
    plain = normalise(text)
    if _CODE.fullmatch(plain):
        plain = plain.replace(" ", "")
    return [word for word in plain.split() if len(word) > 1][:MOST_WORDS]


def page_of(user: User, wanted: Wanted, parameters: Mapping[str, str], now: datetime) -> Page:
    """Fifty folders' keys with the way to the next ones."""
    folders = folders_wanted(user, wanted, now).values("id", "due_at", "opened_at", "closed_at")
    return VIEWS[wanted.view].order.page(folders, parameters)


def total(user: User, wanted: Wanted, counted: Mapping[str, str], now: datetime) -> str:
    """How many rows there are: the tab's own counter, else counted under a time-out; "999+" beyond it.

    What has gone is not counted on each look while nothing narrows it.
    """
    if not wanted.filtered:
        return counted.get(wanted.view, "")
    try:
        with at_most(COUNT_MS):
            return capped_count(folders_wanted(user, wanted, now).values("pk"), CAP)
    except TookTooLong:
        return f"{CAP}+"


def counters(user: User, now: datetime) -> dict[str, str]:
    """Count the views that say how many they hold, in two questions; too slow ones say "999+"."""
    try:
        with at_most(COUNT_MS):
            today = capped_count(folders_wanted(user, Wanted(view="today"), now).values("pk"), CAP)
            return {**count_open(_OF_OPEN, user, now), "today": today}
    except TookTooLong:
        return {code: f"{CAP}+" for code, view in VIEWS.items() if view.counted}


def count_open(codes: Sequence[str], user: User, now: datetime) -> dict[str, str]:
    """Count several views of open items in one walk over them, each up to 999: for tabs and for the board."""
    if not user.is_active:
        return dict.fromkeys(codes, "0")
    found = _counted(user, tuple(codes), now=now, begins=day_bounds(local_day(now)).begins)
    return {code: capped(found[0][code], CAP) for code in codes} if found else dict.fromkeys(codes, "0")


@written_for
def _counted(user: User, codes: tuple[str, ...], *, now: datetime, begins: datetime) -> Any:  # a queryset of dicts
    asked = {code: Count("pk", filter=VIEWS[code].which(Moment(now, begins))) for code in codes}
    rows = Folder.objects.open().visible_to(user).filter(kind=KIND).order_by().annotate(one=Value(1)).values("one")
    return rows.annotate(**asked).values(*codes)


def deliveries_open(user: User) -> int:
    """MAIL-09. How many deliveries are still being registered."""
    return Folder.objects.open().visible_to(user).filter(kind="mail_delivery").count()
