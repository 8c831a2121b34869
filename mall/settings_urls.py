"""Addresses of the limits and of the calendar."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from mall.converters import DayConverter
from mall.views import hours, limits, settings
from ui.pairs import pair

register_converter(DayConverter, "day")

SETTINGS: list[URLPattern] = [
    path("settings/", settings.settings, name="settings"),
    path("settings/limits/", limits.limits_page, name="limits"),
    path("settings/limits/<slug:name>/", pair(limits.limit_page, limits.set_limit), name="limit"),
    path("settings/calendar/", hours.year_page, name="calendar"),
    path("settings/calendar/<int:year>/", pair(hours.year_page, hours.seed_year), name="calendar-year"),
    path("settings/calendar/<day:day>/", pair(hours.day_page, hours.set_day), name="calendar-day"),
    path("settings/calendar/<day:day>/clear/", hours.clear_day, name="calendar-day-clear"),
    path("settings/calendar/season/<slug:code>/", pair(hours.season_page, hours.set_season), name="season"),
]
