"""Translations without gettext's programs: compile catalogues, find what has none.

Msgids are English; each app keeps `locale/zh_Hans/LC_MESSAGES/django.po` by hand. Chinese is what
most people see, so a text without it fails the check, and so does one text with two translations.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.utils.translation import templatize

from config.env import ROOT

LOCALE = "zh_Hans"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SKIPPED = {"migrations", "node_modules", "tests", "var", ".venv", "static"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

Key = tuple[str, str]  # context and msgid


@dataclass
class Found:
    """A text in the source and where it stands."""

    key: Key
    places: list[str] = field(default_factory=list)


class BadCatalogue(Exception):
    """A catalogue cannot be read; the message names file and line."""


def catalogue_files() -> list[Path]:
    """Every app's catalogue of Chinese."""
    return sorted(ROOT.glob(f"*/locale/{LOCALE}/LC_MESSAGES/django.po"))


def read_catalogue(path: Path) -> Catalog:
    """Parse one. Raises BadCatalogue."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=LOCALE, abort_invalid=True)
    except (PoFileError, ValueError, UnicodeDecodeError) as wrong:
        message = f"{path.relative_to(ROOT)}: {wrong}"
        raise BadCatalogue(message) from wrong


def compile_all() -> int:
    """Write a .mo beside every .po; returns how many. Raises BadCatalogue."""
    files = catalogue_files()
    for path in files:
        catalogue = read_catalogue(path)
        target = path.with_suffix(".mo")
        half = target.with_suffix(f".mo-{id(catalogue)}")
        with half.open("wb") as file:
            write_mo(file, catalogue)
        half.replace(target)
    return len(files)


def _sources() -> list[Path]:
    found: list[Path] = []
    for top in sorted(ROOT.iterdir()):
        if not top.is_dir() or top.name.startswith(".") or top.name in SKIPPED:
            continue
        files = (path for path in top.rglob("*") if path.suffix in {".py", ".html", ".txt"})
        found += [path for path in files if not SKIPPED & set(path.relative_to(ROOT).parts)]
    return sorted(found)


def _texts_of(path: Path) -> list[tuple[int, Key]]:
    """The texts a file asks to translate, with their lines."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = templatize(source, origin=str(path))
    stream: IO[bytes] = io.BytesIO(source.encode())
    texts = []
    for line, message, _comments, context in extract(
        "python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        first = message[0] if isinstance(message, tuple | list) else message
        if isinstance(first, str) and first:
            texts.append((line, (context or "", first)))
    return texts


def wanted() -> dict[Key, Found]:
    """Every text of the product."""
    texts: dict[Key, Found] = {}
    for path in _sources():
        for line, key in _texts_of(path):
            place = f"{path.relative_to(ROOT)}:{line}"
            texts.setdefault(key, Found(key)).places.append(place)
    return texts


def _key(message: Message) -> Key:
    first = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return (message.context or "", str(first))


def _chinese(message: Message) -> str:
    text: Any = message.string
    return str(text[0] if isinstance(text, list | tuple) else text or "")


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def problems() -> list[str]:
    """What is missing or contradicts itself, one sentence each. Raises BadCatalogue."""
    known: dict[Key, tuple[str, str]] = {}
    found: list[str] = []
    for path in catalogue_files():
        name = str(path.relative_to(ROOT))
        for message in read_catalogue(path):
            key, text = _key(message), _chinese(message)
            if not key[1] or not text:
                continue
            if message.fuzzy:
                found.append(f"{name}: {key[1]!r} is marked fuzzy")
            if _placeholders(key[1]) != _placeholders(text):
                found.append(f"{name}: {key[1]!r} and {text!r} name different values")
            earlier = known.setdefault(key, (text, name))
            if earlier[0] != text:
                other = f"{earlier[0]!r} in {earlier[1]}"
                found.append(f"{name}: {key[1]!r} is {text!r} here and {other}")
    for key, asked in sorted(wanted().items()):
        if key not in known and not _built_in(key):
            found.append(f"{asked.places[0]}: {key[1]!r} has no Chinese")
    return found


def _built_in(key: Key) -> bool:
    """Whether Django or a package translates it already."""
    from django.utils import translation

    context, text = key
    with translation.override("zh-hans"):
        plain = translation.pgettext(context, text) if context else translation.gettext(text)
    return plain != text


if __name__ == "__main__":
    compile_all()
