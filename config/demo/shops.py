"""The demo's merchants: some twelve hundred shops let in by the same import a real list goes through."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from config.demo.names import person_name, phone, shop_name
from mall.units import UnitNumber
from merchants.importing import take_in
from merchants.importing.sheets import SHEET, ParsedRow, Reading
from merchants.importing.writing import ensure_units

if TYPE_CHECKING:
    import random

    from mall.models import User

SHOPS = 1200
UNITS_PER_FLOOR_AND_ZONE = 36
A_CLASS_SHARE = 0.03


def load_shops(*, by: User, now: dt.datetime, dice: random.Random) -> None:
    """Make 1,500 units and more, and let 1,200 shops into most of them."""
    numbers = [
        UnitNumber(zone, floor, f"{serial:03}")
        for floor in range(9)
        for zone in "ABCDE"
        for serial in range(101, 101 + UNITS_PER_FLOOR_AND_ZONE)
    ]
    ensure_units(numbers)
    let = iter(dice.sample(numbers, SHOPS + 60))
    taken: set[str] = set()
    rows = []
    for number in range(SHOPS):
        name, category = shop_name(dice, taken)
        units = (next(let), next(let)) if number % 20 == 0 else (next(let),)
        rows.append(
            ParsedRow(
                number=number + 2,
                units=units,
                name=name,
                phone=phone(dice),
                entered_on=(now - dt.timedelta(days=dice.randrange(30, 2500))).date(),
                contact=person_name(dice),
                category=category,
                area=Decimal(dice.randrange(80, 900)) / 10,
                merchant_class="A" if dice.random() < A_CLASS_SHARE else "",
            )
        )
    reading = Reading(SHEET, header=[], accepted=rows, refused=[])
    take_in(reading, name="demo.xlsx", sha256="0" * 64, by=by, now=now, on=now.date())
