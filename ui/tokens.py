"""One-time form tokens: a double click makes one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from ui import fragments, plugs

FIELD = "form_token"


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
