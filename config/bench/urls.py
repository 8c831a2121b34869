"""The product's addresses, and the floor every page is held against."""

from __future__ import annotations

from django.urls import path

from config.bench.floor import floor
from config.urls import *  # noqa: F403 - the bench serves everything the product serves
from config.urls import urlpatterns as _all

urlpatterns = [path("bench-floor/", floor), *_all]
