"""The doors of an import in the browser, made for a desk and hung in its own views: upload, preview, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.files.base import ContentFile
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import ImportedFile
from mall.actions import jobs
from mall.me import me
from mall.models import Job
from ui.doors import Needs, act, page
from ui.fragments import answer, go
from ui.obstacles import Refused, put_obstacles
from ui.pairs import View, pair
from ui.tokens import once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from casework.importing.desk import Import

SHOWN_AT_MOST: Final = 20


class UploadForm(forms.Form):
    """A list to be taken in."""

    file = forms.FileField(
        label=_("Spreadsheet (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), max_length=200
    )


def import_doors(desk: Import[Any, Any], *, needs: Needs) -> tuple[View, View]:
    """Make a desk's doors: the page where a list is uploaded, and the act that imports what was previewed."""

    @page(needs=needs)
    def show_upload(request: HttpRequest) -> HttpResponse:
        """Show where to put the file, which columns are known, and what was imported before."""
        return _form(request, desk, UploadForm())

    @act(needs=needs)
    def upload(request: HttpRequest) -> HttpResponse:
        """Take the file and let the worker say what an import would do; nothing is changed yet."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return _form(request, desk, form, status=422)
        file = form.cleaned_data["file"]
        try:
            desk.sheet.read_file(file)
        except Refused as refused:
            put_obstacles(form, refused.obstacles)
            return _form(request, desk, form, status=422)
        file.seek(0)
        params = {"name": file.name}
        job = jobs.start(desk.preview_job, by=me(request), now=timezone.now(), params=params, upload=file)
        return go(request, reverse("mall:job", args=[job.pk]))

    @act(needs=needs)
    def confirm(request: HttpRequest, pk: int) -> HttpResponse:
        """Import the file that was previewed. Confirming twice leads to the same import."""
        user = me(request)
        preview = get_object_or_404(Job.objects.filter(~Q(upload="")), pk=pk, by=user, kind=desk.preview_job)

        def make() -> str:
            with preview.upload.open("rb") as stored:
                copy = ContentFile(stored.read())
            job = jobs.start(desk.import_job, by=user, now=timezone.now(), params=preview.params, upload=copy)
            return reverse("mall:job", args=[job.pk])

        return once(request, make)

    return pair(show_upload, upload), confirm


def _form(request: HttpRequest, desk: Import[Any, Any], form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "address": request.path,
        "back": reverse(f"{desk.kind}:list"),
        "words": desk.words,
        "needed": desk.sheet.header_words(required=True),
        "also_read": desk.sheet.header_words(required=False),
        "earlier": ImportedFile.objects.filter(kind=desk.kind).select_related("by")[:SHOWN_AT_MOST],
    }
    return answer(request, "casework/import/upload.html", context, status=status)
