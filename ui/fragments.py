"""One template answers both: the whole page, and the paragraph of it that htmx asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

Answer = TypeVar("Answer", bound=HttpResponse)
LEVELS = {"ok": messages.SUCCESS, "info": messages.INFO, "soon": messages.WARNING, "late": messages.ERROR}


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asked for a part; going back in history and boosted links want the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> TemplateResponse:
    """Answer with the page, or with its partial when htmx asked for a fragment.

    The response is rendered by the door, inside its transaction.
    """
    name = f"{template}#{partial}" if partial and wants_fragment(request) else template
    response = TemplateResponse(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to another page: a redirect, or HX-Redirect for htmx, which would follow a redirect into the fragment."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def unchanged(request: HttpRequest, stamp: str) -> HttpResponse | None:
    """Answer 304 to a poll that already holds this state, else None; then send the answer through `stamped`."""
    if request.headers.get("If-None-Match", "").strip('W/"') == stamp:
        return HttpResponse(status=304)
    return None


def stamped(response: Answer, stamp: str) -> Answer:
    """Put the state's stamp on an answer that is polled."""
    response["ETag"] = f'W/"{stamp}"'
    response["Cache-Control"] = "no-cache, private"
    return response


def toast(request: HttpRequest, text: object, level: str = "ok") -> None:
    """Say a short sentence after the act: level ok, info, soon or late. It survives a redirect."""
    messages.add_message(request, LEVELS[level], str(text), fail_silently=True)


def put_toasts(request: HttpRequest, response: HttpResponse) -> None:
    """Hand pending toasts to htmx in a header, for a fragment has no place of its own for them."""
    pending = [
        {"text": str(message), "level": message.level_tag, "code": message.level}
        for message in messages.get_messages(request)
    ]
    if pending:
        trigger = json.loads(response.headers.get("HX-Trigger", "{}"))
        trigger["toasts"] = {"list": pending}
        response["HX-Trigger"] = json.dumps(trigger)


def to_login(request: HttpRequest) -> HttpResponse:
    """Lead to the login page and remember where the person wanted to go."""
    wanted = request.get_full_path()
    if request.headers.get("HX-Request") == "true" or request.method != "GET":
        current = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
        wanted = current.path + (f"?{current.query}" if current.query else "") or "/"
    return go(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': wanted})}")


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """Return the `next` address when it stays on this site, else the fallback."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else fallback
