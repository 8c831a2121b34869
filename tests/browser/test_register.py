"""The register of merchants in a real browser: found, registered, changed, shown, imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mall.models import Job
from mall.roles import Role
from merchants.models import Merchant
from merchants.tasks import IMPORT, PREVIEW
from tests import make, make_merchants, make_sheets
from tests.browser.axe import violations
from tests.make_sheets import MERCHANT_HEADER, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from mall.models import User
    from tests.browser.conftest import Open


@pytest.fixture
def supervisor(transactional_db: None) -> User:
    """Somebody who keeps the register and may import."""
    return make.person(Role.SUPERVISOR, name="王丽华")


def test_merchant_is_registered_found_and_his_phone_shown(supervisor: User, open_as: Open) -> None:
    make.unit("A1105")
    make.unit("A1106")
    page = open_as(supervisor, reverse("merchants:new"))
    page.fill("#id_name", "𠮷祥制衣")
    page.fill("#id_units", "ａ1105、A1106")
    page.fill("#id_contact", "钟𠮷玉")
    page.fill("#id_phone", "138 1234 5678")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("𠮷祥制衣")
    assert violations(page) == []
    page.get_by_placeholder("查看用途").fill("通知领取信件")
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_role("link", name="13812345678")).to_be_visible()
    page.goto(reverse("merchants:list"))
    page.fill("#id_q", "zy")
    page.fill("#id_q", "a1106")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.fill("#id_q", "没有这家")
    expect(page.get_by_text("没有符合条件的商户")).to_be_visible()


def test_second_editor_sees_both_texts_and_saves_his_own(supervisor: User, open_as: Open) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    address = reverse("merchants:change", args=[merchant.folder.number])
    first, second = open_as(supervisor, address), open_as(make.person(), address)
    first.fill("#id_name", "乙")
    first.keyboard.press("Control+Enter")
    expect(first.locator("h1")).to_have_text("乙")
    second.fill("#id_name", "丙")
    second.keyboard.press("Control+Enter")
    expect(second.get_by_text("乙").first).to_be_visible()
    assert violations(second) == []
    second.keyboard.press("Control+Enter")
    expect(second.locator("h1")).to_have_text("丙")


@pytest.mark.parametrize("name", ["contact-new", "move-in", "note"])
def test_forms_of_the_file_offend_nobody(name: str, supervisor: User, open_as: Open) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    page = open_as(supervisor, reverse(f"merchants:{name}", args=[merchant.folder.number]))
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-errors], h1").first).to_be_visible()
    assert violations(page) == []


def test_list_is_uploaded_previewed_and_imported(supervisor: User, open_as: Open, tmp_path: Path, media: Path) -> None:
    make_merchants.merchant("旧店", ("A4107",))
    path = tmp_path / "商户.xlsx"
    path.write_bytes(workbook(MERCHANT_HEADER, make_sheets.untidy_merchants(), title="商户台账"))
    page = open_as(supervisor, reverse("merchants:import"))
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="查看变化").click()
    page.wait_for_url("**/jobs/*/")
    make_merchants.run(Job.objects.get(kind=PREVIEW))
    expect(page.get_by_text("旧店")).to_be_visible()
    assert violations(page) == []
    assert Merchant.objects.count() == 1
    page.get_by_role("button", name=f"导入 {make_sheets.UNTIDY_ACCEPTED} 行").click()
    page.wait_for_url(lambda url: not url.endswith(f"/{Job.objects.get(kind=PREVIEW).pk}/"))
    make_merchants.run(Job.objects.get(kind=IMPORT))
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载文件").click()
    assert saved.value.suggested_filename == "未收的行.xlsx"
    assert Merchant.objects.count() == 1 + make_sheets.UNTIDY_ACCEPTED
