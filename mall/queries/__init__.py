"""Reads of the mall that cross models."""

from __future__ import annotations

from mall.queries.hours import calendar
from mall.queries.people import people_who_may, people_with

__all__ = ["calendar", "people_who_may", "people_with"]
