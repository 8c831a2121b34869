"""Paper: a template becomes an A4 page by WeasyPrint, with nothing fetched from anywhere but our own files."""

from __future__ import annotations

import atexit
import mimetypes
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header

from ui import plugs, qr

# Addresses inside a print template stand under this one; the fetcher knows no other.
BASE = "http://our.invalid/"


class NotOurs(ValueError):
    """A print template asked for something that is not one of our static files."""


def render_pdf(template: str, context: Mapping[str, Any] | None = None, *, request: HttpRequest | None = None) -> bytes:
    """Return the template as a PDF.

    Templates extend `print/base.html`. `folder_number` in the context puts number and QR code at the foot.
    """
    return render_html(_written(template, context, request))


def _written(template: str, context: Mapping[str, Any] | None, request: HttpRequest | None) -> str:
    given: dict[str, Any] = {
        "printed_at": timezone.now(),
        "mall_name": plugs.mall_name(),
        **(context or {}),
    }
    number = given.get("folder_number")
    if number and "qr" not in given:
        given["qr"] = qr.svg(str(given.get("folder_url") or number))
    return str(render_to_string(template, given, request=request))


def render_html(html: str) -> bytes:
    """Return HTML as a PDF with the print style sheet and fonts."""
    from weasyprint import HTML  # costs half a second; only printing pays it

    document = HTML(string=html, base_url=BASE, url_fetcher=_fetcher())
    made = document.write_pdf(stylesheets=[_style()], font_config=_fonts(), full_fonts=False)
    return bytes(made or b"")


def pdf_response(
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    name: str,
    request: HttpRequest | None = None,
    download: bool = False,
) -> HttpResponse:
    """Answer with the PDF, shown in the browser or downloaded under `name`; who asks for the head gets no body made."""
    html = _written(template, context, request)
    is_head = request is not None and request.method == "HEAD"
    response = HttpResponse(b"" if is_head else render_html(html), content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=download, filename=name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=1)
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    # Its own end needs the library still loaded, so it goes before the interpreter does.
    atexit.register(_fonts.cache_clear)
    atexit.register(_style.cache_clear)
    return FontConfiguration()


@lru_cache(maxsize=1)
def _style() -> Any:
    from weasyprint import CSS

    return CSS(
        filename=_static_file("css/paper.css"), base_url=f"{BASE}css/", url_fetcher=_fetcher(), font_config=_fonts()
    )


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # the library carries no types
        """Opens our static files and data: addresses, nothing else."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            """Open one address."""
            if url.startswith("data:"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            if parts.netloc != "our.invalid":
                raise NotOurs(url)
            name = unquote(parts.path).lstrip("/").removeprefix(settings.STATIC_URL.strip("/") + "/")
            path = _static_file(name)
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=Path(path).read_bytes(), headers={"Content-Type": kind})

    return OwnFiles()


def _static_file(name: str) -> str:
    """Find a static file, in the checkout or where they were collected."""
    if ".." in Path(name).parts:
        raise NotOurs(name)
    found = finders.find(name)
    if isinstance(found, str):
        return found
    collected = Path(settings.STATIC_ROOT or "/nonexistent") / name
    if collected.is_file():
        return str(collected)
    raise NotOurs(name)
