"""The statutory calendar of a year: days off and the weekend days worked for them.

From the package `holidays`, which knows the State Council's notices. A year whose notice is not out
yet has no make-up workdays there: it is provisional, and will change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# "休息日（由 2026-02-14 调休）": off in exchange for this weekend day.
_EXCHANGED = re.compile(r"\d{4}-\d{2}-\d{2}")
_SUPPLEMENT = re.compile(r"[（(].*?[)）]")
_EVE = "农历除夕"
_MAKE_UP = "调休上班"
#: The names the notices use, for English pages.
_ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "农历除夕": "Spring Festival's eve",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}


@dataclass(frozen=True)
class StatutoryYear:
    """Days off with their names, worked weekend days with theirs, and whether the notice is out."""

    year: int
    off: dict[date, str]
    worked: dict[date, str]
    official: bool


def statutory_year(year: int) -> StatutoryYear:
    """The statutory calendar of a year as far as it is known."""
    # Its tables of all countries take a while to import, and only this function needs them.
    import holidays

    known = holidays.country_holidays("CN", years=year, language="zh_CN", expand=False)
    listed = {day: name for day, name in known.items() if day.year == year}
    worked = {day for day in getattr(known, "weekend_workdays", ()) if day.year == year}
    off: dict[date, str] = {}
    exchanged: dict[date, str] = {}
    for stretch in _stretches(set(listed), worked, year):
        name = _name(listed[day] for day in stretch if day in listed)
        off |= dict.fromkeys(stretch, name)
        for day in stretch:
            for found in _EXCHANGED.findall(listed.get(day, "")):
                exchanged[date.fromisoformat(found)] = name
    make_ups = {day: f"{exchanged.get(day, '')}{_MAKE_UP}" for day in sorted(worked)}
    return StatutoryYear(year, off, make_ups, official=bool(worked))


def in_english(name: str) -> str:
    """The name of a statutory day for an English page; a name the mall wrote itself stays as it is."""
    bare = name.removesuffix(_MAKE_UP)
    parts = [_ENGLISH.get(part) for part in bare.split("、")] if bare else []
    if None in parts or not (parts or bare != name):
        return name
    said = " and ".join(part for part in parts if part)
    return f"Worked for {said}".removesuffix(" for ") if bare != name else said


def _stretches(off: set[date], worked: set[date], year: int) -> list[list[date]]:
    """The days off as unbroken stretches: a weekend that touches one belongs to it unless it is worked."""

    def free(day: date) -> bool:
        return day.year == year and (day in off or (day.weekday() >= SATURDAY and day not in worked))

    stretches: list[list[date]] = []
    seen: set[date] = set()
    for day in sorted(off):
        if day in seen:
            continue
        first = last = day
        while free(first - ONE_DAY):
            first -= ONE_DAY
        while free(last + ONE_DAY):
            last += ONE_DAY
        stretch = [first + n * ONE_DAY for n in range((last - first).days + 1)]
        seen.update(stretch)
        stretches.append(stretch)
    return stretches


def _name(names: Iterable[str]) -> str:
    """The name of a stretch: of its holidays, without supplements, the eve of Spring Festival being part of it."""
    plain = [part.strip() for name in names for part in _SUPPLEMENT.sub("", name).split(";")]
    telling = [name for name in dict.fromkeys(plain) if name not in {"休息日", _EVE}]
    return "、".join(telling) or _EVE
