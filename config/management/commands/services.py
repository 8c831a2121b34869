"""`manage.py services up|down|status`: the embedded PostgreSQL and Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from config import services

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Start, stop or show the embedded services; doing it twice changes nothing."""

    help = "Start, stop or show the embedded PostgreSQL and Redis."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word."""
        parser.add_argument("what", choices=["up", "down", "status"])

    def handle(self, *_args: Any, what: str, **_options: Any) -> None:
        """Do it and show the state."""
        try:
            if what == "up":
                services.keep_up()
            elif what == "down":
                services.put_down()
            for name, line in services.status().items():
                self.stdout.write(f"{name:<10} {line}")
        except services.ServiceFailed as failure:
            raise CommandError(str(failure)) from failure
