"""Checking conduct, keeping the checklist, noting private calls (COND-01…04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from staffing.models import ConductCheck, ConductFinding, ConductItem, PrivateCall
from staffing.notices_performance import CONDUCT_CHECKED
from staffing.queries import conduct as reads
from staffing.rules import conduct as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User


@transaction.atomic
def check(given: rules.Check, *, by: User, now: datetime) -> ConductCheck:
    """COND-01, COND-02, COND-03, COND-04. Write a check down; the person is told. Raises Refused."""
    refuse_if(rules.obstacles_to_checking(given, by=by, now=now))
    made = ConductCheck.objects.create(
        on=given.on,
        person=given.person,
        desk=given.desk,
        words=given.words.strip()[:500],
        made_at=now,
        made_by=by,
    )
    known = set(reads.items().values_list("pk", flat=True))
    ConductFinding.objects.bulk_create(
        ConductFinding(check_of=made, item_id=pk, is_in_order=good)
        for pk, good in given.findings.items()
        if pk in known
    )
    if given.person is not None:
        facts = {"on": f"{given.on:%F}", "path": reverse("staffing:conduct-check", args=[made.pk])}
        tell([given.person], CONDUCT_CHECKED, None, key=f"conduct:{made.pk}", now=now, facts=facts)
    return made


@transaction.atomic
def see(found: ConductCheck, *, by: User, now: datetime) -> ConductCheck:
    """COND-01. Say that one has seen a check of oneself. Raises Refused."""
    held = ConductCheck.objects.select_for_update().get(pk=found.pk)
    refuse_if(rules.obstacles_to_seeing(held, by))
    held.seen_at = now
    held.save(update_fields=["seen_at"])
    return held


@transaction.atomic
def note_call(call: rules.Call, *, by: User, now: datetime) -> PrivateCall:
    """COND-01. Note an urgent private call in the work log; nothing is altered there. Raises Refused."""
    refuse_if(rules.obstacles_to_noting_call(call, now=now))
    return PrivateCall.objects.create(
        person=by, at=call.at, minutes=call.minutes, why=call.why.strip()[:200], noted_at=now
    )


@transaction.atomic
def keep_item(
    item: ConductItem | None, text: str, *, text_en: str = "", order: int = 100, is_active: bool = True, by: User
) -> ConductItem:
    """COND-01. Write a point of the checklist anew, or change one. Raises Refused."""
    row = item or ConductItem()
    is_taken = ConductItem.objects.filter(text=text.strip()).exclude(pk=row.pk).exists()
    refuse_if(rules.obstacles_to_keeping_item(text, is_taken=is_taken, by=by))
    row.text, row.text_en, row.order, row.is_active = text.strip()[:80], text_en.strip()[:120], order, is_active
    row.save()
    return row
