"""The search for a roster: CP-SAT over the bounds of the rules. Only the worker loads it, for it takes two seconds.

Every cell is one of its options; a bound that is law becomes a constraint, one with a price a constraint with slack.
Cover has a price, so that there always is a roster, and what cannot be met is named afterwards by the same bounds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from staffing.rules.bounds import bounds
from staffing.rules.laying import lay

if TYPE_CHECKING:
    from datetime import date

    from staffing.plan import Cell, Frame, Plan
    from staffing.rules.bounds import Bound


@dataclass(frozen=True)
class Solved:
    """A roster that was found: what each does, at what price, whether none is cheaper, and how it was sought."""

    plan: dict[tuple[int, date], Cell | None]
    price: int
    is_best: bool
    seconds: float
    seed: int
    version: str


def solve(frame: Frame, laid: Plan, *, seconds: float, seed: int = 1) -> Solved | None:
    """ROST-20. Search at most so many seconds from what was laid; pinned cells stay as they are.

    Returns None where what is pinned breaks the law by itself.
    """
    from ortools.sat.python import cp_model

    began = time.monotonic()
    model = cp_model.CpModel()
    told = bounds(frame)
    first = _first(frame, told, laid)
    cells = _Cells(model, frame, laid, first.plan)
    prices = [part for bound in told for part in _put(model, bound, cells, _over(frame, bound, laid))]
    model.minimize(sum(prices))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - began))
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model)
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if not is_found and (status == cp_model.INFEASIBLE or first.broken):
        return None
    # Where the time was too short to find anything better, what the search began from stays.
    is_better = is_found and (first.broken > 0 or solver.objective_value <= first.price)
    return Solved(
        plan=cells.chosen(solver) if is_better else first.plan,
        price=round(solver.objective_value) if is_better else first.price,
        is_best=status == cp_model.OPTIMAL,
        seconds=time.monotonic() - began,
        seed=seed,
        version=version("ortools"),
    )


#: Eight ways of searching side by side, also on two cores: one of them, which begins at what cannot be had, proves in a
#: second what the first two have not found in ten.
WORKERS = 8


class _First(NamedTuple):
    """A plan to begin from: by how much it breaks the law, its price."""

    broken: int
    price: int
    plan: dict[tuple[int, date], Cell | None]


def _first(frame: Frame, told: list[Bound], laid: Plan) -> _First:
    """What was laid, or a plan laid in a moment where that is better."""
    found = []
    for plan in (laid, lay(frame, laid)):
        whole = {(person.pk, day.on): plan.get((person.pk, day.on)) for person in frame.people for day in frame.days}
        broken = sum(bound.gap(whole) for bound in told if bound.is_law)
        found.append(_First(broken, sum((bound.weight or 0) * bound.gap(whole) for bound in told), whole))
    return min(found, key=lambda one: one[:2])


class _Cells:
    """For each slot its options, each with the variable that says whether it is taken."""

    def __init__(self, model: Any, frame: Frame, laid: Plan, first: Plan) -> None:
        from ortools.sat.python import cp_model

        self.sum_of = cp_model.LinearExpr.weighted_sum
        self.options: dict[tuple[int, date], list[tuple[Cell | None, Any]]] = {}
        fixed = frame.pinned | frame.over
        for person in frame.people:
            for day in frame.days:
                slot = (person.pk, day.on)
                known = laid.get(slot)
                offered = [known] if slot in fixed else frame.options(person, day)
                taken = [(cell, model.new_bool_var("")) for cell in offered]
                model.add_exactly_one(variable for _cell, variable in taken)
                for cell, variable in taken:
                    model.add_hint(variable, cell == first[slot])
                self.options[slot] = taken

    def chosen(self, solver: Any) -> dict[tuple[int, date], Cell | None]:
        return {
            slot: next(cell for cell, variable in taken if solver.boolean_value(variable))
            for slot, taken in self.options.items()
        }


def _over(frame: Frame, bound: Bound, laid: Plan) -> int:
    """What a bound weighs by days nobody can change any more: those that are over, and those around the frame."""
    return bound.before + sum(bound.weigh(*slot, laid.get(slot)) for slot in bound.slots if slot in frame.over)


def _put(model: Any, bound: Bound, cells: _Cells, over: int) -> list[Any]:
    """Put a bound into the model; its parts of the price, where it has one.

    Law that is broken `over` and done with already only forbids to break it further: else there were no roster at all.
    """
    variables, weights = [], []
    for slot in bound.slots:
        for cell, variable in cells.options[slot]:
            weight = bound.weigh(*slot, cell)
            if weight:
                variables.append(variable)
                weights.append(weight)
    total = cells.sum_of(variables, weights) + bound.before
    if bound.weight is None:
        if bound.least is not None:
            model.add(total >= bound.least)
        if bound.most is not None:
            model.add(total <= max(bound.most, over))
        return []
    prices = []
    for limit, sign in ((bound.least, 1), (bound.most, -1)):
        if limit is None:
            continue
        slack = model.new_int_var(0, 10_000, "")
        model.add(sign * total + slack >= sign * limit)
        prices.append(bound.weight * slack)
    return prices
