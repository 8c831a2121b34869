"""Erase personal data whose term has ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from casework.actions.erasing import erase_expired

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`erase_expired [--dry-run] [--json]`: prints what was erased, or would be."""

    help = "Erase personal data whose term has ended; numbers, dates, figures and timelines stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be erased")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        done = erase_expired(now=timezone.now(), dry_run=options["dry_run"])
        found = {"dry_run": options["dry_run"], "folders": done.folders, "rows": done.rows}
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        verb = "would be erased" if options["dry_run"] else "erased"
        for kind, count in done.folders.items():
            self.stdout.write(f"{count} folders {verb}: {kind}")
        for name, count in done.rows.items():
            self.stdout.write(f"  {count} rows: {name}")
        if not done.folders and not done.rows:
            self.stdout.write("nothing has reached its term")
