"""What is wrong with a roster, in the manager's words: the bounds that are broken, told as somebody would say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffing.plan import OUTSIDE
from staffing.rules.bounds import Bound, bounds
from ui.times import weekday

if TYPE_CHECKING:
    from staffing.plan import Cell, Day, Frame, Plan

MINUTES_AN_HOUR = 60
#: Where people are who could be had: told after those who could not.
_NOT_AWAY = ("off", "elsewhere")
#: Bounds that are wanted for the sum's sake alone and are told in the fairness ledger, not as warnings.
QUIET = frozenset({"change", "fair_noons", "fair_free_days", "due"})


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: whom or what it is about, and the sentence. Law may not be broken, all else may."""

    code: str
    words: str
    is_law: bool
    on: date | None = None
    person: int = 0
    desk: int = 0


def findings(frame: Frame, plan: Plan) -> list[Finding]:
    """DESK-06, ROST-20. Everything that is wrong with a plan, the law first, then desk by desk in the order of time."""
    broken = [bound for bound in bounds(frame) if bound.code not in QUIET and bound.gap(plan)]
    people = [_of_a_person(frame, bound, plan) for bound in broken if bound.code != "cover"]
    empty = [_of_a_desk(frame, joined, plan) for joined in _joined([one for one in broken if one.code == "cover"])]
    return sorted([*people, *empty], key=lambda one: (not one.is_law, one.on or date.min, one.desk, one.person))


def shortfalls(found: Iterable[Finding]) -> list[str]:
    """ROST-20. The sentences about desks that are left empty."""
    return [one.words for one in found if one.code == "cover"]


def _joined(broken: list[Bound]) -> Iterator[list[Bound]]:
    """Neighbouring hours of one desk in which the same number of people is missing are told once."""
    row: list[Bound] = []
    for bound in sorted(broken, key=lambda one: (one.about.desk, one.about.begins)):
        if row and not (row[-1].about.desk == bound.about.desk and row[-1].about.ends == bound.about.begins):
            yield row
            row = []
        row.append(bound)
    if row:
        yield row


def _of_a_desk(frame: Frame, row: list[Bound], plan: Plan) -> Finding:
    about, day = row[0].about, frame.day_of[row[0].about.on or date.min]
    ends = row[-1].about.ends
    assert about.begins is not None  # noqa: S101 - cover always says its hours
    assert ends is not None  # noqa: S101 - the same
    there = row[0].value(plan)
    words = {
        "day": day_words(day.on),
        "desk": frame.desks[about.desk],
        "hours": f"{about.begins:%H:%M}–{ends:%H:%M}",
        "who": _("nobody")
        if not there
        else _("%(there)d of %(needed)d people") % {"there": there, "needed": row[0].least},
        "why": "、".join(_reasons(frame, day, about.desk, plan)),
    }
    sentence = _("%(day)s, %(desk)s, %(hours)s: %(who)s") % words
    if words["why"]:
        sentence += _("; %(why)s") % words
    return Finding("cover", sentence, is_law=False, on=day.on, desk=about.desk)


def _reasons(frame: Frame, day: Day, desk: int, plan: Plan) -> Iterator[str]:
    """Where the people of the crew are instead."""
    where: Counter[str] = Counter()
    for person in frame.people:
        cell = plan.get((person.pk, day.on))
        away = next((one for one in person.away if one.begins < day.closes and day.opens < one.ends), None)
        if away is not None:
            where[away.why] += away.why != OUTSIDE
        elif cell is None:
            where["off"] += 1
        elif desk not in (cell.desk, cell.noon_desk):
            where["elsewhere"] += 1
    for why, many in sorted(
        (+where).items(), key=lambda one: _NOT_AWAY.index(one[0]) + 1 if one[0] in _NOT_AWAY else 0
    ):
        yield _reason(why, many)


def _reason(why: str, n: int) -> str:
    said = {
        "leave": ngettext("%(n)d on leave", "%(n)d on leave", n),
        "trip": ngettext("%(n)d on a business trip", "%(n)d on business trips", n),
        "training": ngettext("%(n)d at a training", "%(n)d at trainings", n),
        "meeting": ngettext("%(n)d in a meeting", "%(n)d in meetings", n),
        "off": ngettext("%(n)d on day off", "%(n)d on day off", n),
        "elsewhere": ngettext("%(n)d at another desk", "%(n)d at other desks", n),
    }
    return said.get(why, ngettext("%(n)d not to be had", "%(n)d not to be had", n)) % {"n": n}


def _of_a_person(frame: Frame, bound: Bound, plan: Plan) -> Finding:
    about = bound.about
    name = frame.person_of[about.person].name
    value, on = bound.value(plan), about.on or date.min
    words: dict[str, Any] = {"name": name, "day": day_words(on), "value": value, "most": bound.most}
    if bound.code in {"day_hours", "week_hours"}:
        words |= {"value": _hours(value), "most": _hours(bound.most or 0)}
    said = {
        "away": _("%(name)s works on %(day)s but is away"),
        "day_hours": _("%(name)s works %(value)s h on %(day)s; the law allows %(most)s"),
        "week_hours": _("%(name)s works %(value)s h in the week of %(day)s; the law allows %(most)s"),
        "day_off": _("%(name)s works %(value)d days in the week of %(day)s; one day off is due"),
        "wish": _("%(name)s would like to be off on %(day)s"),
    }
    return Finding(bound.code, said[bound.code] % words, not bound.weight, about.on, about.person)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    return f"{hours}" if not rest else f"{minutes / MINUTES_AN_HOUR:.1f}"


def day_words(day: date) -> str:
    """A day as a roster names it: "12月1日 周二", "Tue 1 Dec"."""
    return _("%(weekday)s %(date)s") % {"weekday": weekday(day), "date": date_format(day, _("j M"))}


def what_stands(cell: Cell | None, desks: Mapping[int, str]) -> str:
    """A shift in words: "A · 8F desk", at noon elsewhere with where; a day off."""
    if cell is None:
        return _("day off")
    words = f"{cell.kind} · {desks.get(cell.desk, cell.desk)}"
    if not cell.noon:
        return words
    return _("%(shift)s, noon at %(desk)s") % {"shift": words, "desk": desks.get(cell.noon, cell.noon)}
