"""`manage.py closed_months`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.models import ClosedPeriod
from casework.queries.periods import broken_months, in_one_line


class Command(BaseCommand):
    """The closed months and whether each still is what was closed; ends with 1 when one is not."""

    help = "Check the marks of all closed months; fails when one was changed behind the program's back."

    def handle(self, *_args: Any, **_options: Any) -> None:
        broken = broken_months()
        months = ClosedPeriod.objects.order_by("kind", "period").values_list("kind", "period", "sha256")
        for kind, period, sha256 in months:
            state = "CHANGED" if period in broken.get(kind, ()) else "ok"
            self.stdout.write(f"{kind} {period} {sha256[:16]} {state}")
        if broken:
            raise CommandError(in_one_line(broken))
        self.stdout.write(f"{len(months)} closed months, all as they were closed")
