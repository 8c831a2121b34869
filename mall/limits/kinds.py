"""What a limit may hold: how it is stored, typed by the manager, said on a page, and read by the program.

A kind knows four spellings of the same value. The *value* is what rules calculate with; the *stored*
form is plain JSON; the *text* is what stands in the input box; `say` gives the words on the page.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

Stored = Any  # what JSON can hold

LAST_HOUR, LAST_MINUTE, PAIR = 23, 59, 2


class Unit(StrEnum):
    """What a number counts."""

    MINUTES = "minutes"
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    PERCENT = "percent"
    YUAN = "yuan"
    COUNT = "count"


#: Units whose value is a length of time, so that nobody adds minutes to hours.
_LENGTHS = {Unit.MINUTES: "minutes", Unit.WORKING_HOURS: "hours"}

UNIT_NAMES: dict[Unit, Promise | str] = {
    Unit.MINUTES: gettext_lazy("minutes"),
    Unit.WORKING_HOURS: gettext_lazy("working hours"),
    Unit.WORKING_DAYS: gettext_lazy("working days"),
    Unit.DAYS: pgettext_lazy("unit", "calendar days"),
    Unit.MONTHS: gettext_lazy("months"),
    Unit.PERCENT: gettext_lazy("percent"),
    Unit.YUAN: gettext_lazy("yuan"),
    Unit.COUNT: gettext_lazy("number"),
}


class MonthDay(NamedTuple):
    """A day of every year."""

    month: int
    day: int


class Stretch(NamedTuple):
    """A stretch of the day, [begins, ends)."""

    begins: time
    ends: time


class Kind(ABC):
    """A sort of value. Everything that does not fit raises ValueError with a sentence for the manager."""

    input_type = "text"
    unit_name: Promise | str = ""
    example = ""

    @abstractmethod
    def read(self, stored: Stored) -> Any:
        """Give the value of what is stored."""

    @abstractmethod
    def parse(self, text: str) -> Stored:
        """Give what is to be stored for what was typed."""

    @abstractmethod
    def text(self, stored: Stored) -> str:
        """Give what stands in the input box."""

    def say(self, stored: Stored) -> str:
        """Give the words on the page."""
        return self.text(stored)


@dataclass(frozen=True)
class Number(Kind):
    """A whole number with its unit. Minutes and working hours are read as a timedelta, the rest as an int."""

    unit: Unit
    least: int = 1
    most: int = 10_000

    input_type = "number"

    @property
    def unit_name(self) -> Promise | str:  # type: ignore[override]  # read like the attribute it stands for
        """What is counted."""
        return UNIT_NAMES[self.unit]

    def read(self, stored: Stored) -> int | timedelta:
        """Give the length or the number."""
        if isinstance(stored, bool) or not isinstance(stored, int):
            raise ValueError(_("Type a whole number."))  # noqa: TRY004 - one kind of refusal for every kind
        if not self.least <= stored <= self.most:
            raise ValueError(_("Between %(least)d and %(most)d.") % {"least": self.least, "most": self.most})
        if self.unit in _LENGTHS:
            return timedelta(**{_LENGTHS[self.unit]: stored})
        return stored

    def parse(self, text: str) -> Stored:
        """Give the number typed."""
        stored = _whole(text)
        self.read(stored)
        return stored

    def text(self, stored: Stored) -> str:
        """Give the digits."""
        return str(stored)

    def say(self, stored: Stored) -> str:
        """Give the number with its unit."""
        return say_number(stored, self.unit)


@dataclass(frozen=True)
class Numbers(Kind):
    """Several whole numbers of one unit, read as a tuple of ints."""

    unit: Unit
    count: int | None = None
    least: int = 0
    most: int = 1_000_000
    rising: bool = False
    total: int | None = None
    example = "10, 20, 20"

    @property
    def unit_name(self) -> Promise | str:  # type: ignore[override]  # read like the attribute it stands for
        """What is counted."""
        return UNIT_NAMES[self.unit]

    def read(self, stored: Stored) -> tuple[int, ...]:
        """Give the numbers in order."""
        if not isinstance(stored, list) or not stored:
            raise ValueError(_("Type whole numbers with commas between them."))
        each = Number(Unit.COUNT, self.least, self.most)
        numbers = tuple(number for number in map(each.read, stored) if isinstance(number, int))
        if self.count is not None and len(numbers) != self.count:
            raise ValueError(
                ngettext("Exactly %(n)d number.", "Exactly %(n)d numbers.", self.count) % {"n": self.count}
            )
        if self.rising and list(numbers) != sorted(set(numbers)):
            raise ValueError(_("Each number must be greater than the one before."))
        if self.total is not None and sum(numbers) != self.total:
            raise ValueError(_("Together they must make %(total)d.") % {"total": self.total})
        return numbers

    def parse(self, text: str) -> Stored:
        """Give the numbers typed."""
        stored = [_whole(part) for part in _parts(text)]
        self.read(stored)
        return stored

    def text(self, stored: Stored) -> str:
        """Give the numbers with commas."""
        return ", ".join(str(number) for number in stored)

    def say(self, stored: Stored) -> str:
        """Give each number with its unit."""
        return " / ".join(say_number(number, self.unit) for number in stored)


class Bands(Numbers):
    """Upper edges of amount bands in yuan, each included in its band; the last band has no upper edge."""

    example = "1000, 5000"

    def say(self, stored: Stored) -> str:
        """Give the bands as people say them."""
        edges = [_("up to %(amount)s") % {"amount": say_number(edge, Unit.YUAN)} for edge in stored]
        return " / ".join([*edges, _("above")])


class Flag(Kind):
    """Yes or no."""

    input_type = "choice"
    choices = (("yes", gettext_lazy("on")), ("no", gettext_lazy("off")))

    def read(self, stored: Stored) -> bool:
        """Give whether it is on."""
        if not isinstance(stored, bool):
            raise ValueError(_("Choose on or off."))  # noqa: TRY004 - one kind of refusal for every kind
        return stored

    def parse(self, text: str) -> Stored:
        """Give the choice."""
        if text not in {"yes", "no"}:
            raise ValueError(_("Choose on or off."))
        return text == "yes"

    def text(self, stored: Stored) -> str:
        """Give the choice's key."""
        return "yes" if stored else "no"

    def say(self, stored: Stored) -> str:
        """Say on or off."""
        return _("on") if stored else _("off")


class Weekday(Kind):
    """A day of the week, Monday 0."""

    input_type = "choice"
    choices = tuple((str(number), name) for number, name in WEEKDAYS.items())

    def read(self, stored: Stored) -> int:
        """Give the number of the day, as date.weekday() does."""
        if isinstance(stored, bool) or not isinstance(stored, int) or stored not in WEEKDAYS:
            raise ValueError(_("Choose a day of the week."))
        return stored

    def parse(self, text: str) -> Stored:
        """Give the choice."""
        return self.read(_whole(text))

    def text(self, stored: Stored) -> str:
        """Give the choice's key."""
        return str(stored)

    def say(self, stored: Stored) -> str:
        """Give the day's name."""
        return str(WEEKDAYS[stored])


class TimeOfDay(Kind):
    """A time on the clock."""

    input_type = "time"
    example = "17:30"

    def read(self, stored: Stored) -> time:
        """Give the time."""
        return _clock(stored)

    def parse(self, text: str) -> Stored:
        """Give the time typed, as HH:MM."""
        return f"{_clock(_plain(text)):%H:%M}"

    def text(self, stored: Stored) -> str:
        """Give HH:MM."""
        return str(stored)


class DayOfYear(Kind):
    """A day of every year, MM-DD."""

    example = "05-01"

    def read(self, stored: Stored) -> MonthDay:
        """Give month and day."""
        found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", str(stored))
        try:
            day = date(2001, int(found[1]), int(found[2])) if found else None
        except ValueError:
            day = None
        if day is None:
            raise ValueError(_("Type a day as MM-DD, for instance 05-01."))
        return MonthDay(day.month, day.day)

    def parse(self, text: str) -> Stored:
        """Give the day typed."""
        month, day = self.read(_plain(text))
        return f"{month:02}-{day:02}"

    def text(self, stored: Stored) -> str:
        """Give MM-DD."""
        return str(stored)


@dataclass(frozen=True)
class Stretches(Kind):
    """Stretches of the day. One that ends before it begins reaches into the next day, where that is allowed."""

    over_midnight: bool = False
    example = "09:00-11:00, 15:00-17:00"

    def read(self, stored: Stored) -> tuple[Stretch, ...]:
        """Give the stretches in order."""
        if not isinstance(stored, list) or not all(isinstance(pair, list) and len(pair) == PAIR for pair in stored):
            raise ValueError(_("Type times as 09:00-11:00, with commas between them."))
        stretches = tuple(Stretch(_clock(begins), _clock(ends)) for begins, ends in stored)
        last = time(0, 0)
        for stretch in stretches:
            if stretch.begins < last or (stretch.ends <= stretch.begins and not self.over_midnight):
                raise ValueError(_("The times must follow each other through the day."))
            last = stretch.ends
        return stretches

    def parse(self, text: str) -> Stored:
        """Give the stretches typed."""
        stored: list[list[str]] = []
        for part in _parts(text):
            begins, dash, ends = re.sub(r"\s*[-–—~至]\s*", "-", part).partition("-")
            if not dash:
                raise ValueError(_("Type times as 09:00-11:00, with commas between them."))
            stored.append([f"{_clock(begins):%H:%M}", f"{_clock(ends):%H:%M}"])
        self.read(stored)
        return stored

    def text(self, stored: Stored) -> str:
        """Give the stretches with commas."""
        return ", ".join("-".join(pair) for pair in stored)

    def say(self, stored: Stored) -> str:
        """Give the stretches as printed."""
        return ", ".join("–".join(pair) for pair in stored) or _("none")


@dataclass(frozen=True)
class Words(Kind):
    """A list of patterns, each a few letters with * for "any"."""

    pattern: str = r"[0-9A-Z*?-]{1,20}"
    example = "B1-A*, A16**"

    def read(self, stored: Stored) -> tuple[str, ...]:
        """Give the patterns."""
        if not isinstance(stored, list) or not all(
            isinstance(w, str) and re.fullmatch(self.pattern, w) for w in stored
        ):
            raise ValueError(_("Type unit patterns such as A16**, with commas between them."))
        return tuple(stored)

    def parse(self, text: str) -> Stored:
        """Give the patterns typed, in capitals."""
        stored = [part.upper() for part in _parts(text)]
        self.read(stored)
        return stored

    def text(self, stored: Stored) -> str:
        """Give the patterns with commas."""
        return ", ".join(stored)

    def say(self, stored: Stored) -> str:
        """Give the patterns as printed."""
        return self.text(stored) or _("none")


def say_number(number: int, unit: Unit) -> str:
    """Give a number with its unit in the right grammatical number."""
    shown = f"{number:,}"
    words = {
        Unit.MINUTES: ngettext("%(n)s minute", "%(n)s minutes", number),
        Unit.WORKING_HOURS: ngettext("%(n)s working hour", "%(n)s working hours", number),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", number),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", number),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", number),
        Unit.PERCENT: _("%(n)s %%"),
        Unit.YUAN: _("%(n)s yuan"),
        Unit.COUNT: "%(n)s",
    }
    return words[unit] % {"n": shown}


def _plain(text: str) -> str:
    """Full-width digits, colons and commas as their plain sisters."""
    return unicodedata.normalize("NFKC", text).strip()


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"\s*[,、;\n]\s*", _plain(text)) if part]


def _whole(text: str) -> int:
    digits = _plain(text)
    if not re.fullmatch(r"-?\d{1,9}", digits, re.ASCII):
        raise ValueError(_("Type a whole number."))
    return int(digits)


def _clock(stored: Stored) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", str(stored), re.ASCII)
    if not found or int(found[1]) > LAST_HOUR or int(found[2]) > LAST_MINUTE:
        raise ValueError(_("Type a time as HH:MM, for instance 17:30."))
    return time(int(found[1]), int(found[2]))
