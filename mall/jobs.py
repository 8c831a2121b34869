"""The kinds of slow work: each app registers its runners here, the worker finds them by name.

    @runner("merchants.import", label=_("Import of merchants"), template="merchants/import.html")
    def import_merchants(job: Job, report: Report) -> Outcome: ...

A runner is called with the stored row and with `report(done, total)`, which only notes how far it is. It runs in one
transaction: a worker killed in the middle leaves nothing of it, and the job is run again from the start. A kind that
is not `whole` keeps what it has done, piece by piece in transactions of its own, and finds what is left when it is run
again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ui.plugs import StrOrPromise

if TYPE_CHECKING:
    from mall.models import Job


class Report(Protocol):
    """Notes how far a job is; cheap, call it for every row."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Note that `done` of `total` pieces are done."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a job leaves behind: figures for its page, and perhaps a file to download."""

    result: dict[str, Any] = field(default_factory=dict)
    output: bytes | None = None
    output_name: str = ""


class JobFailed(Exception):
    """A job cannot be done; the message is the sentence its page shows."""


Run = Callable[["Job", Report], Outcome | None]


@dataclass(frozen=True)
class Kind:
    """A kind of slow work: its words, its runner, and the template that shows its result (context: `job`)."""

    code: str
    label: StrOrPromise
    run: Run
    template: str = "mall/_job_result.html"
    back: str = ""
    whole: bool = True


_kinds: dict[str, Kind] = {}


def runner(
    code: str, *, label: StrOrPromise, template: str = "", back: str = "", whole: bool = True
) -> Callable[[Run], Run]:
    """Register a runner under a code of at most 40 characters.

    `template` shows `job.result` on the job's page; `back` is the URL name of the page it leads back to; `whole` says
    whether it is done in one transaction.
    """

    def register(run: Run) -> Run:
        if code in _kinds and _kinds[code].run is not run:
            message = f"two runners for {code}"
            raise ValueError(message)
        _kinds[code] = Kind(code, label, run, template or Kind.template, back, whole)
        return run

    return register


def kind(code: str) -> Kind | None:
    """Return the kind of that code, or None when no app of this installation does it."""
    return _kinds.get(code)


def forget(code: str) -> None:
    """Take a kind out again; for tests."""
    _kinds.pop(code, None)
