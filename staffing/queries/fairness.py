"""What is read off a roster: how many stand at each desk, what is wrong, and the fairness ledger everybody sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from staffing.queries import rosters as reads
from staffing.queries.grid import hours_words
from staffing.rules.bounds import bounds
from staffing.rules.findings import Finding
from staffing.rules.rosters import is_over

if TYPE_CHECKING:
    from staffing.models import RosterVersion
    from staffing.plan import Frame, Plan
    from staffing.queries.grid import Sheet, Team
    from staffing.rules.bounds import Bound
WEEK = timedelta(days=6)


class Count(NamedTuple):
    """How many are laid out for a desk on a day, and what is said where that is not enough."""

    on: date
    people: int
    said: tuple[str, ...]
    is_closed: bool


class DeskCounts(NamedTuple):
    """A desk of a crew with its counts day by day."""

    digit: int
    name: str
    counts: list[Count]


class Share(NamedTuple):
    """What somebody has had, has now, and how that lies to the mean: 1 above, -1 below, 0 within."""

    before: int
    now: int
    lies: int

    @property
    def together(self) -> int:
        """Before and now."""
        return self.before + self.now


class Week(NamedTuple):
    """The hours of a week; too many where the law is broken."""

    hours: str
    is_too_many: bool


@dataclass(frozen=True)
class LedgerLine:
    """ROST-07. A person's noon duties, weekend days and holidays, and hours per week."""

    name: str
    is_me: bool
    noons: Share
    free_days: Share
    weeks: list[Week]


@dataclass(frozen=True)
class Live:
    """What changes with every square: counts, what is wrong, the ledger."""

    counts: list[tuple[Team, list[DeskCounts]]]
    law: list[Finding]
    empty: list[Finding]
    wishes: list[Finding]
    mondays: list[tuple[date, date]]
    ledger: list[tuple[Team, list[LedgerLine]]]

    @property
    def is_fine(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.law or self.empty or self.wishes)


def live_of(sheet: Sheet) -> Live:
    """DESK-06, ROST-07, ROST-20. Everything that is read off the squares of a sheet."""
    found = reads.all_findings(sheet.found, sheet.plan)
    ahead = [one for one in found if not is_over(one, sheet.today)]
    empty = [one for one in ahead if one.code == "cover"]
    crews = [team for team in sheet.teams if team.frame is not None]
    return Live(
        counts=[(team, _counts(team, sheet.plan, found)) for team in crews],
        law=[one for one in ahead if one.is_law],
        empty=empty,
        wishes=[one for one in ahead if not one.is_law and one.code != "cover"],
        mondays=_mondays(sheet),
        ledger=[(team, _ledger(team, sheet)) for team in crews],
    )


def as_published(live: Live, version: RosterVersion) -> Live:
    """What readers see of a version: the gaps it was published with; what colleagues wished stays between the desks."""
    return replace(
        live, law=[], wishes=[], empty=[Finding("cover", words, is_law=False) for words in reads.gaps_of(version)]
    )


def _counts(team: Team, plan: Plan, found: list[Finding]) -> list[DeskCounts]:
    frame = _frame(team)
    short = [one for one in found if one.code == "cover"]
    rows = []
    for digit, pk, name in team.desks:
        counts = []
        for day in frame.days:
            cells = [plan.get((person.pk, day.on)) for person in frame.people]
            there = sum(cell is not None and pk in (cell.desk, cell.noon_desk) for cell in cells)
            said = tuple(one.words for one in short if one.desk == pk and one.on == day.on)
            counts.append(Count(day.on, there, said, day.is_closed))
        rows.append(DeskCounts(digit, name, counts))
    return rows


def _mondays(sheet: Sheet) -> list[tuple[date, date]]:
    """The weeks the half month touches, first and last day of each."""
    first = sheet.half.first - timedelta(days=sheet.half.first.weekday())
    many = (sheet.half.last - first).days // 7 + 1
    return [(first + timedelta(days=7 * n), first + timedelta(days=7 * n) + WEEK) for n in range(many)]


def _ledger(team: Team, sheet: Sheet) -> list[LedgerLine]:
    frame = _frame(team)
    found: dict[tuple[str, int, date | None], Bound] = {}
    for bound in bounds(frame):
        if bound.code in {"fair_noons", "fair_free_days"}:
            found[bound.code, bound.about.person, None] = bound
        elif bound.code == "week_hours":
            found[bound.code, bound.about.person, bound.about.on] = bound
    lines = []
    for person in frame.people:
        weeks = [found.get(("week_hours", person.pk, monday)) for monday, _last in _mondays(sheet)]
        lines.append(
            LedgerLine(
                person.name,
                person.pk == sheet.me,
                _share(found["fair_noons", person.pk, None], sheet.plan),
                _share(found["fair_free_days", person.pk, None], sheet.plan),
                [
                    Week(hours_words(bound.value(sheet.plan)), bound.gap(sheet.plan) > 0) if bound else Week("", False)
                    for bound in weeks
                ],
            )
        )
    return lines


def _share(bound: Bound, plan: Plan) -> Share:
    value = bound.value(plan)
    lies = (bound.most is not None and value > bound.most) - (bound.least is not None and value < bound.least)
    return Share(bound.before, value - bound.before, int(lies))


def _frame(team: Team) -> Frame:
    assert team.frame is not None  # noqa: S101 - only crews are counted
    return team.frame
