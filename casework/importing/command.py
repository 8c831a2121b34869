"""The door of an import in the shell; a desk's command names the import and its words."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mall.actions.shell import person_at_the_shell
from mall.columns import file_hash
from mall.localtime import local_day
from mall.models import User
from ui.obstacles import Refused

if TYPE_CHECKING:
    from casework.importing.desk import Import
    from casework.importing.plan import Plan


class ImportCommand(BaseCommand):
    """Import a list from the shell; `rows` and `taken_in` are how the shell tells of it."""

    desk: ClassVar[Import[Any, Any]]
    rows: ClassVar[str] = "rows"
    taken_in: ClassVar[str] = "taken in"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and how it is to be imported and told."""
        parser.add_argument("file", type=Path, help="the workbook; its first sheet is read")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")
        parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON")
        parser.add_argument("--by", default="", help="staff number of who imports; else the system's own account")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, and tell what was done. Raises CommandError for what cannot be used."""
        try:
            with options["file"].open("rb") as file:
                plan = self._import(file, options)
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}") from problem
        except Refused as refused:
            raise CommandError(" ".join(str(obstacle) for obstacle in refused.obstacles)) from refused
        except User.DoesNotExist as nobody:
            raise CommandError(f"--by {options['by']}: nobody has this staff number") from nobody
        if options["json"]:
            self.stdout.write(json.dumps(plan.printed, ensure_ascii=False))
        else:
            self._tell(plan, dry=options["dry_run"])

    def _import(self, file: IO[bytes], options: dict[str, Any]) -> Plan[Any, Any]:
        now = timezone.now()
        reading = self.desk.sheet.read_file(file)
        plan: Plan[Any, Any]
        if options["dry_run"]:
            # What the import would make for itself is made for the plan, and undone with it.
            with transaction.atomic():
                self.desk.prepare()
                plan = self.desk.plan(reading, local_day(now))
                transaction.set_rollback(True)
        else:
            with transaction.atomic():
                by = person_at_the_shell(options["by"])
                name, sha256 = options["file"].name, file_hash(file)
                plan = self.desk.take_in(reading, name=name, sha256=sha256, by=by, now=now)
        return plan

    def _tell(self, plan: Plan[Any, Any], *, dry: bool) -> None:
        figures = plan.figures
        verb = f"would be {self.taken_in}" if dry else self.taken_in
        self.stdout.write(f"{figures['accepted']} {self.rows} {verb}, {figures['unchanged']} unchanged")
        for reason, count in plan.reading.refused_by_reason().items():
            self.stdout.write(f"{count} refused: {reason}")
        for line in plan.told():
            self.stdout.write(line)
