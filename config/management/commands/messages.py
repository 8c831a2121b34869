"""`manage.py messages compile|check`: translations in pure Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from config import messages

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Compile every catalogue, or say what has no Chinese."""

    help = "Compile the translations, or check that they are complete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word, and an app to look at alone."""
        parser.add_argument("what", choices=["compile", "check"])
        parser.add_argument("--only", default="", help="show the problems of paths that begin so")

    def handle(self, *_args: Any, what: str, only: str = "", **_options: Any) -> None:
        """Do it; a problem is told on a line of its own and makes the command fail."""
        try:
            if what == "compile":
                self.stdout.write(f"{messages.compile_all()} catalogues compiled")
                return
            found = [line for line in messages.problems() if line.startswith(only)]
        except messages.BadCatalogue as bad:
            raise CommandError(str(bad)) from bad
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} texts to translate or correct")
        self.stdout.write("every text has its Chinese")
