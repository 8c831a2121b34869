"""`manage.py draft_roster 2026-12-H2 [--json]`: lay out a half month from the shell, as the worker does."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mall.jobs import JobFailed
from staffing.drafting import draft
from staffing.halves import read_half
from ui.obstacles import Refused


class Command(BaseCommand):
    help = "Lays out the roster of a half month and says what could not be met."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("half", help="2026-12-H1 or 2026-12-H2")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        half = read_half(options["half"])
        if half is None:
            raise CommandError(f"{options['half']!r} is no half month; write it as 2026-12-H2")
        try:
            found = draft(half, by=None, now=timezone.now())
        except JobFailed as failed:
            raise CommandError(str(failed)) from failed
        except Refused as refused:
            raise CommandError(" ".join(str(one) for one in refused.obstacles)) from refused
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
            return
        self.stdout.write(f"{half.code}: {found.assignments} shifts in {found.seconds} s")
        for sentence in found.shortfalls:
            self.stdout.write(f"  {sentence}")
