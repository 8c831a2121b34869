"""How times and durations are said, in the language of the page and the mall's own time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
# Without a moment of warning of its own a deadline is "soon" in its last half hour.
SOON = timedelta(minutes=30)
# Seconds matter only in the last ten minutes.
SECONDS_BELOW = 10


class TimeLeft(NamedTuple):
    """A deadline as a chip shows it: the state word for colour and icon, the time left, the time due."""

    state: str
    icon: str
    left: str
    due: str


@lru_cache(maxsize=1024)
def local(moment: datetime) -> datetime:
    """Return the moment in the mall's time zone; a list is looked at again and again, and so are its hours."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def hm(moment: datetime | None) -> str:
    """Say 09:42."""
    return _hm(local(moment)) if moment else ""


def _hm(moment: datetime) -> str:
    """Written out: a format string takes five times as long, and each row says an hour or two."""
    return f"{moment.hour:02}:{moment.minute:02}"


def day(value: date, today: date) -> str:
    """Say today, yesterday, tomorrow, or the date with its weekday; with the year when it is another year."""
    return _day(value, today, get_language())


@lru_cache(maxsize=1024)
def _day(value: date, today: date, language: str | None) -> str:
    """A list says the same few days over and over; formatting one costs as much as the rest of its row."""
    del language  # part of the key: the words below are in the page's language
    distance = (value - today).days
    if distance == 0:
        return _("today")
    if distance == -1:
        return _("yesterday")
    if distance == 1:
        return _("tomorrow")
    if value.year != today.year:
        return date_format(value, _("j M Y"))
    return _("%(weekday)s %(date)s") % {"weekday": weekday(value), "date": date_format(value, _("j M"))}


def weekday(value: date) -> str:
    """Say the weekday shortly: Mon, 周一."""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[value.weekday()]


def when(moment: datetime | date | None, now: datetime | None = None) -> str:
    """Say today 09:42, yesterday 16:20, or Fri 27 Nov 09:48; a date without time says the day only."""
    if moment is None:
        return ""
    today = local(now or timezone.now()).date()
    if isinstance(moment, datetime):
        moment = local(moment)
        return f"{day(moment.date(), today)} {_hm(moment)}"
    return day(moment, today)


def duration(amount: timedelta | None) -> str:
    """Say a span in its two largest units: 1 day 2 hours, 4 hours 10 minutes, 1 minute 20 seconds."""
    if amount is None:
        return ""
    seconds = int(abs(amount).total_seconds())
    if seconds >= DAY.total_seconds():
        seconds -= seconds % 3600
    elif seconds >= SECONDS_BELOW * 60:
        seconds -= seconds % 60
    return _duration(seconds, get_language())


@lru_cache(maxsize=4096)
def _duration(seconds: int, language: str | None) -> str:
    """Say whole seconds; what would not be said is nought already, so that few spans are ever worked out."""
    del language  # part of the key, as above
    days, seconds = divmod(seconds, 86400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    said = [
        (days, ngettext("%(n)d day", "%(n)d days", days)),
        (hours, ngettext("%(n)d h", "%(n)d h", hours)),
        (minutes, ngettext("%(n)d min", "%(n)d min", minutes)),
        (seconds, ngettext("%(n)d s", "%(n)d s", seconds)),
    ]
    start = next((index for index, (count, _said) in enumerate(said) if count), len(said) - 1)
    return " ".join(words % {"n": count} for count, words in said[start : start + 2] if count or start == len(said) - 1)


def time_left(due_at: datetime, now: datetime, warn_at: datetime | None = None) -> TimeLeft:
    """Say how a deadline stands: ok, soon (past `warn_at`, or within half an hour) or late."""
    left = due_at - now
    due = when(due_at, now)
    if left < timedelta(0):
        return TimeLeft("late", "alarm", _("%(span)s over") % {"span": duration(left)}, due)
    soon = now >= (warn_at or due_at - SOON)
    return TimeLeft("soon" if soon else "ok", "clock", _("%(span)s left") % {"span": duration(left)}, due)
