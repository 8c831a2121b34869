"""A roster as its pages show it: days, people by crew, and the square of each person and day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mall.models import Desk, User
from mall.queries.hours import hours
from staffing.cells import write
from staffing.models import CrewMember
from staffing.plan import Cell, Kind, Person
from staffing.queries import rosters as reads
from staffing.rules.findings import day_words, what_stands
from ui.times import weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from mall.queries.hours import SeasonHours
    from staffing.halves import Half
    from staffing.models import Crew, Roster, RosterVersion
    from staffing.plan import Day, Frame, Plan

Slot = tuple[int, "date"]
MINUTES_AN_HOUR = 60
#: What stands in a square for hours somebody is not to be had: the icon; its word is the block's own.
AWAY_ICONS = {"leave": "beach", "trip": "plane", "training": "school", "meeting": "presentation", "other": "user-off"}


@dataclass(frozen=True)
class Head:
    """The head of a day: its date, what is special about it, and whether it is over."""

    on: date
    words: str
    weekday: str
    tone: str
    mark: str
    title: str
    is_past: bool
    is_today: bool


@dataclass(frozen=True)
class Square:
    """A person's day: the shift, what is unusual about it, and what is said of it."""

    person: int
    on: date
    cell: Cell | None
    usual: Cell | None
    desk: int  # the digit of the desk, 0 at the usual one
    noon: int  # the digit of the desk at noon, 0 at the same one
    away: str
    stands: str  # the shift and the desk in words
    words: str  # all that is said of it
    tone: str = ""
    is_pinned: bool = False
    is_locked: bool = False
    is_changed: bool = False
    #: The person belongs to another crew on this day, and stands there.
    is_elsewhere: bool = False

    @property
    def text(self) -> str:
        """The shift as it is kept."""
        return write(self.cell)

    @property
    def usual_text(self) -> str:
        """The shift of the squad at the desk of the rotation, as it is kept."""
        return write(self.usual)


@dataclass(frozen=True)
class Line:
    """A person with the squares of the half month."""

    pk: int
    name: str
    squad: str
    usual: str
    is_me: bool
    squares: tuple[Square, ...]
    minutes: int

    @property
    def hours(self) -> str:
        """The hours of the half month."""
        return hours_words(self.minutes)


@dataclass(frozen=True)
class Team:
    """A crew: its desks by their digits, its people."""

    name: str
    code: str
    desks: tuple[tuple[int, int, str], ...]  # digit, key, name
    shared: frozenset[int]
    lines: tuple[Line, ...]
    frame: Frame | None = None

    @property
    def keys(self) -> str:
        """The keys of its desks in the order of their digits, for the script."""
        return ",".join(str(pk) for _digit, pk, _name in self.desks)


class Told(NamedTuple):
    """What a square is told by: the day, the desks of the crew by name and by digit."""

    desks: Mapping[int, str]
    digits: Mapping[int, int]


@dataclass(frozen=True)
class Sheet:
    """A half month as a page shows it: the draft of whoever lays it, or a version."""

    half: Half
    found: list[tuple[Crew, Frame]]
    plan: Plan
    pinned: frozenset[Slot]
    stood: Plan | None
    today: date
    me: int = 0
    may_lay: bool = False
    squads: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days of the half month."""
        return self.found[0][1].days if self.found else ()

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the days."""
        return [_head(on, self.today) for on in self.half.days]

    @cached_property
    def teams(self) -> list[Team]:
        """The crews with their people; at the end whoever stands in the plan and belongs to no crew any more."""
        teams = [self._team(crew, frame) for crew, frame in self.found]
        known = {person.pk for _crew, frame in self.found for person in frame.people}
        gone = {pk for (pk, _on), cell in self.plan.items() if cell is not None and pk not in known}
        return [*teams, self._strangers(gone)] if gone else teams

    def lines(self) -> Iterator[Line]:
        """All people in the order of the page."""
        for team in self.teams:
            yield from team.lines

    def squares(self, slots: Iterable[Slot] | None = None) -> list[Square]:
        """The squares of some slots; of all without any."""
        wanted = None if slots is None else set(slots)
        every = (square for line in self.lines() for square in line.squares if not square.is_elsewhere)
        return [square for square in every if wanted is None or (square.person, square.on) in wanted]

    @property
    def mine(self) -> Line | None:
        """The reader's own line."""
        return next((line for line in self.lines() if line.is_me), None)

    def my_days(self) -> list[tuple[Head, Square, list[tuple[str, str]]]]:
        """The reader's own days, each with its hours and where they are stood."""
        if self.mine is None:
            return []
        desks = {pk: name for _crew, frame in self.found for pk, name in frame.desks.items()}
        found = []
        for head, one in zip(self.heads, self.mine.squares, strict=True):
            stretches = self._by_day[head.on].stretches(one.cell)
            hours = [(f"{part.begins:%H:%M}–{part.ends:%H:%M}", desks.get(part.desk, "")) for part in stretches]
            found.append((head, one, hours))
        return found

    def by_day(self) -> list[tuple[Head, list[tuple[str, list[tuple[str, Square]]]]]]:
        """Each day with its people crew by crew, whoever works before whoever is off; for the phone."""
        found = []
        for place, head in enumerate(self.heads):
            crews = []
            for team in self.teams:
                people = [(line.name, line.squares[place]) for line in team.lines]
                here = [(name, one) for name, one in people if not one.is_elsewhere]
                crews.append((team.name, sorted(here, key=lambda one: one[1].cell is None)))
            found.append((head, crews))
        return found

    def _team(self, crew: Crew, frame: Frame) -> Team:
        desks = tuple((digit, pk, name) for digit, (pk, name) in enumerate(frame.desks.items(), start=1))
        told = Told(frame.desks, {pk: digit for digit, pk, _name in desks})
        lines = tuple(self._line(person, told) for person in frame.people)
        return Team(str(crew), crew.code, desks, frame.shared, lines, frame)

    def _strangers(self, gone: set[int]) -> Team:
        names = {desk.pk: str(desk) for desk in Desk.objects.all()}
        people = User.objects.filter(pk__in=gone).order_by("pinyin", "pk")
        lines = tuple(self._line(Person(person.pk, person.name), Told(names, {})) for person in people)
        return Team(_("In no crew any more"), "", (), frozenset(), lines)

    def _line(self, person: Person, told: Told) -> Line:
        usual = next(iter(person.usual.values()), None)
        words = [_("Squad %(squad)s") % {"squad": self.squads[person.pk]}] if person.pk in self.squads else []
        words += [told.desks[usual.desk]] if usual else []
        squares = tuple(self._square(person, on, told) for on in self.half.days)
        worked = [(self._by_day.get(one.on), one.cell) for one in squares if not one.is_elsewhere]
        return Line(
            person.pk,
            person.name,
            self.squads.get(person.pk, ""),
            " · ".join(words),
            person.pk == self.me,
            squares,
            sum(day.minutes(cell) for day, cell in worked if day is not None),
        )

    def _square(self, person: Person, on: date, told: Told) -> Square:
        slot = (person.pk, on)
        cell, usual = self.plan.get(slot), person.usual.get(on)
        if usual is None and slot in self._members:
            return Square(person.pk, on, None, None, 0, 0, "", "", "", is_locked=True, is_elsewhere=True)
        why = self._why_away(person, on)
        changed = self.stood is not None and self.stood.get(slot) != cell
        unusual = cell is not None and (usual is None or cell.desk != usual.desk)
        return Square(
            person.pk,
            on,
            cell,
            usual,
            told.digits.get(cell.desk, 0) if cell is not None and unusual else 0,
            told.digits.get(cell.noon, 0) if cell is not None and cell.noon else 0,
            why,
            what_stands(cell, told.desks),
            self._words(person, on, told, why, changed=changed),
            self._tones[on],
            is_pinned=slot in self.pinned,
            is_locked=self._is_locked(on, cell, usual),
            is_changed=changed,
        )

    def _is_locked(self, on: date, cell: Cell | None, usual: Cell | None) -> bool:
        """ROST-12. Days that are over stay; nobody works on a closed day, or outside a crew."""
        day = self._by_day.get(on)
        is_shut = day is not None and day.is_closed
        return not self.may_lay or on < self.today or (cell is None and (is_shut or usual is None))

    def _words(self, person: Person, on: date, told: Told, why: str, *, changed: bool) -> str:
        """What a square says to whoever does not see it."""
        slot = (person.pk, on)
        words = [person.name, self._day_words[on], what_stands(self.plan.get(slot), told.desks)]
        words += [away_word(why)] if why else []
        words += [_("laid by hand")] if slot in self.pinned else []
        if changed and self.stood is not None:
            words.append(_("published: %(was)s") % {"was": what_stands(self.stood.get(slot), told.desks)})
        return _(", ").join(words)

    def _why_away(self, person: Person, on: date) -> str:
        day = self._by_day.get(on)
        if day is None or day.is_closed or (person.pk, on) not in self._members:
            return ""
        return next((one.why for one in person.away if one.begins < day.closes and day.opens < one.ends), "")

    @cached_property
    def _members(self) -> frozenset[Slot]:
        """Who belongs to some crew on which day."""
        return frozenset(
            (person.pk, on) for _crew, frame in self.found for person in frame.people for on in person.usual
        )

    @cached_property
    def _by_day(self) -> dict[date, Day]:
        return {day.on: day for day in self.days}

    @cached_property
    def _tones(self) -> dict[date, str]:
        return {head.on: head.tone for head in self.heads}

    @cached_property
    def _day_words(self) -> dict[date, str]:
        return {on: day_words(on) for on in self.half.days}


def draft_sheet(roster: Roster, *, today: date, me: int) -> Sheet:
    """ROST-12. The roster as it is being laid, with what differs from the version in force."""
    half, draft, version = reads.half_of_roster(roster), reads.draft_of(roster), reads.newest(roster)
    plan = reads.with_the_past(version, draft.plan, today)
    stood = reads.plan_of(version) if version else None
    found = reads.frames(half)
    return Sheet(half, found, plan, draft.pinned, stood, today, me, may_lay=True, squads=_squads(half))


def version_sheet(roster: Roster, version: RosterVersion, *, today: date, me: int) -> Sheet:
    """ROST-09. A version as everybody reads it."""
    half = reads.half_of_roster(roster)
    return Sheet(half, reads.frames(half), reads.plan_of(version), frozenset(), None, today, me, squads=_squads(half))


def seasons_of(half: Half) -> list[SeasonHours]:
    """ROST-05, ROST-06, ROST-08. The season of a half month; the two of one in which the season changes."""
    return list(dict.fromkeys(hours().season_on(on) for on in half.days))


def shifts_of(days: Iterable[Day]) -> list[dict[str, Any]]:
    """ROST-07. The shifts with their hours, as the legend tells them; of the first ordinary day."""
    ordinary = next((day for day in days if not day.is_closed), None)
    if ordinary is None:
        return []
    return [
        {
            "letter": str(kind),
            "name": KIND_NAMES[kind](),
            "hours": " ".join(f"{one.begins:%H:%M}–{one.ends:%H:%M}" for one in ordinary.stretches(Cell(kind, 1))),
            "long": hours_words(ordinary.minutes(Cell(kind, 1))),
        }
        for kind in Kind
    ]


KIND_NAMES = {
    Kind.A: lambda: _("first half of the noon duty"),
    Kind.B: lambda: _("second half of the noon duty"),
    Kind.MORNING: lambda: _("half day, morning"),
    Kind.AFTERNOON: lambda: _("half day, afternoon"),
}


def hours_words(minutes: int) -> str:
    """Hours with at most one decimal: 40, 37.5."""
    return f"{round(minutes / MINUTES_AN_HOUR, 1):g}"


def away_word(why: str) -> str:
    """What keeps somebody away, in two signs or a word."""
    said = {
        "leave": _("on leave"),
        "trip": _("on a trip"),
        "training": _("at a training"),
        "meeting": _("in a meeting"),
    }
    return said.get(why) or _("not to be had")


def _squads(half: Half) -> dict[int, str]:
    rows = CrewMember.objects.filter(period__overlap=(half.first, half.after.first)).order_by("period")
    return dict(rows.values_list("person", "squad"))


def _head(on: date, today: date) -> Head:
    kinds = {row.kind: row for row in hours().by_day.get(on, ())}
    tone, mark, title = "", "", ""
    marks = {
        "closed": pgettext("day", "shut"),
        "early": pgettext("day", "early"),
        "holiday": pgettext("day", "hol."),
        "make_up": pgettext("day", "work"),
    }
    for kind, word in marks.items():
        if kind in kinds:
            row = kinds[kind]
            tone, mark, title = kind, word, row.name or word
            if kind == "early" and row.closes_at:
                title = _("closes at %(time)s") % {"time": f"{row.closes_at:%H:%M}"}
            break
    if not tone and on.isoweekday() in (6, 7):
        tone = "weekend"
    short = weekday(on)
    return Head(on, day_words(on), short, tone, mark, title, on < today, on == today)


def by_person(changed: Iterable[tuple[int, date, Cell | None, Cell | None]]) -> dict[int, list[Any]]:
    """What changes, person by person."""
    found: dict[int, list[Any]] = defaultdict(list)
    for person, on, was, now in changed:
        found[person].append((on, was, now))
    return found
