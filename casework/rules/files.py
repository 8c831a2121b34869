"""What a file really is, told by its content, and which files a folder takes (design 10)."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from ui.obstacles import Obstacle, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 5_000
HEAD = 4096

JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", GIF: "GIF"}
ENDINGS = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", PDF: ".pdf", XLSX: ".xlsx", DOCX: ".docx"}


@dataclass(frozen=True)
class Content:
    """A file as it will be kept: its type, its bytes, and whether it may be shown on a page."""

    content_type: str
    data: bytes
    inline: bool

    @property
    def ending(self) -> str:
        """The ending our own name for it gets."""
        return ENDINGS[self.content_type]


def largest() -> int:
    """The most bytes one file may have."""
    return int(getattr(settings, "CASEWORK_LARGEST_FILE", LARGEST_FILE))


def examine(data: bytes) -> Content:
    """Take a file as its content says, not as its name says; pictures are drawn anew, without place and time.

    Raises Refused for anything but pictures, PDF, xlsx and docx, for what is too large, and for what is damaged.
    """
    if not data:
        raise Refused(_obstacle("empty", _("The file is empty.")))
    if len(data) > largest():
        raise Refused(_obstacle("large", _("The file is larger than %(most)s MB.") % {"most": largest() // MEGABYTE}))
    for test, take in _KINDS:
        if test(data):
            return take(data)
    raise Refused(_obstacle("kind", _("Only pictures, PDF, Excel (xlsx) and Word (docx) files are taken.")))


def display_name(name: str) -> str:
    """The name a file came with, as it may be shown and offered again: no folders, no control characters."""
    bare = re.sub(
        r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rpartition("/")[2]
    )
    return bare.strip(" .")[-200:] or _("unnamed file")


def _obstacle(code: str, message: str) -> Obstacle:
    return Obstacle(f"file.{code}", message, "files")


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _picture(data: bytes) -> Content:
    """Draw a picture anew: what hides beside or behind it, and where it was taken, stays out."""
    # The print engine lets the whole process draw half a picture as soon as it is loaded.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(data), formats=list(PICTURES.values())) as picture:
            _refuse_a_giant(picture)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            sees_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            drawn = upright.convert("RGBA" if sees_through else "RGB")
    except Refused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as wrong:
        raise Refused(_obstacle("damaged", _("The picture cannot be read."))) from wrong
    clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    made = io.BytesIO()
    if sees_through:
        clean.save(made, "PNG", optimize=False)
        return Content(PNG, made.getvalue(), inline=True)
    clean.save(made, "JPEG", quality=88)
    return Content(JPEG, made.getvalue(), inline=True)


def _refuse_a_giant(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(_obstacle("pixels", _("The picture has too many pixels.")))


def _heic(data: bytes) -> Content:
    del data
    raise Refused(_obstacle("heic", _("Choose “most compatible” in the phone's camera settings, or send it as JPEG.")))


def _pdf(data: bytes) -> Content:
    return Content(PDF, data, inline=False)


def _office(data: bytes) -> Content:
    """An xlsx or docx without macros; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as wrong:
        raise Refused(_obstacle("damaged", _("The file is damaged."))) from wrong
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused(_obstacle("bomb", _("The file unpacks to far more than it seems.")))
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        raise Refused(_obstacle("macros", _("Files with macros are not taken: save it without macros.")))
    if "xl/workbook.xml" in names:
        return Content(XLSX, data, inline=False)
    if "word/document.xml" in names:
        return Content(DOCX, data, inline=False)
    raise Refused(_obstacle("archive", _("Archives are not taken: attach the files one by one.")))


def _old_office(data: bytes) -> Content:
    del data
    raise Refused(_obstacle("old_office", _("Old Office files can hide macros: save it as xlsx, docx or PDF.")))


def _archive(data: bytes) -> Content:
    del data
    raise Refused(_obstacle("archive", _("Archives are not taken: attach the files one by one.")))


# What the first bytes say → how it is taken. The first line that fits counts.
_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], Content]], ...] = (
    (_starts(b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"), _picture),
    (_is_webp, _picture),
    (_is_heic, _heic),
    (_starts(b"PK\x03\x04", b"PK\x05\x06"), _office),
    (_starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _old_office),
    (_starts(b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), _archive),
    (_is_pdf, _pdf),
)
