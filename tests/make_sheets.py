"""Spreadsheets as untidy as a desk's own, for the tests of the imports."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Final

from openpyxl import Workbook

SAMPLE_DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
"""The client's sample spreadsheets, where they lie beside the checkout."""

MERCHANT_HEADER: Final = (
    "房号",
    "楼层",
    "商户名称",
    "经营品类",
    "负责人",
    "联系电话",
    "进场日期",
    "面积（㎡）",
    "商户等级",
    "备注",
)
HISTORY_HEADER: Final = (
    "登记日期",
    "登记时间",
    "投诉人",
    "联系电话",
    "身份",
    "被投诉房号",
    "被投诉商户",
    "投诉内容",
    "责任部门",
    "处理结果",
    "办结日期",
    "回访结果",
)

Row = tuple[object, ...]


def merchant_row(
    *,
    unit: object = "A4107",
    floor: object = "4楼",
    name: object = "恒源童装",
    category: object = "童装",
    contact: object = "雷静雪",
    phone: object = "19960814248",
    entered: object = "2012年10月10日",
    area: object = "37平",
    merchant_class: object = "B",
    note: object = None,
) -> Row:
    """One row of the list of merchants, in the order of MERCHANT_HEADER."""
    return (unit, floor, name, category, contact, phone, entered, area, merchant_class, note)


def untidy_merchants() -> list[Row]:
    """Twenty-one rows with data: eleven good in every spelling, and each reason for a refusal."""
    row = merchant_row
    return [
        row(unit="A4107"),
        row(unit=" b4108 ", name="Ｌily家纺", phone=19960814249, entered=date(2025, 8, 14)),
        row(unit="Ｃ０２１２", floor="地下一层", phone="１９９６０８１４２５０", entered="2023.02.13"),
        row(unit="A0301", floor="负1楼", phone="199 6081 4251", entered="2020-03-25", area=12),
        row(unit="D0302", floor="-1F", phone="199-6081-4252", entered="2020/03/25", area=12.5),
        row(unit="D0303", floor="B1", phone="024-87654321", entered="20240305", area=None),
        row(unit="D5304", floor="五楼", name="钟𠮷玉精品", contact="钟𠮷玉", merchant_class="a类"),
        row(unit="D6305", floor="６楼", phone="+86 199 6081 4253", merchant_class=None),
        (None,) * 10,
        row(unit="D7306、D7307", floor="7F", name="双铺商行", phone="19960814260", entered=45000),
        row(unit="A2101", floor="2F", name="恒源童装", phone="19960814261"),
        row(unit="A2102", floor="三层", name="楼层写错", phone="19960814262"),
        row(unit=None, phone="19960814254"),
        row(unit="9999", phone="19960814255"),
        row(unit="A1103", name="  "),
        row(unit="A1104", phone="12345"),
        row(unit="A1105", phone=None),
        row(unit="A1106", entered="2024-02-30"),
        row(unit="A1107", entered="20241301"),
        row(unit="A1108", entered="待定"),
        row(unit="ａ4107", name="另一家", phone="19960814256"),
        ("合计", None, "20 户", *(None,) * 7),
    ]


UNTIDY_REFUSED: Final = {
    "date not valid": 3,
    "unit missing": 1,
    "unit not valid": 1,
    "phone not valid": 2,
    "unit repeated in the file": 1,
    "merchant name missing": 1,
    "total line, not a merchant": 1,
}
UNTIDY_ACCEPTED: Final = 11


def history_row(
    *,
    on: object = "2026-08-02",
    at: object = "10:45",
    complainant: object = "李强敏",
    phone: object = "19948558479",
    kind: object = "顾客",
    unit: object = "Ｂ６２１５",
    merchant: object = "凤凰商行（红豆）",
    content: object = "营业员态度恶劣，辱骂顾客",
    department: object = "工程部",
    result: object = "投诉不成立",
    closed: object = "2026-08-07",
    satisfaction: object = "满意",
) -> Row:
    """One row of an old complaint register, in the order of HISTORY_HEADER."""
    return (
        on,
        at,
        complainant,
        phone,
        kind,
        unit,
        merchant,
        content,
        department,
        result,
        closed,
        satisfaction,
    )


def workbook(header: Row, rows: list[Row], *, title: str | None = None) -> bytes:
    """An xlsx file with this header and these rows, under a title line when one is given."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title is not None:
        sheet.append([title])
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
