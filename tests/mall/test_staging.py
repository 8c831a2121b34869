"""Files dropped on a form that is not sent yet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mall.models import StagedUpload
from mall.views import staging
from tests import make

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESS = "/files/stage/"


def picture(mode: str = "RGB", kind: str = "PNG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new(mode, (300, 200), 1).save(out, kind)
    return out.getvalue()


@pytest.fixture
def browser(client: Client, media: Any) -> Client:
    """The browser of an agent."""
    return make.signed_in(client, make.person())


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("RGBA", "WEBP")])
def test_a_picture_is_kept_and_shown_small(browser: Client, mode: str, kind: str) -> None:
    file = SimpleUploadedFile("小票.png", picture(mode, kind))
    answer = browser.post(ADDRESS, {"file": file}).json()
    assert answer["name"] == "小票.png"
    assert answer["thumb"].startswith("data:image/jpeg;base64,")
    kept = StagedUpload.objects.get(key=answer["id"])
    assert kept.size == file.size
    assert "小票" not in str(kept.file.name)


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n cut off", b"GIF89a"])
def test_what_is_no_picture_is_kept_without_one(browser: Client, content: bytes) -> None:
    answer = browser.post(ADDRESS, {"file": SimpleUploadedFile("a.pdf", content)}).json()
    assert answer["thumb"] == ""
    assert StagedUpload.objects.count() == 1


def test_a_huge_picture_is_not_drawn(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "MOST_PIXELS", 10)
    assert browser.post(ADDRESS, {"file": SimpleUploadedFile("a.png", picture())}).json()["thumb"] == ""


def test_nothing_and_too_much_are_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser.post(ADDRESS, {"file": SimpleUploadedFile("a.png", b"")}).status_code == 422
    assert browser.post(ADDRESS, {}).status_code == 422
    monkeypatch.setattr(staging, "MOST_BYTES", 10)
    assert browser.post(ADDRESS, {"file": SimpleUploadedFile("a.png", b"x" * 11)}).status_code == 413
    assert not StagedUpload.objects.exists()


def test_a_file_is_taken_from_signed_in_people_only(client: Client) -> None:
    assert client.post(ADDRESS, {"file": SimpleUploadedFile("a.png", b"abc")}).status_code == 302
    assert not StagedUpload.objects.exists()
