"""`manage.py rules [--check] [--mutate [WORD] [--start NAME]]`: the handbook's rules, in code and tests."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from config import rulebook

if TYPE_CHECKING:
    from argparse import ArgumentParser

#: What pytest answers when all passed, and when some test failed; every other answer says that it could not run.
PASSED, FAILED = 0, 1
SETTINGS = "config.settings.test"


class Command(BaseCommand):
    """Write docs/rules.md; with --check say what does not fit; with --mutate try every rule."""

    help = "Write docs/rules.md, check the rules, or turn each rule function on and off."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail if something does not fit")
        parser.add_argument("--mutate", nargs="?", const="", metavar="WORD", help="only functions with this word")
        parser.add_argument("--start", default="", metavar="NAME", help="go on from this function, as it was printed")

    def handle(self, *_args: Any, check: bool, mutate: str | None, start: str, **_options: Any) -> None:
        if mutate is not None:
            self._mutate(mutate, start)
            return
        if not check:
            rulebook.PAGE.write_text(rulebook.page(), encoding="utf-8")
            self.stdout.write(f"written: {rulebook.PAGE.relative_to(rulebook.ROOT)}")
            return
        found = rulebook.problems()
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} rules do not fit")
        self.stdout.write("every rule that is built is shown allowing and refusing")

    def _mutate(self, word: str, start: str) -> None:
        """Make each rule function always, then never, refuse; some test must fail each time, and none before."""
        tests = rulebook.in_tests()
        named = {f"{function.module}.{function.name}": function for function in rulebook.rule_functions()}
        names = [name for name in named if word in name]
        if start:
            if start not in names:
                raise CommandError(f"there is no function {start} among them")
            names = names[names.index(start) :]
        chosen = {name: sorted({at for n in named[name].numbers for at in tests.get(n, ())}) for name in names}
        if self._answer("", sorted({place for places in chosen.values() for place in places})) != PASSED:
            raise CommandError("the tests do not pass as the rules stand")
        survivors = []
        for name in names:
            for way in ("always", "never"):
                mutant = f"{named[name].module}:{named[name].name}:{way}"
                if self._answer(mutant, chosen[name]) == FAILED:
                    self.stdout.write(f"caught    {name} {way}")
                else:
                    survivors.append(mutant)
                    self.stdout.write(f"SURVIVED  {name} {way}")
                self.stdout.flush()
        if survivors:
            raise CommandError(f"{len(survivors)} changes of a rule were noticed by no test")

    def _answer(self, mutant: str, tests: list[str]) -> int:
        """What pytest answers to these tests with that rule changed; an empty word changes none."""
        if not tests:
            return PASSED
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "--no-cov", "-p", "no:cacheprovider", *tests]
        # The settings of the tests, not those this command was started with: pytest takes what it inherits first.
        own = {"FUWUTAI_MUTANT": mutant, "TEST_DATABASE_SUFFIX": "mutant", "DJANGO_SETTINGS_MODULE": SETTINGS}
        done = subprocess.run(
            command, cwd=rulebook.ROOT, env={**os.environ, **own}, capture_output=True, check=False, text=True
        )
        if done.returncode not in {PASSED, FAILED}:
            raise CommandError(f"pytest could not run for {mutant or 'the rules as they stand'}:\n{done.stdout}")
        return done.returncode
