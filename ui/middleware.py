"""What every request passes: sizes, characters that cannot be stored, and toasts for htmx."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from ui import errors
from ui.fragments import put_toasts

# PostgreSQL stores neither NUL nor lone surrogates.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
DEFAULT_MAX_REQUEST_BYTES = 60 * errors.MEGABYTE


class ReadableInput:
    """Answer 413 to what is too large and 400 to characters no text field can hold. Stands after the CSRF check."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Look at the input before the view does."""
        limit = getattr(settings, "UI_MAX_REQUEST_BYTES", DEFAULT_MAX_REQUEST_BYTES)
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > limit:
            return errors.too_large(request, limit)
        try:
            readable = _readable(request)
        except RequestDataTooBig:
            return errors.too_large(request)
        return None if readable else errors.bad_request(request)


def _readable(request: HttpRequest) -> bool:
    pieces = [request.path]
    for source in (request.GET, request.POST):
        for name, values in source.lists():
            pieces.append(name)
            pieces.extend(str(value) for value in values)
    return not any(UNSTORABLE.search(piece) for piece in pieces)


class ToastsForHtmx:
    """Hand pending messages to htmx in a header. Stands after the messages middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the toasts, unless the browser is about to load a page that shows them."""
        response = self.get_response(request)
        asked_by_htmx = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
        leaves = response.has_header("HX-Redirect") or response.has_header("HX-Refresh")
        redirected = response.status_code in {301, 302, 303, 307, 308}
        if asked_by_htmx and not leaves and not redirected:
            put_toasts(request, response)
        return response
