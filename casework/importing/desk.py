"""What a desk says of its import, and the taking in that follows from it: whole or not at all, once and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import pghistory
from django.db import connection, transaction

from casework.importing.plan import P, Plan, in_parts
from casework.importing.sheets import R, Reading, Sheet
from casework.models import ImportedFile, ImportedRow
from mall.localtime import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import User
    from ui.obstacles import StrOrPromise

L = TypeVar("L", bound=Plan[Any, Any])


class Writer(Generic[P]):
    """Writes the planned rows of one file, `at_once` at a time; `grown` are the tables it fills."""

    at_once: ClassVar[int] = 300
    grown: ClassVar[str]

    def __init__(self, file: ImportedFile, todo: Sequence[P], on: date) -> None:
        self.file, self.todo, self.on = file, todo, on
        self.by, self.now = file.by, file.at

    def write(self, some: Sequence[P]) -> None:
        """Write some of the rows, and say in each which folder it went into."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what can only be written when all rows are in."""


@dataclass(frozen=True)
class Words:
    """What a desk's import is called: on the page of the upload, and on those of the two jobs."""

    title: StrOrPromise
    choose: StrOrPromise
    said: StrOrPromise
    look: StrOrPromise
    preview: StrOrPromise
    job: StrOrPromise
    order: StrOrPromise = ""


@dataclass(frozen=True)
class Import(Generic[R, L]):
    """A desk's import.

    `kind` is the desk's name space: its imported files and rows, jobs, addresses and templates are named by it.
    `plan` holds a reading against what is there on a day; `prepare` makes, before an import, what its plan looks up.
    """

    kind: str
    sheet: Sheet[R]
    plan: Callable[[Reading[R], date], L]
    writer: type[Writer[Any]]
    words: Words
    prepare: Callable[[], object] = lambda: None

    @property
    def preview_job(self) -> str:
        """The code of the job that says what an import would do."""
        return f"{self.kind}.preview"

    @property
    def import_job(self) -> str:
        """The code of the job that imports."""
        return f"{self.kind}.import"

    @transaction.atomic
    def take_in(
        self,
        reading: Reading[R],
        *,
        name: str,
        sha256: str,
        by: User,
        now: datetime,
        on: date | None = None,
        report: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> L:
        """Take a list in, whole or not at all; returns what was done. `on` is the day of the import, else today."""
        with connection.cursor() as cursor:
            # One import at a time, so that two people with one file do not both find its rows new
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import {self.kind}"])
        self.prepare()
        day = on or local_day(now)
        plan = self.plan(reading, day)
        with pghistory.context(user=by.pk, act=f"import of {self.kind}"):
            file = ImportedFile.objects.create(
                kind=self.kind, sha256=sha256, name=name[:200], at=now, by=by, figures=plan.figures
            )
            todo = plan.todo
            writer = self.writer(file, todo, day)
            for number, some in enumerate(in_parts(todo, writer.at_once)):
                report(number * writer.at_once, len(todo))
                writer.write(some)
            writer.finish()
            _remember(file, plan)
            if len(todo) > writer.at_once:
                with connection.cursor() as cursor:
                    # Until the planner has counted, lists and look-ups would be planned for empty tables
                    cursor.execute(f"ANALYZE {writer.grown}")
            report(len(todo), len(todo))
        return plan


def _remember(file: ImportedFile, plan: Plan[Any, Any]) -> None:
    """Keep the fingerprint of every accepted row, so that the next import knows it again."""
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(file=file, kind=file.kind, fingerprint=planned.fingerprint, folder=planned.folder)
            for planned in plan.rows
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
