"""No page of the product offends axe, at the counter's screen and on the phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions import notices
from mall import reference
from mall.roles import Role
from tests import make, make_complaints, make_merchants, make_sheets
from tests import make_cases as cases
from tests.browser.axe import violations
from tests.browser.desk import at
from tests.doors import address, doors

if TYPE_CHECKING:
    from complaints.models import Complaint
    from mall.models import User
    from merchants.models import Merchant
    from tests.browser.conftest import Open

OK, MANY = 200, 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What is asked for where a page shows little without it.
ASKING = {"reports:search": "?q=羽绒服", "complaints:follow_ups": "?show=all", "complaints:measures": "?show=all"}
ON_THE_PHONE = (
    "reports:board",
    "reports:search",
    "complaints:list",
    "complaints:new",
    "complaints:follow_ups",
    "complaints:approvals",
    "complaints:measures",
    "complaints:flagged",
    "mail_desk:list",
    "mail_desk:day",
    "mail_desk:month",
    "mail_desk:open",
    "merchants:list",
    "casework:notices",
    "mall:profile",
    "mall:people",
)


@pytest.fixture
def manager(transactional_db: None) -> User:
    """Somebody who may open everything, with work in every list."""
    make_complaints.lists()
    person = make.person(Role.MANAGER, name="王丽华", is_staff=True, is_superuser=True)
    make.member(person, Role.GENERAL_MANAGER, "gm-office")
    make.member(person, Role.ARCHIVIST)
    make.member(person, Role.AUDITOR)
    return person


@pytest.fixture
def merchant(manager: User) -> Merchant:
    """A merchant in the register."""
    make_merchants.category()
    make_merchants.merchant_class()
    return make_merchants.merchant(by=manager)


@pytest.fixture
def work(manager: User) -> list[Complaint]:
    """A case just handed over, one that waits for approval, one that waits for its follow-up."""
    now = timezone.now() - timedelta(hours=5)
    by = make_complaints.agent(name="陈静")
    with transaction.atomic():
        found = [cases.dispatched(by=by, now=now), cases.proposed("500", by=by, now=now), cases.replied(by=by, now=now)]
        notices.tell([manager], "clock.overdue", found[0].folder, key="shown", now=now)
    return found


def offences(open_as: Open, person: User, addresses: list[str], *, phone: bool = False) -> dict[str, list[str]]:
    """What axe finds on these pages, by address; each page is loaded once, and must be there."""
    page = open_as(person, "/accounts/profile/", phone=phone)
    found = {}
    for place in addresses:
        answer = page.goto(place)
        assert answer is not None
        assert answer.status == 200, place
        found[place] = violations(page)
        if phone and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[place].append("wider than the screen")
    return {place: lines for place, lines in found.items() if lines}


def told(found: dict[str, list[str]]) -> str:
    """Every finding on a line of its own."""
    return "\n".join(f"{address}: {line}" for address, lines in found.items() for line in lines)


def pages(person: User, wants: set[str], case: Complaint, shop: Merchant) -> list[str]:
    """The address of every page that is a document of its own and names these things in its address."""
    client, found = make.signed_in(Client(), person), []
    for name, entry, door in doors():
        if door.door != "page" or set(entry.pattern.converters) != wants:
            continue
        place = address(name, entry, case, shop, person) + ASKING.get(name, "")
        answer = client.get(place)
        # The rest are fragments for other pages, files, and what leads elsewhere.
        if answer.status_code == OK and not answer.streaming and answer.content.lstrip()[:9].lower() == b"<!doctype":
            found.append(place)
    return found


def test_no_list_or_form_offends(open_as: Open, manager: User, merchant: Merchant, work: list[Complaint]) -> None:
    addresses = pages(manager, set(), work[0], merchant)
    assert len(addresses) > MANY
    found = offences(open_as, manager, [*addresses, reverse("mall:person", args=[manager.pk]), reverse("admin:index")])
    assert not found, told(found)


@pytest.mark.parametrize("half", [0, 1])
def test_no_page_of_a_case_or_a_merchant_offends(
    half: int, open_as: Open, manager: User, merchant: Merchant, work: list[Complaint]
) -> None:
    addresses = pages(manager, {"number"}, work[0], merchant)
    assert len(addresses) > MANY
    found = offences(open_as, manager, addresses[half::2])
    assert not found, told(found)


def test_no_page_of_the_phone_offends(open_as: Open, manager: User, merchant: Merchant, work: list[Complaint]) -> None:
    addresses = [reverse(name) for name in ON_THE_PHONE]
    addresses += [reverse("complaints:case", args=[case.folder.number]) for case in work]
    addresses += [reverse("complaints:reply", args=[work[0].folder.number])]
    addresses += [reverse("merchants:file", args=[merchant.folder.number])]
    found = offences(open_as, manager, addresses, phone=True)
    assert not found, told(found)


def test_no_case_offends_with_its_drawer_open(open_as: Open, manager: User, work: list[Complaint]) -> None:
    found: dict[str, list[str]] = {}
    for case, act in zip(work, ("撤诉", "批准", "答复投诉人"), strict=True):
        desk = at(open_as, manager, case)
        found[act] = violations(desk.page)
        desk.open(act)
        found[f"{act} open"] = violations(desk.page)
        desk.page.keyboard.press("Escape")
        desk.page.locator(".case-head").get_by_role("link", name="打印").click()
        desk.drawer.locator(".list-s").wait_for()
        found[f"{act} prints"] = violations(desk.page)
    assert not any(found.values()), told(found)


def test_the_counter_offends_neither_refused_nor_with_hints(
    open_as: Open, manager: User, merchant: Merchant, work: list[Complaint]
) -> None:
    page = open_as(manager, reverse("complaints:new"))
    page.locator("#intake details").first.locator("summary").click()
    page.locator("#id_phone").fill(cases.PHONE)
    page.locator("#hints .card-x").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="登记并传递").click()
    page.locator("[data-errors]").wait_for()
    assert violations(page) == []


#: Lists of the reference data with every sort of field; an export has no page, it is the file itself.
REFERENCE = (
    "mall_department",
    "mall_unit",
    "mall_season",
    "mall_calendarday",
    "mall_membership",
    "mall_lift",
    "complaints_disputerule",
)


@pytest.fixture
def lists(manager: User) -> None:
    """Reference data with a row of each sort."""
    reference.load()
    make.unit("A3118")


def test_no_page_of_the_reference_data_offends(open_as: Open, manager: User, lists: None) -> None:
    addresses = [reverse("admin:index"), reverse("admin:app_list", args=["mall"])]
    for name in REFERENCE:
        model = apps.get_model(name.replace("_", "."))
        row = model._default_manager.exclude(**({"person": manager} if name == "mall_membership" else {})).first()
        addresses += [reverse(f"admin:{name}_{page}") for page in ("changelist", "add", "import")]
        if row is not None:
            addresses += [reverse(f"admin:{name}_{page}", args=[row.pk]) for page in ("change", "history")]
    addresses += [f"{reverse('admin:mall_unit_changelist')}?q=A31", reverse("admin:mall_limit_changelist")]
    found = offences(open_as, manager, addresses)
    assert not found, told(found)


def test_the_preview_of_an_import_of_reference_data_does_not_offend(
    open_as: Open, manager: User, lists: None, media: None
) -> None:
    page = open_as(manager, reverse("admin:mall_zone_import"))
    for row in (("G", "G区", "Zone G"), ("7", "", "")):
        page.goto(reverse("admin:mall_zone_import"))
        sheet = make_sheets.workbook(("letter", "name", "name_en"), [row])
        page.locator("input[type=file]").set_input_files({"name": "zones.xlsx", "mimeType": XLSX, "buffer": sheet})
        page.locator("#content form [type=submit]").first.click()
        page.locator("#content table").first.wait_for()
        assert violations(page) == []


def test_signing_in_does_not_offend(open_as: Open, manager: User) -> None:
    page = open_as(None, reverse("mall:login"))
    assert violations(page) == []
    page.get_by_role("button", name="登录", exact=True).click()
    page.locator("[data-errors]").wait_for()
    assert violations(page) == []
