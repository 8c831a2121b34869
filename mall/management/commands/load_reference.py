"""`manage.py load_reference`: the rows every installation starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from mall import reference


class Command(BaseCommand):
    """Make the reference rows that are missing; doing it twice changes nothing."""

    help = "Make the floors, zones, departments, desks, seasons, lifts and lists that are missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say how many rows were made."""
        with transaction.atomic():
            made = reference.load()
        for name, count in made.items():
            if count:
                self.stdout.write(f"{count:>5}  {name}")
        if not any(made.values()):
            self.stdout.write("Nothing was missing.")
