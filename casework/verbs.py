"""What can stand in a timeline: each verb with its icon and the template that says it as a sentence.

A verb's template is `<app>/verbs/<verb>.html`; it gets `line`, whose `facts` are ids and numbers, and whose `rows`
are the rows those ids point to (`line.rows.handoff`, `line.rows.department` …). An app registers its verbs, and how
the rows of its own ids are fetched, in one query for a whole timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mall.models import User
    from mall.roles import Permission

Fetch = Callable[[Iterable[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class Verb:
    """One verb. `tone` colours its icon: "", ok, soon, late or safety; `minor` lines may be folded away."""

    code: str
    template: str
    icon: str = "point"
    tone: str = ""
    minor: bool = False


_VERBS: dict[str, Verb] = {}
_ROWS: dict[str, Fetch] = {}
_PRIVATE: dict[str, Permission] = {}


def register(app: str, code: str, *, icon: str = "point", tone: str = "", minor: bool = False) -> None:
    """Make a verb of an app known; its sentence stands in `templates/<app>/verbs/<code>.html`."""
    _VERBS[code] = Verb(code, f"{app}/verbs/{code}.html", icon, tone, minor)


def register_rows(key: str, fetch: Fetch) -> None:
    """Say how the rows a fact points to are fetched: `fetch(ids)` answers them by id, in one query."""
    _ROWS[key] = fetch


def keep_private(what: str, permission: Permission) -> None:
    """Say that what approvals of this kind ask, and the words of their answer, are read only with this permission.

    The line itself, that something was asked and decided, is everybody's who reads the folder.
    """
    _PRIVATE[what] = permission


def private_to_others(reader: User) -> set[str]:
    """The kinds of approvals of which this person reads no more than that there was one."""
    return {what for what, permission in _PRIVATE.items() if not reader.may(permission)}


def verb(code: str) -> Verb:
    """The verb; one that is not known any more is shown by a plain sentence rather than hiding what was done."""
    return _VERBS.get(code) or Verb(code, "casework/verbs/other.html")


def verbs() -> list[Verb]:
    """All verbs known."""
    return list(_VERBS.values())


def row_fetchers() -> Mapping[str, Fetch]:
    """How the rows of facts are fetched, by the fact's name."""
    return _ROWS


for _code, _icon, _tone, _minor in (
    ("opened", "folder-plus", "", False),
    ("closed", "folder-check", "ok", False),
    ("reopened", "folder-open", "late", False),
    ("moved", "arrow-right", "", True),
    ("changed", "edit", "", True),
    ("taken_over", "user-check", "", False),
    ("let_in", "user-plus", "", True),
    ("shut_out", "user-off", "", True),
    ("handed_over", "send", "", False),
    ("accepted", "circle-check", "", False),
    ("assigned", "user-share", "", False),
    ("bounced", "arrow-back-up", "soon", False),
    ("bounce_agreed", "arrow-back-up", "", False),
    ("bounce_refused", "arrow-forward-up", "", False),
    ("answered", "message-2", "ok", False),
    ("sent_back", "arrow-back-up", "soon", False),
    ("handoff_withdrawn", "x", "", False),
    ("chased", "bell-ringing", "soon", False),
    ("approval_asked", "rubber-stamp", "", False),
    ("approved", "circle-check", "ok", False),
    ("approval_refused", "circle-x", "late", False),
    ("approval_withdrawn", "x", "", False),
    ("follow_up_planned", "phone-plus", "", False),
    ("follow_up_assigned", "user-share", "", True),
    ("follow_up_promised", "calendar-event", "", False),
    ("follow_up_tried", "phone-off", "", False),
    ("follow_up_answered", "phone-check", "ok", False),
    ("follow_up_reviewed", "clipboard-check", "", False),
    ("follow_up_ended", "phone-x", "", False),
    ("follow_up_cancelled", "phone-x", "", True),
    ("recheck_planned", "checklist", "", False),
    ("noted", "note", "", False),
    ("attached", "paperclip", "", False),
    ("attachment_removed", "paperclip", "", True),
    ("linked", "link", "", False),
    ("unlinked", "unlink", "", True),
    ("paused", "player-pause", "soon", False),
    ("resumed", "player-play", "", False),
    ("deadline_set", "clock-edit", "", False),
    ("deadline_recalculated", "clock-edit", "", True),
    ("clock_warned", "clock-exclamation", "soon", False),
    ("clock_overdue", "alarm", "late", False),
    ("clock_climbed", "stairs-up", "late", False),
    ("erased", "eraser", "", False),
):
    register("casework", _code, icon=_icon, tone=_tone, minor=_minor)
