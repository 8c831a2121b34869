"""`/healthz`: this process answers. `/readyz`: everything it leans on does too.

Both are public and say no more than a word per part: an orchestrator reads the status code, a
person reads the words.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.schedule import ENTRIES
from mall.models import Heartbeat
from ui.doors import PUBLIC

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    Probe = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger()

LEAST_FREE_BYTES = 500 * 1024 * 1024
# A beat that missed two runs is late; a minute more is given to a slow machine.
GRACE = timedelta(minutes=1)
# A job that never ran counts from here: at the first start there is no row yet.
STARTED = timezone.now()


def probe(view: Probe) -> Probe:
    """Mark a public door that must answer even when the database is away: no transaction."""
    view.needs = PUBLIC  # type: ignore[attr-defined]  # the mark is what the house test reads
    view.door = "page"  # type: ignore[attr-defined]  # as above
    return require_safe(view)


@probe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


def database() -> str:
    """Whether a query is answered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def migrations() -> str:
    """Whether the tables are those of this program."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not missing else "behind"


def broker() -> str:
    """Whether the broker answers. Its loss delays jobs and loses none."""
    link = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    with link:
        link.ping()
    return "ok"


def worker() -> str:
    """Whether each job of the schedule ran lately (two missed runs are late)."""
    now = timezone.now()
    seen = dict(Heartbeat.objects.values_list("name", "ran_at"))
    late = [entry.name for entry in ENTRIES if now - seen.get(entry.name, STARTED) > 2 * entry.every + GRACE]
    return "ok" if not late else f"late: {', '.join(late)}"


def disk() -> str:
    """Whether there is room for the files people attach."""
    free = shutil.disk_usage(settings.BASE_DIR).free
    return "ok" if free > LEAST_FREE_BYTES else "full"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "worker": worker,
    "disk": disk,
}
# Without these the pages still work; the answer stays 200 and says what is missing.
TOLERATED = {"broker", "worker"}


def look() -> dict[str, str]:
    """The state of every part, one word each."""
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except (DatabaseError, redis.RedisError, OSError) as failure:
            log.warning("not_ready", part=name, kind=type(failure).__name__)
            found[name] = "away"
            if isinstance(failure, DatabaseError):
                connection.close()
    return found


@probe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, 503 when not; the body names each part."""
    found = look()
    ready = all(state == "ok" or name in TOLERATED for name, state in found.items())
    healthy = all(state == "ok" for state in found.values())
    status = "ok" if healthy else "degraded" if ready else "not ready"
    return JsonResponse({"status": status, **found}, status=200 if ready else 503)


__all__ = ["healthz", "look", "readyz"]
