"""While a complaint is typed: is it the same matter, has this person been here, what is known of the merchant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from complaints.models import Complaint, FlaggedCustomer, Party
from complaints.queries.alike import alike
from complaints.states import State
from mall.bilingual import name_in
from mall.fields import blind
from mall.limits import limit
from mall.localtime import day_bounds, local_day
from mall.masking import mask_name, mask_phone

if TYPE_CHECKING:
    from complaints.queries.places import Place
    from mall.models import User
    from merchants.models import Merchant

SHOWN = 3
LISTED = 8
MOST_VISITS = 99
# Fewer signs than this are alike to half the register.
LEAST_TEXT = 8
JULY = 7


@dataclass(frozen=True)
class Alike:
    """An earlier case that may be the same matter, and why it may be."""

    number: str
    title: str
    state: State
    where: str
    registered_at: datetime
    same_phone: bool
    same_place: bool
    closed: bool


@dataclass(frozen=True)
class MerchantCard:
    """What the person at the counter should know of the merchant; the contact is masked."""

    merchant: Merchant
    contact: str
    phone: str
    since: date
    complaints: int
    kinds: list[tuple[str, int]]


@dataclass(frozen=True)
class Hints:
    """Everything the right side of the form shows."""

    alike: list[Alike] = field(default_factory=list)
    visits: int = 0
    flagged: bool = False
    card: MerchantCard | None = None


def hints(user: User, *, place: Place | None, phone: str, happened: str, now: datetime) -> Hints:
    """JOINT-S05, CMP-45. Look while it is typed. A flagged customer is a hint, never a refusal."""
    hashed = blind(phone) if phone else ""
    return Hints(
        alike=_alike(user, place=place, hashed=hashed, happened=happened, now=now),
        visits=visits(hashed),
        flagged=bool(hashed)
        and FlaggedCustomer.objects.filter(phone_blind=hashed, lifted_at=None, confirmed_at__isnull=False).exists(),
        card=merchant_card(place.merchant, now) if place and place.merchant else None,
    )


def visits(hashed: str) -> int:
    """Return how many complaints came from this phone before."""
    if not hashed:
        return 0
    return Party.objects.filter(phone_blind=hashed, part=Party.Part.COMPLAINANT)[:MOST_VISITS].count()


def merchant_card(merchant: Merchant, now: datetime) -> MerchantCard:
    """Return the card of a merchant with its complaints of this half-year, by category."""
    since = half_year_began(local_day(now))
    rows = (
        Complaint.objects.filter(merchant=merchant, registered_at__gte=day_bounds(since).begins)
        .values("category__name", "category__name_en")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    counted = [(name_in(row, "category__name"), row["n"]) for row in rows]
    contact = merchant.contacts.filter(removed_at=None).order_by("-is_main", "pk").first()
    return MerchantCard(
        merchant=merchant,
        contact=mask_name(contact.name) if contact else "",
        phone=mask_phone(contact.phone) if contact else "",
        since=since,
        complaints=sum(n for _name, n in counted),
        kinds=[(name, n) for name, n in counted if name][:2],
    )


def complaints_of(merchant_id: int, user: User, now: datetime) -> dict[str, Any]:
    """Return what a merchant's page shows of its complaints: those of this half-year counted, the newest listed."""
    seen = Complaint.objects.visible_to(user).filter(merchant=merchant_id)
    rows = seen.select_related("folder", "category").order_by("-registered_at", "-pk")[:LISTED]
    since = half_year_began(local_day(now))
    return {
        "rows": [(row, State(row.state)) for row in rows],
        "since": since,
        "count": seen.filter(registered_at__gte=day_bounds(since).begins).count(),
        "open": seen.filter(folder__closed_at=None).count(),
    }


def half_year_began(today: date) -> date:
    """Return the first day of the half-year, the period by which stars are chosen (STAR-01)."""
    return date(today.year, JULY if today.month >= JULY else 1, 1)


def _alike(user: User, *, place: Place | None, hashed: str, happened: str, now: datetime) -> list[Alike]:
    """Cases of the last days at the same place, by the same phone, or told in like words; the likeliest first."""
    since = now - timedelta(days=limit("complaint_duplicate_days", now))
    same_place = _same_place(place)
    same_phone = Q(parties__phone_blind=hashed, parties__part=Party.Part.COMPLAINANT) if hashed else None
    told = "".join(happened.split())
    like = alike(told, kind="complaint", since=since, user=user) if len(told) >= LEAST_TEXT else []
    wanted = Q(folder__in=like) if like else None
    for condition in (same_place, same_phone):
        if condition is not None:
            wanted = condition if wanted is None else wanted | condition
    if wanted is None:
        return []
    recent = Complaint.objects.visible_to(user).filter(registered_at__gte=since).filter(wanted).distinct()
    rows = list(recent.select_related("folder", "merchant", "unit").order_by("-registered_at")[: 4 * SHOWN])
    by_phone = _by_phone(rows, hashed)
    found = [_row(row, place, by_phone, set(like)) for row in rows]
    found.sort(key=lambda item: (item[1], item[0].registered_at), reverse=True)
    return [row for row, _weight in found[:SHOWN]]


def _same_place(place: Place | None) -> Q | None:
    if place is None:
        return None
    if place.merchant is not None:
        return Q(merchant=place.merchant) | Q(complaining_merchant=place.merchant)
    return Q(unit=place.unit) if place.unit is not None else None


def _by_phone(rows: list[Complaint], hashed: str) -> set[int]:
    if not hashed or not rows:
        return set()
    ours = Party.objects.filter(complaint__in=rows, phone_blind=hashed)
    return set(ours.values_list("complaint_id", flat=True))


def _row(row: Complaint, place: Place | None, by_phone: set[int], like: set[int]) -> tuple[Alike, int]:
    at_place = bool(
        place
        and ((place.merchant and row.merchant_id == place.merchant.pk) or (place.unit and row.unit_id == place.unit.pk))
    )
    weight = 4 * (row.pk in by_phone) + 2 * (row.folder_id in like) + at_place + (row.folder.closed_at is None)
    where = " ".join(str(part) for part in (row.merchant, row.unit) if part) or row.place
    shown = Alike(
        number=row.folder.number,
        title=row.folder.title,
        state=State(row.state),
        where=where,
        registered_at=row.registered_at,
        same_phone=row.pk in by_phone,
        same_place=at_place,
        closed=row.folder.closed_at is not None,
    )
    return shown, weight
