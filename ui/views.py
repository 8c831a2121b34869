"""The shell's own doors: language, bell, drafts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static

from ui import fragments, plugs
from ui.context import Shell
from ui.doors import PUBLIC, SIGNED_IN, act, page

DRAFT_KEY_LENGTH = 100
DRAFT_FIELDS = 200
# Never kept: proofs, tokens and secrets.
NOT_KEPT = {"csrfmiddlewaretoken", "form_token", "draft_key", "password", "pin", "secret"}


@act(needs=PUBLIC)
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages and stay on the page."""
    response = fragments.go(request, fragments.safe_next(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        plugs.language_chosen(request.user, wanted)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@page(needs=PUBLIC)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask the old address to the mark."""
    return HttpResponseRedirect(static("img/mark.svg"))


@page(needs=SIGNED_IN)
def bell(request: HttpRequest) -> HttpResponse:
    """Answer the bell when the count has changed, else nothing (204)."""
    unread = plugs.unread_count(request.user)
    if request.GET.get("have") == str(unread):
        return HttpResponse(status=204)
    return fragments.answer(request, "ui/_bell.html", {"unread": unread, "shell": Shell(request)})


@page(needs=SIGNED_IN)
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Give back what was typed and not sent."""
    store = plugs.drafts()
    found = store.get(request.user, key[:DRAFT_KEY_LENGTH]) if store else None
    if found is None:
        return HttpResponse(status=204)
    response = JsonResponse({"data": found.data, "saved_at": found.saved_at.isoformat()})
    response["Cache-Control"] = "no-store"
    return response


@act(needs=SIGNED_IN)
def keep_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what is typed so far."""
    store = plugs.drafts()
    if store is None:
        return HttpResponse(status=204)
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    kept = dict(list(fields.items())[:DRAFT_FIELDS])
    saved_at = store.put(request.user, key[:DRAFT_KEY_LENGTH], kept)
    return JsonResponse({"saved_at": saved_at.isoformat()})


@act(needs=SIGNED_IN)
def drop_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Forget what was typed."""
    store = plugs.drafts()
    if store is not None:
        store.drop(request.user, key[:DRAFT_KEY_LENGTH])
    return HttpResponse(status=204)
