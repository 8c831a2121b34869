"""A case made once and laid down many times, with all its papers."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.db import connection

from casework.models import Approval, Audience, Clock, Entry, Folder, FollowUp, Handoff, SearchText
from complaints.models import Complaint, Consequence, Improvement, Paper, Party, Reply, Settlement

if TYPE_CHECKING:
    from django.db.models import Model

#: What belongs to a case, each after what it points to.
PAPERS: list[tuple[type[Model], str]] = [
    (Handoff, "folder"),
    (Approval, "folder"),
    (FollowUp, "folder"),
    (Clock, "folder"),
    (Audience, "folder"),
    (Entry, "folder"),
    (SearchText, "folder"),
    (Party, "complaint"),
    (Reply, "complaint"),
    (Settlement, "complaint"),
    (Improvement, "complaint"),
    (Paper, "complaint"),
    (Consequence, "complaint"),
]


def multiply(case: Complaint, times: int) -> None:
    """Lay a case down so many times more, with its papers; the copies share nothing but what no case owns."""
    originals: list[Model] = [case.folder, case]
    for model, owner in PAPERS:
        about = case.folder if owner == "folder" else case
        originals += model._default_manager.filter(**{owner: about}).order_by("pk")
    made: dict[tuple[type[Model], Any, int], Model] = {}
    for original in originals:
        copies = [_copied(original, n, made) for n in range(times)]
        type(original)._default_manager.bulk_create(copies)
        made |= {(type(original), original.pk, n): one for n, one in enumerate(copies)}


def analyse() -> None:
    """Let the server learn how many rows there are, as it does by itself after a while; until then it guesses."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copied(original: Model, n: int, made: dict[tuple[type[Model], Any, int], Model]) -> Model:
    one = copy.copy(original)
    one._state = copy.copy(original._state)
    one._state.fields_cache = {}
    one._state.adding = True
    for field in original._meta.concrete_fields:
        if field.is_relation and (field.related_model, getattr(original, field.attname), n) in made:
            setattr(one, field.name, made[field.related_model, getattr(original, field.attname), n])
    if not original._meta.pk.is_relation:
        one.pk = None
    if isinstance(one, Folder):
        one.number = f"{one.number[:10]}-{one.number[11:]}{n:03}"
    return one
