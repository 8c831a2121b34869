"""Test data of casework: folders and their papers, made by the acts themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from casework import kinds
from casework.actions import approvals, clocks, folders, follow_ups, handoffs
from casework.models import Approval, Clock, Folder, FollowUp, Handoff, PauseReason
from mall.localtime import ZONE
from mall.roles import Permission, Role
from tests import make

if TYPE_CHECKING:
    from mall.models import Department, User

kinds.register("matter", "ZZ", "Matter")
kinds.register("kept", "ZK", "Kept file")

# A Thursday, inside the office's and the desk's hours.
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """An hour of the mall; November 2026 unless said otherwise (the 26th is a Thursday)."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def folder(*, by: User | None = None, now: datetime = NOON, **fields: Any) -> Folder:
    """An open matter of customer service."""
    by = by or make.person()
    values: dict[str, Any] = {
        "kind": "matter",
        "title": "鞋子开胶",
        "department": make.department(),
        "desk": None,
        **fields,
    }
    return folders.open_folder(by=by, now=now, **values)


def handoff(
    a_folder: Folder | None = None,
    to: Department | str = "onsite",
    role: str = Handoff.Role.LEAD,
    *,
    by: User | None = None,
    now: datetime = NOON,
    answer_due_at: datetime | None = None,
    **fields: Any,
) -> Handoff:
    """A department asked to handle a folder."""
    by = by or make.person()
    to = make.department(to) if isinstance(to, str) else to
    a_folder = a_folder or folder(by=by, now=now)
    due = answer_due_at or now + timedelta(days=1)
    return handoffs.ask(a_folder, to, role, answer_due_at=due, by=by, now=now, **fields)


def department_user(code: str = "onsite", **fields: Any) -> User:
    """Somebody of a department who answers for it."""
    return make.person(Role.DEPARTMENT_USER, make.department(code), **fields)


def approval(
    a_folder: Folder | None = None, *, by: User | None = None, now: datetime = NOON, **fields: Any
) -> Approval:
    """A proposal that waits for the manager."""
    by = by or make.person()
    values = {"what": "settlement", "permission": Permission.APPROVE_BAND_1, **fields}
    return approvals.propose(a_folder or folder(by=by, now=now), by=by, now=now, **values)


def follow_up(
    a_folder: Folder | None = None, *, handled_by: User | None = None, now: datetime = NOON, **fields: Any
) -> FollowUp:
    """A planned follow-up."""
    handler = handled_by or make.person()
    values: dict[str, Any] = {"due_at": now + timedelta(days=3), **fields}
    return follow_ups.plan(a_folder or folder(now=now), handled_by=handler, by=handler, now=now, **values)


def clock(a_folder: Folder | None = None, kind: str = "solve", *, now: datetime = NOON, **terms: Any) -> Clock:
    """A running obligation of two office hours."""
    if not {"amount", "days", "due_at"} & set(terms):
        terms["amount"] = timedelta(hours=2)
    terms.setdefault("starts_at", now)
    return clocks.start(a_folder or folder(now=now), kind, now=now, **terms)


def pause_reason(code: str = "waiting") -> PauseReason:
    """A reason of the list."""
    return PauseReason.objects.get_or_create(code=code, defaults={"name": "等待顾客"})[0]


def grades(grade: int = 4, *, solved: bool = True, **fields: Any) -> Any:
    """What a person said, all four items alike."""
    from casework.rules.follow_ups import Grades

    return Grades(attitude=grade, skill=grade, timeliness=grade, promises=grade, solved=solved, **fields)
