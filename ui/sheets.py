"""Spreadsheets in and out: xlsx only, read row by row, written with no cell that could run.

Reading survives what people do to lists: full-width signs, dates that are text, merged and blank rows.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import IO, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEGABYTE = 1024 * 1024
MAX_FILE = 20 * MEGABYTE
# An honest list shrinks about tenfold; a bomb ten-thousandfold.
MAX_UNPACKED = 400 * MEGABYTE
MAX_RATIO = 200
MAX_ROWS = 200_000
MAX_COLUMNS = 200
WIDEST, NARROWEST = 48, 8
# A text cell that starts like this is run as a formula by spreadsheet programs.
RUNS = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DATES = (
    re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$"),
    re.compile(r"^(\d{4})(\d{2})(\d{2})$"),
)


class UnreadableSheet(ValueError):  # what it is, not that it is an error
    """The file cannot be taken in; the message says why, in the language of the page."""

    def __init__(self, message: str | Promise) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class SheetRow:
    """One row that is not blank: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: list[Any]


def read_rows(file: IO[bytes], *, sheet: str | None = None, max_rows: int = MAX_ROWS) -> Iterator[SheetRow]:
    """Yield the rows of a sheet (the first by default) that hold anything.

    Text is stripped; numbers that are whole come as int; dates as datetime. Raises `UnreadableSheet`.
    """
    _check(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as problem:
        raise UnreadableSheet(_("This is not a readable xlsx file. Save it again as .xlsx.")) from problem
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise UnreadableSheet(_("There is no sheet “%(name)s” in this file.") % {"name": sheet})
        yield from _rows(book[sheet] if sheet else book.worksheets[0], max_rows)
    finally:
        book.close()


def _rows(page: Any, max_rows: int) -> Iterator[SheetRow]:
    page.reset_dimensions()
    rows = iter(page.iter_rows(values_only=True, max_col=MAX_COLUMNS))
    for number in count(1):
        try:
            values = next(rows, None)
        except Exception as problem:
            raise UnreadableSheet(_("The file is damaged. Open it, save it again and upload the new one.")) from problem
        if values is None:
            return
        if number > max_rows:
            raise UnreadableSheet(_("More than %(count)d rows. Split the file.") % {"count": max_rows})
        cells = [_cell(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield SheetRow(number, cells)


def _check(file: IO[bytes]) -> None:
    """Refuse what is too large, no zip, or would unpack beyond reason."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > MAX_FILE:
        raise UnreadableSheet(_("The file is larger than %(size)d MB.") % {"size": MAX_FILE // MEGABYTE})
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(item.file_size for item in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise UnreadableSheet(_("This is not a readable xlsx file. Save it again as .xlsx.")) from problem
    finally:
        file.seek(0)
    if unpacked > MAX_UNPACKED or unpacked > max(size, 1) * MAX_RATIO:
        raise UnreadableSheet(_("The file unpacks to far more than it should. It was not opened."))


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        text = FORBIDDEN.sub("", value.replace("\u00a0", " ").replace("\u3000", " ")).strip()
        return text or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # where floats stop being exact
        return int(value)
    return value


def text(cell: Any) -> str:
    """Return a cell as text, with full-width letters, digits and signs made narrow."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    return unicodedata.normalize("NFKC", str(cell)).strip()


def as_date(cell: Any) -> date | None:
    """Return a cell as a date: real dates, 2026-11-26, 2026/11/26, 2026.11.26, 2026年11月26日; None when it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = text(cell)
    for form in DATES:
        found = form.match(written)
        if found:
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError:
                return None
    return None


def write_xlsx(headers: Sequence[object], rows: Iterable[Sequence[object]], *, title: str = "Sheet1") -> bytes:
    """Return a workbook: bold frozen head, columns as wide as their words, no cell that runs as a formula."""
    book = Workbook()
    sheet = book.active
    if sheet is None:  # pragma: no cover - a new workbook always has one
        sheet = book.create_sheet()
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Sheet1"
    widths = [_width(header) for header in headers]
    sheet.append([force_str(header) for header in headers])
    for row in rows:
        cells = [_safe(value) for value in row]
        sheet.append(cells)
        for index, cell in enumerate(cells[: len(widths)]):
            widths[index] = max(widths[index], _width(cell))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="center")
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = min(max(width + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _safe(value: object) -> Any:
    """Return what may stand in a cell; text that would run gets a leading apostrophe."""
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        if isinstance(value, datetime) and value.tzinfo is not None:
            return timezone.localtime(value).replace(tzinfo=None)
        return value
    words = FORBIDDEN.sub("", force_str(value))
    return f"'{words}" if words.startswith(RUNS) else words


def _width(value: object) -> int:
    """Count columns: a Chinese character takes two."""
    shown = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else force_str(value if value is not None else "")
    return max((sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in shown.splitlines()), default=0)  # noqa: PLR2004 - from here on signs are two wide


def xlsx_response(name: str, headers: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with a workbook to download as `name` (".xlsx" is added when missing)."""
    filename = name if name.endswith(".xlsx") else f"{name}.xlsx"
    response = HttpResponse(write_xlsx(headers, rows, title=filename.removesuffix(".xlsx")), content_type=XLSX)
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "no-store"
    return response
