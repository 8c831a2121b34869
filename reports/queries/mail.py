"""The mail desk on the board: its figures, and what is due of its items, told by the dozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casework import clock_kinds
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
    """What is due of items: the view of the queue that lists them, and the word on the row's button."""

    view: str
    icon: str
    act: StrOrPromise


KINDS = {
    "mail_complete": _Kind("received", "pencil-plus", gettext_lazy("Complete")),
    "mail_pass_on": _Kind("registered", "package-export", gettext_lazy("Hand out")),
    "mail_internal": _Kind("registered", "package-export", gettext_lazy("Hand out")),
    "mail_call": _Kind("to_call", "phone", gettext_lazy("Call")),
    "mail_remind": _Kind("waiting", "phone", gettext_lazy("Call")),
    "mail_last_call": _Kind("unclaimed", "phone", gettext_lazy("Call")),
    "mail_return": _Kind("to_return", "truck-return", gettext_lazy("Hand back")),
}
OTHER = _Kind("open", "mail", gettext_lazy("Open"))
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


def mail_due(user: User) -> list[DueRow]:
    """What is due of the items of mail: one row for each kind, with how many, at the hour of the first."""
    return [_row(row) for row in _due(user)]


@written_for
def _due(user: User) -> Any:  # a queryset of dicts
    rows = Folder.objects.open().visible_to(user).filter(kind="mail", due_at__isnull=False).order_by()
    return rows.values("due_kind").annotate(many=Count("pk"), first=Min("due_at"), warn=Min("warn_at"))


def _row(row: dict[str, Any]) -> DueRow:
    kind = KINDS.get(row["due_kind"], OTHER)
    return DueRow(
        number="",
        url=_list(kind.view),
        icon=kind.icon,
        title=_("%(what)s · %(n)d") % {"what": clock_kinds.label(row["due_kind"]), "n": row["many"]},
        where="",
        what=_("the first of them"),
        act=str(kind.act),
        due_at=row["first"],
        warn_at=row["warn"],
    )


def mail_figures(user: User, now: datetime) -> list[tuple[str, str, str, str]]:
    """Number, word, address and colour of each figure; counted by the condition of the list it opens."""
    counted = count_open([code for code, _word, _state in FIGURES], user, now)
    deliveries = (str(deliveries_open(user)), str(_("Deliveries to be registered")), reverse("mail_desk:day"), "soon")
    return [deliveries, *((counted[code], str(word), _list(code), state) for code, word, state in FIGURES)]


def _list(view: str) -> str:
    return f"{reverse('mail_desk:list')}?{urlencode({'view': view})}"
