"""`make run`: the services, the tables, the demo mall, then web, worker and beat, kept alive.

One supervisor a checkout. A process that dies is started again, after a growing pause; Ctrl-C and
SIGTERM end everything; after `kill -9` the children end with us, and the next start reaps
whatever is left and uses the services on.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from config import services
from config.env import ENV
from config.processes import Process
from config.services.places import log_tail, relative

START_SECONDS = 60
STOP_SECONDS = 10.0
# A process that lived this long has recovered: its next pause is short again.
RECOVERED_SECONDS = 60.0
LONGEST_PAUSE = 30.0
LOOK_EVERY = 0.25
LOOK_AT_SERVICES_EVERY = 2.0

DEMO_ACCOUNTS = (
    "agent agent2 announcer supervisor manager deputy gm gmoffice onsite onsite-head fire decoration market "
    "inspection hr archivist auditor admin"
)


class CannotRun(Exception):
    """The product cannot be started; the message holds cause and cure."""

    def __init__(self, cause: str, cure: str) -> None:
        super().__init__(f"{cause}\n  Cure: {cure}")


class _Stop(BaseException):
    """A signal asked us to end."""


def _raise_stop(*_signal: object) -> None:
    raise _Stop


class Supervisor:
    """Everything that `make run` starts."""

    def __init__(self, *, host: str, port: int, say: Callable[[str], None]) -> None:
        self.host = host
        self.port = port
        self.say = say
        self.folder = ENV.var / "run"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.processes = self._plan()
        self._lock: IO[str] | None = None

    def _plan(self) -> list[Process]:
        python = sys.executable
        mark = str(ENV.var)
        celery = [python, "-m", "celery", "--app", "config.celery"]
        web = [
            python,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--no-ws",
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            "5",
            "config.wsgi:application",
        ]
        work = ["worker", "--concurrency", "2", "--loglevel", "WARNING"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        schedule = ["--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME, "--pidfile="]
        return [
            Process("web", web, self.folder, mark, {"FUWUTAI_PROCESS": "web"}),
            Process("worker", [*celery, *work, *quiet], self.folder, mark, {"FUWUTAI_PROCESS": "worker"}),
            Process(
                "beat",
                [*celery, "beat", "--loglevel", "WARNING", *schedule],
                self.folder,
                mark,
                {"FUWUTAI_PROCESS": "worker"},
            ),
        ]

    def run(self) -> None:
        """Start everything, watch it, and end it on Ctrl-C or SIGTERM. Raises CannotRun."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, _raise_stop)
        try:
            self._take_lock()
            self._reap()
            self._port_is_free()
            self._prepare()
            for process in self.processes:
                process.start()
            self._wait_for_web()
            self._tell_address()
            self._watch()
        except _Stop:
            self.say("stopping …")
        finally:
            for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(sign, signal.SIG_IGN)
            self._stop()

    def _take_lock(self) -> None:
        lock = (self.folder / "supervisor.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            other = lock.read().strip() or "?"
            cause = f"It already runs from this folder (process {other})."
            raise CannotRun(cause, f"open it in the browser, or end that one: kill {other}") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _reap(self) -> None:
        for process in self.processes:
            process.reap_left_over()

    def _port_is_free(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as taken:
                cause = f"Port {self.port} on {self.host} cannot be used ({taken.strerror})."
                raise CannotRun(cause, f"make run PORT={self.port + 10}") from taken

    def _prepare(self) -> None:
        self.say("starting the database and the broker …")
        services.hold()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("making the tables …")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("load_reference")
        if settings.DEMO and not get_user_model().objects.exists() and "load_demo" in get_commands():
            self.say("filling the demo mall (a few minutes, once) …")
            call_command("load_demo")
        connections.close_all()

    def _wait_for_web(self) -> None:
        web = self.processes[0]
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if web.died() or time.monotonic() > until:
                cause = f"The web process does not answer.\n{log_tail(web.log)}"
                raise CannotRun(cause, f"see {relative(web.log)}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104  compared
        with suppress(urllib.error.URLError, OSError):
            address = f"http://{host}:{self.port}/healthz"
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004  HTTP's own number
        return False

    def _tell_address(self) -> None:
        self.say("")
        self.say(f"  Fuwutai 服务台   http://localhost:{self.port}/")
        if settings.DEMO:
            self.say(f"  accounts         {DEMO_ACCOUNTS}")
            self.say(f"  password         {settings.DEMO_PASSWORD}")
        self.say(f"  logs and mail    {relative(self.folder)}/web.log, worker.log, beat.log")
        self.say("  end              Ctrl-C")
        self.say("")

    def _watch(self) -> None:
        looked = time.monotonic()
        while True:
            for process in self.processes:
                if process.died():
                    self._start_again(process)
            if time.monotonic() - looked > LOOK_AT_SERVICES_EVERY:
                self._revive_services()
                looked = time.monotonic()
            time.sleep(LOOK_EVERY)

    def _revive_services(self) -> None:
        try:
            for name in services.revive():
                self.say(f"{name} had died: started again")
        except services.ServiceFailed as failure:
            self.say(str(failure))

    def _start_again(self, process: Process) -> None:
        """Start a dead process, the first time at once, then after a growing pause."""
        now = time.monotonic()
        if process.start_again_at is None:
            recovered = now - process.started_at > RECOVERED_SECONDS
            process.failures = 0 if recovered else process.failures + 1
            pause = min(LONGEST_PAUSE, 2.0**process.failures - 1)
            process.start_again_at = now + pause
            status = process.running.returncode if process.running else 0
            self.say(f"{process.name} has died (status {status}): starting it again")
        if now >= process.start_again_at:
            process.start()

    def _stop(self) -> None:
        for process in self.processes:
            process.ask_to_stop()
        for process in self.processes:
            process.stop(patience=STOP_SECONDS)
        connections.close_all()
        services.release()
        if self._lock is not None:
            Path(self._lock.name).write_text("")
            self._lock.close()


__all__ = ["CannotRun", "Supervisor"]
