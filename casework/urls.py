"""Addresses of casework."""

from __future__ import annotations

from django.urls import URLPattern, path

from casework.views import files, hours, notices, reveals
from ui.pairs import pair

app_name = "casework"

urlpatterns: list[URLPattern] = [
    path("attachments/<str:key>/", files.attachment, name="attachment"),
    path("deadlines/older/", pair(hours.older_hours, hours.recount), name="older-hours"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/<int:pk>/", notices.read, name="notice-read"),
    path("notices/kinds/", pair(notices.kinds, notices.choose_kinds), name="notice-kinds"),
    path("notices/kinds/<int:pk>/", pair(notices.kinds, notices.choose_kinds), name="notice-kinds-of"),
    path("numbers/<str:what>/<int:row>/", pair(reveals.masked, reveals.reveal), name="number"),
]
