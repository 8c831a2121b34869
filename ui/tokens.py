"""One-time form tokens: a double click makes one record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from ui import fragments, plugs
from ui.doors import Undone
from ui.obstacles import Refused, put_obstacles

FIELD = "form_token"
# Gives the row to be stored along with the record at this address.
Spent = Callable[[str], Any]


class OneTimeForm(forms.Form):
    """A form that carries a one-time token; the template shows it with `{% form_token %}` or as a hidden field."""

    form_token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Issue a token for a new form; a refused form keeps the one it came with."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault(FIELD, plugs.tokens().issue(None))


def once(request: HttpRequest, make: Callable[[], str]) -> HttpResponse:
    """Make the record once per token and lead to it; the second post of the same form leads to the first record.

    Call it inside an act: a refused act leaves its token unused.
    """
    token = request.POST.get(FIELD, "")
    if not token:
        return fragments.go(request, make())
    store = plugs.tokens()
    earlier = store.spend(token, request.user)
    if earlier is not None:
        return fragments.go(request, earlier)
    url = make()
    store.settle(token, request.user, url)
    return fragments.go(request, url)


def attempt(
    request: HttpRequest,
    form: forms.Form,
    make: Callable[[], str],
    again: Callable[..., HttpResponse],
    *,
    name: str = "form",
) -> HttpResponse:
    """Make the record of a form once and lead to it; what was refused is shown in the form, with all that was typed.

    `again(<name>=form, status=)` shows the page once more. Call it inside an act, as `once`.
    """
    token = request.POST.get(FIELD, "")
    led = plugs.tokens().led_to(token, request.user) if token else None
    if led is not None:
        # Sent twice: what the first one did would be taken for somebody else's.
        return fragments.go(request, led)
    if not form.is_valid():
        return again(status=422, **{name: form})
    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(again, status=refused.status, **{name: form})) from refused


def once_along(request: HttpRequest, make: Callable[[Spent | None], str]) -> HttpResponse:
    """The same for an act that stores the used token along with its record, in one question.

    `make` gets what gives the token's row for an address, or None for a form that carries none. A second post of the
    same form fails at that row; all it did is undone, and it leads to the first record.
    """
    token, store = request.POST.get(FIELD, ""), plugs.tokens()
    if not token:
        return fragments.go(request, make(None))
    try:
        return fragments.go(request, make(partial(store.spent, token, request.user)))
    except IntegrityError as failed:
        problem = failed

    def lead_to_the_first() -> HttpResponse:
        earlier = store.led_to(token, request.user)
        if earlier is None:
            raise problem
        return fragments.go(request, earlier)

    raise Undone(lead_to_the_first)
