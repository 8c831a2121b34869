"""The strict content policy holds everywhere, in the admin too."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests import make, make_merchants
from tests.browser.conftest import Open


@pytest.fixture
def root(transactional_db: None) -> Any:
    """A person who may open the admin."""
    return make.person(None, is_staff=True, is_superuser=True)


def test_the_policy_is_strict(client: Any, db: None) -> None:
    policy = client.get("/ui/gallery/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for directive in ("script-src", "style-src", "img-src", "connect-src", "font-src"):
        assert directive in policy


def test_no_page_of_the_admin_breaks_the_policy(open_as: Open, root: Any) -> None:
    page = open_as(root, reverse("admin:index"))
    expect(page.locator("#content")).to_be_visible()
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for kind in ("changelist", "add", "import"):
            try:
                address = reverse(f"{name}_{kind}")
            except NoReverseMatch:
                continue
            answer = page.goto(address)
            assert answer is not None
            assert answer.status in {200, 403}, address
            expect(page.locator("#content, .error-x").first).to_be_visible()


def test_a_list_is_exported_and_its_import_previewed_within_the_policy(open_as: Open, root: Any, tmp_path: Any) -> None:
    make_merchants.category("女装")
    page = open_as(root, reverse("admin:merchants_category_changelist"))
    with page.expect_download() as download:
        page.locator(".export_link").click()
    file = tmp_path / "categories.xlsx"
    download.value.save_as(file)
    made = load_workbook(file)
    heads = [cell.value for cell in made.active[1]]
    made.active.cell(row=2, column=heads.index("order") + 1, value=77)
    made.save(file)
    page.goto(reverse("admin:merchants_category_import"))
    page.locator("input[type=file]").set_input_files(file)
    page.locator("input[type=submit].default").click()
    expect(page.locator("table.import-preview tr.update ins")).to_have_text("77")
