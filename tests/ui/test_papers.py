"""Papers, and the codes on them."""

from __future__ import annotations

import ctypes.util
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import TemplateDoesNotExist
from pypdf import PdfReader

from ui import checks, pdf, plugs, qr


@pytest.fixture(autouse=True)
def _plugs_put_back() -> Any:
    before = plugs.plugged()
    yield
    plugs.plug(**before)


def words_of(made: Any) -> Any:
    reader = PdfReader(BytesIO(made))
    return reader, "".join(page.extract_text() for page in reader.pages)


def test_a_paper_carries_mall_number_and_page_and_rare_characters() -> None:
    plugs.plug(mall_name=lambda: "东方商城")
    made = pdf.render_pdf(
        "ui/gallery_paper.html", {"folder_number": "TS20261126-0009", "form_code": "F-01", "long": "喆㙦"}
    )
    reader, words = words_of(made)
    assert len(reader.pages) == 1
    width, height = (float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    for expected in ("东方商城", "F-01", "TS20261126-0009", "第 1 页", "𠮷", "喆", "㙦"):
        assert expected in words, expected


def test_a_long_paper_counts_its_pages() -> None:
    _reader, words = words_of(pdf.render_html("<div class='break'>一</div><div class='break'>二</div>"))
    assert "一" in words
    assert "二" in words


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "https://example.com/x.png", "static/../../manage.py"]
)
def test_a_paper_fetches_nothing_but_our_own_files(address: Any) -> None:
    with pytest.raises(pdf.NotOurs):
        pdf._fetcher().fetch(address if "://" in address else f"http://our.invalid/{address}")


def test_a_paper_may_hold_our_files_and_data() -> None:
    assert pdf._fetcher().fetch("http://our.invalid/static/img/mark.svg").read().startswith(b"<svg")
    assert pdf._fetcher().fetch("data:text/plain,hello").read() == b"hello"


def test_collected_files_are_found_too(tmp_path: Any, settings: Any) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    (tmp_path / "only-collected.css").write_text("a{}", encoding="utf-8")
    assert pdf._static_file("only-collected.css").endswith("only-collected.css")


def test_a_pdf_is_shown_or_downloaded() -> None:
    shown = pdf.pdf_response("ui/gallery_paper.html", {}, name="a.pdf")
    assert shown["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert shown["Content-Type"] == "application/pdf"
    saved = pdf.pdf_response("ui/gallery_paper.html", {"qr": ""}, name="a.pdf", download=True)
    assert saved["Content-Disposition"].startswith("attachment")


def test_who_asks_for_the_head_of_a_paper_gets_no_body_and_a_faulty_one_fails_all_the_same(rf: Any) -> None:
    request = rf.head("/")
    head = pdf.pdf_response("ui/gallery_paper.html", {}, name="a.pdf", request=request)
    assert (head.content, head["Content-Type"]) == (b"", "application/pdf")
    with pytest.raises(TemplateDoesNotExist):
        pdf.pdf_response("ui/no_such_paper.html", {}, name="a.pdf", request=request)


def test_codes_are_drawn_without_style() -> None:
    drawn = qr.svg("TS20261126-0009")
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert qr.data_uri("x").startswith("data:image/svg+xml")


def test_a_missing_library_or_asset_is_named_at_start(monkeypatch: Any) -> None:
    assert checks.assets_are_there() == []
    assert checks.paper_can_be_printed() == []
    monkeypatch.setattr(finders, "find", lambda _name: None)
    monkeypatch.setattr(checks, "find_library", lambda _name: None)
    monkeypatch.setattr(Path, "glob", lambda *_args: iter(()))
    assert [found.id for found in checks.assets_are_there()] == ["ui.W002"] * 3
    assert "apt-get install" in str(checks.paper_can_be_printed()[0].hint)
    assert ctypes.util.find_library("c")
