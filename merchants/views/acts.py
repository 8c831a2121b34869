"""The two doors of an act on a merchant's file: GET shows its form, POST does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mall.localtime import local_day
from mall.me import me
from merchants.forms.file import FileForm, SureForm
from merchants.queries import visible_merchant
from ui.doors import Needs, Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused, StrOrPromise, put_obstacles
from ui.pairs import pair

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from merchants.models import Merchant

Do = Callable[..., None]
Row = Callable[["Merchant", int], Any]


@dataclass(frozen=True)
class FileAct:
    """An act on a merchant's file as its form shows it; `row` finds the contact or tenancy it is about."""

    needs: Needs
    title: StrOrPromise
    button: StrOrPromise
    said: StrOrPromise
    icon: str = "device-floppy"
    form: type[FileForm] = SureForm
    hint: StrOrPromise = ""
    danger: bool = False
    row: Row | None = None


def file_act(spec: FileAct) -> Callable[[Do], Callable[..., Any]]:
    """Make both doors of an act; the function is called as `do(merchant, data, row, by=, now=)`."""

    def decorate(do: Do) -> Callable[..., Any]:
        @page(needs=spec.needs)
        def look(request: HttpRequest, number: str, row: int | None = None) -> HttpResponse:
            merchant = visible_merchant(me(request), number)
            return _show(request, spec, merchant, _form(spec, merchant, row))

        @act(needs=spec.needs)
        def perform(request: HttpRequest, number: str, row: int | None = None) -> HttpResponse:
            merchant = visible_merchant(me(request), number)
            form = _form(spec, merchant, row, request.POST)
            if not form.is_valid():
                return _show(request, spec, merchant, form, status=422)
            try:
                do(merchant, form.cleaned_data, form.row, by=me(request), now=timezone.now())
            except Refused as refused:
                put_obstacles(form, refused.obstacles)
                raise Undone(partial(_show, request, spec, merchant, form, status=refused.status)) from refused
            toast(request, spec.said)
            return go(request, merchant.get_absolute_url())

        perform.__name__ = do.__name__
        perform.__doc__ = do.__doc__
        return pair(look, perform)

    return decorate


def _form(spec: FileAct, merchant: Merchant, row: int | None, data: Any = None) -> FileForm:
    about = spec.row(merchant, row) if spec.row and row is not None else None
    return spec.form(data, merchant=merchant, row=about, today=local_day(timezone.now()))


def _show(
    request: HttpRequest, spec: FileAct, merchant: Merchant, form: FileForm, *, status: int = 200
) -> HttpResponse:
    about = getattr(form.row, "unit", form.row) or ""
    context = {"spec": spec, "merchant": merchant, "form": form, "about": about, "address": request.path}
    return answer(request, "merchants/act.html", context, status=status)
