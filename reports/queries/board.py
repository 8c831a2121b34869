"""What the board shows: the figures, what is due now, what the day still holds. Each for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Folder, Handoff
from complaints.queries.consequences import to_publish
from complaints.queries.lists import Wanted, count_open
from complaints.queries.waiting import DECIDES, waiting_for
from mall.bilingual import name_in
from mall.roles import Permission
from reports.queries.due import due_now
from reports.queries.mail import mail_figures, mail_links, shows_mail
from reports.queries.today import TodayRow, today
from reports.rules import Seat, seat_of
from ui.obstacles import StrOrPromise

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User
    from reports.queries.row import DueRow


@dataclass(frozen=True)
class Figure:
    """A number that is a link to its list."""

    number: str
    label: str
    url: str
    state: str = ""


@dataclass(frozen=True)
class OwedRow:
    """How many answers a department owes, and how many of them are late."""

    department: str
    owed: int
    late: int
    url: str


@dataclass
class Board:
    """Everything the board shows to one person."""

    seat: Seat
    figures: list[Figure] = field(default_factory=list)
    mail: list[Figure] = field(default_factory=list)
    mail_links: list[tuple[str, str, str]] = field(default_factory=list)
    due: list[DueRow] = field(default_factory=list)
    today: list[TodayRow] = field(default_factory=list)
    owed: list[OwedRow] = field(default_factory=list)
    #: Where the part that says who is on duty comes from; it is asked for by itself, and less often.
    duty_url: str = ""


@dataclass(frozen=True)
class _Counted:
    """One figure: its word, the list it opens, and the colour it has unless it is nought."""

    label: StrOrPromise
    list: Wanted
    state: str = ""


_OVERDUE = _Counted(_("Overdue"), Wanted(view="overdue"), "late")
_TODAY = _Counted(_("Due today"), Wanted(view="today"), "soon")
_AWAY = _Counted(_("With departments"), Wanted(view="with_departments"))
_TO_REPLY = _Counted(_("To be replied"), Wanted(view="answered"))
_TO_ASK = _Counted(_("To follow up"), Wanted(view="follow_up"))
_DISPUTED = _Counted(_("“Not ours” to decide"), Wanted(view="disputed"))
_GRAVE = _Counted(_("Safety and important"), Wanted(view="grave"), "safety")
_TO_CLOSE = _Counted(_("To be closed"), Wanted(view="closing"))

#: What each seat counts.
FIGURES: dict[Seat, tuple[_Counted, ...]] = {
    Seat.DESK: (_OVERDUE, _TODAY, _AWAY, _TO_REPLY, _TO_ASK, _TO_CLOSE),
    Seat.SUPERVISOR: (_OVERDUE, _TODAY, _AWAY, _TO_REPLY, _TO_ASK, _TO_CLOSE, _DISPUTED),
    Seat.LEADER: (_OVERDUE, _TODAY, _AWAY, _GRAVE),
    Seat.DEPARTMENT: (
        _OVERDUE,
        _TODAY,
        _Counted(_("Not yet accepted"), Wanted(view="department", handoff="asked")),
        _Counted(_("Answers we owe"), Wanted(view="department")),
        _Counted(_("Sent back to us"), Wanted(view="department", handoff="sent_back")),
        _Counted(_("Assigned to me"), Wanted(view="mine")),
    ),
    Seat.QUIET: (_OVERDUE, _TODAY, _AWAY, _TO_REPLY, _TO_ASK, _TO_CLOSE),
}


def board(user: User, *, now: datetime, mine: bool = False) -> Board:
    """Return the board of a person at an hour. `mine` keeps only what the person handles."""
    seat = seat_of(user)
    shown = Board(seat=seat)
    shown.figures = _figures(user, seat, now)
    if shows_mail(user, seat):
        shown.mail = [Figure(*one) for one in mail_figures(user, now)]
        shown.mail_links = mail_links()
    shown.due = due_now(user, seat, now, mine=mine)
    shown.today = today(user, now)
    if user.may(Permission.ROSTER_READ):
        shown.duty_url = reverse("staffing:duty-now")
    if seat in {Seat.SUPERVISOR, Seat.LEADER}:
        shown.owed = _owed_by_department(user, now)
    return shown


def _figures(user: User, seat: Seat, now: datetime) -> list[Figure]:
    """Each figure is counted by the very condition of the list it opens; who may not open that list has none."""
    return [*_of_the_queue(user, seat, now), *_to_decide(user, seat), *_to_publish(user)]


def _of_the_queue(user: User, seat: Seat, now: datetime) -> list[Figure]:
    if not user.may(Permission.COMPLAINT_READ):
        return []
    wanted = FIGURES[seat]
    numbers = count_open([one.list for one in wanted], user, now)
    return [
        Figure(number, str(one.label), _list(view=one.list.view, handoff=one.list.handoff), one.state)
        for one, number in zip(wanted, numbers, strict=True)
    ]


def _to_decide(user: User, seat: Seat) -> list[Figure]:
    """What waits for the person's word; at a department that is seldom, and shown only while something waits."""
    if not any(user.may(permission) for permission in DECIDES):
        return []
    number = waiting_for(user).count()
    if seat == Seat.DEPARTMENT and number == "0":
        return []
    return [Figure(number, str(_("For me to decide")), reverse("complaints:approvals"))]


def _to_publish(user: User) -> list[Figure]:
    """CMP-42. The disciplinary actions that wait for their publishing, for who publishes them."""
    if not user.may(Permission.CONSEQUENCE_PUBLISH):
        return []
    return [Figure(str(to_publish(user).count()), str(_("To be published")), reverse("complaints:consequences"))]


def _list(**asked: object) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('complaints:list')}?{query}"


def _owed_by_department(user: User, now: datetime) -> list[OwedRow]:
    """CMP-35. Which department owes how many answers, the latest first."""
    found = (
        Handoff.objects.unanswered()
        .filter(folder__in=Folder.objects.open().visible_to(user))
        .values("to_department", "to_department__name", "to_department__name_en")
        .annotate(owed=Count("id"), late=Count("id", filter=Q(answer_due_at__lte=now)))
        .order_by("-late", "-owed", "to_department__name")
    )
    return [
        OwedRow(
            name_in(row, "to_department__name"),
            row["owed"],
            row["late"],
            _list(view="with_departments", department=row["to_department"]),
        )
        for row in found
    ]
