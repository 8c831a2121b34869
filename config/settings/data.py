"""Database, broker, worker, mail, notices."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from config.env import ENV
from config.services import places
from config.services import postgres as embedded_postgres
from config.services import redis as embedded_redis

# Which kind of process this is: told by the door it came in by, else a command.
_IS_CELERY = Path(sys.argv[0]).name == "celery"
PROCESS = os.environ.get("FUWUTAI_PROCESS", "worker" if _IS_CELERY else "command")

# A page that takes longer than this is a mistake; a worker's job or a migration may be long.
_STATEMENT_TIMEOUT = {"web": timedelta(seconds=15), "worker": timedelta(minutes=10)}


def _database_options() -> dict[str, Any]:
    flags = ["-c lock_timeout=10000", "-c jit=off"]
    timeout = _STATEMENT_TIMEOUT.get(PROCESS)
    if timeout:
        flags.append(f"-c statement_timeout={int(timeout.total_seconds() * 1000)}")
        flags.append("-c idle_in_transaction_session_timeout=60000")
    if PROCESS == "web":
        # Parallel plans beat the search index at its own cost estimate and starve the other pages.
        flags.append("-c max_parallel_workers_per_gather=0")
    options: dict[str, Any] = {"options": " ".join(flags)}
    if PROCESS == "web":
        options["pool"] = {"min_size": 2, "max_size": 20, "timeout": 10}
    return options


def _database() -> dict[str, Any]:
    if ENV.database_url:
        found: dict[str, Any] = environ.Env.db_url_config(ENV.database_url)
        found["ENGINE"] = "django.db.backends.postgresql"
    else:
        found = {"ENGINE": "config.postgresql", **embedded_postgres.settings(places())}
    found["OPTIONS"] = {**found.get("OPTIONS", {}), **_database_options()}
    found["ATOMIC_REQUESTS"] = False
    found["CONN_MAX_AGE"] = 0
    return found


DATABASES = {"default": _database()}

_IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _IN_MEMORY},
    # Parts of the shell that look alike on many pages, written once by each process.
    "template_fragments": {"BACKEND": _IN_MEMORY, "LOCATION": "shell", "OPTIONS": {"MAX_ENTRIES": 2_000}},
}
SESSION_ENGINE = "mall.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


def _broker() -> str:
    if not ENV.redis_url:
        return embedded_redis.broker(places())
    return ENV.redis_url


def _redis() -> str:
    """The broker's address as redis-py writes it: a socket is called unix there, and Celery's options are unknown."""
    if ENV.redis_url.startswith("redis+socket://"):
        return ENV.redis_url.replace("redis+socket", "unix", 1).partition("?")[0]
    return ENV.redis_url or embedded_redis.address(places())


REDIS_URL = _redis()
CELERY_BROKER_URL = _broker()
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TRACK_STARTED = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_ENABLE_UTC = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away; after Celery's hundred tries (46 minutes) worker and beat would give up.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    # A web process never waits long for a broker that is away: the row in the database is the
    # truth and the next sweep finds it.
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "retry_on_timeout": True,
    # One try: a second is made after two seconds, a third after four, while the person waits for the page.
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(ENV.var / "run" / "celerybeat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 30


def _mail() -> dict[str, Any]:
    backends = "django.core.mail.backends"
    if ENV.production and not ENV.mail_url:
        # Printed mail would put names and texts into the log.
        return {"EMAIL_BACKEND": f"{backends}.dummy.EmailBackend"}
    if not ENV.mail_url or ENV.mail_url.startswith("consolemail"):
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    if ENV.mail_url.startswith("memorymail"):
        return {"EMAIL_BACKEND": f"{backends}.locmem.EmailBackend"}
    parts = urlsplit(ENV.mail_url)
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": parts.username or "",
        "EMAIL_HOST_PASSWORD": parts.password or "",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 15,
    }


globals().update(_mail())
DEFAULT_FROM_EMAIL = ENV.mail_from
SERVER_EMAIL = ENV.mail_from

# Department code → apprise address (WeCom, DingTalk, Feishu, a mail list).
NOTICE_URLS = ENV.notice_urls

from config.schedule import for_celery  # noqa: E402  the table stands in a module of its own

CELERY_BEAT_SCHEDULE = for_celery()
