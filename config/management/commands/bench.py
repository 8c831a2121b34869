"""`manage.py bench`: build the bench mall if need be, time the pages, hold them against the floor."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from config.bench.mail_pages import TARGETS as MAIL_TARGETS
from config.bench.rosters import EIGHT, SIXTY, roster_lines
from config.collector import spare_what_is_loaded
from config.env import ENV, ROOT

if TYPE_CHECKING:
    from argparse import ArgumentParser

MILLION = 1_000_000
SMALL = 10_000
# Ratios to the floor's median, from docs/performance.md.
TARGETS = {
    "board": 5.0,
    "queue, first page": 3.5,
    "queue, 500th page": 3.5,
    "case page": 4.0,
    "search: number": 4.0,
    "search: phone tail": 4.0,
    "search: merchant initials": 4.0,
    "search: two characters, common": 4.0,
    "search: two characters, rare": 4.0,
    "search: four characters": 4.0,
    **MAIL_TARGETS,
}
# Milliseconds by the first words of the line.
TARGETS_MS = {"register": 10.0, "merchant picker": 50.0, "place picker": 50.0}
#: Rosters are searched for without any mall: how long that may take at the longest.
ROSTERS_MS = {EIGHT: 2_000, SIXTY: 30_000}
GROWTH = 1.5
# A small mall gets a hundredth of the mail: its days and months, what waits and what is left have less to show.
GROWING = {
    "mail day",
    "mail month",
    "mail month before",
    "mail open matters",
    "mail notices",
    "mail returns",
    "mail round of a floor",
}


class Command(BaseCommand):
    help = "Time the pages over a small and a large mall; the malls are built once and kept under var/bench."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=MILLION, help="folders of the large mall")
        parser.add_argument("--runs", type=int, default=60)
        parser.add_argument("--measure", help=argparse_hidden())

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["measure"]:
            self._measure(options["rows"], options["runs"], options["measure"])
            return
        results = {rows: self._child(rows, options["runs"]) for rows in (SMALL, options["rows"])}
        self._print(results[SMALL], results[options["rows"]], options["rows"])

    def _child(self, rows: int, runs: int) -> list[dict[str, Any]]:
        home = ROOT / "var" / "bench" / str(rows)
        home.mkdir(parents=True, exist_ok=True)
        out = home / "result.json"
        environment = {**os.environ, "VAR_DIR": str(home), "FUWUTAI_PROCESS": "command", "DEMO": "", "DEBUG": ""}
        command = [
            sys.executable,
            "manage.py",
            "bench",
            "--rows",
            str(rows),
            "--runs",
            str(runs),
            "--measure",
            str(out),
        ]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        found: list[dict[str, Any]] = json.loads(out.read_text())
        return found

    def _measure(self, rows: int, runs: int, out: str) -> None:
        from config.bench.build import BenchMall
        from config.bench.measure import Bench

        marker: Path = ENV.var / "built"
        if not marker.exists():
            BenchMall(rows, now=timezone.now(), say=self._say).build()
            marker.write_text(str(rows))
        call_command("migrate", verbosity=0)  # a mall kept from before
        settings.STATIC_ROOT = ROOT / "var" / "static"  # as set-up has gathered it
        logging.disable(logging.WARNING)  # a line a request is not what is measured
        settings.ROOT_URLCONF = "config.bench.urls"
        settings.ALLOWED_HOSTS = ["localhost"]
        # As the web process does.
        spare_what_is_loaded()
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
        lines = Bench(runs).lines()
        Path(out).write_text(json.dumps([line.as_dict() for line in lines]))

    def _say(self, words: str) -> None:
        self.stdout.write(f"  bench: {words}")
        self.stdout.flush()

    def _print(self, small: list[dict[str, Any]], large: list[dict[str, Any]], rows: int) -> None:
        text = [
            f"| page | p50 ms ({rows:,}) | p95 ms | queries | floor ms | ÷ floor | target | growth from {SMALL:,} |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
        missed = []
        for little, much in zip(small, large, strict=True):
            ratio = much["p50"] / (much["floor"] or much["p50"])
            # Both malls are held against their own floor, so that a machine that slows down is no growth.
            growth = ratio / (little["p50"] / (little["floor"] or little["p50"]))
            wanted = TARGETS.get(much["what"])
            target = f"≤ {wanted}" if wanted else ""
            late = bool(wanted and ratio > wanted) or (bool(wanted) and growth > GROWTH and much["what"] not in GROWING)
            for begins, most in TARGETS_MS.items():
                if much["what"].startswith(begins):
                    target, late = f"≤ {most:.0f} ms", much["p50"] > most
            missed += [much["what"]] if late else []
            text.append(
                f"| {much['what']} | {much['p50']} | {much['p95']} | {much['queries']} | {much['floor']} "
                f"| {ratio:.1f} | {target} | {growth:.2f}{' ✗' if late else ''} |"
            )
        for line in roster_lines():
            most = ROSTERS_MS[line.what]
            late = line.p95 > most
            missed += [line.what] if late else []
            text.append(f"| {line.what} | {line.p50} | {line.p95} | 0 |  |  | ≤ {most:,} ms | {'✗' if late else ''} |")
        table = "\n".join(text)
        self.stdout.write(table)
        (ROOT / "var" / "bench" / "result.md").write_text(table + "\n")
        self.stdout.write(f"missed: {', '.join(missed) or 'none'}")


def argparse_hidden() -> str:
    """A word for an argument only the command gives itself."""
    return "internal: where the measuring process writes its figures"
