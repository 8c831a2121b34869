"""Slow work: claimed once, whole or not at all, requeued when its worker was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from mall import jobs, tasks
from mall.actions import jobs as acts
from mall.models import Job, Zone
from tests import make
from ui.obstacles import Obstacle, Refused

if TYPE_CHECKING:
    from django.test import Client

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def kind() -> Iterator[list[jobs.Run]]:
    """A kind of job whose runner the test sets."""
    box: list[jobs.Run] = []

    @jobs.runner("test.work", label="Work")
    def run(job: Job, report: jobs.Report) -> jobs.Outcome | None:
        return box[0](job, report)

    yield box
    jobs.forget("test.work")


def _asked(**fields: Any) -> Job:
    return acts.start("test.work", by=make.person(), now=NOW, **fields)


@pytest.mark.django_db
def test_a_job_runs_once_and_keeps_its_result_and_file(kind: list[jobs.Run], media: Any) -> None:
    def work(job: Job, report: jobs.Report) -> jobs.Outcome:
        report(3, 3)
        return jobs.Outcome({"read": len(job.upload.read()), "n": job.params["n"]}, b"out", "结果.txt")

    kind.append(work)
    job = _asked(params={"n": 7}, upload=ContentFile(b"abcd"))

    assert acts.run(job.pk, now=NOW)
    assert not acts.run(job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.total) == ("done", {"read": 4, "n": 7}, 3, 3)
    assert (job.output.read(), job.output_name) == (b"out", "结果.txt")


@pytest.mark.django_db
def test_a_job_nobody_runs_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        acts.start("no.such", by=make.person(), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Refused(Obstacle("x", "这一行不行")), "这一行不行"),
        (jobs.JobFailed("文件读不出来"), "文件读不出来"),
        (ValueError("雷静雪 13912345678"), "ValueError"),
    ],
)
def test_a_job_that_fails_leaves_nothing_and_says_why(kind: list[jobs.Run], problem: Exception, words: str) -> None:
    def work(job: Job, report: jobs.Report) -> None:
        Zone.objects.create(letter="Q", name="Q")
        raise problem

    kind.append(work)
    job = _asked()
    assert acts.run(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "failed"
    assert words in job.problem
    assert "13912345678" not in job.problem
    assert not Zone.objects.filter(letter="Q").exists()


@pytest.mark.django_db
def test_work_done_in_pieces_keeps_what_was_done_when_a_later_piece_fails() -> None:
    @jobs.runner("test.pieces", label="Pieces", whole=False)
    def work(job: Job, report: jobs.Report) -> None:
        Zone.objects.create(letter="Q", name="Q")
        raise jobs.JobFailed("第二件不行")

    try:
        job = acts.start("test.pieces", by=make.person(), now=NOW)
        assert acts.run(job.pk, now=NOW)
    finally:
        jobs.forget("test.pieces")
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "第二件不行")
    assert Zone.objects.filter(letter="Q").exists()


@pytest.mark.django_db
def test_a_worker_thought_dead_leaves_nothing(kind: list[jobs.Run]) -> None:
    def work(job: Job, report: jobs.Report) -> None:
        Zone.objects.create(letter="Q", name="Q")
        # Meanwhile the sweep has given the job to another worker.
        Job.objects.filter(pk=job.pk).update(attempts=9)

    kind.append(work)
    job = _asked()
    acts.run(job.pk, now=NOW)
    assert not Zone.objects.filter(letter="Q").exists()
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.django_db
def test_the_sweep_requeues_a_silent_job_and_gives_up_after_three(kind: list[jobs.Run]) -> None:
    silent, alive, hopeless = _asked(), _asked(), _asked()
    for job, beat, attempts in ((silent, 60, 1), (alive, 5, 1), (hopeless, 60, 3)):
        Job.objects.filter(pk=job.pk).update(
            state="running", beat_at=NOW - timedelta(seconds=beat), started_at=NOW, attempts=attempts
        )

    assert acts.sweep_jobs(now=NOW) == {"given_up": 1, "requeued": 1, "rung": 1}
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {silent.pk: "queued", alive.pk: "running", hopeless.pk: "failed"}


@pytest.mark.django_db
def test_a_broker_that_is_away_loses_no_job(
    kind: list[jobs.Run], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from config.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis+socket:///nowhere/redis.sock"
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = _asked()
    finally:
        app.conf.broker_url = before
    assert Job.objects.get(pk=job.pk).state == "queued"
    assert acts.sweep_jobs(now=NOW + timedelta(minutes=1))["rung"] == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_run_a_job_once(kind: list[jobs.Run]) -> None:
    runs: list[int] = []

    def work(job: Job, report: jobs.Report) -> None:
        runs.append(job.pk)

    kind.append(work)
    job = _asked()
    start = threading.Barrier(8)

    def worker() -> None:
        try:
            start.wait()
            acts.run(job.pk, now=timezone.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_job_runs(kind: list[jobs.Run]) -> None:
    seen: list[tuple[int, int]] = []

    def work(job: Job, report: jobs.Report) -> None:
        report(4, 10)
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                until = time.monotonic() + 5
                while not seen and time.monotonic() < until:
                    cursor.execute("SELECT done, total FROM mall_job WHERE id = %s AND total > 0", [job.pk])
                    seen.extend(cursor.fetchall())
        finally:
            other.close()

    kind.append(work)
    acts.run(_asked().pk, now=timezone.now())
    assert seen == [(4, 10)]


KILLED = """
import os, signal, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["KILL_DATABASE"]
django.setup()
from django.utils import timezone
from mall import jobs, tasks
from mall.actions import jobs as acts
from mall.models import Zone
@jobs.runner("test.killed", label="Work")
def run(job, report):
    Zone.objects.create(letter="Q", name="half done")
    os.kill(os.getpid(), signal.SIGKILL)
acts.run(int(os.environ["KILL_JOB"]), now=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(kind: list[jobs.Run]) -> None:
    @jobs.runner("test.killed", label="Work")
    def whole(job: Job, report: jobs.Report) -> None:
        Zone.objects.create(letter="Q", name="whole")

    try:
        job = acts.start("test.killed", by=make.person(), now=timezone.now())
        env = os.environ | {
            "KILL_DATABASE": connection.settings_dict["NAME"],
            "KILL_JOB": str(job.pk),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        died = subprocess.run([sys.executable, "-c", KILLED], env=env, check=False, timeout=240, cwd=_root())  # noqa: S603 - our own program
        assert died.returncode == -signal.SIGKILL
        job.refresh_from_db()
        assert job.state == "running"
        assert not Zone.objects.filter(letter="Q").exists()

        assert acts.sweep_jobs(now=timezone.now() + timedelta(minutes=2))["requeued"] == 1
        acts.run(job.pk, now=timezone.now())
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("done", 2)
        assert [zone.name for zone in Zone.objects.filter(letter="Q")] == ["whole"]
    finally:
        jobs.forget("test.killed")


def _root() -> str:
    from django.conf import settings

    return str(settings.BASE_DIR)


@pytest.mark.django_db
def test_a_job_page_is_for_who_asked(kind: list[jobs.Run], client: Client, media: Any) -> None:
    kind.append(lambda _job, _report: jobs.Outcome({"accepted": 3}, b"abc", "refused.xlsx"))
    job = _asked()
    owner = make.signed_in(client, job.by)
    waiting = owner.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).text
    assert "hx-get" in waiting
    assert owner.get(f"/jobs/{job.pk}/output/").status_code == 404

    acts.run(job.pk, now=timezone.now())
    ended = owner.get(f"/jobs/{job.pk}/").text
    assert "accepted" in ended
    assert 'hx-trigger="every' not in ended
    assert b"".join(owner.get(f"/jobs/{job.pk}/output/").streaming_content) == b"abc"  # type: ignore[attr-defined]  # the test client's answer

    stranger = make.signed_in(client, make.person())
    assert stranger.get(f"/jobs/{job.pk}/").status_code == 404
    assert stranger.get(f"/jobs/{job.pk}/output/").status_code == 404


@pytest.mark.django_db
def test_a_kind_has_one_runner() -> None:
    jobs.runner("test.twice", label="Work")(_nothing)
    jobs.runner("test.twice", label="Work")(_nothing)
    try:
        with pytest.raises(ValueError, match=r"test\.twice"):
            jobs.runner("test.twice", label="Work")(lambda _job, _report: None)
    finally:
        jobs.forget("test.twice")


def _nothing(job: Job, report: jobs.Report) -> None:
    """Do nothing."""


@pytest.mark.django_db
def test_a_kind_this_installation_does_not_know_fails_with_words(kind: list[jobs.Run], client: Client) -> None:
    job = _asked()
    Job.objects.filter(pk=job.pk).update(kind="test.gone")
    tasks.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "本系统不支持这类任务。")
    assert "test.gone" in make.signed_in(client, job.by).get(f"/jobs/{job.pk}/").text


@pytest.mark.django_db
@pytest.mark.parametrize(("back", "shown"), [("mall:profile", True), ("mall:no-such", False)])
def test_a_job_page_leads_back_where_it_came_from(client: Client, back: str, *, shown: bool) -> None:
    jobs.runner("test.back", label="Work", back=back)(_nothing)
    try:
        job = acts.start("test.back", by=make.person(), now=NOW)
        tasks.run_job(job.pk)
        page = make.signed_in(client, job.by).get(f"/jobs/{job.pk}/").text
        assert ("/accounts/profile/" in page.partition('id="job"')[2].partition("</section>")[0]) is shown
    finally:
        jobs.forget("test.back")


@pytest.mark.django_db
def test_the_tasks_of_the_schedule_sweep() -> None:
    tasks.sweep_jobs()
    tasks.sweep_doors()
    tasks.run_job(999_999)
    assert not Job.objects.exists()
