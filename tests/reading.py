"""Reading papers as a person and a scanner read them: the words of a PDF, and what its QR codes say."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import ContentStream

if TYPE_CHECKING:
    from django.http import HttpResponse

PIXELS, QUIET = 8, 4  # of one square of a code, and squares of white around it


def words_on(answer: HttpResponse) -> str:
    """All words of a paper without the blanks and line ends that its columns make."""
    pages = _read(answer).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def pages_of(answer: HttpResponse) -> int:
    """How many pages a paper has."""
    return len(_read(answer).pages)


def codes_on(answer: HttpResponse) -> list[str]:
    """What a scanner reads from the QR codes of a paper, page by page, from above."""
    reader = _read(answer)
    return [_scanned(code) for page in reader.pages for code in _drawn(page, reader)]


def _read(answer: HttpResponse) -> PdfReader:
    assert answer["Content-Type"] == "application/pdf", answer.status_code
    return PdfReader(BytesIO(answer.content))


def _drawn(page: Any, reader: PdfReader) -> list[list[tuple[int, int, int]]]:
    """The codes of a page as the strokes they are drawn with: row, first and last square."""
    codes: list[list[tuple[int, int, int]]] = []
    begins = (0.0, 0.0)
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"m":
            begins = (float(operands[0]), float(operands[1]))
        elif operator == b"l" and float(operands[1]) == begins[1] and begins[1] % 1 == 0.5:
            if begins == (0.0, 0.5):
                codes.append([])
            if codes:
                codes[-1].append((int(begins[1]), int(begins[0]), int(operands[0])))
    return codes


def _scanned(strokes: list[tuple[int, int, int]]) -> str:
    squares = max(row for row, _first, _last in strokes) + 1
    side = (squares + 2 * QUIET) * PIXELS
    image = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(image)
    for row, first, last in strokes:
        left, top, right = ((QUIET + square) * PIXELS for square in (first, row, last))
        draw.rectangle((left, top, right - 1, top + PIXELS - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)
