"""The admin of the house: who enters, what is there, import and export, history, rows that are only looked at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall.actions import doors
from mall.admin_site import HouseAdmin, ReferenceAdmin
from mall.models import (
    CalendarDay,
    Department,
    Desk,
    ExportLog,
    Floor,
    Lift,
    Membership,
    Season,
    StagedUpload,
    Unit,
    User,
    Zone,
)
from mall.roles import Role
from tests import make
from tests.rules import rule

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import Model
    from django.test import Client

pytestmark = pytest.mark.django_db
REFERENCE = [Floor, Zone, Unit, Department, Desk, Lift, Season, CalendarDay]


@pytest.fixture
def keeper(client: Client) -> Client:
    """The browser of the administrator."""
    return make.signed_in(client, make.person(Role.SYSTEM_ADMIN))


def address(model: type[Model], page: str = "changelist", *args: object) -> str:
    """The address of one of the admin's pages."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_keeps_reference_data_enters(client: Client, role: Role) -> None:
    home = "onsite" if role in {Role.DEPARTMENT_USER, Role.DEPARTMENT_HEAD} else "customer-service"
    browser = make.signed_in(client, make.person(role, home))
    allowed = role is Role.SYSTEM_ADMIN
    page = browser.get("/admin/", follow=True)
    assert page.status_code == (200 if allowed else 403)
    assert browser.get(address(Floor), follow=True).status_code == (200 if allowed else 403)


def test_the_admin_is_entered_through_our_own_sign_in_page(client: Client) -> None:
    answer = client.get("/admin/mall/floor/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fmall%2Ffloor%2F"


def test_one_time_codes_are_demanded_for_the_admin_in_production(keeper: Client, settings: Any) -> None:
    settings.OTP_REQUIRED = True
    assert keeper.get("/admin/")["Location"].startswith("/accounts/code/set-up/")


def test_every_page_of_the_admin_opens(keeper: Client) -> None:
    make.unit("A1105")
    make.desk()
    Lift.objects.create(code="KT-1", kind="passenger", position="东区")
    doors.log_export(by=make.person(), now=timezone.now(), what="complaints", rows=3)
    for model, page in admin.site._registry.items():
        assert keeper.get(address(model)).status_code == 200, model
        if page.has_add_permission(_request(keeper)):
            assert keeper.get(address(model, "add")).status_code == 200, model
        if page.search_fields:
            assert keeper.get(address(model), {"q": "a"}).status_code == 200, model
        first = model._default_manager.first()
        if first is not None:
            assert keeper.get(address(model, "change", first.pk)).status_code == 200, model


def _request(browser: Client) -> Any:
    return browser.get("/admin/").wsgi_request


@pytest.mark.parametrize("model", REFERENCE)
def test_reference_data_is_searchable_and_comes_and_goes_as_a_spreadsheet(model: type[Model]) -> None:
    page = admin.site._registry[model]
    assert isinstance(page, ReferenceAdmin)
    assert page.search_fields
    assert page.list_display != ("__str__",)


def test_every_page_of_our_own_stands_on_the_house() -> None:
    assert all(isinstance(page, HouseAdmin) for page in admin.site._registry.values())
    assert not admin.site.is_registered(Group)
    assert not admin.site.is_registered(TOTPDevice)
    with pytest.raises(TypeError, match="HouseAdmin"):
        admin.site.register(StagedUpload)


@rule.allows("DATA-03")
def test_an_export_escapes_formulas_and_is_written_down(keeper: Client) -> None:
    make.department("fire", name="=1+1")
    answer = keeper.get(address(Department, "export"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "1+1" in cells
    assert "=1+1" not in cells
    assert "notice_url" not in cells
    assert ExportLog.objects.values_list("what", "rows").get() == ("mall.department", Department.objects.count())


def test_units_are_imported_by_number_after_a_preview_and_twice_changes_nothing(keeper: Client, media: Any) -> None:
    make.floor("1F")
    make.zone("A")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["number", "floor", "zone", "area", "is_active", "note"])
    book.active.append(["A1105", "1F", "A", 35.5, 1, "角铺"])
    file = io.BytesIO()
    book.save(file)

    for round_, expected in ((1, 1), (2, 1)):
        upload = SimpleUploadedFile("units.xlsx", file.getvalue())
        preview = keeper.post(address(Unit, "import"), {"import_file": upload, "format": "0", "resource": "0"})
        assert preview.status_code == 200
        assert Unit.objects.count() == (0 if round_ == 1 else 1)
        form = preview.context["confirm_form"].initial
        done = keeper.post(address(Unit, "process_import"), {**form, "confirm": "yes"})
        assert done.status_code == 302
        assert Unit.objects.count() == expected
    unit = Unit.objects.get()
    assert (unit.number, unit.floor.code, unit.note) == ("A1105", "1F", "角铺")


def test_a_refused_row_of_an_import_names_its_reason(keeper: Client, media: Any) -> None:
    make.floor("1F")
    make.zone("A")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["number", "floor", "zone", "area", "is_active", "note"])
    book.active.append(["1105A", "1F", "A", 35.5, 1, ""])
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("units.xlsx", file.getvalue())
    preview = keeper.post(address(Unit, "import"), {"import_file": upload, "format": "0", "resource": "0"})
    assert preview.context.get("confirm_form") is None
    assert Unit.objects.count() == 0


def test_a_change_in_the_admin_stands_in_the_history_with_its_author(keeper: Client) -> None:
    floor = make.floor("1F")
    fields = {"code": "1F", "level": 1, "name": "首层", "digit": "1"}
    assert keeper.post(address(Floor, "change", floor.pk), fields).status_code == 302
    page = keeper.get(address(Floor, "history", floor.pk)).text
    assert "一楼 → 首层" in page
    assert User.objects.get(memberships__role=Role.SYSTEM_ADMIN).name in page


def test_reference_data_is_not_deleted_but_a_calendar_day_is(keeper: Client) -> None:
    floor = make.floor("1F")
    assert keeper.post(address(Floor, "delete", floor.pk), {"post": "yes"}).status_code == 403
    day = CalendarDay.objects.create(on="2026-12-31", kind="closed")
    assert keeper.post(address(CalendarDay, "delete", day.pk), {"post": "yes"}).status_code == 302
    assert Floor.objects.exists()
    assert not CalendarDay.objects.filter(pk=day.pk).exists()


def test_the_rows_of_the_doors_are_looked_at_and_never_touched(keeper: Client) -> None:
    log = doors.log_export(by=make.person(), now=timezone.now(), what="complaints", rows=3)
    assert keeper.get(address(ExportLog, "change", log.pk)).status_code == 200
    assert keeper.get(address(ExportLog, "add")).status_code == 403
    assert keeper.post(address(ExportLog, "change", log.pk), {"rows": 1}).status_code == 403
    assert keeper.post(address(ExportLog, "delete", log.pk), {"post": "yes"}).status_code == 403
    log.refresh_from_db()
    assert log.rows == 3


def test_roles_in_the_admin_obey_the_same_rules(keeper: Client) -> None:
    me = User.objects.get(memberships__role=Role.SYSTEM_ADMIN)
    form = {"department": make.department().pk, "role": "agent", "from_on": "2026-11-01"}
    assert keeper.post(address(Membership, "add"), {**form, "person": me.pk}).status_code == 200
    other = make.person(None)
    assert keeper.post(address(Membership, "add"), {**form, "person": other.pk}).status_code == 302
    held = Membership.objects.get(person=other)
    assert keeper.post(address(Membership, "add"), {**form, "person": other.pk}).status_code == 200
    assert keeper.post(address(Membership, "change", held.pk), {"to_on": "2026-12-31"}).status_code == 302
    held.refresh_from_db()
    assert str(held.to_on) == "2026-12-31"
    mine = Membership.objects.get(person=me)
    assert keeper.post(address(Membership, "change", mine.pk), {"to_on": "2030-12-31"}).status_code == 403


def test_a_person_is_neither_added_nor_given_a_password_in_the_admin(keeper: Client) -> None:
    assert keeper.get(address(User, "add")).status_code == 403
    person = make.person()
    page = keeper.get(address(User, "change", person.pk)).text
    assert "password" not in page.replace("change-password", "")


def test_the_history_of_a_row_that_is_not_there_is_not_found(keeper: Client) -> None:
    assert keeper.get(address(Floor, "history", 999_999)).status_code == 404


def test_signing_out_of_the_admin_leads_to_ones_own_account(keeper: Client) -> None:
    assert keeper.post("/admin/logout/")["Location"] == "/accounts/profile/"
    assert keeper.get("/admin/login/").status_code == 302


def test_an_empty_form_of_a_role_says_what_is_missing(keeper: Client) -> None:
    assert keeper.post(address(Membership, "add"), {}).status_code == 200
    assert not Membership.objects.exclude(role=Role.SYSTEM_ADMIN).exists()
