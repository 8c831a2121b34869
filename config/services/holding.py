"""Who uses the embedded services, so that the last one to leave stops them."""

from __future__ import annotations

import atexit
import fcntl
import os
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from config.env import ENV
from config.services import postgres, redis
from config.services.places import Places, places

if TYPE_CHECKING:
    from collections.abc import Iterator

_held: dict[int, IO[str]] = {}
_ready: set[tuple[int, str]] = set()


def embedded() -> list[str]:
    """Which services are ours to run: those whose address is not given."""
    found = []
    if not ENV.database_url:
        found.append("postgres")
    if not ENV.redis_url:
        found.append("redis")
    return found


@contextmanager
def _one_at_a_time(at: Places) -> Iterator[None]:
    with (at.run / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(at: Places, names: list[str]) -> None:
    if "postgres" in names:
        postgres.start(at)
        postgres.ensure_database(at, ENV.database_name)
    if "redis" in names:
        redis.start(at)


def _stop(at: Places) -> None:
    redis.stop(at)
    postgres.stop(at)


def hold(*names: str) -> None:
    """Make sure the named services run (default: all embedded ones) as long as this process does.

    Cheap after the first call. Raises ServiceFailed.
    """
    me = os.getpid()
    wanted = [name for name in embedded() if not names or name in names]
    if all((me, name) in _ready for name in wanted):
        return
    at = places()
    with _one_at_a_time(at):
        if me not in _held:
            lock = (at.run / "holders.lock").open("w")
            fcntl.flock(lock, fcntl.LOCK_SH)
            _held[me] = lock
            atexit.register(_leave, me)
        _start(at, wanted)
    _ready.update((me, name) for name in wanted)


def _leave(me: int) -> None:
    """At exit: stop the services if nobody else holds them and nobody asked to keep them."""
    if os.getpid() != me:
        return
    release()


def release() -> None:
    """Let go at once instead of at exit (the supervisor does, to tell what it stopped)."""
    me = os.getpid()
    lock = _held.pop(me, None)
    _ready.difference_update({(me, "postgres"), (me, "redis")})
    if lock is None:
        return
    at = places()
    with _one_at_a_time(at), lock:
        if _kept(at):
            return
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _stop(at)


def revive() -> list[str]:
    """Start again what died while we hold it; returns its names. Raises ServiceFailed."""
    at = places()
    modules = {"postgres": postgres, "redis": redis}
    dead = [name for name in embedded() if modules[name].pid(at) is None]
    if dead:
        with _one_at_a_time(at):
            _start(at, dead)
    return dead


def _kept(at: Places) -> bool:
    return (at.run / "keep").exists()


def keep_up() -> None:
    """Start the embedded services and leave them running. Raises ServiceFailed."""
    at = places()
    with _one_at_a_time(at):
        _start(at, embedded())
        (at.run / "keep").touch()


def put_down() -> None:
    """Stop them, whoever uses them. Raises ServiceFailed."""
    at = places()
    with _one_at_a_time(at):
        (at.run / "keep").unlink(missing_ok=True)
        _stop(at)


def status() -> dict[str, str]:
    """One line per service, for the command and for people."""
    at = places()
    lines = {}
    for name, module in (("postgres", postgres), ("redis", redis)):
        if name not in embedded():
            lines[name] = "external"
        else:
            number = module.pid(at)
            lines[name] = f"up (process {number})" if number else "down"
    if _kept(at):
        lines["kept"] = "until `manage.py services down`"
    return lines
