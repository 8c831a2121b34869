"""A process of ours that is killed with SIGKILL at a chosen statement: the means of every test that kills.

One process is started for all the deaths of a test; it forks for each and tells how that one ended. The fork asks the
database its questions in turn and is killed before or after one of them, so that every moment between two statements,
and both sides of every commit, can be chosen.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config.env import ENV, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "dying"
PATIENCE = 30


def on_this_database() -> dict[str, str]:
    """The environment of a process that works on the database of the running test."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if not ENV.database_url:
        return {**os.environ, "DATABASE_NAME": name}
    return {**os.environ, "DATABASE_URL": urlsplit(ENV.database_url)._replace(path=f"/{name}").geturl()}


class Deaths:
    """The process that forks; `work` names a function of a module, as in `tests.casework.test_killing:sweep_all`."""

    def __init__(self, work: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.dying", work],
            cwd=ROOT,
            env={**on_this_database(), "PGAPPNAME": NAME},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def die(self, at: int, *arguments: object) -> bool:
        """Do the work and be killed at half-statement `at` (0: before the first). False: it ended before that."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(at, *arguments, file=self.process.stdin, flush=True)
        told = self.process.stdout.readline().strip()
        assert told in {"killed", "ended"}, told or "the process that forks is gone"
        _wait_until_the_server_knows()
        return told == "killed"


def _wait_until_the_server_knows() -> None:
    """A dead process holds its locks until its server reads the end of the line."""
    from django.db import connection

    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE application_name = %s", [NAME])
            if cursor.fetchone() is None:
                return
    raise AssertionError("the dead process is still there")


@contextmanager
def deaths(work: str) -> Iterator[Deaths]:
    """A process to die in, ended with the test."""
    made = Deaths(work)
    try:
        yield made
    finally:
        made.process.communicate(timeout=30)


class _Killer:
    """Counts statements, two halves each, and ends the process at the wanted half."""

    def __init__(self, at: int) -> None:
        self.left = at

    def _step(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        self._step()
        answer = execute(sql, params, many, context)
        self._step()
        return answer


def _fork(work: Callable[..., None], at: int, arguments: list[str]) -> str:
    from django.db import connection

    child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(_Killer(at)):
                work(*arguments)
        except BaseException:  # noqa: BLE001 - the fork ends here, whatever it is
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return "killed"
    return "ended" if status == 0 else f"failed: {status}"


def main() -> None:
    """Fork once for each line read: where to die, and what the work is told."""
    import django

    django.setup()
    module, _, name = sys.argv[1].partition(":")
    work = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        at, *arguments = line.split()
        sys.stdout.write(f"{_fork(work, int(at), arguments)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
