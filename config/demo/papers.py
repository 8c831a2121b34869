"""Stand-ins for scans and photographs, drawn on the spot."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
PAPER, GREY, INK, SEAL = "white", (150, 150, 150), (30, 40, 110), (180, 30, 40)
FLOOR, CLOTH, SEAM, THREAD = (214, 206, 196), (66, 84, 120), (40, 52, 78), (236, 232, 220)


def signed_scan() -> SimpleUploadedFile:
    """Return a small picture of a signed sheet, as a scanner would deliver it."""
    return SimpleUploadedFile("signed.jpg", _signed(), "image/jpeg")


def receipt_scan() -> SimpleUploadedFile:
    """Return a picture of a till receipt."""
    return SimpleUploadedFile("小票.jpg", _receipt(), "image/jpeg")


def goods_photo() -> SimpleUploadedFile:
    """Return a photograph of goods with an open seam."""
    return SimpleUploadedFile("商品照片.jpg", _goods(), "image/jpeg")


def test_report() -> SimpleUploadedFile:
    """Return a report of a testing body, as a PDF of one page."""
    return SimpleUploadedFile("检测报告.pdf", _report(), "application/pdf")


@cache
def _signed() -> bytes:
    sheet, pen = _lined(420, 594)
    pen.line(((60, 500), (90, 470), (120, 505), (150, 475), (180, 500)), fill=INK, width=3)
    pen.ellipse((270, 450, 360, 540), outline=SEAL, width=4)
    return _bytes(sheet)


@cache
def _receipt() -> bytes:
    slip = Image.new("RGB", (260, 480), PAPER)
    pen = ImageDraw.Draw(slip)
    pen.rectangle((40, 24, 220, 44), fill=GREY)
    for line in range(76, 330, 24):
        pen.line((24, line, 130, line), fill=GREY, width=3)
        pen.line((190, line, 236, line), fill=GREY, width=3)
    pen.line((24, 344, 236, 344), fill=INK, width=2)
    for bar in range(30, 230, 7):
        pen.line((bar, 380, bar, 440), fill="black", width=1 + bar % 4)
    return _bytes(slip)


@cache
def _goods() -> bytes:
    photo = Image.new("RGB", (640, 480), FLOOR)
    pen = ImageDraw.Draw(photo)
    pen.polygon(((180, 90), (460, 90), (520, 430), (120, 430)), fill=CLOTH)
    pen.line((320, 90, 320, 430), fill=SEAM, width=4)
    pen.ellipse((296, 240, 346, 330), fill=FLOOR)
    for stitch in range(244, 330, 12):
        pen.line((292, stitch, 306, stitch + 6), fill=THREAD, width=3)
        pen.line((338, stitch + 4, 352, stitch - 2), fill=THREAD, width=3)
    return _bytes(photo)


@cache
def _report() -> bytes:
    sheet, pen = _lined(595, 842)
    pen.rectangle((48, 440, 372, 560), outline=GREY, width=2)
    pen.ellipse((400, 660, 520, 780), outline=SEAL, width=5)
    return _bytes(sheet, "PDF")


def _lined(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(sheet)
    for line in range(80, 420, 26):
        pen.line((48, line, width - 48, line), fill=GREY)
    return sheet, pen


def _bytes(picture: Image.Image, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    picture.save(out, kind, quality=60)
    return out.getvalue()
