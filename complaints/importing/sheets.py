"""Rows of an old complaint register: its columns, its words, what is wrong with a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from casework import importing
from casework.importing import Cells, RowRefused, valid
from mall.columns import Column
from mall.dates import parse_date, parse_time
from mall.localtime import ZONE
from mall.phones import normalise_phone
from mall.units import normalise_unit
from ui.obstacles import StrOrPromise

COLUMNS: Final = (
    Column("registered_on", ("登记日期", "投诉日期", "受理日期", "日期", "date"), required=True),
    Column("registered_time", ("登记时间", "投诉时间", "时间", "time")),
    Column("complainant", ("投诉人", "投诉人姓名", "顾客姓名", "姓名", "complainant")),
    Column("phone", ("联系电话", "联系方式", "手机", "电话", "phone")),
    Column("kind", ("身份", "投诉人身份", "投诉人类别", "complainant type")),
    Column("unit", ("被投诉房号", "房号", "商铺号", "铺位号", "unit")),
    Column("merchant", ("被投诉商户", "商户名称", "商户", "店名", "merchant")),
    Column("content", ("投诉内容", "投诉事项", "内容", "事由", "content"), required=True),
    Column("department", ("责任部门", "处理部门", "承办部门", "部门", "department")),
    Column("result", ("处理结果", "处理情况", "结果", "result")),
    Column("closed_on", ("办结日期", "结案日期", "完成日期", "closed on")),
    Column("satisfaction", ("回访结果", "满意度", "回访", "follow-up result")),
)

DATE_NOT_VALID: Final = "date not valid"
TIME_NOT_VALID: Final = "time not valid"
CONTENT_MISSING: Final = "content missing"
CLOSED_BEFORE_REGISTERED: Final = "closed before registered"
ROW_REPEATED: Final = "row repeated in the file"
REASONS: Final[dict[str, StrOrPromise]] = {
    DATE_NOT_VALID: _("A date is no date."),
    TIME_NOT_VALID: _("The time is no time of day."),
    CONTENT_MISSING: _("It does not say what happened."),
    CLOSED_BEFORE_REGISTERED: _("It was closed before it was registered."),
    ROW_REPEATED: _("A row above says the same."),
}
"""Every reason a row may be refused for, and what people read; the reasons are fixed, other programs read them."""

_MERCHANT_WORDS: Final = ("商户", "租户", "业户", "merchant")
_STAFF_WORDS: Final = ("员工", "工作人员", "staff")
_NAME_LENGTH: Final = 50
_OPENS: Final = time(8, 30)
_CLOSES: Final = time(18, 0)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One complaint of the old register.

    ``kind`` is customer, merchant or staff; ``unit`` is the unit's number in its one spelling or
    empty, ``unit_text`` what stood there; ``phone`` is empty when it is no number, ``phone_text``
    what stood there.
    """

    number: int
    registered_on: date
    registered_time: time | None
    content: str
    complainant: str = ""
    phone: str = ""
    phone_text: str = ""
    kind: str = "customer"
    unit: str = ""
    unit_text: str = ""
    merchant: str = ""
    department: str = ""
    result: str = ""
    closed_on: date | None = None
    satisfaction: str = ""

    @property
    def registered_at(self) -> datetime:
        """The hour it was registered; at opening when the paper gives the day alone."""
        return datetime.combine(self.registered_on, self.registered_time or _OPENS, ZONE)

    @property
    def closed_at(self) -> datetime | None:
        """The evening of the day it was closed, never before it was registered."""
        if self.closed_on is None:
            return None
        return max(datetime.combine(self.closed_on, _CLOSES, ZONE), self.registered_at)

    @property
    def fingerprint(self) -> str:
        """All the row says, in one line: two rows with one fingerprint say the same."""
        return "|".join(
            [
                self.registered_on.isoformat(),
                self.registered_time.isoformat("minutes") if self.registered_time else "",
                self.complainant,
                self.phone or self.phone_text,
                self.kind,
                self.unit or self.unit_text,
                self.merchant,
                self.content,
                self.department,
                self.result,
                self.closed_on.isoformat() if self.closed_on else "",
                self.satisfaction,
            ],
        )


def _parse(cells: Cells) -> HistoryRow:
    text = cells.text
    registered_on = valid(parse_date, cells["registered_on"], DATE_NOT_VALID)
    closed_on = valid(parse_date, cells["closed_on"], DATE_NOT_VALID) if text("closed_on") else None
    if not text("content"):
        raise RowRefused(CONTENT_MISSING)
    if closed_on is not None and closed_on < registered_on:
        raise RowRefused(CLOSED_BEFORE_REGISTERED)
    at = valid(parse_time, cells["registered_time"], TIME_NOT_VALID) if text("registered_time") else None
    unit = normalise_unit(text("unit")) or ""
    phone = _phone(text("phone"))
    return HistoryRow(
        number=cells.line.number,
        registered_on=registered_on,
        registered_time=at,
        content=text("content"),
        complainant=text("complainant")[:_NAME_LENGTH],
        phone=phone,
        phone_text="" if phone else text("phone"),
        kind=_kind(text("kind")),
        unit=unit,
        unit_text="" if unit else text("unit"),
        merchant=text("merchant"),
        department=text("department"),
        result=text("result"),
        closed_on=closed_on,
        satisfaction=text("satisfaction"),
    )


def _phone(text: str) -> str:
    try:
        return normalise_phone(text)
    except ValueError:
        return ""


def _kind(text: str) -> str:
    if text.casefold().startswith(_MERCHANT_WORDS):
        return "merchant"
    return "staff" if text.casefold().startswith(_STAFF_WORDS) else "customer"


Reading: TypeAlias = importing.Reading[HistoryRow]
SHEET: Final = importing.Sheet(COLUMNS, REASONS, _parse, claims=lambda row: [row.fingerprint], repeated=ROW_REPEATED)
