"""Fetched at the desk: the pick-up code that was asked for, and the collection with its proof (F-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mail_desk.actions.moving import hold, move_all
from mail_desk.identity import normalise_id
from mail_desk.models import CodeTry, Collection, MailItem
from mail_desk.rules import collecting as rules
from mail_desk.states import IdKind, State
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mail_desk.collect_sheet import CollectSheet
    from mall.models import User


def try_code(code: str, *, by: User, now: datetime) -> MailItem | None:
    """MAIL-04. Look an item up by its pick-up code; the try is kept while it counts.

    Raises Refused after too many wrong ones.
    """
    with connection.cursor() as cursor:
        # Tries of one person follow one another, so that many at once are counted too.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"mail code {by.pk}"])
    begins = now - rules.TRIES_COUNT_FOR
    CodeTry.objects.filter(by=by, at__lte=begins).delete()
    wrong = CodeTry.objects.filter(by=by, right=False, at__gt=begins)
    refuse_if(rules.obstacles_to_trying(list(wrong.order_by("-at").values_list("at", flat=True)), now))
    item = MailItem.objects.visible_to(by).open().filter(pickup_code=code).select_related("folder").first()
    CodeTry.objects.create(by=by, at=now, right=item is not None)
    return item


def collect(items: Sequence[MailItem], sheet: CollectSheet, *, by: User, now: datetime) -> Collection:
    """MAIL-04, MAIL-13. Give items to who fetches them, all or none; the proof is kept. Raises Refused."""
    held = hold(items)
    refuse_if(rules.obstacles_to_collecting(held, sheet, by, now))
    released = bool(rules.lacking_proof(held, sheet))
    row = Collection(
        at=now,
        by=by,
        desk=by.home.desk if by.home else None,
        collector=sheet.collector,
        name=sheet.name.strip()[:40],
        relationship=sheet.relationship.strip()[:40],
        signature=sheet.signature,
        on_paper=sheet.on_paper and not sheet.signature,
        without_proof=sheet.without_proof.strip()[:200] if released else "",
        released_by=by if released else None,
    )
    if sheet.id_number.strip():
        row.id_kind = sheet.id_kind or IdKind.CARD
        row.id_number = normalise_id(sheet.id_number, row.id_kind)
    row.save()
    for item in held:
        # What was put on a return slip that has not gone yet leaves it.
        item.collection, item.return_batch = row, None
    facts, changed = {"collection": row.pk}, ["collection", "return_batch"]
    move_all(held, State.COLLECTED, by=by, now=now, verb="mail_collected", facts=facts, changed=changed)
    return row
