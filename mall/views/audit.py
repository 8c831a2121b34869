"""The logs of the doors, and the table of roles: what an auditor reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from mall.queries import logs
from mall.roles import LEADERS, PERMISSION_NAMES, ROLE_PERMISSIONS, Permission, Role
from ui.doors import SIGNED_IN, page
from ui.fragments import answer
from ui.paging import Keyset

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEWEST_FIRST = Keyset(("-at", "-pk"))


class Span(forms.Form):
    """From a day to a day, and a word."""

    q = forms.CharField(required=False, max_length=40)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)


def _asked(request: HttpRequest) -> dict[str, object]:
    """Read the filters; what is no day is no filter."""
    span = Span(request.GET)
    span.is_valid()
    given = span.cleaned_data
    return {"words": given.get("q", "").strip(), "first": given.get("first"), "last": given.get("last")}


@page(needs=Permission.AUDIT_READ)
def exports(request: HttpRequest) -> HttpResponse:
    """Show what was taken out, by whom."""
    asked = _asked(request)
    shown = NEWEST_FIRST.page(logs.exports(**asked), request.GET)  # type: ignore[arg-type]  # typed by the form
    context = {"page": shown, "asked": asked, "title": _("Exports"), "kind": "exports"}
    return answer(request, "mall/logs.html", context, partial="rows")


@page(needs=Permission.AUDIT_READ)
def reveals(request: HttpRequest) -> HttpResponse:
    """Show which numbers were looked at, by whom and what for."""
    asked = _asked(request)
    shown = NEWEST_FIRST.page(logs.reveals(**asked), request.GET)  # type: ignore[arg-type]  # typed by the form
    context = {"page": shown, "asked": asked, "title": _("Numbers shown"), "kind": "reveals"}
    return answer(request, "mall/logs.html", context, partial="rows")


@page(needs=SIGNED_IN)
def roles(request: HttpRequest) -> HttpResponse:
    """Show who may do what, made from the very table the program asks."""
    rows = [
        {
            "code": str(permission),
            "name": PERMISSION_NAMES[permission],
            "subject": permission.split(".")[0],
            "cells": [(role.label, permission in ROLE_PERMISSIONS[role]) for role in Role],
        }
        for permission in Permission
    ]
    context = {"roles": [(role.label, role in LEADERS) for role in Role], "rows": rows}
    return answer(request, "mall/roles.html", context)
