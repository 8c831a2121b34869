"""The words of the work reports: what each kind asks for, what is counted for it, what came of a task (F-70, F-71)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staffing.models import WorkReport

if TYPE_CHECKING:
    from ui.obstacles import StrOrPromise

K = WorkReport.Kind
PARTS = ("done", "findings", "problems", "ahead")
#: Which parts each kind asks for; the sheet of tasks brings its list along.
NEEDED: dict[str, tuple[str, ...]] = {
    K.WEEKLY: ("done", "ahead"),
    K.MONTHLY: ("done", "findings", "ahead"),
    K.ANALYSIS: ("done", "findings"),
    K.TASKS: (),
    K.MATTER: ("done",),
    K.CHECK: ("done", "findings"),
}
_DONE = pgettext_lazy("work report", "Work done")
_FOUND = pgettext_lazy("work report", "Findings")
_NEXT_MONTH = pgettext_lazy("work report", "Next month")
_AHEAD = pgettext_lazy("work report", "Next steps")
_USUAL: dict[str, StrOrPromise] = {
    "done": _DONE,
    "findings": pgettext_lazy("work report", "Achievements"),
    "problems": pgettext_lazy("work report", "Problems"),
    "ahead": _AHEAD,
}
#: What the parts are called where a kind has words of its own.
_OWN: dict[str, dict[str, StrOrPromise]] = {
    K.WEEKLY: {"ahead": pgettext_lazy("work report", "Next week")},
    K.MONTHLY: {"ahead": _NEXT_MONTH},
    K.ANALYSIS: {"done": pgettext_lazy("work report", "What is analysed"), "findings": _FOUND, "ahead": _NEXT_MONTH},
    K.TASKS: {"done": pgettext_lazy("work report", "Remarks")},
    K.MATTER: {"done": pgettext_lazy("work report", "What it is about")},
    K.CHECK: {
        "done": pgettext_lazy("work report", "What was checked: counters, policies"),
        "findings": _FOUND,
        "ahead": pgettext_lazy("work report", "What follows from it"),
    },
}
#: What is counted, in the order it is shown.
FIGURES: dict[str, StrOrPromise] = {
    "letters_sent": _("Work letters sent"),
    "letters_received": _("Work letters received"),
    "letters_in_time": _("Asked by letters and done in time"),
    "letters_late": _("Asked by letters and late"),
    "meetings": _("Meetings held, with minutes"),
    "actions_done": _("Actions of meetings done"),
    "actions_late": _("Actions of meetings late"),
    "problems_up": _("Problems reported upward"),
    "plans": _("Weekly plans written"),
    "plans_late": _("Weekly plans written late"),
    "handovers": _("Shifts handed over"),
    "handovers_differ": _("Handovers with a difference"),
    "trainings": _("Trainings held"),
    "leave_days": pgettext_lazy("work report", "Days of leave"),
    "points_given": _("Brand points given"),
    "points_taken": _("Brand points taken"),
    "checks": _("Conduct checks made"),
    "checks_in_order": _("Points of conduct in order"),
}
#: What came of a task; its colour and icon.
OUTCOMES: dict[str, tuple[StrOrPromise, str, str]] = {
    "done": (pgettext_lazy("task", "Done"), "ok", "circle-check"),
    "done_late": (pgettext_lazy("task", "Done late"), "soon", "clock-exclamation"),
    "not_done": (pgettext_lazy("task", "Not done"), "late", "circle-x"),
    "late": (pgettext_lazy("task", "Late"), "late", "alarm"),
    "open": (pgettext_lazy("task", "Not due yet"), "plain", "clock"),
    "ended": (pgettext_lazy("task", "Withdrawn or refused"), "plain", "x"),
}


class Line(NamedTuple):
    """One line of the figures: its word, how many, and of how many."""

    label: StrOrPromise
    many: int
    of: int | None


class Task(NamedTuple):
    """One line of a task completion sheet."""

    what: str
    number: str
    who: str
    due: str
    outcome: StrOrPromise
    tone: str
    icon: str


def labels_of(kind: str) -> dict[str, StrOrPromise]:
    """What the parts of a report of that kind are called."""
    return {**_USUAL, **_OWN[kind]}


def figure_lines(figures: list[list[object]]) -> list[Line]:
    """Stored figures with their words; what is no longer counted is shown no more."""
    return [Line(FIGURES[str(code)], count, of) for code, count, of in figures if code in FIGURES]  # type: ignore[arg-type]  # as they were stored


def task_lines(tasks: list[dict[str, str]]) -> list[Task]:
    """Stored tasks with the words of what came of them."""
    return [
        Task(one["what"], one["number"], one["who"], one["due"], *OUTCOMES[one["outcome"]])
        for one in tasks
        if one["outcome"] in OUTCOMES
    ]
