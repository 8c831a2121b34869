"""Addresses of the complaint desk. Acts on a case are `/complaints/<number>/<act>/`, GET the form, POST the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from complaints.paper_urls import CASE, LISTS
from complaints.rules import corrections as correction_rules
from complaints.rules import dispatch as dispatch_rules
from complaints.rules import handling as handling_rules
from complaints.rules import intake as intake_rules
from complaints.views import case, corrections, dispatch, handling, importing, intake, lists

if TYPE_CHECKING:
    from complaints.rules.offering import CaseAct
    from complaints.views.doors import View

app_name = "complaints"

_ROOT = "complaints/"
_CASE = f"{_ROOT}<str:number>/"

ACTS: tuple[tuple[CaseAct, View], ...] = (
    (intake_rules.SETTLE_AT_ONCE, handling.settle_at_once),
    (dispatch_rules.DISPATCH, dispatch.hand_over),
    (dispatch_rules.ACCEPT, dispatch.accept),
    (dispatch_rules.GIVE, dispatch.give),
    (dispatch_rules.ANSWER, dispatch.answer),
    (dispatch_rules.BOUNCE, dispatch.not_ours),
    (dispatch_rules.DECIDE, dispatch.decide),
    (dispatch_rules.SEND_BACK, dispatch.send_back),
    (dispatch_rules.ASK_MORE, dispatch.ask_more),
    (dispatch_rules.LET_GO, dispatch.let_go),
    (dispatch_rules.CHASE, dispatch.chase),
    (handling_rules.STATEMENT, handling.statement),
    (handling_rules.MET, handling.met),
    (handling_rules.CHANGE, handling.change),
    (handling_rules.ADD, handling.add),
    (handling_rules.PARTY, handling.party),
    (handling_rules.TAKE_OVER, handling.handler),
    (handling_rules.LINK, handling.link),
    (handling_rules.MEETING, handling.meeting),
    (handling_rules.MINUTES, handling.minutes),
    (handling_rules.NOTE, handling.note),
    (correction_rules.NAME_STAFF, corrections.name_staff),
    (correction_rules.TAKE_OFF, corrections.take_off),
    (correction_rules.UNLINK, corrections.unlink),
)

urlpatterns: list[URLPattern] = [
    path(_ROOT, lists.queue, name="list"),
    path(f"{_ROOT}export/", lists.export, name="export"),
    path(f"{_ROOT}bulk/", lists.bulk, name="bulk"),
    path(f"{_ROOT}tabs/", lists.tabs, name="tabs"),
    path(f"{_ROOT}filters/", lists.filters, name="filters"),
    path(f"{_ROOT}people/", lists.people, name="people"),
    path(f"{_ROOT}import/", importing.upload_pair, name="import"),
    path(f"{_ROOT}import/<int:pk>/confirm/", importing.confirm, name="import-confirm"),
    path(f"{_ROOT}new/", intake.new, name="new"),
    path(f"{_ROOT}new/look/", intake.look, name="look"),
    path(f"{_ROOT}new/places/", intake.place_options, name="places"),
    path(f"{_ROOT}new/rules/", intake.rules, name="rules"),
    path(f"{_ROOT}new/staff/", intake.staff, name="staff"),
    path(f"{_ROOT}of-merchant/<int:merchant>/", case.of_merchant, name="of-merchant"),
    *LISTS,
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}registered/", intake.registered, name="registered"),
    *(path(f"{_CASE}{spec.code}/", view, name=spec.code) for spec, view in ACTS),
    *(path(f"{_CASE}{spec.code}/<int:row>/", view, name=f"{spec.code}-row") for spec, view in ACTS),
    *CASE,
]
