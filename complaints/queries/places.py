"""Where it was or whom it is about, from a few letters: a merchant, a unit nobody rents, a floor, a lift."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from mall.models import Floor, Lift, Unit, User
from mall.units import parse_floor
from merchants.models import Merchant, Tenancy
from merchants.queries import find, tenant_of

if TYPE_CHECKING:
    from datetime import date

MERCHANT, UNIT, FLOOR, LIFT = "m", "u", "f", "l"
LONGEST_KEY = 18
SHOWN = 8


@dataclass(frozen=True)
class Option:
    """A line of the picker: what is posted, what is shown."""

    value: str
    label: str
    code: str = ""
    where: str = ""
    note: str = ""


@dataclass(frozen=True)
class Place:
    """What was picked, or the words typed when nothing fits."""

    merchant: Merchant | None = None
    unit: Unit | None = None
    floor: Floor | None = None
    words: str = ""

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.merchant or self.unit or self.floor or self.words)

    def __str__(self) -> str:
        """The words shown for it."""
        if self.merchant:
            return f"{self.merchant.name} {self.unit.number}" if self.unit else self.merchant.name
        return str(self.unit or self.floor or self.words)

    @property
    def key(self) -> str:
        """What is posted for it; empty for words alone."""
        if self.merchant:
            return f"{MERCHANT}{self.merchant.pk}"
        if self.unit:
            return f"{UNIT}{self.unit.pk}"
        return f"{FLOOR}{self.floor.pk}" if self.floor else ""


def is_key(text: object) -> bool:
    """Whether a posted text can be a primary key: digits that fit a bigint."""
    plain = str(text)
    return plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_KEY


def places(text: str, user: User) -> list[Option]:
    """Return the likeliest merchants, then floors, units nobody rents and lifts, at most eight."""
    plain = unicodedata.normalize("NFKC", text).strip()[:60]
    if not plain:
        return []
    found = [
        Option(f"{MERCHANT}{hit.value}", hit.label, hit.code, hit.where, hit.note)
        for hit in find(plain, user, limit=SHOWN)
    ]
    found += _floors(plain)
    found += _units(plain.upper().replace(" ", ""), timezone.localdate())
    found += _lifts(plain)
    return found[:SHOWN]


def place(key: str, words: str, user: User) -> Place | None:
    """Return what a posted key names, or the words; None when the key names nothing the person may see."""
    if not key:
        return Place(words=words.strip()[:100])
    kind, number = key[:1], key[1:]
    if not is_key(number):
        return None
    today = timezone.localdate()
    if kind == MERCHANT:
        merchant = Merchant.objects.visible_to(user).filter(pk=number).first()
        return Place(merchant=merchant, unit=only_unit(merchant, today)) if merchant else None
    if kind == UNIT:
        unit = Unit.objects.filter(pk=number).select_related("floor").first()
        return Place(unit=unit, merchant=tenant_of(unit, today)) if unit else None
    if kind == LIFT:
        lift = Lift.objects.filter(pk=number).first()
        return Place(words=f"{lift.get_kind_display()} {lift.code} {lift.position}"[:100]) if lift else None
    floor = Floor.objects.filter(pk=number).first() if kind == FLOOR else None
    return Place(floor=floor) if floor else None


def only_unit(merchant: Merchant, today: date) -> Unit | None:
    """Return the merchant's unit of today, if it has just one."""
    held = list(Tenancy.objects.on(today).filter(merchant=merchant).select_related("unit__floor")[:2])
    return held[0].unit if len(held) == 1 else None


def _floors(plain: str) -> list[Option]:
    code = parse_floor(plain)
    if code is None and not plain.startswith(("地下", "负")):
        floors = Floor.objects.filter(name__startswith=plain)[:3]
    else:
        floors = Floor.objects.filter(code=code or "B1")
    return [Option(f"{FLOOR}{floor.pk}", str(floor), floor.code) for floor in floors]


def _units(plain: str, today: date) -> list[Option]:
    """Units by the beginning of their number that nobody rents today."""
    least = 3
    if len(plain) < least or not plain.isascii() or not plain[0].isalpha():
        return []
    let = Tenancy.objects.on(today).values("unit")
    units = Unit.objects.filter(number__startswith=plain, is_active=True).exclude(pk__in=let).select_related("floor")
    return [Option(f"{UNIT}{unit.pk}", str(unit.floor), unit.number) for unit in units[:4]]


def _lifts(plain: str) -> list[Option]:
    """Lifts by the number on the plate or by where they are found."""
    named = Q(code__istartswith=plain) | Q(position__contains=plain)
    lifts = Lift.objects.filter(named, is_active=True)[:3]
    return [Option(f"{LIFT}{lift.pk}", lift.position, lift.code, note=lift.get_kind_display()) for lift in lifts]
