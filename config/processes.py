"""A supervised process: started so that it cannot outlive us, and reaped if it did all the same."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
LARGEST_LOG = 10 * 1024 * 1024
# /proc/<pid>/stat after the name in brackets: state is 0, session 3.
_STATE, _SESSION = 0, 3


def die_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent dies, by whatever death (run in the child)."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def members(session: int) -> list[int]:
    """The living processes of a session; workers of a killed server stay in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[_SESSION]) == session and fields[_STATE] != "Z":
                found.append(int(entry.name))
    return found


def _belongs_to(pid: int, mark: str) -> bool:
    """Whether a process carries our mark in its environment (numbers are given out again)."""
    with suppress(OSError):
        return f"FUWUTAI_RUN={mark}".encode() in (Path("/proc") / str(pid) / "environ").read_bytes()
    return False


def end_session(session: int, mark: str, *, patience: float) -> None:
    """End every process of a session of ours: first politely, then not. `patience` in seconds."""
    until = time.monotonic() + patience
    sign = signal.SIGTERM
    while left := [pid for pid in members(session) if _belongs_to(pid, mark)]:
        if time.monotonic() > until:
            sign = signal.SIGKILL
        if sign == signal.SIGKILL or session in left:
            for pid in left if sign == signal.SIGKILL else [session]:
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
        else:
            # The head is dead: its workers hear nobody and are ended at once.
            sign = signal.SIGKILL
            continue
        _pause(session, until)


def _pause(session: int, until: float) -> None:
    """Wait for the session to empty, a second at most."""
    stop = min(until, time.monotonic() + 1.0)
    while time.monotonic() < stop and members(session):
        with suppress(ChildProcessError):
            os.waitpid(session, os.WNOHANG)
        time.sleep(0.05)


@dataclass
class Process:
    """One of the product's processes under the supervisor."""

    name: str
    command: list[str]
    folder: Path  # of pid files and logs
    mark: str
    environment: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float | None = None

    @property
    def pid_file(self) -> Path:
        """Holds the session's number while it runs."""
        return self.folder / f"{self.name}.pid"

    @property
    def log(self) -> Path:
        """What it prints."""
        return self.folder / f"{self.name}.log"

    def reap_left_over(self) -> None:
        """End what an earlier supervisor left behind (it was killed, or its child was)."""
        with suppress(OSError, ValueError):
            end_session(int(self.pid_file.read_text()), self.mark, patience=5)
        self.pid_file.unlink(missing_ok=True)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.reap_left_over()
        with self._log_file() as out:
            self.running = subprocess.Popen(  # noqa: S603  the commands are our own
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment, "FUWUTAI_RUN": self.mark},
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509  one thread only, before any is made
            )
        self.pid_file.write_text(str(self.running.pid))
        self.started_at = time.monotonic()
        self.start_again_at = None

    def _log_file(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        return self.log.open("ab")

    def died(self) -> bool:
        """Whether it ended by itself."""
        return self.running is not None and self.running.poll() is not None

    def ask_to_stop(self) -> None:
        """Send it a SIGTERM."""
        if self.running is not None and self.running.poll() is None:
            with suppress(ProcessLookupError):
                self.running.terminate()

    def stop(self, *, patience: float) -> None:
        """End it and everything it started. `patience` in seconds."""
        if self.running is None:
            return
        end_session(self.running.pid, self.mark, patience=patience)
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(timeout=5)
        self.pid_file.unlink(missing_ok=True)
        self.running = None
