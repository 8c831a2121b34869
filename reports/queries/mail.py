"""The mail desk on the board: its figures, and what is due of its items, told by the dozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from casework.models import Folder
from mail_desk.queries.lists import count_open, deliveries_open
from mall.prepared import written_for
from mall.roles import Permission
from reports.queries.row import DueRow
from reports.rules import Seat

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User
    from ui.obstacles import StrOrPromise


class _Kind(NamedTuple):
    """What is due of items in a view of the queue: its words, its icon, and the word on the row's button."""

    words: StrOrPromise
    icon: str
    act: StrOrPromise


#: Which view lists what is due.
VIEW_OF = {
    "mail_complete": "received",
    "mail_pass_on": "registered",
    "mail_internal": "registered",
    "mail_call": "to_call",
    "mail_remind": "to_call",
    "mail_last_call": "unclaimed",
    "mail_return": "to_return",
}
ROWS = {
    "received": _Kind(gettext_lazy("Mail to be completed"), "pencil-plus", gettext_lazy("Complete")),
    "registered": _Kind(gettext_lazy("Mail to be handed out"), "package-export", gettext_lazy("Hand out")),
    "to_call": _Kind(gettext_lazy("Addressee to be called"), "phone", gettext_lazy("Call")),
    "unclaimed": _Kind(gettext_lazy("Unclaimed mail"), "phone", gettext_lazy("Call")),
    "to_return": _Kind(gettext_lazy("Mail to be handed back"), "truck-return", gettext_lazy("Hand back")),
}
#: Which views the board counts, under which words, and the colour of those that are no good sign.
FIGURES: tuple[tuple[str, StrOrPromise, str], ...] = (
    ("received", gettext_lazy("Mail to be completed"), "soon"),
    ("registered", gettext_lazy("Mail to be handed out"), ""),
    ("waiting", pgettext_lazy("board", "Mail to be collected"), ""),
    ("unclaimed", gettext_lazy("Unclaimed mail"), "late"),
    ("to_return", gettext_lazy("Mail to be handed back"), ""),
)


def shows_mail(user: User, seat: Seat) -> bool:
    """MAIL-11. Mail stands on the board of the desk and of who watches over it."""
    return seat in {Seat.DESK, Seat.SUPERVISOR} and user.may(Permission.MAIL_READ)


def mail_due(user: User, now: datetime) -> list[DueRow]:
    """What is due of the items of mail: one row for each view, with as many as it lists, at the hour of the first."""
    views: dict[str, list[dict[str, Any]]] = {}
    for row in _due(user, now=now):
        views.setdefault(VIEW_OF.get(row["due_kind"], ""), []).append(row)
    return [_row(view, views[view]) for view in ROWS if view in views]


@written_for
def _due(user: User, *, now: datetime) -> Any:  # a queryset of dicts
    rows = Folder.objects.open().visible_to(user).filter(kind="mail", due_at__isnull=False).order_by()
    # Who was told when to come is called again only when that time is over.
    rows = rows.exclude(due_kind="mail_remind", due_at__gt=now)
    return rows.values("due_kind").annotate(many=Count("pk"), first=Min("due_at"), warn=Min("warn_at"))


def _row(view: str, rows: list[dict[str, Any]]) -> DueRow:
    kind, first = ROWS[view], min(rows, key=lambda row: row["first"])
    return DueRow(
        number="",
        url=_list(view),
        icon=kind.icon,
        title=_("%(what)s · %(n)d") % {"what": kind.words, "n": sum(row["many"] for row in rows)},
        where="",
        what=_("the first of them"),
        act=str(kind.act),
        due_at=first["first"],
        warn_at=first["warn"],
    )


def mail_figures(user: User, now: datetime) -> list[tuple[str, str, str, str]]:
    """Number, word, address and colour of each figure; counted by the condition of the list it opens."""
    counted = count_open([code for code, _word, _state in FIGURES], user, now)
    deliveries = (
        str(deliveries_open(user)),
        str(_("Deliveries to be registered")),
        reverse("mail_desk:deliveries"),
        "soon",
    )
    return [deliveries, *((counted[code], str(word), _list(code), state) for code, word, state in FIGURES)]


def mail_links() -> list[tuple[str, str, str]]:
    """Word, address and icon of what the desk looks through: what is left by its age, the day, the month."""
    return [
        (str(word), reverse(f"mail_desk:{name}"), icon)
        for word, name, icon in (
            (pgettext("board", "Not handed out, by age"), "open", "hourglass"),
            (pgettext("board", "Mail of the day"), "day", "calendar"),
            (pgettext("board", "Mail of the month"), "month", "calendar-stats"),
        )
    ]


def _list(view: str) -> str:
    return f"{reverse('mail_desk:list')}?{urlencode({'view': view})}"
