"""`manage.py run`: the whole product on this machine, supervised."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from config.env import ENV
from config.services import ServiceFailed
from config.supervisor import CannotRun, Supervisor

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Services, tables, demo mall, then web, worker and beat until Ctrl-C."""

    help = "Run everything on this machine until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in")
        parser.add_argument("--port", type=int, default=ENV.port)

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        """Run until a signal."""

        def say(line: str) -> None:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

        try:
            Supervisor(host=host, port=port, say=say).run()
        except (CannotRun, ServiceFailed) as failure:
            raise CommandError(f"Cause: {failure}") from failure
