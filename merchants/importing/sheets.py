"""Rows of a mall's own list of merchants: which columns, which rows count, what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from casework import importing
from casework.importing import Cells, RowRefused, valid
from mall.columns import Column, header_word
from mall.dates import parse_date
from mall.phones import normalise_phone
from mall.units import UnitNumber, parse_floor, split_units
from merchants.names import name_key
from ui.obstacles import StrOrPromise

COLUMNS: Final = (
    Column("unit", ("房号", "商铺号", "铺位号", "铺号", "摊位号", "单元号", "unit"), required=True),
    Column(
        "name",
        ("商户名称", "商户名", "店名", "店铺名称", "商户", "租户", "merchant name", "merchant"),
        required=True,
    ),
    Column("floor", ("楼层", "层", "floor")),
    Column("category", ("经营品类", "经营类别", "经营范围", "品类", "类别", "业态", "category")),
    Column("contact", ("负责人", "联系人", "经营者", "店主", "姓名", "contact")),
    Column("phone", ("联系电话", "联系方式", "手机", "手机号", "电话", "phone", "mobile"), required=True),
    Column(
        "entered_on",
        ("进场日期", "入场日期", "进驻日期", "入驻日期", "开业日期", "进场时间", "entry date"),
        required=True,
    ),
    Column("area", ("面积", "经营面积", "建筑面积", "area")),
    Column("class", ("商户等级", "等级", "商户类别", "级别", "class")),
    Column("note", ("备注", "说明", "note", "remarks")),
)

DATE_NOT_VALID: Final = "date not valid"
UNIT_MISSING: Final = "unit missing"
UNIT_NOT_VALID: Final = "unit not valid"
UNIT_REPEATED: Final = "unit repeated in the file"
PHONE_NOT_VALID: Final = "phone not valid"
NAME_MISSING: Final = "merchant name missing"
NAME_TOO_LONG: Final = "merchant name too long"
TOTAL_LINE: Final = "total line, not a merchant"
REASONS: Final[dict[str, StrOrPromise]] = {
    DATE_NOT_VALID: _("The entry date is no date."),
    UNIT_MISSING: _("The unit is missing."),
    UNIT_NOT_VALID: _("The unit is no unit number such as A1105."),
    PHONE_NOT_VALID: _("The phone is no phone number."),
    UNIT_REPEATED: _("A row above has this unit already."),
    NAME_MISSING: _("The merchant's name is missing."),
    NAME_TOO_LONG: _("The merchant's name is longer than 100 characters."),
    TOTAL_LINE: _("This is a total, not a merchant."),
}
"""Every reason a row may be refused for, and what people read; the reasons are fixed, other programs read them."""

NAME_LENGTH: Final = 100
SHORT_TEXT: Final = 50
_TOTALS: Final = ("合计", "总计", "小计", "共计", "total", "sum")
_CLASS = re.compile(r"([A-Z])(?:类|级|等)?")
_AREA = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)(?:平|平米|平方|平方米|㎡|m2|m²)?")
_LARGEST_AREA: Final = Decimal(99999)


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One merchant as a row of the file gives him."""

    number: int
    units: tuple[UnitNumber, ...]
    name: str
    phone: str
    entered_on: date
    contact: str = ""
    category: str = ""
    area: Decimal | None = None
    merchant_class: str = ""
    note: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def name_key(self) -> str:
        """The name without the accidents of its spelling."""
        return name_key(self.name)

    @property
    def fingerprint(self) -> str:
        """All the row says, in one line: two rows with one fingerprint say the same."""
        return "|".join(
            [
                ",".join(map(str, self.units)),
                self.name_key,
                self.phone,
                self.entered_on.isoformat(),
                self.contact,
                self.category,
                str(self.area or ""),
                self.merchant_class,
                self.note,
            ],
        )


def _parse(cells: Cells) -> ParsedRow:
    text = cells.text
    if _is_total(text("unit"), text("name")):
        raise RowRefused(TOTAL_LINE)
    units = _units(text("unit"))
    name = _name(text("name"))
    phone = valid(normalise_phone, text("phone"), PHONE_NOT_VALID)
    entered_on = valid(parse_date, cells["entered_on"], DATE_NOT_VALID)
    area, doubts = _area(text("area")), _doubts(units, text("floor"))
    if text("area") and area is None:
        doubts = (*doubts, "area")
    merchant_class = _class(text("class"))
    if text("class") and not merchant_class:
        doubts = (*doubts, "class")
    return ParsedRow(
        number=cells.line.number,
        units=units,
        name=name,
        phone=phone,
        entered_on=entered_on,
        contact=text("contact")[:SHORT_TEXT],
        category=text("category")[:SHORT_TEXT],
        area=area,
        merchant_class=merchant_class,
        note=text("note"),
        doubts=doubts,
    )


def _is_total(*texts: str) -> bool:
    return any(header_word(t).startswith(_TOTALS) for t in texts[:1]) or (
        not texts[0] and header_word(texts[1]) in _TOTALS
    )


def _units(text: str) -> tuple[UnitNumber, ...]:
    if not text:
        raise RowRefused(UNIT_MISSING)
    return tuple(valid(split_units, text, UNIT_NOT_VALID))


def _name(text: str) -> str:
    if not text:
        raise RowRefused(NAME_MISSING)
    if len(text) > NAME_LENGTH:
        raise RowRefused(NAME_TOO_LONG)
    return text


def _area(text: str) -> Decimal | None:
    found = _AREA.fullmatch(unicodedata.normalize("NFKC", text).lower().replace(" ", ""))
    if found is None:
        return None
    try:
        area = Decimal(found[1]).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return area if 0 < area <= _LARGEST_AREA else None


def _class(text: str) -> str:
    found = _CLASS.fullmatch(unicodedata.normalize("NFKC", text).upper().replace(" ", ""))
    return found[1] if found else ""


def _doubts(units: tuple[UnitNumber, ...], floor: str) -> tuple[str, ...]:
    code = parse_floor(floor)
    said_otherwise = code is not None and any(u.floor_code != code for u in units)
    return ("floor",) if said_otherwise or (floor and code is None) else ()


Reading: TypeAlias = importing.Reading[ParsedRow]
SHEET: Final = importing.Sheet(
    COLUMNS, REASONS, _parse, claims=lambda row: row.units, repeated=UNIT_REPEATED, known_by=("unit", "name")
)
