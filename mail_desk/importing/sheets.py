"""Rows of a day's mail: which columns, how a row is read, what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from casework import importing
from casework.importing import Cells, RowRefused, valid
from mail_desk import held
from mail_desk.models import MailClass
from mail_desk.numbers import normalise_number, parts
from mail_desk.reference import CLASSES
from mail_desk.rules.receiving import MOST_IN_A_BUNDLE
from mall.columns import Column, cell_text, header_word
from mall.dates import parse_date, parse_time
from mall.localtime import ZONE, local_day
from mall.units import split_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.obstacles import StrOrPromise

COLUMNS: Final = (
    Column(
        "received",
        (
            "到件时间", "到件日期", "收件时间", "收件日期", "到达时间", "接收时间", "接收日期", "登记日期", "日期",
            "时间", "received at", "date",
        ),
        required=True,
    ),
    Column("class", ("类别", "邮件类别", "邮件类型", "类型", "种类", "class", "type"), required=True),
    Column(
        "item_number",
        ("邮件编号", "邮件号码", "邮件号", "编号", "单号", "运单号", "快递单号", "条码", "item number", "number"),
    ),
    Column(
        "unit",
        ("房号", "商铺号", "铺位号", "铺号", "摊位号", "单元号", "房间号", "地址", "unit number", "unit"),
        required=True,
    ),
    Column("addressee", ("收件人", "收信人", "姓名", "addressee", "recipient")),
    Column("sender", ("寄件人", "寄信人", "发件人", "寄件单位", "sender")),
    Column("quantity", ("数量", "件数", "份数", "quantity", "count")),
    Column("note", ("备注", "说明", "情况", "note", "remarks")),
    Column("time", ("时间", "到件时刻", "time")),
)  # fmt: skip

DATE_NOT_VALID: Final = "date not valid"
TIME_NOT_VALID: Final = "time not valid"
CLASS_NOT_KNOWN: Final = "class not known"
NUMBER_NOT_VALID: Final = "item number not valid"
NUMBER_REPEATED: Final = "item number repeated in the file"
QUANTITY_NOT_VALID: Final = "quantity not valid"
NOT_COUNTED: Final = "quantity only for ordinary letters"
TOTAL_LINE: Final = "total line, no mail"
REASONS: Final[dict[str, StrOrPromise]] = {
    DATE_NOT_VALID: _("The day it came is no date."),
    TIME_NOT_VALID: _("The hour it came is no time of day."),
    CLASS_NOT_KNOWN: _("The desk has no such class of mail."),
    NUMBER_NOT_VALID: _("The item number is none: 4 to 40 letters and digits."),
    NUMBER_REPEATED: _("A row above has this item number already."),
    QUANTITY_NOT_VALID: _("The quantity is no number between 1 and 10,000."),
    NOT_COUNTED: _("Only ordinary letters without a number are counted: one row for each other item."),
    TOTAL_LINE: _("This is a total, not mail."),
}
"""Every reason a row may be refused for, and what people read; the reasons are fixed, other programs read them."""

#: When mail came that the list gives only the day of: the morning's delivery.
MORNING: Final = time(9, 0)
WORDS_LENGTH: Final = 60
REMARK_LENGTH: Final = 120
_TOTALS: Final = ("合计", "总计", "小计", "共计", "total", "sum")
_HOUR: Final = re.compile(r"(?<=[T\s日号])\s*(\d{1,2}\s*[:点时].*)$")
_NO_NUMBER: Final = re.compile(r"[-—–/\\无空*]*")
_PIECES: Final = re.compile(r"(\d{1,6})(?:\.0+)?\s*(?:封|件|份|个|pcs)?")


@dataclass(frozen=True, slots=True)
class MailRow:
    """One item of the list, or a bundle of ordinary letters.

    `mail_class` is the code of its class; `unit` its number in the one spelling, empty where the address is none;
    `words` the address as written. `occurrence` tells rows apart that say the same: two letters of one morning.
    """

    number: int
    received_at: datetime
    mail_class: str
    item_number: str = ""
    unit: str = ""
    words: str = ""
    addressee: str = ""
    sender: str = ""
    quantity: int = 1
    remark: str = ""
    occurrence: int = 1

    @property
    def received_on(self) -> date:
        """The day it came."""
        return local_day(self.received_at)

    @property
    def says(self) -> tuple[str, ...]:
        """All the row says."""
        return (
            self.received_at.isoformat(), self.mail_class, self.item_number, self.unit or self.words,
            self.addressee, self.sender, str(self.quantity), self.remark,
        )  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """All the row says and the how-manieth it is that says so, in one line."""
        return "|".join((*self.says, str(self.occurrence)))


def known_classes() -> list[MailClass]:
    """MAIL-05. The desk's classes, in use or not; those of every installation while the desk has none yet."""
    return held.mail_classes(in_use=False) or [
        MailClass(code=code, name=name, name_en=name_en, **policy) for code, name, name_en, policy in CLASSES
    ]


def _parse(cells: Cells) -> MailRow:
    text = cells.text
    if any(header_word(text(key)).startswith(_TOTALS) for key in ("received", "class")):
        raise RowRefused(TOTAL_LINE)
    received_at = _received_at(cells)
    mail_class = _class(text("class"))
    number = "" if _NO_NUMBER.fullmatch(text("item_number")) else text("item_number")
    number = valid(normalise_number, number, NUMBER_NOT_VALID)
    quantity = _quantity(text("quantity"))
    if quantity > 1 and (number or not mail_class.counted):
        raise RowRefused(NOT_COUNTED)
    return MailRow(
        number=cells.line.number,
        received_at=received_at,
        mail_class=mail_class.code,
        item_number=number,
        unit=_unit(text("unit")),
        words=text("unit")[:WORDS_LENGTH],
        addressee=text("addressee")[:WORDS_LENGTH],
        sender=text("sender")[:WORDS_LENGTH],
        quantity=quantity,
        remark=text("note")[:REMARK_LENGTH],
    )


def _received_at(cells: Cells) -> datetime:
    """The day and the hour: from one cell, or from two; nine o'clock when only the day is given."""
    written: object = cells["received"]
    hour: object = None
    if isinstance(written, datetime):
        hour = written.time() if written.time() != time(0) else None
    elif isinstance(written, float):
        hour = written % 1 or None
    elif found := _HOUR.search(unicodedata.normalize("NFKC", cell_text(written))):
        written, hour = found.string[: found.start()], found[1]
    day = valid(parse_date, written, DATE_NOT_VALID)
    if hour is None and cells.text("time"):
        hour = cells["time"]
    at = MORNING if hour is None else valid(parse_time, hour, TIME_NOT_VALID)
    return datetime.combine(day, at.replace(microsecond=0), ZONE)


def _class(text: str) -> MailClass:
    """MAIL-05. The class by its name, its English name, its code or another spelling."""
    sought = header_word(text)
    for row in known_classes():
        spellings = (row.name, row.name_en, row.code, *parts(row.also_written))
        if sought and sought in {header_word(word) for word in spellings}:
            return row
    raise RowRefused(CLASS_NOT_KNOWN)


def _unit(text: str) -> str:
    try:
        return str(split_units(text)[0])
    except ValueError:
        return ""


def _quantity(text: str) -> int:
    if not text:
        return 1
    found = _PIECES.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None or not 1 <= int(found[1]) <= MOST_IN_A_BUNDLE:
        raise RowRefused(QUANTITY_NOT_VALID)
    return int(found[1])


def _claims(row: MailRow) -> Iterator[tuple[date, str]]:
    """A number comes once a day; without one, rows that say the same are letters of their own."""
    if row.item_number:
        yield row.received_on, row.item_number


Reading: TypeAlias = importing.Reading[MailRow]
SHEET: Final = importing.Sheet(
    COLUMNS, REASONS, _parse, claims=_claims, repeated=NUMBER_REPEATED, known_by=("class", "item_number", "unit")
)
