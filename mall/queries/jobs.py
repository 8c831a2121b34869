"""Reading jobs: each person his own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404

from mall.models import Job

if TYPE_CHECKING:
    from mall.models import User


def open_job(user: User, pk: int) -> Job:
    """The person's own job. Raises Http404 for anybody else's."""
    return get_object_or_404(Job.objects.filter(by=user), pk=pk)


def running_job(kind: str, **params: Any) -> Job | None:
    """Return the job of a kind, asked for with these params, that waits or runs, if there is one."""
    running = Job.objects.filter(kind=kind, state__in=(Job.State.QUEUED, Job.State.RUNNING), params__contains=params)
    return running.order_by("pk").first()
