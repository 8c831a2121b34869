"""Slow work as rows: asked for, claimed by one worker, done whole or not at all, seen on a page."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mall import jobs
from mall.doorbell import ring
from mall.models import Job
from ui.obstacles import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.core.files.base import File

    from mall.models import User

log = structlog.get_logger()

TASK = "mall.run_job"
# A worker gives a sign of life every five seconds; one that was silent for this long is dead.
SILENCE = timedelta(seconds=45)
UNHEARD = timedelta(seconds=10)
BEAT_SECONDS = 5.0
PROGRESS_SECONDS = 0.5
MOST_ATTEMPTS = 3
LONGEST_PROBLEM = 300


class Overtaken(Exception):
    """This worker was thought dead and the job was given to another; nothing of it is kept."""


def start(
    kind: str, *, by: User, now: datetime, params: Mapping[str, Any] | None = None, upload: File[bytes] | None = None
) -> Job:
    """Ask for slow work and ring for the worker. Raises KeyError for a kind nobody runs.

    `params` is plain JSON without names or phones; the file goes in as `upload`.
    """
    if jobs.kind(kind) is None:
        raise KeyError(kind)
    job = Job(kind=kind, by=by, asked_at=now, params=dict(params or {}))
    if upload is not None:
        job.upload.save(kind.replace(".", "-"), upload, save=False)
    job.save()
    ring(TASK, job.pk)
    return job


def claim(pk: int, *, now: datetime) -> Job | None:
    """Take a waiting job; None when another worker was first or it is no longer waiting."""
    taken = Job.objects.filter(pk=pk, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=now, beat_at=now, done=0, total=0, attempts=F("attempts") + 1
    )
    return Job.objects.select_related("by").get(pk=pk) if taken else None


def run(pk: int, *, now: datetime) -> bool:
    """Claim and do one job; False when it was not there to be taken."""
    job = claim(pk, now=now)
    if job is None:
        return False
    with translation.override(job.by.language):
        try:
            _run_whole(job)
        except Overtaken:
            log.warning("job_overtaken", job=pk)
        except Exception as problem:  # whatever went wrong is told to the person who waits
            _fail(job, _sentence(problem), now=timezone.now())
            if not isinstance(problem, Refused | jobs.JobFailed):
                log.exception("job_failed", job=pk, job_kind=job.kind)
    return True


def sweep_jobs(*, now: datetime) -> dict[str, int]:
    """Requeue what a killed worker left, and ring again for what nobody heard. Safe to run twice."""
    silent = Job.objects.filter(state=Job.State.RUNNING, beat_at__lt=now - SILENCE)
    given_up = silent.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Job.State.FAILED,
        ended_at=now,
        problem=_("The worker stopped in the middle three times. Nothing was changed; ask the administrator."),
    )
    requeued = silent.filter(attempts__lt=MOST_ATTEMPTS).update(state=Job.State.QUEUED, asked_at=now - UNHEARD)
    waiting = Job.objects.filter(state=Job.State.QUEUED, asked_at__lte=now - UNHEARD).order_by("asked_at", "pk")
    rung = list(waiting.values_list("pk", flat=True)[:100])
    for pk in rung:
        ring(TASK, pk)
    return {"given_up": given_up, "requeued": requeued, "rung": len(rung)}


def _run_whole(job: Job) -> None:
    kind = jobs.kind(job.kind)
    if kind is None:
        raise jobs.JobFailed(_("This installation cannot do this kind of work."))
    with _signs_of_life(job) as progress, transaction.atomic() if kind.whole else nullcontext():
        outcome = kind.run(job, progress) or jobs.Outcome()
        if outcome.output is not None:
            job.output.save(f"{job.pk}-{job.attempts}", ContentFile(outcome.output), save=False)
        progress.stop()
        kept = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts).update(
            state=Job.State.DONE,
            ended_at=timezone.now(),
            done=progress.done,
            total=progress.total,
            result=outcome.result,
            output=job.output.name or "",
            output_name=outcome.output_name[:100],
            problem="",
        )
        if not kept:
            raise Overtaken


def _sentence(problem: Exception) -> str:
    if isinstance(problem, Refused):
        return " ".join(str(obstacle.message) for obstacle in problem.obstacles)
    if isinstance(problem, jobs.JobFailed):
        return str(problem)
    return _("Something failed here (%(kind)s). Nothing was changed; the mistake has been recorded.") % {
        "kind": type(problem).__name__
    }


def _fail(job: Job, sentence: str, *, now: datetime) -> None:
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts).update(
        state=Job.State.FAILED, ended_at=now, problem=sentence[:LONGEST_PROBLEM]
    )


class _Progress:
    """How far a job is, written down by a thread over a connection of its own.

    The runner's transaction is open until the end, so what it wrote could be seen by nobody.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done = 0
        self.total = 0
        self._written = (0, 0)
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name=f"job-{job.pk}")

    def __call__(self, done: int, total: int | None = None) -> None:
        self.done = done
        if total is not None:
            self.total = total

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._enough.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        own = connection.copy()
        silent = 0.0
        try:
            while not self._enough.wait(PROGRESS_SECONDS):
                silent += PROGRESS_SECONDS
                if silent < BEAT_SECONDS and self._written == (self.done, self.total):
                    continue
                silent, self._written = 0.0, (self.done, self.total)
                with own.cursor() as cursor:
                    cursor.execute(
                        "UPDATE mall_job SET done = %s, total = %s, beat_at = now()"
                        " WHERE id = %s AND state = 'running' AND attempts = %s",
                        [*self._written, self.job.pk, self.job.attempts],
                    )
        except Exception:
            # Without signs of life the sweep takes the job for dead, and the end of this run refuses itself.
            log.exception("job_progress_lost", job=self.job.pk)
        finally:
            own.close()


@contextmanager
def _signs_of_life(job: Job) -> Iterator[_Progress]:
    progress = _Progress(job)
    progress.start()
    try:
        yield progress
    finally:
        progress.stop()
