"""The money of a case, as its papers print it."""

from __future__ import annotations

from complaints.models import Settlement


def settlements_of(complaint_id: int) -> list[Settlement]:
    """Return the settlements of a case with what came back, the newest first."""
    return list(
        Settlement.objects.filter(complaint=complaint_id)
        .select_related("approval__decided_by", "approval__asked_by", "proposed_by", "carried_out_by")
        .prefetch_related("recoveries__by")
        .order_by("-id")
    )
