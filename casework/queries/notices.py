"""What a person was told: the bell's list, its count, and messages as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch

from casework import clock_kinds, kinds
from casework.models import Reminder
from casework.notice_kinds import NoticeKind, notice_kind
from mall.asking import asking
from mall.models import Department, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from casework.models import Folder

MOST_COUNTED = 100
# Every page asks it; the condition repeats that of the partial index, the channel as it stands there.
UNREAD = """
    SELECT count(*) FROM (
        SELECT 1 FROM casework_reminder
        WHERE receiver_id = %s AND channel = 'bell' AND read_at IS NULL AND given_up_at IS NULL AND send_at <= %s
        LIMIT %s
    ) AS unread
"""


@dataclass(frozen=True)
class Said:
    """A message as it is read: its sentence in the language of the page, and the page it leads to."""

    pk: int
    sentence: str
    kind: NoticeKind
    url: str
    at: datetime
    read: bool
    urgent: bool
    number: str


def heard(user: User, now: datetime) -> QuerySet[Reminder]:
    """The person's messages whose hour has come, newest first, without those taken back."""
    return (
        Reminder.objects.filter(receiver=user, channel=Reminder.Channel.BELL, given_up_at=None, send_at__lte=now)
        .select_related("folder")
        .order_by("-send_at", "-id")
    )


def unread_count(user: User, now: datetime) -> int:
    """How many messages the person has not read; at most `MOST_COUNTED`, so that counting never costs much."""
    if not getattr(user, "is_authenticated", False):
        return 0
    with asking() as cursor:
        cursor.execute(*unread_question(user, now))
        (found,) = cursor.fetchone()
    return int(found)


def unread_question(user: User, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The question that counts them and its values, for whoever asks more at once."""
    return UNREAD, (user.pk, now, MOST_COUNTED)


def said(reminders: Sequence[Reminder]) -> list[Said]:
    """Messages as sentences in the active language; two queries for the names, however many they are."""
    departments = _by_id(Department.objects.all(), {row.facts.get("department") for row in reminders})
    people = _by_id(User.objects.all(), {row.facts.get("person") for row in reminders})
    return [_said(row, departments, people) for row in reminders]


def folder_url(folder: Folder | None) -> str:
    """The page of a folder, by its kind; '' when its desk has none."""
    if folder is None:
        return ""
    try:
        return kinds.address_of(folder.kind, folder.number)
    except (KeyError, NoReverseMatch):
        return ""


def leads_to(row: Reminder) -> str:
    """The page a message leads to: that of its folder, or the one it names itself; '' when there is none."""
    return folder_url(row.folder) or str(row.facts.get("path", ""))


def _said(row: Reminder, departments: dict[int, Any], people: dict[int, Any]) -> Said:
    about = notice_kind(row.kind)
    folder = row.folder
    words = {
        **row.facts,
        "number": folder.number if folder else "",
        "title": folder.title if folder else "",
        "what": clock_kinds.label(str(row.facts.get("what", ""))),
        "department": departments.get(row.facts.get("department", 0), ""),
        "person": people.get(row.facts.get("person", 0), ""),
    }
    return Said(
        pk=row.pk,
        sentence=(str(about.sentence) % _Words(words)).strip(),
        kind=about,
        url=leads_to(row),
        at=row.send_at,
        read=row.read_at is not None,
        urgent=row.urgent,
        number=str(words["number"]),
    )


class _Words(dict[str, Any]):
    """Facts for a sentence; one that is missing leaves its place empty instead of losing the message."""

    def __missing__(self, key: str) -> str:
        return ""


def _by_id(rows: QuerySet[Any], ids: Iterable[Any]) -> dict[int, Any]:
    wanted = [pk for pk in ids if pk]
    return rows.in_bulk(wanted) if wanted else {}
