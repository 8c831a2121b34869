"""Redis away for an hour and back: pages go on meanwhile, and what fell due is caught up with, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from celery import Celery
from django.utils import timezone
from redis import Redis

from casework.actions.sweep import sweep
from casework.models import Clock, Entry, Reminder
from complaints.forms.intake import opened_mark
from complaints.models import Complaint
from complaints.states import State
from config.celery import app
from config.env import ENV, ROOT
from config.services import places, redis
from config.services.places import Places
from mall.actions import jobs
from mall.models import Heartbeat, Job
from tests import make
from tests import make_complaints as desk
from tests.dying import on_this_database
from ui import plugs

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.xdist_group("services"), pytest.mark.django_db(transaction=True)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PATIENCE = 240
LONGEST_RING = 2.5  # seconds a person may wait for a doorbell that nobody hears


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """A Redis of our own that may be stopped."""
    folder = tmp_path_factory.mktemp("r")
    at = replace(places(), run=folder, sockets=folder, redis_data=folder)
    redis.start(at)
    yield at
    redis.stop(at)


@pytest.fixture
def bell(broker: Places) -> Iterator[Celery]:
    """The doorbell at that Redis, set as in the product."""
    trial = Celery("trial")
    trial.config_from_object("django.conf:settings", namespace="CELERY")
    trial.conf.broker_url = redis.broker(broker)
    trial.set_current()
    yield trial
    trial.close()
    app.set_current()


def waiting_in(broker: Places) -> int:
    """How many rings wait for a worker."""
    with Redis.from_url(redis.address(broker)) as link:
        return int(link.llen("celery"))


def in_hand(broker: Places) -> int:
    """How many messages a worker has taken and not yet done with."""
    with Redis.from_url(redis.address(broker)) as link:
        return int(link.hlen("unacked"))


def counter_form() -> dict[str, str]:
    """The counter's form, filled in, to be handed over at once."""
    make.department()
    return {
        "channel": "in_person",
        "complainant_kind": "customer",
        "against": "merchant",
        "name": "周女士",
        "phone": "13800130013",
        "where_text": "二楼扶梯口",
        "severity": "1",
        "happened": desk.WORDS,
        "lead": str(make.department("onsite").pk),
        "opened": opened_mark(timezone.now() - timedelta(minutes=2)),
        "form_token": plugs.tokens().issue(None),
        "then": "hand_over",
    }


def test_pages_go_on_without_redis_and_an_hour_is_caught_up_with_once(
    client: Client, broker: Places, bell: Celery
) -> None:
    lin = desk.agent()
    desk.supervisor()
    jobs.start("complaints.export", by=lin, now=timezone.now())
    assert waiting_in(broker) == 1

    redis.stop(broker)
    assert make.signed_in(client, lin).post("/complaints/new/", counter_form()).status_code == 302
    assert Complaint.objects.get().state == State.DISPATCHED
    cases = [desk.complaint(lin) for _ in range(3)]
    began = time.monotonic()
    asked = jobs.start("complaints.export", by=lin, now=desk.NOW)
    assert time.monotonic() - began < LONGEST_RING
    client.get("/readyz")

    redis.start(broker)
    later = desk.NOW + HOUR
    assert sweep(later).steps > 0
    assert sweep(later).steps == 0
    for case in cases:
        told = Reminder.objects.filter(folder=case.folder, kind="clock.overdue", channel="bell")
        assert told.count() == told.values("receiver", "facts__clock", "facts__step").distinct().count() > 0
        late = Clock.objects.filter(folder=case.folder, due_at__lte=later, met_at=None).count()
        assert Entry.objects.filter(folder=case.folder, verb="clock_overdue").count() == late > 0
    before = waiting_in(broker)
    jobs.sweep_jobs(now=later)
    assert waiting_in(broker) > before
    assert asked.state == Job.State.QUEUED


def celery(folder: Path, broker: Places, *words: str) -> subprocess.Popen[bytes]:
    """A process of the product's own, on the database of the test and that Redis."""
    environment = {
        **on_this_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDIS_URL": redis.broker(broker),
        "FUWUTAI_PROCESS": "worker",
    }
    with (folder / f"{words[0]}.log").open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "celery", "--app", "config.celery", *words],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@pytest.fixture
def hands(tmp_path: Path, broker: Places) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A worker and a beat."""
    schedule = str(tmp_path / "schedule")
    made = [
        celery(tmp_path, broker, "worker", "--concurrency", "2", "--loglevel", "WARNING"),
        celery(tmp_path, broker, "beat", "--loglevel", "WARNING", "--schedule", schedule, "--pidfile="),
    ]
    yield made
    for process in made:
        process.terminate()
    for process in made:
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def wait_until(holds: Callable[[], bool], folder: Path) -> None:
    """Ask again and again; what the processes printed is shown when it never comes."""
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            pytest.fail("\n".join(path.read_text()[-3000:] for path in folder.glob("*.log")))
        time.sleep(0.2)


@pytest.mark.long
def test_worker_and_beat_outlive_redis_and_catch_up(
    tmp_path: Path, broker: Places, bell: Celery, hands: list[subprocess.Popen[bytes]]
) -> None:
    def beaten(name: str, since: datetime) -> bool:
        return Heartbeat.objects.filter(name=name, ran_at__gt=since).exists()

    lin = desk.agent()
    desk.supervisor()
    began = timezone.now()
    wait_until(lambda: beaten("jobs", began), tmp_path)
    # It goes away while a task is in hand, which is the moment a worker may hang at.
    for _ in range(40):
        bell.send_task("casework.deliver_messages")
    wait_until(lambda: in_hand(broker) > 0, tmp_path)
    redis.stop(broker)
    # A case of yesterday that nobody handed over, and slow work asked for.
    case = desk.complaint(lin, timezone.now() - DAY)
    wanted = {clock.pk for clock in Clock.objects.filter(next_step_at__lt=timezone.now())}
    job = jobs.start("complaints.export", by=lin, now=timezone.now())
    wait_until(lambda: "Cannot connect" in (tmp_path / "worker.log").read_text(), tmp_path)
    assert not Entry.objects.filter(folder=case.folder, verb__startswith="clock_").exists()

    redis.start(broker)
    back = timezone.now()
    for _ in range(8):
        bell.send_task("casework.sweep_clocks")
    wait_until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, tmp_path)
    wait_until(lambda: beaten("clocks", back) and beaten("jobs", back), tmp_path)
    steps = [
        (entry.verb, entry.facts["clock"], entry.facts["step"])
        for entry in Entry.objects.filter(folder=case.folder, verb__startswith="clock_")
    ]
    assert wanted
    assert {clock for _verb, clock, _step in steps} == wanted
    assert len(steps) == len(set(steps))
    assert [process.poll() for process in hands] == [None, None]
    done = Job.objects.get(pk=job.pk)
    (ENV.var / "media" / done.output.name).unlink()
