"""Disputes on a merchant's record, told by the desks that settle them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.actions import bulk, folders
from merchants.models import Dispute

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casework.models import Folder
    from mall.models import User
    from merchants.models import Merchant


def record_dispute(merchant: Merchant, *, origin: Folder, kind: str, upheld: bool, by: User, now: datetime) -> Dispute:
    """Put a settled matter on the merchant's record: one row per folder, the last word counts.

    `kind` is the code of the matter's category, `upheld` whether the merchant was in the wrong.
    """
    dispute, _ = Dispute.objects.update_or_create(
        origin=origin,
        defaults={
            "merchant": merchant,
            "kind": kind,
            "upheld": upheld,
            "at": now,
            "by": by,
            "withdrawn_at": None,
            "withdrawn_by": None,
        },
    )
    facts = {"origin": origin.number, "upheld": upheld}
    folders.record(merchant.folder, "dispute_recorded", by=by, now=now, facts=facts)
    return dispute


def withdraw_dispute(*, origin: Folder, by: User, now: datetime) -> None:
    """Take a matter off the record because it was reopened; nothing happens when none stands there."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .filter(origin=origin, withdrawn_at=None)
        .select_related("merchant__folder")
        .first()
    )
    if dispute is None:
        return
    dispute.withdrawn_at, dispute.withdrawn_by = now, by
    dispute.save(update_fields=["withdrawn_at", "withdrawn_by"])
    folders.record(dispute.merchant.folder, "dispute_withdrawn", by=by, now=now, facts={"origin": origin.number})


@dataclass(frozen=True, slots=True)
class Finding:
    """A matter that was settled long ago: whom it was about, its folder, whether he was in the wrong, when."""

    merchant: Merchant
    origin: Folder
    upheld: bool
    at: datetime


def record_disputes(findings: Sequence[Finding], *, by: User, now: datetime) -> None:
    """Put matters taken over from paper on the record of their merchants, as `record_dispute` does one by one."""
    Dispute.objects.bulk_create(
        Dispute(merchant=f.merchant, origin=f.origin, kind="", upheld=f.upheld, at=f.at, by=by) for f in findings
    )
    bulk.record_all(
        [(f.merchant.folder, "dispute_recorded", {"origin": f.origin.number, "upheld": f.upheld}) for f in findings],
        by=by,
        now=now,
    )
