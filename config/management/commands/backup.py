"""`manage.py backup FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.queries.periods import broken_months, in_one_line
from config import backup

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Database and attached files into one file, while people work on."""

    help = "Write database and attached files into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            told = backup.backup(file, now=timezone.now())
        except (backup.BackupFailed, OSError) as failure:
            raise CommandError(str(failure)) from failure
        rows = sum(told["tables"].values())
        self.stdout.write(f"{file}: {rows} rows of {len(told['tables'])} tables, {len(told['files'])} files")
        changed = in_one_line(broken_months())
        if changed:
            self.stderr.write(self.style.ERROR(f"Warning: {changed}"))
