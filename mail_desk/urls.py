"""Addresses of the mail desk. Acts on an item are `/mail/<number>/<act>/`, GET the form, POST the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from mail_desk.rules import collecting as collect_rules
from mail_desk.rules import mending as mend_rules
from mail_desk.rules import returning as return_rules
from mail_desk.views import collecting, item, mending, papers, returning

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
    (collect_rules.COLLECT, collecting.of_item),
    # sent back, put right
    (return_rules.SEND_BACK, returning.send_back),
    (mend_rules.PUT_RIGHT, mending.put_right),
    (mend_rules.TAKE_BACK, mending.take_back),
    (mend_rules.STRIKE_OUT, mending.strike_out),
)

urlpatterns: list[URLPattern] = [
    # --- receiving
    # --- notice and rounds
    # --- collecting
    path(f"{_ROOT}collect/", collecting.collect, name="collect"),
    path(f"{_ROOT}collect/find/", collecting.look_up, name="look-up"),
    path(f"{_ROOT}collections/<int:pk>/", collecting.collection, name="collection"),
    path(f"{_ROOT}collections/<int:pk>/print/", papers.proof, name="proof"),
    path(f"{_ROOT}labels/", papers.labels, name="labels"),
    path(f"{_ITEM}papers/", papers.of_item, name="papers"),
    path(f"{_ITEM}pick-up/", papers.pickup, name="pick-up"),
    # --- going back
    path(f"{_ROOT}returns/", returning.returns, name="returns"),
    path(f"{_ROOT}returns/<str:number>/", returning.slip, name="return"),
    path(f"{_ROOT}returns/<str:number>/print/", papers.slip, name="return-print"),
    path(f"{_ROOT}returns/<str:number>/give-up/", returning.give_up, name="return-give-up"),
    path(f"{_ROOT}returns/<str:number>/out/<str:item>/", returning.take_out, name="return-out"),
    # --- lists, days and months
    # --- import
    # --- the item; last, for its number fits anything
    path(_ITEM, item.item, name="item"),
    *(path(f"{_ITEM}{spec.code}/", view, name=spec.code) for spec, view in ACTS),
]
