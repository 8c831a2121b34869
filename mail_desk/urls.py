"""Addresses of the mail desk. Acts on an item are `/mail/<number>/<act>/`, GET the form, POST the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from mail_desk.rules import collecting as collect_rules
from mail_desk.rules import handing as handing_rules
from mail_desk.rules import mending as mend_rules
from mail_desk.rules import notice as notice_rules
from mail_desk.rules import returning as return_rules
from mail_desk.views import (
    collecting,
    days,
    handing,
    importing,
    item,
    lists,
    mending,
    notice,
    papers,
    receiving,
    receiving_prints,
    returning,
)

if TYPE_CHECKING:
    from mail_desk.rules.offering import ItemAct
    from ui.pairs import View

app_name = "mail_desk"

_ROOT = "mail/"
_ITEM = f"{_ROOT}<str:number>/"
_DELIVERY = f"{_ROOT}deliveries/<str:number>/"

# --- acts on one item: what its rules say of it, and its pair of doors
ACTS: tuple[tuple[ItemAct, View], ...] = (
    # notice and rounds
    (notice_rules.NOTIFY, notice.notify),
    (notice_rules.CALL, notice.call),
    (handing_rules.DELIVER, handing.deliver),
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
    path(f"{_ROOT}addresses/", receiving.addresses, name="addresses"),
    path(f"{_ROOT}deliveries/", receiving.deliveries, name="deliveries"),
    path(f"{_ROOT}deliveries/new/", receiving.new, name="delivery-new"),
    path(_DELIVERY, receiving.delivery, name="delivery"),
    path(f"{_DELIVERY}enter/", receiving.enter, name="enter"),
    path(f"{_DELIVERY}counts/", receiving.enter_counts, name="enter-counts"),
    path(f"{_DELIVERY}finish/", receiving.finish, name="finish"),
    path(f"{_DELIVERY}refusals.pdf", receiving_prints.refusal_slip, name="refusal-slip"),
    # --- notice and rounds
    path(f"{_ROOT}notices/", notice.notices, name="notices"),
    path(f"{_ROOT}notices/F-02.pdf", notice.print_notice, name="notice-print"),
    path(f"{_ROOT}round/", handing.floors, name="round"),
    path(f"{_ROOT}round/<str:code>/", handing.floor, name="round-floor"),
    path(f"{_ROOT}round/<str:code>/hand-over/", handing.hand_over, name="round-hand-over"),
    path(f"{_ROOT}round/<str:code>/nobody/", handing.nobody_there, name="round-nobody"),
    path(f"{_ROOT}round/<str:code>/staff/", handing.staff, name="round-staff"),
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
    path(_ROOT, lists.queue, name="list"),
    path(f"{_ROOT}tabs/", lists.tabs, name="tabs"),
    path(f"{_ROOT}filters/", lists.filters, name="filters"),
    path(f"{_ROOT}export/", lists.export, name="export"),
    path(f"{_ROOT}of-merchant/<int:merchant>/", lists.of_merchant, name="of-merchant"),
    path(f"{_ROOT}day/", days.day, name="day"),
    path(f"{_ROOT}day/print/", days.print_day, name="day-print"),
    path(f"{_ROOT}day/sheet/", days.make_day, name="day-sheet"),
    path(f"{_ROOT}day/totals/", days.print_totals, name="totals-print"),
    path(f"{_ROOT}open/", days.not_handed_out, name="open"),
    path(f"{_ROOT}open/print/", days.print_not_handed_out, name="open-print"),
    path(f"{_ROOT}open/sheet/", days.make_not_handed_out, name="open-sheet"),
    path(f"{_ROOT}month/", days.month, name="month"),
    path(f"{_ROOT}month/print/", days.print_month, name="month-print"),
    path(f"{_ROOT}month/close/", days.close_month, name="month-close"),
    path(f"{_ROOT}month/correct/", days.correct_month, name="month-correct"),
    # --- import
    path(f"{_ROOT}import/", importing.upload_pair, name="import"),
    path(f"{_ROOT}import/<int:pk>/confirm/", importing.confirm, name="import-confirm"),
    # --- the item; last, for its number fits anything
    path(_ITEM, item.item, name="item"),
    *(path(f"{_ITEM}{spec.code}/", view, name=spec.code) for spec, view in ACTS),
]
