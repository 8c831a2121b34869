"""Addresses of the mail desk. Acts on an item are `/mail/<number>/<act>/`, GET the form, POST the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from mail_desk.views import importing, item

if TYPE_CHECKING:
    from mail_desk.rules.offering import ItemAct
    from ui.pairs import View

app_name = "mail_desk"

_ROOT = "mail/"
_ITEM = f"{_ROOT}<str:number>/"

# --- acts on one item: what its rules say of it, and its pair of doors
ACTS: tuple[tuple[ItemAct, View], ...] = (
    # notice and rounds
    # collecting
    # returns and corrections
)

urlpatterns: list[URLPattern] = [
    # --- receiving
    # --- notice and rounds
    # --- collecting
    # --- returns
    # --- lists, days and months
    # --- import
    path(_ROOT, importing.upload_pair, name="list"),  # until the lists above have their own
    path(f"{_ROOT}import/", importing.upload_pair, name="import"),
    path(f"{_ROOT}import/<int:pk>/confirm/", importing.confirm, name="import-confirm"),
    # --- the item; last, for its number fits anything
    path(_ITEM, item.item, name="item"),
    *(path(f"{_ITEM}{spec.code}/", view, name=spec.code) for spec, view in ACTS),
]
