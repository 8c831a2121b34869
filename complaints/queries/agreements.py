"""What a mediation agreement starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from complaints.models import Party
from complaints.rules.agreements import allowed_amount, current

if TYPE_CHECKING:
    from complaints.models import Complaint

#: The fields of the form; the draft in hand gives them all.
FIELDS = (
    "a_name",
    "a_phone",
    "a_address",
    "a_identity",
    "b_name",
    "b_contact",
    "b_phone",
    "b_address",
    "facts",
    "b_duties",
    "a_duties",
    "amount",
)


def first_draft(complaint: Complaint) -> dict[str, Any]:
    """CMP-24. Return the draft in hand, else one made from the case: the complainant is A, the merchant is B."""
    agreement = current(complaint)
    if agreement is not None:
        return {name: getattr(agreement, name) for name in FIELDS}
    party = complaint.parties.filter(part=Party.Part.COMPLAINANT).first()
    amount = allowed_amount(complaint) or None
    goods = " ".join(part for part in (complaint.goods, complaint.goods_model) if part)
    draft: dict[str, Any] = {
        "a_name": party.name if party else "",
        "a_phone": party.phone if party else "",
        "a_address": party.address if party else "",
        "a_identity": "",
        "facts": f"{goods}\n{complaint.happened}".strip(),
        "a_duties": _("A accepts the settlement, and makes no further claim in this matter."),
        "amount": amount,
    }
    if amount:
        draft["b_duties"] = _("B pays A %(amount)s yuan once and for all.") % {"amount": f"{amount:.2f}"}
    return draft | _party_b(complaint)


def _party_b(complaint: Complaint) -> dict[str, Any]:
    merchant = complaint.merchant
    if merchant is None:
        return {"b_name": "", "b_contact": "", "b_phone": "", "b_address": ""}
    contact = merchant.contacts.filter(removed_at=None).order_by("-is_main", "id").first()
    return {
        "b_name": merchant.name,
        "b_contact": contact.name if contact else "",
        "b_phone": contact.phone if contact else "",
        "b_address": complaint.unit.number if complaint.unit else complaint.place,
    }
