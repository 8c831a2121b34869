"""Addresses of the board and the search."""

from __future__ import annotations

from django.urls import path

from reports.views.board import show_board
from reports.views.search import show_search

app_name = "reports"
urlpatterns = [
    path("", show_board, name="board"),
    path("search/", show_search, name="search"),
]
