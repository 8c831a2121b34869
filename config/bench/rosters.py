"""How long rosters are searched for: eight people for half a month, sixty for a month."""

from __future__ import annotations

import statistics
import time
from datetime import date, datetime, timedelta

from config.bench.measure import Line
from mall.localtime import ZONE
from staffing.plan import Cell, Day, Frame, Kind, Need, Person
from staffing.rules.findings import findings
from staffing.solving import solve

FIRST = date(2026, 12, 1)
DESKS = 3
SATURDAY = 5
EIGHT, SIXTY = "roster of 8, half a month", "roster of 60 in 7 crews, a month"
#: How many seconds each is searched for at most (the limit `roster_search_seconds` is the mall's).
SECONDS = {EIGHT: 1.8, SIXTY: 27.0}
RUNS = 5


def roster_lines() -> list[Line]:
    """Search for both; a roster that breaks the law or leaves a desk empty is no answer."""
    solve(_frame(8, 1), {}, seconds=1)  # loading the solver takes two seconds, once for a worker
    half = [_search([_frame(8, 15)], SECONDS[EIGHT]) for _run in range(RUNS)]
    month = _search([_frame(many, 31) for many in (9, 9, 9, 9, 8, 8, 8)], SECONDS[SIXTY])
    return [Line(EIGHT, statistics.median(half), max(half), 0), Line(SIXTY, month, month, 0)]


def _search(frames: list[Frame], seconds: float) -> float:
    """Milliseconds until all crews are laid out."""
    began = time.perf_counter()
    for frame in frames:
        found = solve(frame, frame.pattern(), seconds=seconds / len(frames))
        if found is None or findings(frame, found.plan):
            raise RuntimeError("a roster of the bench lacks something")
    return round((time.perf_counter() - began) * 1000, 1)


def _frame(many: int, length: int) -> Frame:
    days = tuple(_day(FIRST + timedelta(days=n)) for n in range(length))
    people = tuple(
        Person(n + 1, f"{n + 1}", {day.on: Cell((Kind.A, Kind.B)[n // DESKS % 2], n % DESKS + 1) for day in days})
        for n in range(many)
    )
    desks = {desk: f"{desk}" for desk in range(1, DESKS + 1)}
    needs = {day.on: tuple(Need(desk, day.opens, day.closes) for desk in desks) for day in days}
    return Frame(days=days, people=people, desks=desks, needs=needs)


def _day(on: date) -> Day:
    opens, noon_from, handover, noon_to, closes = (
        datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)
        for hour, minute in ((8, 30), (11, 0), (12, 30), (14, 0), (18, 0))
    )
    return Day(on, opens, noon_from, handover, noon_to, closes, is_free=on.weekday() >= SATURDAY)
