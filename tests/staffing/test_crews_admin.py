"""Crews in the admin: their desks on one page, their people and needs also as spreadsheets."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mall.roles import Role
from staffing.models import Crew, CrewDesk, CrewMember, DeskDemand
from tests import make, make_staffing
from tests.rules import rule

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client, media: Any) -> Client:
    """The browser of who keeps the reference data."""
    return make.signed_in(client, make.person(Role.SYSTEM_ADMIN))


def place(model: type[Model], page: str, *args: int) -> str:
    return reverse(f"admin:staffing_{model._meta.model_name}_{page}", args=args)


def taken_out(browser: Client, model: type[Model]) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(place(model, "export")).content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def put_in(browser: Client, model: type[Model], rows: list[list[Any]]) -> bool:
    """Import the rows, the heads first; whether the preview let them pass."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("rows.xlsx", file.getvalue())
    preview = browser.post(place(model, "import"), {"import_file": upload, "format": "0", "resource": "0"})
    assert preview.status_code == 200
    form = preview.context.get("confirm_form")
    if form is None:
        return False
    return bool(browser.post(place(model, "process_import"), {**form.initial, "confirm": "yes"}).status_code == 302)


def crew_page(crew: Crew, *more: dict[str, Any]) -> dict[str, Any]:
    """What the page of a crew posts: its own fields, the desks it has, and more of them."""
    own = [
        {"id": one.pk, "desk": one.desk_id, "people": one.people, "noon": one.noon, "order": one.order}
        | {"period_0": one.period.lower, "period_1": one.period.upper or ""}
        for one in crew.desks.all()
    ]
    posted: dict[str, Any] = {"code": crew.code, "name": crew.name, "noon": crew.noon, "order": 1, "is_active": "on"}
    posted |= {"desks-TOTAL_FORMS": len(own) + len(more), "desks-INITIAL_FORMS": len(own)}
    for n, row in enumerate([*own, *more]):
        posted |= {f"desks-{n}-crew": crew.pk, **{f"desks-{n}-{name}": value for name, value in row.items()}}
    return posted


@rule.both("ROST-02", "DESK-07")
def test_a_crew_is_given_a_desk_that_is_nobody_elses(keeper: Client) -> None:
    crew = make_staffing.centre(2)
    east = {"desk": make.desk("east").pk, "people": 1, "noon": "own", "order": 9, "period_0": "2026-12-01"}
    assert keeper.get(place(Crew, "change", crew.pk)).status_code == 200
    done = keeper.post(place(Crew, "change", crew.pk), crew_page(crew, east))
    assert done.status_code == 302, done.context["errors"] if done.context else ""
    assert CrewDesk.objects.get(desk__code="east").crew == crew
    twice = keeper.post(place(Crew, "change", crew.pk), crew_page(crew, {**east, "period_0": "2027-01-01"}))
    assert twice.status_code == 200
    assert CrewDesk.objects.filter(desk__code="east").count() == 1


@rule.both("ROST-01", "ROST-04")
def test_people_come_and_end_by_a_spreadsheet(keeper: Client) -> None:
    make_staffing.centre(2)
    person = make.person(name="新人")
    rows = taken_out(keeper, CrewMember)
    heads = rows[0]
    assert put_in(keeper, CrewMember, rows)
    assert CrewMember.objects.count() == 2
    new = {"crew": "centre", "person": person.staff_number, "squad": "B", "order": 30, "period": "2026-12-01/"}
    assert put_in(keeper, CrewMember, [heads, [new[name] for name in heads]])
    made = CrewMember.objects.get(person=person)
    assert (made.squad, made.period.lower, made.period.upper) == ("B", date(2026, 12, 1), None)
    assert put_in(keeper, CrewMember, [heads, [{**new, "period": "2026-12-01/2027-02-01"}[name] for name in heads]])
    made.refresh_from_db()
    assert made.period.upper == date(2027, 2, 1)
    for wrong in ("2026-12-01", "soon/", "2027-03-01/2027-02-01", "2026-12-15/"):
        accepted = put_in(keeper, CrewMember, [heads, [{**new, "period": wrong}[name] for name in heads]])
        assert accepted is (wrong == "2026-12-01"), wrong
    assert not put_in(keeper, CrewMember, [heads, [{**new, "person": "nobody"}[name] for name in heads]])
    assert CrewMember.objects.filter(person=person).count() == 1


@rule.both("DESK-02")
def test_a_desk_asks_for_more_people_by_its_own_row(keeper: Client) -> None:
    make_staffing.centre(2)
    fields = {"desk": make.desk("centre").pk, "people": 2, "period_0": "2026-12-01", "opens_at": "09:00"}
    assert keeper.get(place(DeskDemand, "add")).status_code == 200
    wrong = keeper.post(place(DeskDemand, "add"), {**fields, "closes_at": "08:00"})
    assert wrong.status_code == 200
    assert not DeskDemand.objects.exists()
    assert keeper.post(place(DeskDemand, "add"), fields).status_code == 302
    rows = taken_out(keeper, DeskDemand)
    assert put_in(keeper, DeskDemand, rows)
    assert DeskDemand.objects.get().people == 2


def test_what_is_written_on_the_page_of_a_person_in_a_crew_is_checked(keeper: Client) -> None:
    crew = make_staffing.centre(1)
    person = make.person()
    fields = {"crew": crew.pk, "person": person.pk, "squad": "A", "order": 1, "period_0": "2026-12-01"}
    assert keeper.post(place(CrewMember, "add"), {**fields, "period_1": "2026-11-01"}).status_code == 200
    assert keeper.post(place(CrewMember, "add"), fields).status_code == 302
    assert keeper.post(place(CrewMember, "add"), {**fields, "period_0": "2027-01-01"}).status_code == 200
    assert CrewMember.objects.filter(person=person).count() == 1
    assert keeper.get(place(CrewMember, "changelist")).status_code == 200
