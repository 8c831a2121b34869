"""The seasons as they stand on a day: what holds, since when, what comes, what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from mall.models import SEASON_FIELDS, Season, SeasonVersion
from mall.queries.history import names_of


@dataclass(frozen=True)
class SeasonLine:
    """A season on a day: what holds (`now`), since when (None: from the beginning), and what comes."""

    season: Season
    now: Season | SeasonVersion
    since: date | None
    coming: tuple[SeasonVersion, ...]


@dataclass(frozen=True)
class SeasonChange:
    """One entry of a season's history. `valid_from` is None for the hours it began with."""

    at: datetime
    by: str
    what: str
    valid_from: date | None = None
    reason: str = ""


def season_lines(today: date) -> list[SeasonLine]:
    """Every season as it stands today, in the order in which they begin. Two queries."""
    lines = [_line(season, today) for season in Season.objects.prefetch_related("versions")]
    return sorted(lines, key=lambda line: (line.now.starts_month, line.now.starts_day))


def season_line(season: Season, today: date) -> SeasonLine:
    """One season as it stands today. One query."""
    return _line(season, today)


def standing_on(season: Season, day: date) -> Season | SeasonVersion:
    """What holds for a season on a day: its newest version by then, else what it began with."""
    return season.versions.filter(valid_from__lte=day).order_by("-valid_from").first() or season


def beside(season: Season, valid_from: date) -> set[tuple[int, int]]:
    """Month and day on which the other seasons begin while a version of this one that begins then is in force."""
    after = season.versions.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    starts = set()
    for other in Season.objects.exclude(pk=season.pk):
        there = [standing_on(other, valid_from), *other.versions.filter(valid_from__gt=valid_from)]
        for state in there:
            begins = getattr(state, "valid_from", valid_from)
            if after is None or begins < after.valid_from:
                starts.add((state.starts_month, state.starts_day))
    return starts


def season_history(season: Season) -> list[SeasonChange]:
    """Every state a season has had or will have, the newest entry first. Three queries."""
    began = Season.pgh_event_model.objects.filter(pgh_obj_id=season.pk)  # type: ignore[attr-defined]  # pghistory adds it
    later = SeasonVersion.pgh_event_model.objects.filter(season_id=season.pk)  # type: ignore[attr-defined]  # likewise
    entries: list[dict[str, Any]] = [
        *({**row, "valid_from": None, "reason": ""} for row in began.values(*_EVENT, *SEASON_FIELDS)),
        *later.values(*_EVENT, *SEASON_FIELDS, "valid_from", "reason"),
    ]
    entries.sort(key=lambda row: (row["pgh_created_at"], row["pgh_id"]), reverse=True)
    names = names_of(row["pgh_context__metadata"] for row in entries)
    return [
        SeasonChange(
            row["pgh_created_at"],
            names.get((row["pgh_context__metadata"] or {}).get("user"), ""),
            said(row),
            row["valid_from"],
            row["reason"],
        )
        for row in entries
    ]


_EVENT = ("pgh_id", "pgh_created_at", "pgh_context__metadata")


def said(row: dict[str, Any]) -> str:
    """The hours of a season in words."""
    words = _("from %(month)02d-%(day)02d, desk %(opens)s–%(closes)s, noon %(from)s–%(to)s, handover %(handover)s")
    clock = {name: f"{row[name]:%H:%M}" for name in SEASON_FIELDS[2:]}
    return words % {
        "month": row["starts_month"],
        "day": row["starts_day"],
        "opens": clock["opens_at"],
        "closes": clock["closes_at"],
        "from": clock["noon_from"],
        "handover": clock["noon_handover"],
        "to": clock["noon_to"],
    }


def _line(season: Season, today: date) -> SeasonLine:
    versions = sorted(season.versions.all(), key=lambda version: version.valid_from)
    past = [version for version in versions if version.valid_from <= today]
    return SeasonLine(
        season=season,
        now=past[-1] if past else season,
        since=past[-1].valid_from if past else None,
        coming=tuple(version for version in versions if version.valid_from > today),
    )
