"""What stands on every page beside the menus: unread notices, open complaints, a night to be accepted.

Asked in one question: three short ones take longer to send than to answer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from casework.models import Folder
from casework.queries.notices import unread_question
from mall.asking import asking
from mall.roles import Permission
from staffing.queries.handovers import night_question

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

CAP = 999
P = Permission
NOTHING: tuple[str, tuple[Any, ...]] = ("SELECT NULL::bigint", ())
#: Under this name they are kept with the person, who is read anew with each request.
KEPT = "_counters"


class Counters(NamedTuple):
    """Unread notices; open complaints, of which one more than `CAP` are counted; the night's handover that waits."""

    unread: int
    open_complaints: int
    night: int | None


def counters(user: User, now: datetime) -> Counters:
    """Count for the person of a request, once."""
    kept: Counters | None = user.__dict__.get(KEPT)
    if kept is None:
        kept = user.__dict__[KEPT] = _count(user, now)
    return kept


def _count(user: User, now: datetime) -> Counters:
    roles = user.permissions, tuple(user.department_ids)
    desk = user.home.desk_id if user.home else None
    parts = (
        unread_question(user, now),
        _open_complaints(user, *roles) if user.may(P.COMPLAINT_READ) else NOTHING,
        night_question(desk, now) if desk is not None and user.may(P.HANDOVER) else NOTHING,
    )
    with asking() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'({sql})' for sql, _values in parts)}",
            [value for _sql, values in parts for value in values],
        )
        unread, complaints, night = cursor.fetchone()
    return Counters(int(unread), int(complaints or 0), night)


@lru_cache(maxsize=512)
def _open_complaints(
    user: User, _permissions: frozenset[Permission], _departments: tuple[int, ...]
) -> tuple[str, tuple[Any, ...]]:
    """The question every page asks, written once for a person while the roles are the same."""
    rows = Folder.objects.open().visible_to(user).filter(kind="complaint").order_by().values("pk")[: CAP + 1]
    sql, values = rows.query.sql_with_params()
    return f"SELECT count(*) FROM ({sql}) AS matters", values
