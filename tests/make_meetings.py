"""Makers for meetings: hours of a week in December, one that is announced, who was told."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from casework.models import Reminder
from mall.localtime import ZONE
from mall.roles import Role
from tests import make
from tests.make_staffing import meeting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mall.models import User
    from staffing.models import Meeting, Participant


def at(on: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day on the mall's clock."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)


#: A Tuesday.
NOW = at(date(2026, 12, 1), 9)
THURSDAY = at(date(2026, 12, 3), 14)
FAR = at(date(2026, 12, 10), 10)


def told(kind: str) -> set[int]:
    """Who was told of a meeting in this way."""
    return set(Reminder.objects.filter(kind=f"meeting.{kind}", channel="bell").values_list("receiver", flat=True))


def supervisor() -> User:
    """The supervisor."""
    return make.person(Role.SUPERVISOR, name="周兰")


def held(*people: User, by: User, kind: str = "weekly", begins_at: datetime = THURSDAY, **more: Any) -> Meeting:
    """A weekly meeting these people are called to, if nothing else is said."""
    found: Meeting = meeting(kind, by=by, people=people, begins_at=begins_at, now=NOW, **more)
    return found


def seat(found: Meeting, person: User) -> Participant:
    """A person's place at a meeting."""
    return found.participants.select_related("meeting").get(person=person)


@contextmanager
def poisoned(person: User) -> Iterator[None]:
    """Whoever tells this person anything fails meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION poisoned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poisoned'; END $$;"
            "CREATE TRIGGER poisoned BEFORE INSERT ON casework_reminder FOR EACH ROW"
            f" WHEN (NEW.receiver_id = {person.pk}) EXECUTE FUNCTION poisoned()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER poisoned ON casework_reminder; DROP FUNCTION poisoned()")
