"""Reference data as spreadsheets: named by codes, carried whole, and under the rules of the pages."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from complaints import reference as complaint_lists
from complaints.models import ComplaintCategory, DisputeRule
from mall import reference as mall_lists
from mall.admin_site import ReferenceAdmin
from mall.models import Department, Desk, Floor, Membership, Season, User
from mall.roles import Role
from merchants.models import Category, MerchantClass
from staffing.models import Crew, CrewMember, DeskDemand
from tests import make
from tests.rules import rule

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client, media: Any) -> Client:
    """The browser of the administrator."""
    return make.signed_in(client, make.person(Role.SYSTEM_ADMIN))


def address(model: type[Model], page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def taken_out(browser: Client, model: type[Model]) -> list[list[Any]]:
    """The rows of an export, the heads first."""
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(address(model, "export")).content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert not [row for row in rows if "None" in row]
    return rows


def put_in(browser: Client, model: type[Model], rows: list[list[Any]]) -> bool:
    """Import the rows, the heads first; whether the preview let them pass."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("rows.xlsx", file.getvalue())
    preview = browser.post(address(model, "import"), {"import_file": upload, "format": "0", "resource": "0"})
    form = preview.context.get("confirm_form")
    if form is None:
        return False
    done = browser.post(address(model, "process_import"), {**form.initial, "confirm": "yes"})
    assert done.status_code == 302
    return True


def test_whatever_was_taken_out_is_taken_in_again_and_changes_nothing(keeper: Client) -> None:
    mall_lists.load()
    make.unit("A1105")
    Category.objects.create(code="shoes", name="鞋")
    MerchantClass.objects.create(code="B", name="B类")
    since = (date(2026, 1, 1), None)
    CrewMember.objects.create(crew=Crew.objects.all()[0], person=make.person(), squad="A", period=since)
    DeskDemand.objects.create(desk=Desk.objects.all()[0], people=2, period=since)
    for model, page in admin.site._registry.items():
        if isinstance(page, ReferenceAdmin):
            before = list(model._default_manager.order_by("pk").values())
            assert put_in(keeper, model, taken_out(keeper, model)), model
            assert list(model._default_manager.order_by("pk").values()) == before, model


@rule.allows("MER-08")
def test_dispute_rules_leave_and_return_with_their_categories(keeper: Client) -> None:
    complaint_lists.seed_lists()
    rows = taken_out(keeper, DisputeRule)
    assert "id" not in rows[0]
    codes, kinds = rows[0].index("code"), rows[0].index("categories")
    returns = next(row for row in rows if row[codes] == "returns")
    assert set(returns[kinds].split(",")) == {"goods", "exchange"}
    DisputeRule.objects.all().delete()
    assert put_in(keeper, DisputeRule, rows)
    back = DisputeRule.objects.get(code="returns")
    assert set(back.categories.values_list("code", flat=True)) == {"goods", "exchange"}
    assert DisputeRule.objects.count() == len(complaint_lists.DISPUTE_RULES)


@rule.both("MER-08")
def test_a_category_that_is_not_there_refuses_the_row_of_a_dispute_rule(keeper: Client) -> None:
    ComplaintCategory.objects.create(code="goods", name="商品质量")
    heads = ["code", "order", "title", "text", "title_en", "text_en", "categories", "is_active"]
    assert not put_in(keeper, DisputeRule, [heads, ["new", 1, "新规定", "正文", "", "", "goods,wrong", 1]])
    assert put_in(keeper, DisputeRule, [heads, ["new", 1, "新规定", "正文", "", "", "goods", 1]])
    assert DisputeRule.objects.get().categories.get().code == "goods"


@rule.allows("HOUSE-01")
def test_roles_are_given_and_ended_by_a_spreadsheet_under_the_rules_of_the_page(keeper: Client) -> None:
    make.department()
    person = make.person(None)
    heads = ["person", "department", "role", "desk", "from_on", "to_on"]
    agent = [person.staff_number, "customer-service", "agent", None, datetime(2026, 11, 1), None]  # noqa: DTZ001 - as spreadsheets give days
    assert put_in(keeper, Membership, [heads, agent])
    held = Membership.objects.get(person=person)
    assert (held.role, held.from_on, held.to_on) == ("agent", date(2026, 11, 1), None)
    assert put_in(keeper, Membership, [heads, [*agent[:5], "2026-12-31"]])
    held.refresh_from_db()
    assert held.to_on == date(2026, 12, 31)
    assert put_in(keeper, Membership, taken_out(keeper, Membership))
    assert Membership.objects.filter(person=person).count() == 1


@rule.refuses("HOUSE-01")
def test_a_spreadsheet_gives_no_role_the_page_would_refuse(keeper: Client) -> None:
    me = User.objects.get(memberships__role=Role.SYSTEM_ADMIN)
    make.department("fire")
    person = make.person(None)
    heads = ["person", "department", "role", "desk", "from_on", "to_on"]
    assert not put_in(
        keeper, Membership, [heads, [me.staff_number, "customer-service", "manager", "", "2026-11-01", ""]]
    )
    assert not put_in(keeper, Membership, [heads, [person.staff_number, "fire", "agent", "", "2026-11-01", ""]])
    assert not put_in(keeper, Membership, [heads, [person.staff_number, "fire", "king", "", "2026-11-01", ""]])
    assert not put_in(keeper, Membership, [heads, ["nobody", "fire", "department_user", "", "2026-11-01", ""]])
    mine = Membership.objects.get(person=me)
    ended = [me.staff_number, mine.department.code, mine.role, "", str(mine.from_on), "2030-12-31"]
    assert not put_in(keeper, Membership, [heads, ended])
    assert list(Membership.objects.all()) == [mine]


@rule.both("HOUSE-01")
def test_people_are_corrected_by_a_spreadsheet_and_never_added(keeper: Client) -> None:
    person = make.person(Role.AGENT, name="李明")
    above = make.person(Role.SYSTEM_ADMIN, name="赵云")
    heads = ["staff_number", "name", "email", "language", "joined_on"]
    assert put_in(keeper, User, [heads, [person.staff_number, "李小明", "", "zh-hans", "2026-01-05"]])
    person.refresh_from_db()
    assert (person.name, person.initials, person.joined_on) == ("李小明", "lxm", date(2026, 1, 5))
    assert not put_in(keeper, User, [heads, ["X999", "生人", "", "zh-hans", ""]])
    assert put_in(keeper, User, [heads, [above.staff_number, "赵子龙", "", "zh-hans", ""]])
    me = User.objects.get(pk=keeper.session["_auth_user_id"])
    assert not put_in(keeper, User, [heads, [me.staff_number, "自己", "", "zh-hans", ""]])
    assert not User.objects.filter(name__in=["生人", "自己"]).exists()


@rule.both("DESK-02")
def test_a_spreadsheet_brings_a_season_and_does_not_change_the_hours_of_one(keeper: Client) -> None:
    mall_lists.seasons()
    rows = taken_out(keeper, Season)
    assert put_in(keeper, Season, rows)
    summer = next(row for row in rows if row[rows[0].index("code")] == "summer")
    summer[rows[0].index("name_en")] = "Summertime"
    assert put_in(keeper, Season, rows)
    assert Season.objects.get(code="summer").name_en == "Summertime"
    summer[rows[0].index("closes_at")] = time(20)
    assert not put_in(keeper, Season, rows)
    assert Season.objects.get(code="summer").closes_at == time(18, 30)


@rule.allows("MER-02")
def test_floors_carry_the_department_that_keeps_them(keeper: Client) -> None:
    make.floor("1F")
    make.department("market")
    rows = taken_out(keeper, Floor)
    rows[1][rows[0].index("department")] = "market"
    assert put_in(keeper, Floor, rows)
    assert Floor.objects.get(code="1F").department == Department.objects.get(code="market")
