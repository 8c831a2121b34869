"""What people see when something is refused or fails: one table of words, one page, for every status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ui.fragments import wants_fragment
from ui.obstacles import Conflict, Obstacle, Refused, TooLarge, TooMany

log = structlog.get_logger()

MEGABYTE = 1024 * 1024
LAST_RESORT = (
    '<!doctype html><html lang="zh-hans"><meta charset="utf-8"><title>500</title>'
    "<h1>系统出错了</h1><p>请稍后再试；如仍不行，请告诉系统管理员。</p>"
    '<p lang="en">Something failed here. Please try again later.</p>'
)


@dataclass(frozen=True)
class Words:
    """What happened and what to do next."""

    title: str | Promise
    what: str | Promise
    next: str | Promise
    icon: str = "alert-circle"


WORDS: dict[str, Words] = {
    "400": Words(
        _("This request cannot be read"),
        _("It holds characters that cannot be stored, or it was cut off on the way."),
        _("Go back, remove unusual characters and send it again."),
        "file-broken",
    ),
    "403": Words(
        _("This is not open to you"),
        _("Your role does not include this page or this act."),
        _("If you need it for your work, ask your supervisor to change your role."),
        "lock",
    ),
    "csrf": Words(
        _("This page has become old"),
        _("It was open for a long time, or somebody signed in again in another window."),
        _("Go back, reload the page and send it again. What you typed is kept as a draft."),
        "refresh-alert",
    ),
    "404": Words(
        _("Nothing is here"),
        _("The number may be mistyped, or the matter is not yours to see."),
        _("Look for it in the search box above, or go back to the board."),
        "map-question",
    ),
    "405": Words(
        _("This address is opened another way"),
        _("A page can only be looked at, and an act can only be done from its button."),
        _("Go back to the page and use its button."),
        "hand-stop",
    ),
    "409": Words(
        _("Not possible as things stand"),
        _("The matter is not in the state this act needs."),
        _("Go back and look at how it stands now."),
        "arrows-exchange",
    ),
    "busy": Words(
        _("Somebody saved at the same moment"),
        _("Nothing was changed by you this time."),
        _("Go back and send it once more."),
        "arrows-exchange",
    ),
    "413": Words(
        _("This is too large"),
        _("The file, or all files together, are larger than can be taken in."),
        _("Make the picture smaller or send the files one by one."),
        "file-alert",
    ),
    "422": Words(
        _("Something is missing"),
        _("The form was not saved."),
        _("Go back and complete it; what you typed is still there."),
        "forms",
    ),
    "429": Words(
        _("Too many tries"),
        _("This was asked too often in a short time."),
        _("Wait a little and try again."),
        "hourglass",
    ),
    "500": Words(
        _("Something failed here"),
        _("The mistake is ours, not yours. It has been recorded."),
        _("Try again in a minute. If it fails again, tell the system administrator what you were doing."),
        "bug",
    ),
    "503": Words(
        _("This takes too long just now"),
        _("The search or the figures did not finish in time."),
        _("Ask for a shorter period or a rarer word, or try again in a minute."),
        "hourglass",
    ),
}


def answer_error(
    request: HttpRequest,
    status: int,
    *,
    sentences: Sequence[object] = (),
    key: str = "",
) -> HttpResponse:
    """Answer with the page of this status; to htmx with its words in the place for refusals.

    `sentences` say what exactly stands in the way and take the place of the general words.
    """
    words = WORDS.get(key or str(status), WORDS["500"])
    context = {"status": status, "words": words, "sentences": [str(sentence) for sentence in sentences]}
    if wants_fragment(request):
        response = HttpResponse(render_to_string("ui/_refused.html", context), status=status)
        response["HX-Retarget"] = "#refusal"
        response["HX-Reswap"] = "innerHTML"
        return response
    return HttpResponse(_page(request, context), status=status)


def _page(request: HttpRequest, context: dict[str, object]) -> str:
    """Draw the page in the shell; when the shell itself fails, without it; at last from a constant."""
    try:
        return render_to_string("ui/error.html", context, request=request)
    except Exception:
        log.exception("error_page_failed")
    return _bare(context)


def _bare(context: dict[str, object]) -> str:
    try:
        return render_to_string("ui/error_bare.html", context)
    except Exception:
        log.exception("bare_error_page_failed")
        return LAST_RESORT


def answer_refusal(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """Answer what a view raised to refuse: obstacles, a conflict, too often, too large."""
    if isinstance(refusal, Refused):
        return refused(request, refusal)
    if isinstance(refusal, Conflict):
        return conflict(request, refusal)
    if isinstance(refusal, TooMany):
        return too_many(request, refusal.retry_after)
    return too_large(request, refusal.limit if isinstance(refusal, TooLarge) else None)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Show the sentences of the obstacles; nothing was changed."""
    return answer_error(request, refusal.status, sentences=[obstacle.message for obstacle in refusal.obstacles])


def conflict(request: HttpRequest, found: Conflict) -> HttpResponse:
    """Show both texts; the form is posted again with everything typed and the version now stored."""
    rows = [
        {
            "name": name,
            "label": found.labels.get(name, name),
            "mine": mine,
            "theirs": found.theirs.get(name, ""),
            "differs": mine != found.theirs.get(name, ""),
            "long": "\n" in mine or len(mine) > 60,  # noqa: PLR2004  # longer than one line of the form
        }
        for name, mine in found.mine.items()
    ]
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in found.mine and name not in {"csrfmiddlewaretoken", "version"}
        for value in values
    ]
    context = {"status": 409, "rows": rows, "typed": typed, "conflict": found, "address": request.get_full_path()}
    response = HttpResponse(render_to_string("ui/conflict.html", context, request=request), status=409)
    if wants_fragment(request):
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response


def method_not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """Answer 405 and name the methods that work."""
    response = answer_error(request, 405)
    response["Allow"] = ", ".join(methods)
    return response


def too_large(request: HttpRequest, limit: int | None = None) -> HttpResponse:
    """Answer 413 and name the limit in megabytes."""
    sentences = []
    if limit:
        sentences.append(_("At most %(size)s MB can be taken in.") % {"size": limit // MEGABYTE})
    return answer_error(request, 413, sentences=sentences)


def too_many(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    """Answer 429 and say when to come back (seconds)."""
    sentence = ngettext("Try again in %(count)d second.", "Try again in %(count)d seconds.", retry_after)
    response = answer_error(request, 429, sentences=[sentence % {"count": retry_after}])
    response["Retry-After"] = str(retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 (handler400)."""
    del exception
    return answer_error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 (handler403); an obstacle given to PermissionDenied is shown as its sentence."""
    sentences = [argument for argument in getattr(exception, "args", ()) if isinstance(argument, Obstacle | Promise)]
    return answer_error(request, 403, sentences=sentences)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the form's proof is missing or old (CSRF_FAILURE_VIEW)."""
    log.info("csrf_failed", reason=reason)
    return answer_error(request, 403, key="csrf")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 (handler404)."""
    del exception
    return answer_error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 (handler500) without touching the database."""
    context: dict[str, object] = {"status": 500, "words": WORDS["500"], "sentences": [], "debug": settings.DEBUG}
    if wants_fragment(request):
        return answer_error(request, 500)
    return HttpResponse(_bare(context), status=500)


__all__ = [
    "WORDS",
    "answer_error",
    "answer_refusal",
    "bad_request",
    "conflict",
    "csrf_failed",
    "forbidden",
    "method_not_allowed",
    "not_found",
    "refused",
    "server_error",
    "too_large",
    "too_many",
]
