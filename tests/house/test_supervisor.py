"""`make run` for real: every process killed in turn, then the supervisor, then Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from django.core.management import CommandError, call_command

from config.env import ROOT
from config.processes import Process, members
from config.services import ServiceFailed
from config.supervisor import CannotRun, Supervisor

pytestmark = pytest.mark.xdist_group("services")
PATIENCE = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Product:
    """`manage.py run` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.out: IO[bytes] | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(self.folder), "DEMO": "0"}
        self.out = (self.folder / "out").open("ab")
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "manage.py", "run", "--port", str(self.port)],
            cwd=ROOT,
            env={**kept, **settings},
            stdout=self.out,
            stderr=subprocess.STDOUT,
        )
        wait_until(lambda: self.ready() is not None, self.said)
        wait_until(lambda: "Ctrl-C" in self.said(), self.said)

    def ready(self) -> dict[str, str] | None:
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=5) as answer:
                told: dict[str, str] = json.load(answer)
                return told
        except OSError:
            return None

    def said(self) -> str:
        return (self.folder / "out").read_text()

    def pid(self, name: str) -> int:
        """The number of one of its processes; 0 while there is none."""
        try:
            return int((self.folder / "run" / f"{name}.pid").read_text() or 0)
        except FileNotFoundError:
            return 0

    def end(self, sign: int) -> int:
        assert self.process is not None
        self.process.send_signal(sign)
        status = self.process.wait(timeout=PATIENCE)
        if self.out is not None:
            self.out.close()
        return status


def wait_until(holds: Callable[[], bool], told: Callable[[], str]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            pytest.fail(told()[-3000:])
        time.sleep(0.2)


def left_behind(folder: Path) -> list[str]:
    """Living processes that name the folder in their command or their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in text:
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120])
    return found


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGINT)
    for home in Path("/var/lib/fuwutai").glob("*") if os.geteuid() == 0 else ():
        # The data of folders closed to the server's user; ours is the one whose sockets are gone.
        whose = (home / "for").read_text() if (home / "for").exists() else ""
        if whose == str(tmp_path) and not (home / "run" / ".s.PGSQL.5432").exists():
            shutil.rmtree(home)


def test_nothing_is_lost_and_nothing_stays_behind(product: Product, tmp_path: Path) -> None:
    product.start()
    for name in ("web", "worker", "beat"):
        before = product.pid(name)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda name=name, before=before: product.pid(name) not in {0, before}, product.said)  # type: ignore[misc]  # a default holds the name of this turn
        assert members(before) == []
    os.kill(product.pid("redis"), signal.SIGKILL)
    wait_until(lambda: "redis had died" in product.said(), product.said)
    wait_until(lambda: (product.ready() or {}).get("broker") == "ok", product.said)

    product.end(signal.SIGKILL)
    wait_until(lambda: not [line for line in left_behind(tmp_path) if "python" in line], product.said)
    product.start()
    assert (product.ready() or {})["database"] == "ok"
    assert product.end(signal.SIGINT) == 0
    assert left_behind(tmp_path) == []


def supervisor(port: int, said: list[str] | None = None) -> Supervisor:
    return Supervisor(host="127.0.0.1", port=port, say=(said if said is not None else []).append)


def test_a_port_in_use_is_told_with_its_cure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotRun, match="PORT="):
            supervisor(taken.getsockname()[1])._port_is_free()


def test_a_second_one_from_the_same_folder_is_refused(tmp_path: Path) -> None:
    first, second = supervisor(free_port()), supervisor(free_port())
    first.folder = second.folder = tmp_path
    first._take_lock()
    with pytest.raises(CannotRun, match="already runs"):
        second._take_lock()
    assert first._lock is not None
    first._lock.close()


def test_a_process_that_keeps_dying_is_started_after_growing_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    watched = supervisor(free_port(), said)
    process = Process("trial", [sys.executable, "-c", "pass"], tmp_path, mark=str(tmp_path))
    process.start()
    assert process.running is not None
    process.running.wait(timeout=20)
    watched._start_again(process)
    assert process.failures == 1
    assert process.start_again_at is not None
    first = process.running
    watched._start_again(process)
    assert process.running is first
    process.start_again_at = 0
    watched._start_again(process)
    assert process.running is not first
    assert len(said) == 1
    process.stop(patience=5)


def test_a_web_process_that_cannot_start_shows_its_log(tmp_path: Path) -> None:
    watched = supervisor(free_port())
    web = Process("web", [sys.executable, "-c", "print('out of paper')"], tmp_path, mark=str(tmp_path))
    web.start()
    assert web.running is not None
    web.running.wait(timeout=20)
    watched.processes = [web]
    with pytest.raises(CannotRun, match="out of paper"):
        watched._wait_for_web()


def test_services_that_cannot_be_revived_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from config import services

    def fail() -> list[str]:
        raise ServiceFailed("no disk", "make room")

    said: list[str] = []
    monkeypatch.setattr(services, "revive", fail)
    supervisor(free_port(), said)._revive_services()
    assert "make room" in said[0]


def test_the_command_tells_cause_and_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Supervisor) -> None:
        raise CannotRun("it cannot", "let it")

    monkeypatch.setattr(Supervisor, "run", fail)
    with pytest.raises(CommandError, match="Cure: let it"):
        call_command("run", "--port", "1")
