"""What an orchestrator asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from config import health, heartbeats
from config.schedule import ENTRIES, for_celery
from mall.models import Heartbeat


def state(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def put(monkeypatch: pytest.MonkeyPatch, name: str, check: Any) -> None:
    monkeypatch.setitem(health.CHECKS, name, check)


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_probes_only_look(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_ready_names_every_part(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, "broker", lambda: "ok")
    put(monkeypatch, "worker", lambda: "ok")
    code, parts = state(client)
    assert code == 200
    assert parts == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
        "worker": "ok",
        "disk": "ok",
    }


@pytest.mark.django_db
def test_a_lost_broker_degrades_and_does_not_take_the_pages_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> str:
        raise redis.ConnectionError

    put(monkeypatch, "broker", gone)
    code, parts = state(client)
    assert code == 200
    assert parts["status"] == "degraded"
    assert parts["broker"] == "away"


def test_a_lost_database_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise DatabaseError

    monkeypatch.setattr(health, "CHECKS", {"database": gone})
    code, parts = state(client)
    assert code == 503
    assert parts["database"] == "away"


@pytest.mark.django_db
def test_tables_that_are_behind_are_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.migrations() == "ok"
    monkeypatch.setattr("config.health.MigrationExecutor.migration_plan", lambda *_args: ["something"])
    assert health.migrations() == "behind"


@pytest.mark.django_db
def test_a_job_that_missed_two_runs_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ENTRIES[0]
    now = timezone.now()
    monkeypatch.setattr(health, "ENTRIES", (entry,))
    monkeypatch.setattr(health, "STARTED", now)
    assert health.worker() == "ok"
    row = Heartbeat.objects.create(name=entry.name, every=entry.every, ran_at=now)
    assert health.worker() == "ok"
    row.ran_at = now - 2 * entry.every - health.GRACE - timedelta(minutes=1)
    row.save()
    assert entry.name in health.worker()


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.disk() == "ok"
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert health.disk() == "full"


def test_the_broker_is_asked(settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    with pytest.raises(redis.RedisError):
        health.broker()


def test_every_line_of_the_schedule_rings_with_an_end() -> None:
    table = for_celery()
    assert len(table) == len(ENTRIES)
    for entry in ENTRIES:
        assert table[entry.name]["options"]["expires"] == entry.every.total_seconds()


class Task:
    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.django_db
def test_a_job_leaves_its_heartbeat_and_a_failed_one_its_kind() -> None:
    entry = ENTRIES[0]
    task = Task(entry.task)
    heartbeats.job_began("1", task)
    heartbeats.job_ended("1", task, retval=None, state="SUCCESS")
    row = Heartbeat.objects.get(name=entry.name)
    first = row.ran_at
    assert row.problem == ""
    assert row.took is not None
    heartbeats.job_ended("2", task, retval=ValueError("13812345678"), state="FAILURE")
    row.refresh_from_db()
    assert row.problem == "ValueError"
    assert row.ran_at == first


@pytest.mark.django_db
def test_other_tasks_leave_none() -> None:
    heartbeats.job_began("1", Task("somebody.else"))
    heartbeats.job_ended("1", Task("somebody.else"), state="SUCCESS")
    assert not Heartbeat.objects.exists()


def test_the_schedule_names_only_tasks_that_exist() -> None:
    from config.celery import app

    app.loader.import_default_modules()
    assert {entry.task for entry in ENTRIES} <= set(app.tasks)
