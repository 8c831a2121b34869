"""Whose an item is, from what was picked or typed: a merchant, a unit, a floor, or words nobody fits."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import pgettext

from mail_desk.addresses import read_address
from mail_desk.held import floor as floor_of
from mall.held import tie
from mall.inputs import key_in
from mall.models import Unit
from mall.prepared import ModelsOf, models_for
from mall.units import normalise_unit
from merchants.models import Merchant, Tenancy
from merchants.queries import find
from merchants.queries.register import tenant_of

if TYPE_CHECKING:
    from datetime import date

    from mall.models import Floor, User

T = TypeVar("T")
MERCHANT, UNIT = "m", "u"
SHOWN = 8
LONGEST = 60


@dataclass(frozen=True)
class Option:
    """A line of the picker: what is posted, what is shown."""

    value: str
    label: str
    code: str = ""
    where: str = ""
    note: str = ""

    def __str__(self) -> str:
        """The room and whose it is, in one line."""
        return f"{self.code} {self.label}".strip()


@dataclass(frozen=True)
class Address:
    """Whose an item is. `several` are the rooms and merchants that fit the words when more than one does."""

    merchant: Merchant | None = None
    unit: Unit | None = None
    floor: Floor | None = None
    words: str = ""
    several: tuple[Option, ...] = ()

    def __str__(self) -> str:
        """The words shown for it."""
        if self.merchant:
            return f"{self.merchant.name} {self.unit or ''}".strip()
        return str(self.unit or self.words or self.floor or "")

    @property
    def key(self) -> str:
        """What is posted for it; empty for words alone."""
        if self.merchant:
            return f"{MERCHANT}{self.merchant.pk}" + (f"{UNIT}{self.unit.pk}" if self.unit else "")
        return f"{UNIT}{self.unit.pk}" if self.unit else ""


def address_options(text: str, user: User, today: date) -> list[Option]:
    """MAIL-05. The likeliest addresses for a few letters: a line for each room of a merchant, or an empty room.

    A merchant who has no room yet has a line too, and after all others one who has moved out (MAIL-S03).
    """
    plain = unicodedata.normalize("NFKC", text).strip()[:LONGEST]
    everybody = find(plain, user, limit=SHOWN, today=today)
    hits = [hit for hit in everybody if not hit.left]
    rooms: dict[int, list[tuple[int, str]]] = {}
    held = Tenancy.objects.on(today).filter(merchant__in=[hit.value for hit in hits]).order_by("unit__number")
    for merchant, unit, number in held.values_list("merchant", "unit", "unit__number"):
        rooms.setdefault(merchant, []).append((unit, number))
    wanted = plain.upper().replace(" ", "").replace("-", "")
    found = []
    for hit in hits:
        own = rooms.get(hit.value, [])
        meant = [room for room in own if room[1].startswith(wanted)] or own
        found += [Option(f"{MERCHANT}{hit.value}{UNIT}{pk}", hit.label, number, hit.where) for pk, number in meant]
        found += [] if own else [Option(f"{MERCHANT}{hit.value}", hit.label, "", hit.where)]
    exact = normalise_unit(plain)
    if exact is not None and not found:
        vacant = Unit.objects.filter(number=exact).select_related("floor").first()
        found += [Option(f"{UNIT}{vacant.pk}", str(vacant.floor), vacant.number)] if vacant else []
    gone = pgettext("merchant", "moved out")
    found += [Option(f"{MERCHANT}{hit.value}", hit.label, "", hit.where, gone) for hit in everybody if hit.left]
    return found[:SHOWN]


def address(key: str, words: str, user: User, today: date) -> Address | None:
    """Return what a posted key names, or what the words say; None when the key names nothing the person may see."""
    if not key:
        return _said(words.strip()[:LONGEST], user, today)
    merchant_key, _u, unit_key = (
        key.removeprefix(MERCHANT).partition(UNIT) if key.startswith(MERCHANT) else ("", "", "")
    )
    if key.startswith(UNIT):
        unit_key = key.removeprefix(UNIT)
    keys = [each for each in (merchant_key, unit_key) if each]
    if not keys or any(key_in(each) is None for each in keys):
        return None
    unit = _first(_UNIT.of(int(unit_key))) if unit_key else None
    tie([unit], "floor")
    if not merchant_key:
        return Address(merchant=tenant_of(unit, today), unit=unit) if unit else None
    merchant = _first(_merchants_seen_by(user).of(int(merchant_key))) if user.is_active else None
    return Address(merchant=merchant, unit=unit) if merchant else None


_UNIT = ModelsOf(Unit, lambda keys: Unit.objects.filter(pk__in=keys).order_by())
_UNIT_BY_NUMBER = ModelsOf(Unit, lambda numbers: Unit.objects.filter(number__in=numbers).order_by(), stand_in="-")


@models_for
def _merchants_seen_by(user: User) -> ModelsOf[Merchant]:
    """The one visibility rule."""
    return ModelsOf(Merchant, lambda keys: Merchant.objects.visible_to(user).filter(pk__in=keys).order_by())


def _first(found: list[T]) -> T | None:
    return found[0] if found else None


def _said(words: str, user: User, today: date) -> Address:
    """Read typed words: a room, a floor, the one merchant they fit; else they stay words."""
    written = read_address(words) if words else None
    if written is not None and written.unit:
        unit = _first(_UNIT_BY_NUMBER.of(written.unit))
        tie([unit], "floor")
        if unit is not None:
            return Address(merchant=tenant_of(unit, today), unit=unit)
    alone = floor_alone(words)
    if alone is not None:
        return Address(floor=alone)
    if written:
        return Address(floor=floor_of(written.floor), words=words)
    return _of_merchant(words, user, today) if words else Address()


def floor_alone(words: str) -> Floor | None:
    """Return the floor that is all the words say ("3F"); None when they say more, or less.

    The floor's name is then no address that somebody has to find out (MAIL-02, MAIL-03).
    """
    written = read_address(words)
    return floor_of(written.floor) if written.floor and not written.zone and not written.unit else None


def _of_merchant(words: str, user: User, today: date) -> Address:
    """The one merchant and room the words fit; several are to be chosen from.

    Which room it is for decides whether it is taken, and on which round it goes (MAIL-07, MAIL-11).
    """
    options = address_options(words, user, today)
    here = [option for option in options if not option.note]
    # Who has moved out is meant only by his own name, and where nobody who is there fits.
    options = here or [option for option in options if option.label == words] or options
    if len(options) == 1 and (here or options[0].label == words):
        return address(options[0].value, "", user, today) or Address(words=words)
    return Address(words=words, several=tuple(options))
