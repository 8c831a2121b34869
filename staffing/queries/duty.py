"""Who is on duty: one person now, all desks now or on any day, the duty rota of a half month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, Func, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from mall.bilingual import in_english
from mall.held import Held
from mall.localtime import local
from mall.queries.days import day_view
from staffing.cells import read_cell
from staffing.models import CrewDesk, CrewMember, DeskDemand, Duty
from staffing.plan import Frame, Kind, Person
from staffing.queries.frames import away_of, day_of, needs_on
from staffing.rules.bounds import needs_of
from staffing.rules.findings import findings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from staffing.models import Crew
    from staffing.plan import Cell, Day

#: So long another process may still show who stood somewhere before a roster was published.
SECONDS = 10.0


class Stand(NamedTuple):
    """Somebody stands at a desk, [begins, ends), by the version in force."""

    person: int
    name: str
    desk: int
    desk_names: tuple[str, str]
    begins: datetime
    ends: datetime
    written: str

    @property
    def desk_name(self) -> str:
        """The desk in the language of the page."""
        name, english = self.desk_names
        return (english or name) if in_english() else name

    @property
    def cell(self) -> Cell | None:
        """The shift it belongs to."""
        return read_cell(self.written or "")

    @property
    def shift(self) -> str:
        """The shift in words: A班, 上午班."""
        return shift_words(self.cell)


def shift_words(cell: Cell | None) -> str:
    """A shift as people call it."""
    if cell is None:
        return ""
    said = {
        Kind.A: _("Shift A"),
        Kind.B: _("Shift B"),
        Kind.MORNING: _("Morning shift"),
        Kind.AFTERNOON: _("Afternoon shift"),
    }
    return said[cell.kind]


def written_cell() -> Func:
    """What the version of a duty says of its person on its day, as it is kept."""
    keys = (Cast("person_id", TextField()), Cast("on", TextField()))
    return Func(F("version__cells"), *keys, function="jsonb_extract_path_text", output_field=TextField())


def stands_between(first: date, last: date) -> list[Stand]:
    """All duties of some days, by desk and hour: one question."""
    rows = Duty.objects.filter(on__range=(first, last)).order_by("desk__order", "desk", "period", "person__pinyin")
    wanted = rows.values_list("person", "person__name", "desk", "desk__name", "desk__name_en", "period", written_cell())
    return [
        Stand(person, who, desk, (name, english), local(period.lower), local(period.upper), written)
        for person, who, desk, name, english, period, written in wanted
    ]


# Every page says who stands where; a version that is published is seen at once by the process that publishes it.
_HELD: Held[dict[date, list[Stand]]] = Held(
    dict, models=("staffing.RosterVersion", "mall.User", "mall.Desk"), seconds=SECONDS
)


def stands_on(on: date) -> list[Stand]:
    """All duties of a day, held for some seconds."""
    held = _HELD.get()
    if on not in held:
        held[on] = stands_between(on, on)
    return held[on]


def standing(person: int, now: datetime) -> Stand | None:
    """Where a person is on duty now."""
    here = local(now)
    return next((one for one in stands_on(here.date()) if one.person == person and one.begins <= here < one.ends), None)


class Gap(NamedTuple):
    """Hours in which a desk lacks somebody, with the sentence that says so."""

    begins: datetime
    ends: datetime
    there: int
    words: str


@dataclass
class DeskDay:
    """A desk on a day: who stands there when, what is missing; and how it stands at an hour of it."""

    desk: int
    name: str
    crew: str
    phone: str
    stands: list[Stand]
    gaps: list[Gap]
    needed: list[tuple[datetime, datetime]]
    #: Who of them is at a training, in a meeting or on leave for some of these hours.
    away: list[tuple[int, datetime, datetime]]
    now: list[Stand] = field(default_factory=list)
    next: list[Stand] = field(default_factory=list)
    gap: Gap | None = None
    #: In a word: ok, short, empty, noon (nobody is needed now), before, after, closed.
    state: str = ""

    @property
    def until(self) -> datetime | None:
        """When the first of those who stand there now goes."""
        return min((one.ends for one in self.now), default=None)

    @property
    def opens(self) -> datetime | None:
        """From when on somebody is needed."""
        return min((begins for begins, _ends in self.needed), default=None)


@dataclass(frozen=True)
class DutyDay:
    """All desks on a day."""

    day: Day
    desks: list[DeskDay]
    is_published: bool

    @property
    def empty(self) -> list[DeskDay]:
        """DESK-02, DESK-06. The desks that lack somebody at the hour."""
        return [one for one in self.desks if one.gap is not None]


def duty_day(on: date, now: datetime | None = None) -> DutyDay:
    """DESK-02, DESK-06. All desks of the crews on a day, and how they stand at an hour: five questions."""
    stands = stands_on(on)
    found = [desk for crew, frame, rows in _frames(on) for desk in _desk_days(crew, frame, rows, stands)]
    day = day_of(on)
    if now is not None:
        for one in found:
            _put_at(one, day, local(now))
    return DutyDay(day, found, bool(stands))


def _frames(on: date) -> list[tuple[Crew, Frame, list[CrewDesk]]]:
    """What each crew is asked for on a day, and who of it is away; no more of a frame is needed to tell of a gap."""
    desks = list(CrewDesk.objects.on(on).filter(crew__is_active=True).select_related("crew", "desk"))
    members = list(CrewMember.objects.on(on).filter(crew__is_active=True).select_related("person"))
    rows = DeskDemand.objects.on(on).filter(desk__in=[one.desk_id for one in desks]).select_related("season")
    demands, away, day = list(rows), away_of([one.person_id for one in members], on, on), day_of(on)
    crews = {one.crew_id: one.crew for one in desks}
    found = []
    for crew in sorted(crews.values(), key=lambda one: (one.order, one.pk)):
        own = [one for one in desks if one.crew_id == crew.pk]
        people = [one for one in members if one.crew_id == crew.pk]
        frame = Frame(
            days=(day,),
            people=tuple(Person(one.person_id, one.person.name, away=tuple(away[one.person_id])) for one in people),
            desks={one.desk_id: str(one.desk) for one in own},
            needs={on: needs_on(crew, day, own, people, demands)},
        )
        found.append((crew, frame, own))
    return found


def _desk_days(crew: Crew, frame: Frame, rows: list[CrewDesk], stands: list[Stand]) -> Iterable[DeskDay]:
    (day,) = frame.days
    plan = {(one.person, day.on): one.cell for one in stands}
    said = [one for one in findings(frame, plan) if one.begins is not None and one.ends is not None]
    needs = sorted(needs_of(frame, day), key=lambda one: one.begins)
    for row in rows:
        own = [one for one in stands if one.desk == row.desk_id]
        gaps = [Gap(one.begins, one.ends, one.there, one.words) for one in said if one.desk == row.desk_id]  # type: ignore[arg-type]  # asked above
        hours = [(need.begins, need.ends) for need in needs if need.desk == row.desk_id]
        away = [(person.pk, one.begins, one.ends) for person in frame.people for one in person.away]
        yield DeskDay(row.desk_id, str(row.desk), str(crew), row.desk.phone, own, gaps, hours, away)


def _put_at(one: DeskDay, day: Day, here: datetime) -> None:
    """How a desk stands at an hour: who is there, who comes next, what is missing."""
    gone = {person for person, begins, ends in one.away if begins <= here < ends}
    one.now = [stand for stand in one.stands if stand.begins <= here < stand.ends and stand.person not in gone]
    there = {stand.person for stand in one.now}
    later = [stand for stand in one.stands if stand.begins >= here and stand.person not in there]
    soonest = min((stand.begins for stand in later), default=None)
    one.next = [stand for stand in later if stand.begins == soonest]
    one.gap = next((gap for gap in one.gaps if gap.begins <= here < gap.ends), None)
    if one.gap is not None:
        one.state = "short" if one.now else "empty"
    elif one.now:
        one.state = "ok"
    elif day.is_closed:
        one.state = "closed"
    elif here < day.opens:
        one.state = "before"
    else:
        one.state = "after" if here >= day.closes else "noon"


# -- the duty rota on paper (F-102)


class RotaDay(NamedTuple):
    """A day of the duty rota: for each desk who stands there with the mark of the shift, and who cleans."""

    on: date
    cells: list[list[tuple[str, str]]]
    cleaners: list[str]
    #: What sort of day it is, where it is out of the ordinary.
    special: str


@dataclass(frozen=True)
class Rota:
    """F-102 of a half month: its desks, and its days."""

    desks: list[str]
    days: list[RotaDay]


def rota(days: list[date]) -> Rota:
    """ROST-17, F-102. Who is on duty at which desk day by day, and who cleans it, in turn."""
    stands = stands_between(days[0], days[-1])
    desks = {one.desk: one.desk_name for one in stands}
    of_day: dict[tuple[date, int], list[Stand]] = defaultdict(list)
    for one in sorted(stands, key=lambda one: one.begins):
        there = of_day[one.begins.date(), one.desk]
        if one.person not in {other.person for other in there}:
            there.append(one)
    turns = {desk: cleaning_turn({on: of_day[on, desk] for on in days}) for desk in desks}
    found = []
    for on in days:
        cells = [[(one.name, _mark(one)) for one in of_day[on, desk]] for desk in desks]
        found.append(RotaDay(on, cells, [turns[desk].get(on, "") for desk in desks], _special(on)))
    return Rota(list(desks.values()), found)


def _special(on: date) -> str:
    """A holiday by its name, an early closing, a closed day, a day made up for; nothing of any other."""
    view = day_view(on)
    return (view.name or view.words) if view.mark not in ("workday", "weekend") else ""


def cleaning_turn(days: dict[date, list[Stand]]) -> dict[date, str]:
    """ROST-17. Who cleans a desk on each day: of those who stand there all day whoever has cleaned it least so far."""
    cleaned: dict[int, int] = defaultdict(int)
    found = {}
    for on, stands in sorted(days.items()):
        own = [one for one in stands if one.cell is not None and one.cell.desk == one.desk]
        if own:
            chosen = min(own, key=lambda one: (cleaned[one.person], one.person))
            cleaned[chosen.person] += 1
            found[on] = chosen.name
    return found


def _mark(one: Stand) -> str:
    """The sign of a shift beside a name: A, B, the half days, and noon duty away from the own desk."""
    if one.cell is None:
        return ""
    if one.cell.desk != one.desk:
        return _("noon")
    said = {Kind.A: "A", Kind.B: "B", Kind.MORNING: _("a.m."), Kind.AFTERNOON: _("p.m.")}
    return said[one.cell.kind]
