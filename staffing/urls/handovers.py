"""Addresses of staffing: handovers. Acts on one are `/staffing/handovers/<pk>/<act>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from staffing.views import handovers as views
from ui.pairs import pair

_ROOT = "staffing/handovers/"
_ONE = f"{_ROOT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_ROOT, views.handovers, name="handovers"),
    path(f"{_ROOT}new/", pair(views.new, views.begin), name="handover-new"),
    path(_ONE, views.handover, name="handover"),
    path(f"{_ONE}names/", views.name_people, name="handover-names"),
    path(f"{_ONE}sign/", views.sign, name="handover-sign"),
    path(f"{_ONE}arrive/", views.arrive, name="handover-arrive"),
    path(f"{_ONE}accept/", views.accept, name="handover-accept"),
    path(f"{_ONE}countersign/", views.countersign, name="handover-countersign"),
    path(f"{_ONE}alone/", views.leave_alone, name="handover-alone"),
    path(f"{_ONE}add/", views.add, name="handover-add"),
    path(f"{_ONE}give-up/", views.give_up, name="handover-give-up"),
    path(f"{_ONE}print/", views.print_handover, name="handover-print"),
]
