"""`manage.py restore FILE [--replace]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from casework.queries.periods import broken_months, in_one_line
from config import backup

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Database and attached files out of a backup, counts and hashes compared."""

    help = "Bring a backup back; counts and hashes are compared."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="what is there is lost")

    def handle(self, *_args: Any, file: Path, replace: bool, **_options: Any) -> None:
        try:
            told = backup.restore(file, replace=replace)
        except (backup.BackupFailed, OSError) as failure:
            raise CommandError(str(failure)) from failure
        rows = sum(told["tables"].values())
        self.stdout.write(f"{file} of {told['made_at']}: {rows} rows, {len(told['files'])} files, all compared")
        changed = in_one_line(broken_months())
        if changed:
            self.stderr.write(self.style.ERROR(f"Warning: {changed}"))
