"""An English page is English: no name of the reference data, and no sentence of ours, stands there in Chinese."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, TextField
from django.urls import reverse
from django.utils import timezone

from complaints.models import Authority, Cause, ComplaintCategory
from complaints.states import Severity
from mall import reference
from mall.admin_site import ReferenceAdmin
from mall.fields import EncryptedTextField
from mall.models import Department, Floor, Membership, User
from mall.roles import Role
from merchants.models import Category, MerchantClass
from tests import doors_staffing, make, make_merchants
from tests import make_cases as cases
from tests.doors import address, doors, lay_down_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model
    from django.test import Client

    from complaints.models import Complaint

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
#: The name of the product, and the word of the language switch.
OURS = "服务台 切换到中文"
#: What an app copies of other rows.
COPIES = {"SearchText"}
PEOPLE = {User, Membership}


def _written_by_people() -> str:
    """All that people typed and were called: everything in the database but the reference data."""
    pages = admin.site._registry.items()
    lists: set[type[Model]] = {model for model, page in pages if isinstance(page, ReferenceAdmin)} - PEOPLE
    words: set[str] = set()
    for model in apps.get_models():
        name = model.__name__
        if model in lists or name in COPIES or name.endswith("Event") or model._meta.app_label not in OWN:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField | EncryptedTextField):
                words |= {str(value) for value in model._default_manager.values_list(field.attname, flat=True)}
    return " ".join([OURS, *sorted(words)])


OWN = {"mall", "casework", "complaints", "mail_desk", "merchants", "staffing"}


def _foreign(page: str, allowed: str) -> set[str]:
    """The runs of Chinese on a page that nobody typed."""
    bare = re.sub(r"<script.*?</script>|<style.*?</style>", " ", page, flags=re.DOTALL)
    return {run for run in CHINESE.findall(unescape(bare)) if run not in allowed}


@pytest.fixture
def lists() -> None:
    """The reference data of an installation, with the lists of the register."""
    reference.load()
    cases.category(name_en="Return")
    cases.cause(name_en="Quality")
    Category.objects.create(code="shoes", name="鞋类", name_en="Shoes")
    MerchantClass.objects.create(code="B", name="普通商户", name_en="Ordinary")


@pytest.fixture
def reader(lists: None) -> User:
    """Somebody who may open everything and reads English."""
    person = make.person(Role.MANAGER, name="王丽华", language="en", is_superuser=True)
    make.member(person, Role.GENERAL_MANAGER, "gm-office")
    make.member(person, Role.AUDITOR)
    return person


@pytest.fixture
def shop(reader: User) -> Any:
    """A merchant with a category and a class."""
    found = make_merchants.merchant("锦绣女装", ["A3118"], by=reader)
    found.category, found.merchant_class = Category.objects.get(), MerchantClass.objects.get()
    found.save()
    return found


@pytest.fixture
def work(reader: User, shop: Any) -> list[Complaint]:
    """Cases in several states, as full of reference data as they can be."""
    now = timezone.now() - timedelta(hours=3)
    about = {
        "category": ComplaintCategory.objects.get(code="goods-fake"),
        "cause": Cause.objects.get(code="material"),
        "authority": Authority.objects.get(code="market"),
        "merchant": shop,
        "floor": Floor.objects.get(code="3F"),
        "place": "",
    }
    by = cases.agent(name="陈静")
    found = [
        cases.dispatched(by=by, now=now, **about),
        cases.dispatched(by=by, now=now, severity=Severity.SERIOUS, **{**about, "merchant": None}),
        cases.proposed("500", by=by, now=now, **about),
        cases.replied(by=by, now=now, **about),
        cases.closed(by=by, **about),
    ]
    closed = found[-1]
    closed.responsible = Department.objects.get(code="market")
    closed.save()
    lay_down_mail()
    doors_staffing.lay_down(reader)
    return found


#: The pages of the imports name the columns of the mall's own spreadsheets, which are Chinese.
CHINESE_BY_NATURE = {"complaints:import", "mail_desk:import", "merchants:import"}


def _pages(case: Complaint, shop: Any, user: User) -> Iterator[str]:
    for name, entry, door in doors():
        no_page = re.search(r"logout|:lock$|print|export", name)
        if door.door == "page" and not no_page and name not in CHINESE_BY_NATURE:
            yield address(name, entry, case, shop, user)


def test_no_english_page_says_reference_data_in_chinese(
    client: Client, reader: User, shop: Any, work: list[Complaint]
) -> None:
    allowed = _written_by_people()
    make.signed_in(client, reader)
    client.post(reverse("ui:language"), {"language": "en"})
    addresses = set(_pages(work[0], shop, reader))
    addresses |= {reverse("complaints:case", args=[case.folder.number]) for case in work}
    addresses |= {reverse("complaints:judgement", args=[case.folder.number]) for case in work[3:]}
    addresses |= {
        f"{reverse('complaints:list')}?view={view}" for view in ("all", "mine", "with_departments", "overdue")
    }
    closed = timezone.localdate().strftime("%Y-%m")
    addresses |= {f"{reverse('complaints:review')}?month={closed}", f"{reverse('complaints:review')}?month=2026-11"}
    found: dict[str, set[str]] = {}
    opened = 0
    for url in sorted(addresses):
        answer = client.get(url)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            opened += 1
            if foreign := _foreign(answer.content.decode(), allowed):
                found[url] = foreign
    assert opened > 60
    assert not found, "\n".join(f"{url}: {' '.join(sorted(words))}" for url, words in found.items())


def test_the_counter_hints_in_english(client: Client, reader: User, shop: Any, work: list[Complaint]) -> None:
    make.signed_in(client, reader)
    client.post(reverse("ui:language"), {"language": "en"})
    answer = client.post(reverse("complaints:look"), {"where": f"m{shop.pk}", "phone": cases.PHONE, "happened": ""})
    page = answer.content.decode()
    assert "Counterfeit or inferior" in page
    assert "Ordinary" in page
    assert not _foreign(page, _written_by_people())


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.DEPUTY_GM])
def test_the_board_and_the_queue_are_english_for_everybody(
    client: Client, reader: User, work: list[Complaint], role: Role
) -> None:
    home = {Role.DEPARTMENT_HEAD: "onsite", Role.DEPUTY_GM: "gm-office"}.get(role, "customer-service")
    make.signed_in(client, make.person(role, home, language="en"))
    client.post(reverse("ui:language"), {"language": "en"})
    allowed = _written_by_people()
    for url in (reverse("reports:board"), reverse("complaints:list")):
        assert not _foreign(client.get(url).content.decode(), allowed), url
