"""The logs of the doors, for who audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from mall.localtime import day_bounds
from mall.models import ExportLog, Reveal

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def exports(*, words: str = "", first: date | None = None, last: date | None = None) -> QuerySet[ExportLog]:
    """DATA-03. What was taken out, newest first; `words` is a name or number of a person, or what was exported."""
    found = ExportLog.objects.select_related("by")
    return _within(found, words, first, last, "what")


def reveals(*, words: str = "", first: date | None = None, last: date | None = None) -> QuerySet[Reveal]:
    """DATA-01. Which numbers were looked at; `words` is a name or number of a person, or of a folder."""
    found = Reveal.objects.select_related("by")
    return _within(found, words, first, last, "folder_number")


def _within(found: QuerySet, words: str, first: date | None, last: date | None, own: str) -> QuerySet:  # type: ignore[type-arg]  # of any of the logs
    if words:
        own_word = Q(**{f"{own}__istartswith": words})
        found = found.filter(Q(by__name__icontains=words) | Q(by__staff_number__iexact=words) | own_word)
    if first:
        found = found.filter(at__gte=day_bounds(first).begins)
    if last:
        found = found.filter(at__lt=day_bounds(last).ends)
    return found
