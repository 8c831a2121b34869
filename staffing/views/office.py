"""What the doors of letters, plans and meetings share: an act that is done once, its form shown again when refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.doors import Undone
from ui.obstacles import Refused, put_obstacles
from ui.tokens import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse


def do_once(
    request: HttpRequest, name: str, form: forms.Form, make: Callable[[], str], again: Callable[..., HttpResponse]
) -> HttpResponse:
    """Do it once and lead on; what was refused is shown on the page, in the form of that name, with all that was typed.

    `again(status=, <name>=form)` shows the page once more.
    """
    if not form.is_valid():
        return again(status=422, **{name: form})
    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(again, status=refused.status, **{name: form})) from refused
