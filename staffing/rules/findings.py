"""What is wrong with a roster, in the manager's words: the bounds that are broken, told as somebody would say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffing.plan import OUTSIDE
from staffing.rules.bounds import Bound, bounds, cover
from ui.times import weekday

if TYPE_CHECKING:
    from staffing.plan import Cell, Day, Frame, Plan

Facts = Mapping[str, Any]
MINUTES_AN_HOUR = 60
#: Where people are who could be had: told after those who could not.
_NOT_AWAY = ("off", "elsewhere")
#: Bounds that are wanted for the sum's sake alone and are told in the fairness ledger, not as warnings.
QUIET = frozenset({"change", "fair_noons", "fair_free_days", "due"})


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: whom or what it is about, and the sentence. Law may not be broken, all else may.

    Where a desk lacks people it says in which hours, and how many are there.
    """

    code: str
    words: str
    is_law: bool
    on: date | None = None
    person: int = 0
    desk: int = 0
    begins: datetime | None = None
    ends: datetime | None = None
    there: int = 0
    #: A gap as plain values, so that it can be kept and told in the language of whoever reads it later.
    facts: Facts = field(default_factory=dict)


def findings(frame: Frame, plan: Plan) -> list[Finding]:
    """DESK-06, ROST-20. Everything that is wrong with a plan, the law first, then desk by desk in the order of time."""
    broken = [bound for bound in bounds(frame) if bound.code not in QUIET and bound.gap(plan)]
    people = [_of_a_person(frame, bound, plan) for bound in broken if bound.code != "cover"]
    empty = _of_desks(frame, [bound for bound in broken if bound.code == "cover"], plan)
    return sorted([*people, *empty], key=lambda one: (not one.is_law, one.on or date.min, one.desk, one.person))


def new_shortfalls(before: Frame, after: Frame, plan: Plan) -> list[str]:
    """DESK-06. Where a desk lacks more people in one frame than in another: what more absences would bring about."""
    both = zip(cover(before, after), cover(after), strict=True)
    worse = [now for was, now in both if now.gap(plan) > was.gap(plan)]
    return [one.words for one in _of_desks(after, worse, plan)]


def shortfalls(found: Iterable[Finding]) -> list[str]:
    """ROST-20. The sentences about desks that are left empty."""
    return [one.words for one in found if one.code == "cover"]


def gap_words(facts: Facts, desks: Mapping[int, str]) -> str:
    """ROST-20. A gap in the manager's words: the day, the desk, the hours, how many are there, where the others are."""
    desk, there = facts["desk"], facts["there"]
    words = {
        "day": day_words(date.fromisoformat(facts["on"])),
        "desk": desks.get(desk, str(desk)),
        "hours": facts["hours"],
        "who": _("%(there)d of %(needed)d people") % {"there": there, "needed": facts["needed"]}
        if there
        else _("nobody"),
        "why": "、".join(_reason(why, many) for why, many in facts["why"]),
    }
    sentence = _("%(day)s, %(desk)s, %(hours)s: %(who)s") % words
    return sentence + _("; %(why)s") % words if words["why"] else sentence


def _of_desks(frame: Frame, broken: list[Bound], plan: Plan) -> list[Finding]:
    """Neighbouring hours of one desk with as many people there, of as many, are told once."""
    rows: list[list[Bound]] = []
    for bound in sorted(broken, key=lambda one: (one.about.desk, one.about.begins)):
        last = rows[-1][-1] if rows else None
        if last is None or not _goes_on(last, bound, plan):
            rows.append([])
        rows[-1].append(bound)
    return [_of_a_desk(frame, row, plan) for row in rows]


def _goes_on(last: Bound, bound: Bound, plan: Plan) -> bool:
    touches = last.about.desk == bound.about.desk and last.about.ends == bound.about.begins
    return touches and (last.least, last.value(plan)) == (bound.least, bound.value(plan))


def _of_a_desk(frame: Frame, row: list[Bound], plan: Plan) -> Finding:
    about, day = row[0].about, frame.day_of[row[0].about.on or date.min]
    ends = row[-1].about.ends
    assert about.begins is not None  # noqa: S101 - cover always says its hours
    assert ends is not None  # noqa: S101 - the same
    there = row[0].value(plan)
    facts = {
        "on": day.on.isoformat(),
        "desk": about.desk,
        "hours": f"{about.begins:%H:%M}–{ends:%H:%M}",
        "there": there,
        "needed": row[0].least,
        "why": _reasons(frame, day, about.desk, plan),
    }
    words = gap_words(facts, frame.desks)
    return Finding("cover", words, False, day.on, 0, about.desk, about.begins, ends, there, facts)


def _reasons(frame: Frame, day: Day, desk: int, plan: Plan) -> list[tuple[str, int]]:
    """Where the people of the crew are instead, and how many: first those who could not be had."""
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
    return sorted((+where).items(), key=lambda one: _NOT_AWAY.index(one[0]) + 1 if one[0] in _NOT_AWAY else 0)


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
    return Finding(bound.code, said[bound.code] % words, bound.is_law, about.on, about.person)


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
