"""Attachments, sent by who asks for them: never by an address of their own, never run by a browser (design 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from casework.models import Attachment, Folder
from mall.me import me
from ui.doors import SIGNED_IN, page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

SANDBOX = "default-src 'none'; style-src 'none'; script-src 'none'; img-src 'self'; sandbox"


@page(needs=SIGNED_IN)
def attachment(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send an attachment of a folder the person may see: pictures we drew ourselves on the page, the rest to keep."""
    visible = Folder.objects.visible_to(me(request))
    found = get_object_or_404(Attachment.objects.filter(folder__in=visible, removed_at=None).exclude(file=""), key=key)
    try:
        file = found.file.open("rb")
    except OSError as missing:
        raise Http404 from missing
    inline = found.shown_inline and "download" not in request.GET
    response = FileResponse(file, as_attachment=not inline, filename=shown_name(found), content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def shown_name(found: Attachment) -> str:
    """The name it came with, with the ending its content has, whatever the name said."""
    ending = "." + str(found.file.name).rpartition(".")[2]
    stem = found.name.rpartition(".")[0] or found.name
    return f"{stem}{ending}"
