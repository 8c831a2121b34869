"""What people see when something is refused or fails."""

from __future__ import annotations

from typing import Any, Never

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tests import make
from ui import context, errors, gallery, middleware, plugs

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(make.person())
    return client


@pytest.mark.parametrize("status", gallery.HTTP_REFUSALS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_status_has_a_page_in_both_languages(client: Any, status: Any, language: Any) -> None:
    client.cookies["django_language"] = language
    response = client.get(f"/ui/gallery/status/{status}/")
    assert response.status_code == status
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    with translation.override(language):
        assert str(errors.WORDS[str(status)].title) in page
    if language == "zh-hans":
        assert str(errors.WORDS[str(status)].title) != translation.gettext("x")


def test_chinese_words_are_chinese() -> None:
    for words in errors.WORDS.values():
        for sentence in (words.title, words.what, words.next):
            assert not str(sentence).isascii()


@pytest.mark.parametrize("status", [403, 404, 413, 429, 500])
def test_htmx_gets_the_words_in_the_place_for_refusals(client: Any, status: Any) -> None:
    response = client.get(f"/ui/gallery/status/{status}/", headers={"HX-Request": "true"})
    assert response.status_code == status
    assert response["HX-Retarget"] == "#refusal"
    assert b"<html" not in response.content


def test_an_unknown_address_has_our_page(client: Any) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


def test_a_failure_needs_no_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()


def test_a_page_that_cannot_draw_its_shell_is_drawn_without(monkeypatch: Any) -> None:
    def fails(_self: context.Shell) -> bool:
        raise RuntimeError

    monkeypatch.setattr(context.Shell, "signed_in", property(fails))
    response = errors.not_found(RequestFactory().get("/"))
    assert response.status_code == 404
    assert b"<html" in response.content


def test_the_last_resort_is_a_constant(monkeypatch: Any) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> Never:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", fails)
    assert "系统出错了" in errors.server_error(RequestFactory().get("/")).content.decode()


def test_a_sentence_given_with_the_denial_is_shown() -> None:
    response = errors.forbidden(RequestFactory().get("/"), PermissionError(_("Saved.")))
    assert "已保存。" in response.content.decode()


def test_an_old_form_is_told_so() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/ui/language/", {"language": "en"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.parametrize("where", ["/ui/gallery/?q=a%00b", "/ui/gallery/?%00=1", "/ui/gallery/options/?q=%00"])
def test_characters_that_cannot_be_stored_are_refused_in_addresses(client: Any, where: Any) -> None:
    response = client.get(where)
    assert response.status_code == 400
    assert "无法读取" in response.content.decode()


@pytest.mark.parametrize("typed", ["a\x00b", "\x00"])
def test_characters_that_cannot_be_stored_are_refused_in_forms(client: Any, typed: Any) -> None:
    assert client.post("/ui/gallery/send/", {"who": typed}).status_code == 400
    urlencoded = client.post("/ui/gallery/send/", "who=%00", content_type="application/x-www-form-urlencoded")
    assert urlencoded.status_code == 400


def test_broken_unicode_never_breaks_the_page(client: Any) -> None:
    for query in ("q=%ff%fe", "q=%ed%a0%80", "q=%C0%80"):
        assert client.get(f"/ui/gallery/options/?{query}").status_code in {200, 400}
    body = b'--x\r\nContent-Disposition: form-data; name="who"\r\n\r\n\xff\xed\xa0\x80\r\n--x--\r\n'
    response = client.post("/ui/gallery/send/", body, content_type="multipart/form-data; boundary=x")
    assert response.status_code in {400, 422}
    broken = client.post("/ui/gallery/send/", b"--x", content_type="multipart/form-data")
    assert broken.status_code == 400


@override_settings(UI_MAX_REQUEST_BYTES=1000)
def test_too_much_is_refused_before_it_is_read(client: Any) -> None:
    response = client.post("/ui/gallery/send/", {"who": "x" * 2000})
    assert response.status_code == 413
    assert client.post("/ui/gallery/send/", {"who": "x"}).status_code == 422


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_form_with_too_much_text_is_too_large(client: Any) -> None:
    response = client.post("/ui/gallery/send/", "who=" + "x" * 2000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_length_that_is_no_number_is_read_as_none() -> None:
    request = RequestFactory().get("/", CONTENT_LENGTH="many")
    assert middleware.ReadableInput(lambda _request: errors.not_found(request)).process_view(request) is None


def test_bytes_read_too_late_are_too_large(monkeypatch: Any) -> None:
    def refuses(_request: HttpRequest) -> bool:
        raise RequestDataTooBig

    monkeypatch.setattr(middleware, "_readable", refuses)
    response = middleware.ReadableInput(errors.not_found).process_view(RequestFactory().get("/"))
    assert response is not None
    assert response.status_code == 413


def test_too_large_without_a_limit_says_the_general_words() -> None:
    assert "缩小图片" in errors.too_large(RequestFactory().post("/")).content.decode()


@pytest.fixture(autouse=True)
def _plugs_put_back() -> Any:
    before = plugs.plugged()
    yield
    plugs.plug(**before)
