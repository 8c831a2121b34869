"""What a complaint leaves on a merchant's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.states import Ending
from merchants.actions import disputes

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User

#: Endings in which the complaint was not upheld against the merchant.
NOT_UPHELD = frozenset({Ending.UNFOUNDED, Ending.WITHDRAWN})


def record_dispute(complaint: Complaint, *, by: User, now: datetime) -> None:
    """Put the closed complaint on the record of the merchant it was about, one row per case."""
    if complaint.merchant is None:
        return
    disputes.record_dispute(
        complaint.merchant,
        origin=complaint.folder,
        kind=complaint.category.code if complaint.category else "",
        upheld=complaint.ending not in NOT_UPHELD,
        by=by,
        now=now,
    )


def withdraw_dispute(complaint: Complaint, *, by: User, now: datetime) -> None:
    """Take the row back: the complaint is heard again."""
    if complaint.merchant is not None:
        disputes.withdraw_dispute(origin=complaint.folder, by=by, now=now)
