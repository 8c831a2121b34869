"""A person's shifts as a calendar program shows them, and the feed they are read by."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from mall.bilingual import in_english
from mall.localtime import local_day
from staffing.cells import read_cell
from staffing.models import CalendarFeed, Duty
from staffing.queries.duty import shift_words, written_cell

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import User

#: So far back a feed tells.
DAYS_BACK = timedelta(days=60)


class Shift(NamedTuple):
    """Some hours at a desk as an event: what it is called, where, when, and the name it keeps."""

    uid: str
    title: str
    place: str
    begins: datetime
    ends: datetime
    stamped: datetime


def hashed(secret: str) -> str:
    """A secret as it is kept; it is as long as a key, so a plain hash cannot be tried out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_in_use(person: User) -> CalendarFeed | None:
    """The feed a person's calendar reads; none before it is made, or after it is revoked."""
    return CalendarFeed.objects.filter(person=person, revoked_at=None).first()


def person_of(secret: str) -> User | None:
    """Whose feed a secret opens; nobody's when it is unknown, revoked, or the person may not sign in any more."""
    feed = CalendarFeed.objects.filter(key_hash=hashed(secret), revoked_at=None).select_related("person").first()
    return feed.person if feed is not None and feed.person.is_active else None


def shifts_of(person: User, now: datetime) -> list[Shift]:
    """A person's published shifts from sixty days back on, one for each stretch at a desk, in order."""
    since = local_day(now) - DAYS_BACK
    rows = Duty.objects.filter(person=person, on__gte=since).order_by("period")
    wanted = rows.values_list(
        "desk", "desk__name", "desk__name_en", "desk__position", "on", "period", "version__published_at", written_cell()
    )
    found = []
    for desk, name, english, position, on, period, published_at, written in wanted:
        words = shift_words(read_cell(written or ""))
        place = (english or name) if in_english() else name
        title = f"{words} · {place}" if words else place
        where = f"{place}（{position}）" if position and not in_english() else place
        uid = _uid(person.pk, desk, on, period.lower)
        found.append(Shift(uid, title, where, period.lower, period.upper, published_at))
    return found


def _uid(person: int, desk: int, on: date, begins: datetime) -> str:
    """The same stretch keeps its name through all versions, so that a calendar moves it and does not double it."""
    text = f"{person}:{desk}:{on}:{begins.timestamp():.0f}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@fuwutai"
