"""The admin's pages can be used by somebody who was never told: every field explains itself, every list is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import translation

from mall.admin_site import ReadOnlyAdmin, ReferenceAdmin
from mall.roles import Role
from tests import make

if TYPE_CHECKING:
    from django.http import HttpRequest

pytestmark = pytest.mark.django_db
PAGES = sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label)
NAMES = [model._meta.label for model, _page in PAGES]
EDITED = [(model, page) for model, page in PAGES if not isinstance(page, ReadOnlyAdmin)]


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    """A request of the administrator."""
    request = rf.get("/admin/")
    request.user = make.person(Role.SYSTEM_ADMIN)
    return request


@pytest.mark.parametrize(("model", "page"), EDITED, ids=[model._meta.label for model, _page in EDITED])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_field_that_is_filled_in_says_what_it_does(
    model: Any, page: Any, language: str, request_: HttpRequest
) -> None:
    with translation.override(language):
        form = page.get_form(request_, None)
        silent = [name for name, field in form.base_fields.items() if not str(field.help_text).strip()]
        foreign = [
            name
            for name, field in form.base_fields.items()
            if language == "zh-hans" and str(field.help_text).isascii() and len(str(field.help_text).split()) > 1
        ]
    assert form.base_fields or not page.has_add_permission(request_)
    assert not silent
    assert not [name for name in foreign if name != "code"]


@pytest.mark.parametrize(("model", "page"), PAGES, ids=NAMES)
def test_every_list_is_searched_and_what_is_edited_comes_and_goes_as_a_spreadsheet(model: Any, page: Any) -> None:
    assert page.search_fields
    if isinstance(page, ReadOnlyAdmin):
        return
    assert isinstance(page, ReferenceAdmin)
    (sheet,) = page.resource_classes
    keys = set(sheet._meta.import_id_fields)
    assert "id" not in keys
    assert keys <= set(sheet._meta.fields)


@pytest.mark.parametrize(("model", "page"), EDITED, ids=[model._meta.label for model, _page in EDITED])
def test_a_spreadsheet_carries_every_field_that_is_filled_in(model: Any, page: Any, request_: HttpRequest) -> None:
    (sheet,) = page.resource_classes
    secrets = {"notice_url"}  # a group-chat robot's address lets anybody write to the group
    assert set(page.get_form(request_, None).base_fields) - set(sheet._meta.fields) <= secrets
