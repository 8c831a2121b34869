"""What is written down at the counter, before it is a complaint: the sheet, as plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from complaints.states import Against, Channel, ComplainantKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from complaints.models import Authority, Cause, ComplaintCategory
    from mall.models import Floor, Unit, User
    from merchants.models import Merchant


@dataclass(frozen=True)
class PartySheet:
    """Another person in the matter: the other side, a witness, somebody hurt."""

    part: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class IntakeSheet:
    """One complaint as it was taken down. Phones are in their one spelling, amounts in yuan.

    `arrived_at` is when the person came or rang: the registration clock runs from there (CMP-02). `arrival_shown`
    is when the form was opened; a difference is a correction and needs `arrival_corrected`, its reason.
    """

    channel: Channel
    arrived_at: datetime
    happened: str
    complainant_kind: ComplainantKind = ComplainantKind.CUSTOMER
    name: str = ""
    will_not_say: bool = False
    phone: str = ""
    email: str = ""
    address: str = ""
    wants_call: bool = True
    vip: bool = False
    complaining_merchant: Merchant | None = None
    against: Against = Against.MERCHANT
    merchant: Merchant | None = None
    unit: Unit | None = None
    floor: Floor | None = None
    place: str = ""
    staff_person: User | None = None
    title: str = ""
    arrival_shown: datetime | None = None
    arrival_corrected: str = ""
    authority: Authority | None = None
    authority_number: str = ""
    authority_due_at: datetime | None = None
    category: ComplaintCategory | None = None
    cause: Cause | None = None
    severity: int | None = None
    injury: bool = False
    rules_explained: bool = False
    demand: str = ""
    demand_words: str = ""
    demand_amount: Decimal | None = None
    goods: str = ""
    goods_model: str = ""
    goods_quantity: int | None = None
    defect_quantity: int | None = None
    goods_price: Decimal | None = None
    order_number: str = ""
    bought_on: date | None = None
    has_receipt: bool | None = None
    others: tuple[PartySheet, ...] = ()
    files: tuple[str, ...] = ()
