"""The page of a background job: how far it is, what it found, its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.urls import NoReverseMatch, reverse

from mall import jobs
from mall.models import Job
from mall.queries.jobs import open_job
from ui.doors import SIGNED_IN, page
from ui.fragments import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from mall.models import User

WHOLE = 100


@page(needs=SIGNED_IN)
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job of one's own; the part that changes asks again by itself until the job has ended."""
    job = open_job(_person(request), pk)
    kind = jobs.kind(job.kind)
    percent = WHOLE if job.state == Job.State.DONE else (WHOLE * job.done // job.total if job.total else 0)
    context = {
        "job": job,
        "label": kind.label if kind else job.kind,
        "result_template": kind.template if kind else jobs.Kind.template,
        "percent": min(percent, WHOLE),
        "ended": job.state in {Job.State.DONE, Job.State.FAILED},
        "back_url": _back(kind),
    }
    return answer(request, "mall/job.html", context, partial="progress")


@page(needs=SIGNED_IN)
def job_output(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the file a job made, to who asked for it."""
    job = open_job(_person(request), pk)
    if not job.output:
        raise Http404
    return FileResponse(job.output.open("rb"), as_attachment=True, filename=job.output_name or f"job-{job.pk}")


def _back(kind: jobs.Kind | None) -> str:
    if kind is None or not kind.back:
        return ""
    try:
        return reverse(kind.back)
    except NoReverseMatch:
        return ""


def _person(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the door lets in nobody else
