"""A supervised process neither outlives its supervisor nor leaves workers behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from config import processes
from config.processes import Process, members

WORKERS = """
import os, signal, subprocess, sys, time
{ignore}
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("up", flush=True)
time.sleep(60)
"""


def make_process(folder: Path, *, script: str = "import time; time.sleep(60)", name: str = "trial") -> Process:
    return Process(name, [sys.executable, "-c", script], folder, mark=str(folder))


def wait_for(path: Path, word: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if path.exists() and word in path.read_text():
            return
        time.sleep(0.05)
    pytest.fail(f"{word} not in {path}")


def test_it_is_started_and_ended(tmp_path: Path) -> None:
    process = make_process(tmp_path)
    process.start()
    assert process.running is not None
    session = process.running.pid
    assert process.pid_file.read_text() == str(session)
    assert not process.died()
    process.stop(patience=5)
    assert members(session) == []
    assert not process.pid_file.exists()
    process.stop(patience=1)
    process.ask_to_stop()


def test_one_that_ends_by_itself_is_seen(tmp_path: Path) -> None:
    process = make_process(tmp_path, script="pass")
    process.start()
    assert process.running is not None
    process.running.wait(timeout=20)
    assert process.died()


def test_its_workers_end_with_it_even_when_it_is_deaf(tmp_path: Path) -> None:
    deaf = WORKERS.format(ignore="signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    process = make_process(tmp_path, script=deaf)
    process.start()
    wait_for(process.log, "up")
    assert process.running is not None
    session = process.running.pid
    assert len(members(session)) == 2
    process.stop(patience=0.5)
    assert members(session) == []


def test_workers_of_a_killed_head_are_reaped_at_the_next_start(tmp_path: Path) -> None:
    process = make_process(tmp_path, script=WORKERS.format(ignore=""))
    process.start()
    wait_for(process.log, "up")
    assert process.running is not None
    session = process.running.pid
    os.kill(session, signal.SIGKILL)
    process.running.wait(timeout=5)
    assert len(members(session)) == 1
    again = make_process(tmp_path)
    again.start()
    assert members(session) == []
    again.stop(patience=5)


def test_a_number_that_is_somebody_elses_now_is_left_alone(tmp_path: Path) -> None:
    stranger = make_process(tmp_path / ".." / tmp_path.name, name="stranger")
    stranger.mark = "/another/place"
    stranger.start()
    assert stranger.running is not None
    process = make_process(tmp_path)
    process.pid_file.write_text(str(stranger.running.pid))
    process.reap_left_over()
    assert not stranger.died()
    stranger.stop(patience=5)


def test_a_pid_file_without_a_number_is_forgotten(tmp_path: Path) -> None:
    process = make_process(tmp_path)
    process.pid_file.write_text("what")
    process.reap_left_over()
    assert not process.pid_file.exists()


def test_a_large_log_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LARGEST_LOG", 3)
    process = make_process(tmp_path, script="pass")
    process.log.write_text("long enough")
    process.start()
    assert process.running is not None
    process.running.wait(timeout=20)
    assert process.log.with_suffix(".log.old").read_text() == "long enough"
