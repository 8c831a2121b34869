"""F-14 as it is printed: the people by crew with squad, noon half, desk and floor, and their squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mall.models import Desk
from staffing.halves import shift_of
from staffing.plan import Kind
from staffing.queries.grid import away_word

if TYPE_CHECKING:
    from staffing.queries.grid import Line, Sheet, Square, Team


class PaperSquare(NamedTuple):
    """A square on paper: the letter, desks by their digits, or why there is none."""

    letter: str
    desk: str
    noon: str
    why: str
    tone: str


@dataclass(frozen=True)
class PaperLine:
    """A person on paper."""

    name: str
    squad: str
    noon: str
    desk: str
    floor: str
    squares: list[PaperSquare]
    hours: str


@dataclass(frozen=True)
class PaperTeam:
    """A crew on paper: its desks by their digits with their floors, its people."""

    name: str
    desks: list[tuple[int, str, str]]
    lines: list[PaperLine]


def teams_on_paper(sheet: Sheet) -> list[PaperTeam]:
    """F-14. The crews of a half month as the paper lists them."""
    floors = dict(Desk.objects.values_list("pk", "floor__code"))
    return [_team(team, sheet, floors) for team in sheet.teams]


def _team(team: Team, sheet: Sheet, floors: dict[int, str]) -> PaperTeam:
    names = {pk: name for _digit, pk, name in team.desks}
    desks = [(digit, name, floors.get(pk, "")) for digit, pk, name in team.desks]
    return PaperTeam(team.name, desks, [_line(line, sheet, names, floors) for line in team.lines])


def _line(line: Line, sheet: Sheet, names: dict[int, str], floors: dict[int, str]) -> PaperLine:
    usual = next((one.usual for one in line.squares if one.usual is not None), None)
    halves = {Kind.A: _("first"), Kind.B: _("second")}
    noon = halves[shift_of(line.squad, sheet.half.first)] if line.squad else ""
    return PaperLine(
        line.name,
        line.squad,
        noon,
        names.get(usual.desk, "") if usual else "",
        floors.get(usual.desk, "") if usual else "",
        [_square(one) for one in line.squares],
        line.hours,
    )


def _square(one: Square) -> PaperSquare:
    if one.cell is None:
        return PaperSquare("", "", "", away_word(one.away) if one.away else "", one.tone)
    return PaperSquare(str(one.cell.kind), str(one.desk or ""), str(one.noon or ""), "", one.tone)
