"""Finding a merchant from a few letters: unit, name, pinyin, initials or the end of a phone."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from mall.fields import blind
from mall.phones import normalise_phone
from mall.units import normalise_unit
from merchants.models import Contact, Merchant, Tenancy, tail_key
from merchants.names import name_key
from merchants.tables import FOUND_AT_MOST

if TYPE_CHECKING:
    from datetime import date

    from mall.models import User

_UNIT_BEGINS = re.compile(r"[A-Z][0-8]\d{0,2}")
_UNIT_ENDS = re.compile(r"[0-8]\d{3}")
_TAIL = re.compile(r"\d{4}")
_LONGEST = 60
SPARE = 200
"""How many matches beyond the limit are looked at, should the person not be let in to some."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A merchant found: what the picker shows of him. `value` is his primary key."""

    value: int
    label: str
    code: str
    where: str
    note: str
    number: str
    left: bool


def find(text: str, user: User, *, limit: int = FOUND_AT_MOST, today: date | None = None) -> list[Hit]:
    """At most `limit` merchants the person may see, the likeliest first, those who left last.

    `text` is a unit number or its beginning, four digits (the end of a unit number or of a
    phone), a whole phone, or the beginning or a part of a name, its pinyin or its initials.
    """
    plain = unicodedata.normalize("NFKC", text).strip()[:_LONGEST]
    if not plain:
        return []
    day = today or timezone.localdate()
    found: dict[int, None] = {}
    seen: set[int] = set()
    for ways in _ways(plain, day):
        rows = Merchant.objects.filter(ways()).exclude(pk__in=seen)
        rows = rows.order_by(F("left_on").asc(nulls_first=True), "pinyin", "id")
        # First who is meant, then which of them the person may see: asked together, the visibility of
        # every merchant that matches would be worked out before the first twenty are taken
        meant = list(rows.values_list("pk", flat=True)[: limit + SPARE])
        seen.update(meant)
        visible = set(Merchant.objects.visible_to(user).filter(pk__in=meant).values_list("pk", flat=True))
        found.update(dict.fromkeys(pk for pk in meant if pk in visible))
        if len(found) >= limit:
            break
    found = dict.fromkeys(list(found)[:limit])
    return _hits(list(found), day)


def _ways(plain: str, today: date) -> Iterator[Callable[[], Q]]:
    """The ways in which the text can be meant, likeliest first; each is one question."""
    upper = plain.upper().replace(" ", "").replace("-", "")
    unit = normalise_unit(plain)
    if unit is not None:
        yield lambda: _in_unit(Q(unit__number=unit), today)
        return
    if _UNIT_BEGINS.fullmatch(upper):
        yield lambda: _in_unit(Q(unit__number__startswith=upper), today)
    if _UNIT_ENDS.fullmatch(upper):
        yield lambda: _in_unit(Q(unit__number__in=[f"{zone}{upper}" for zone in string.ascii_uppercase]), today)
    if _TAIL.fullmatch(upper):
        yield lambda: _of_contact(Q(phone_last4_blind=tail_key(upper)))
        return
    try:
        phone = normalise_phone(plain)
    except ValueError:
        pass
    else:
        yield lambda: _of_contact(Q(phone_blind=blind(phone.partition("-")[0])))
        return
    key = name_key(plain)
    letters = key.replace("ü", "v")
    yield lambda: Q(normalised_name__startswith=key) | Q(initials__startswith=letters) | Q(pinyin__startswith=letters)
    if len(key) > 1:
        yield lambda: Q(normalised_name__contains=key) | Q(pinyin__contains=letters)


def _in_unit(which: Q, today: date) -> Q:
    return Q(pk__in=Tenancy.objects.on(today).filter(which).values("merchant"))


def _of_contact(which: Q) -> Q:
    return Q(pk__in=Contact.objects.filter(which, removed_at=None).values("merchant"))


def _hits(keys: list[int], today: date) -> list[Hit]:
    rows = Merchant.objects.filter(pk__in=keys).select_related("folder", "category", "merchant_class")
    units: dict[int, list[Tenancy]] = {}
    for tenancy in Tenancy.objects.on(today).filter(merchant__in=keys).select_related("unit__floor"):
        units.setdefault(tenancy.merchant_id, []).append(tenancy)
    by_key = {m.pk: m for m in rows}
    return [_hit(by_key[key], units.get(key, [])) for key in keys]


def _hit(merchant: Merchant, tenancies: list[Tenancy]) -> Hit:
    floors = dict.fromkeys(str(t.unit.floor) for t in tenancies)
    notes = [str(merchant.category or ""), str(merchant.merchant_class or "")]
    return Hit(
        value=merchant.pk,
        label=merchant.name,
        code=" ".join(t.unit.number for t in tenancies),
        where=" ".join(floors),
        note=" · ".join(n for n in notes if n),
        number=merchant.folder.number,
        left=merchant.left_on is not None,
    )
