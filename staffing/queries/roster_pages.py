"""The half months as a list, what publishing would change, and the versions of a roster with their changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from mall.limits import limit
from mall.models import User
from staffing.cells import changes, mark, read
from staffing.halves import due_on, half_of
from staffing.models import Roster, RosterVersion
from staffing.queries import rosters as reads
from staffing.queries.grid import by_person
from staffing.rules.findings import day_words, what_stands
from staffing.rules.rosters import is_over, obstacles_to_publishing
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from staffing.cells import Kept
    from staffing.halves import Half
    from staffing.plan import Cell
    from ui.obstacles import Obstacle
    from ui.paging import Page

#: The running half month and so many after it always stand in the list.
AHEAD = 2
#: More than the column holds.
MOST_VERSIONS = 32767
PAST = Keyset(("-starts_on",))
VERSIONS = Keyset(("-number",))


class State(NamedTuple):
    """How far a roster is: a word, a tone and an icon."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Row:
    """A half month in the list."""

    half: Half
    roster: Roster | None
    version: int
    published_at: object
    published_by: str
    state: State
    due: date
    is_submitted: bool
    is_late: bool
    is_soon: bool
    has_changes: bool = False

    @property
    def code(self) -> str:
        """2026-12-H2."""
        return self.half.code


@dataclass(frozen=True)
class Change:
    """One square that differs: whose, when, what stood and what stands."""

    name: str
    on: date
    day: str
    was: str
    now: str


@dataclass(frozen=True)
class Publishing:
    """What publishing the draft would do, and what stands in its way."""

    number: int
    changes: list[tuple[str, list[Change]]]
    gaps: list[str]
    obstacles: list[Obstacle]
    is_first: bool = False

    @property
    def many(self) -> int:
        """How many people it touches."""
        return len(self.changes)


@dataclass(frozen=True)
class VersionRow:
    """A version in the list of its roster."""

    version: RosterVersion
    people: int
    shifts: int
    is_newest: bool = False


@dataclass(frozen=True)
class VersionShown:
    """A version with what it changed, and whether it is as it was written."""

    version: RosterVersion
    previous: RosterVersion | None
    changes: list[tuple[str, list[Change]]] = field(default_factory=list)
    shifts: int = 0
    people: int = 0
    is_whole: bool = True


def ahead(today: date) -> list[Row]:
    """ROST-04, ROST-09. The running half month and those after it, also those nobody has begun."""
    halves = [half_of(today)]
    for _n in range(AHEAD):
        halves.append(halves[-1].after)
    cells = RosterVersion.objects.filter(roster=OuterRef("pk")).order_by("-number").values("cells")[:1]
    rows = _with_newest().filter(ends_on__gte=today).annotate(newest_cells=Subquery(cells))
    begun = {roster.starts_on: roster for roster in rows}
    halves += [half_of(on) for on in sorted(begun) if on > halves[-1].first]
    return [_row(half, begun.get(half.first), today) for half in halves]


def past(parameters: Mapping[str, str], today: date) -> tuple[Page, list[Row]]:
    """The half months that are over, newest first."""
    page = PAST.page(_with_newest().defer("draft").filter(ends_on__lt=today), parameters)
    return page, [_row(half_of(roster.starts_on), roster, today) for roster in page.rows]


def first_to_begin(rows: list[Row]) -> Row | None:
    """ROST-04. The half month that is to be begun next."""
    return next((row for row in rows if row.roster is None), None)


def _with_newest() -> QuerySet[Roster]:
    newest = RosterVersion.objects.filter(roster=OuterRef("pk")).order_by("-number")
    return Roster.objects.annotate(
        newest=Subquery(newest.values("number")[:1]),
        newest_at=Subquery(newest.values("published_at")[:1]),
        newest_by=Subquery(newest.values("published_by__name")[:1]),
    )


def _row(half: Half, roster: Roster | None, today: date) -> Row:
    due = due_on(half, limit("ab_submit_days", half.first))
    version = getattr(roster, "newest", None) or 0
    submitted = roster is not None and roster.submitted_at is not None
    warns = due - timedelta(days=limit("roster_warn_days", half.first))
    return Row(
        half,
        roster,
        version,
        getattr(roster, "newest_at", None),
        getattr(roster, "newest_by", "") or "",
        state_of(half, version, today, is_begun=roster is not None),
        due,
        is_submitted=submitted,
        is_late=not submitted and due < today,
        is_soon=not submitted and warns <= today <= due,
        has_changes=version > 0
        and half.last >= today
        and differs(roster, getattr(roster, "newest_cells", None), today),
    )


def differs(roster: Roster | None, cells: Kept | None, today: date) -> bool:
    """Whether the draft holds for the days to come what the cells of a version do not hold yet."""
    if roster is None:
        return False
    changed = changes(read(cells or {}), reads.draft_of(roster).plan)
    return any(on >= today for _person, on, *_rest in changed)


def state_of(half: Half, version: int, today: date, *, is_begun: bool) -> State:
    """ROST-09. Not begun, being laid, published, in force, over."""
    if half.last < today:
        return State(_("over"), "plain", "check")
    if not is_begun:
        return State(_("not begun"), "plain", "calendar-off")
    if not version:
        return State(_("being laid"), "soon", "pencil")
    if half.first <= today:
        return State(_("in force, version %(n)d") % {"n": version}, "ok", "calendar-check")
    return State(_("published, version %(n)d") % {"n": version}, "accent", "send")


def publishing(roster: Roster, today: date) -> Publishing:
    """ROST-09, ROST-20. What publishing would change, the gaps that need a reason, and what forbids it."""
    half, version = reads.half_of_roster(roster), reads.newest(roster)
    plan = reads.with_the_past(version, reads.draft_of(roster).plan, today)
    found = reads.all_findings(reads.frames(half), plan)
    changed = changes(reads.plan_of(version), plan)
    # Whatever the reason will be: what is asked here is what no reason can help.
    obstacles = obstacles_to_publishing(roster, roster.edition, found, "-", is_changed=bool(changed), today=today)
    return Publishing(
        (version.number if version else 0) + 1,
        told(changed),
        [one.words for one in found if one.code == "cover" and not is_over(one, today)],
        obstacles,
        is_first=version is None,
    )


def versions(roster: Roster, parameters: Mapping[str, str]) -> tuple[Page, list[VersionRow]]:
    """ROST-09. The versions of a roster, newest first, with how much each changed."""
    page = VERSIONS.page(roster.versions.select_related("published_by"), parameters)
    lowest = page.rows[-1].number if page.rows else 1
    cells = {one.number: one.cells for one in page.rows}
    cells |= dict(roster.versions.filter(number=lowest - 1).values_list("number", "cells"))
    newest = roster.versions.order_by("-number").values_list("number", flat=True).first()
    rows = []
    for one in page.rows:
        changed = changes(read(cells.get(one.number - 1, {})), read(one.cells))
        people = len({person for person, *_rest in changed})
        rows.append(VersionRow(one, people, len(changed), is_newest=one.number == newest))
    return page, rows


def version_of(roster: Roster, number: int) -> RosterVersion | None:
    """One version of a roster."""
    if number > MOST_VERSIONS:
        return None
    return roster.versions.filter(number=number).select_related("published_by", "roster").first()


def version_shown(version: RosterVersion) -> VersionShown:
    """ROST-09. A version with what it changed since the one before, and whether its mark still fits."""
    previous = version.roster.versions.filter(number=version.number - 1).first()
    changed = changes(reads.plan_of(previous), reads.plan_of(version))
    return VersionShown(
        version,
        previous,
        told(changed) if previous else [],
        len(changed),
        len({person for person, *_rest in changed}),
        is_whole=mark(version.cells, previous.sha256 if previous else "") == version.sha256,
    )


def told(changed: list[tuple[int, date, Cell | None, Cell | None]]) -> list[tuple[str, list[Change]]]:
    """Changes in words, person by person, in the order of their names."""
    people = by_person(changed)
    names = User.objects.filter(pk__in=people).order_by("pinyin", "pk")
    desks = reads.desk_names()
    return [
        (
            person.name,
            [
                Change(person.name, on, day_words(on), what_stands(was, desks), what_stands(now, desks))
                for on, was, now in people[person.pk]
            ],
        )
        for person in names
    ]
