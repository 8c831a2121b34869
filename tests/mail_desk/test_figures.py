"""Totals of mail: in pieces, by class, desk and person alike; what was taken back is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from mail_desk.actions import collecting, handing, mending, receiving, returning
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import Collection
from mail_desk.queries import figures, months, rounds
from mail_desk.queries.days import day_totals, is_long
from mall.localtime import day_bounds, month_bounds
from mall.models import Desk
from mall.roles import Role
from tests import make, make_mail
from tests import make_mail_days as days
from tests.make_mail import DAY, HOUR, MINUTE, NOW, SIGNATURE, TODAY
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mail_desk.models import MailItem
    from mall.models import User

pytestmark = pytest.mark.django_db
WHY = "证件遗失，店长到场确认"


@pytest.fixture
def upstairs() -> User:
    return make_mail.agent(name="陈静")


@pytest.fixture
def east() -> User:
    return make.person(Role.AGENT, desk="east", name="周敏")


@pytest.fixture
def shared(upstairs: User, east: User) -> User:
    """A day of two desks: signed for upstairs and registered there, given away by the colleague at the east door."""
    to = make_mail.delivery(by=upstairs)
    letters = days.letters(12, to=to, by=upstairs)
    handing.hand_to_staff([letters], "刘飞", 12, on_paper=True, by=east, now=NOW + MINUTE)
    fetched = make_mail.item(to=to, by=upstairs, number="RA0001CN", large=True)
    days.collected(fetched, by=east, now=NOW + HOUR)
    back = make_mail.item("returned", to=to, by=upstairs, number="RA0002CN")
    slip = returning.begin([back], None, by=east, now=NOW + HOUR)
    returning.hand_back(slip, "邮递员小马", signature=SIGNATURE, by=east, now=NOW + HOUR)
    make_mail.item(to=to, by=east, number="RA0003CN", unit_number="", words="A1601")
    receiving.scan(to, "RA0004CN", by=upstairs, now=NOW)
    days.struck_out(make_mail.item(to=to, by=upstairs, number="RA0005CN"), by=upstairs)
    return upstairs


def cells(lines: list[figures.Line]) -> dict[str, dict[str, int]]:
    """A table's figures by label and column, without what is nought."""
    named = {line.label: dict(zip(figures.COLUMNS, line.cells, strict=True)) for line in lines}
    return {label: {column: n for column, n in one.items() if n} for label, one in named.items()}


@rule.both("MAIL-05", "MAIL-12")
def test_each_act_counts_in_pieces_for_the_person_who_did_it_and_the_desk_it_was_done_at(shared: User) -> None:
    shown = day_totals(TODAY)
    east, upstairs = (str(Desk.objects.get(code=code)) for code in ("east", "floor-8"))
    assert cells(shown["desks"]) == {
        upstairs: {"came": 15, "refused": 1, "handed_out": 12},
        east: {"collected": 1, "returned": 1},
    }
    assert cells(shown["people"]) == {
        "陈静": {"came": 14},
        "周敏": {"refused": 1, "handed_out": 12, "collected": 1, "returned": 1},
        "未登记": {"came": 1},
    }


@pytest.mark.parametrize("table", ["classes", "desks", "people"])
@rule.allows("MAIL-12", "PERF-05")
def test_classes_desks_and_people_each_add_up_to_the_totals(shared: User, table: str) -> None:
    for found in (figures.totals(day_bounds(TODAY)), months.figures(2026, 11, NOW + DAY)):
        assert found["total"] == {"came": 15, "refused": 1, "handed_out": 12, "collected": 1, "returned": 1}
        sums = {column: sum(one[column] for one in found[table].values()) for column in figures.COLUMNS}
        assert sums == found["total"]


def test_what_came_in_one_month_and_went_in_the_next_counts_once_in_each(upstairs: User) -> None:
    letters = days.letters(12, by=upstairs)
    december = NOW + 7 * DAY
    handing.hand_to_staff([letters], "刘飞", 12, on_paper=True, by=upstairs, now=december)
    totals = [figures.totals(month_bounds(2026, month))["total"] for month in (11, 12)]
    assert [(one["came"], one["handed_out"]) for one in totals] == [(12, 0), (0, 12)]


def test_the_page_and_the_paper_show_every_column_of_desks_and_people(client: Client, shared: User) -> None:
    make.signed_in(client, shared)
    page = client.get(reverse("mail_desk:month"), {"month": "2026-11"}).content.decode()
    by_desk = page[page.index('id="by-desk"') : page.index('id="by-person"')]
    assert all(f"{label}</th>" in by_desk for label in figures.COLUMNS.values())
    paper = client.get(reverse("mail_desk:month-print"), {"month": "2026-11"})
    assert paper["Content-Type"] == "application/pdf"


@rule("MAIL-05")
def test_a_bundle_of_twelve_is_twelve_pieces_in_every_total(upstairs: User) -> None:
    to = make_mail.delivery(by=upstairs, announced=24)
    days.letters(12, to=to, by=upstairs)
    days.letters(12, to=to, by=upstairs, words="A1601")
    shown = day_totals(TODAY)
    assert (shown["sum"], shown["deliveries"][0]["pieces"]) == ([12, 12, 0, 0, 0], 24)
    assert [row["pieces"] for row in figures.open_by_age(NOW + HOUR)] == [12, 0, 0, 0]
    walked = rounds.round_of(upstairs, "1F", NOW + HOUR)
    assert walked is not None
    assert (walked["letter_count"], walked["refused"]) == (12, 12)
    assert [row.letters for row in rounds.rounds(upstairs, NOW)["floors"] if row.floor.code == "1F"] == [12]


# -- without proof


def without_proof(items: list[MailItem], by: User) -> Collection:
    """Items a supervisor lets go without what their class asks for."""
    return collecting.collect(items, CollectSheet(name="方琳", without_proof=WHY), by=by, now=NOW + HOUR)


def told(now: datetime = NOW + DAY) -> list[tuple[str, list[str]]]:
    """What November tells of releases without proof."""
    shown = months.month_shown(2026, 11, now)["without_proof"]
    return [(row.without_proof, numbers) for row, numbers in shown]


@rule.both("MAIL-04")
@pytest.mark.parametrize("undo", [mending.take_back, mending.strike_out])
def test_a_release_without_proof_is_told_while_any_of_its_items_is_still_collected(undo: Any) -> None:
    supervisor = make_mail.supervisor()
    to = make_mail.delivery(by=supervisor)
    first, second = (make_mail.item(to=to, by=supervisor, number=f"RA000{n}CN", large=True) for n in (1, 2))
    row = without_proof([first, second], by=supervisor)
    bounds = month_bounds(2026, 11)
    assert figures.without_proof(bounds) == [row.pk]
    undo(first, "交错了人", by=supervisor, now=NOW + 2 * HOUR)
    assert told() == [(WHY, [second.folder.number])]
    undo(second, "交错了人", by=supervisor, now=NOW + 3 * HOUR)
    assert figures.without_proof(bounds) == []
    assert told() == []


def test_a_closed_month_keeps_a_release_that_is_taken_back_later() -> None:
    supervisor = make_mail.supervisor()
    to = make_mail.delivery(by=supervisor)
    item = make_mail.item(to=to, by=supervisor, number="RA0001CN", large=True)
    without_proof([item], by=supervisor)
    receiving.finish(to, by=supervisor, now=NOW + MINUTE)
    frozen = months.to_freeze(months.figures(2026, 11, NOW + 7 * DAY))
    mending.take_back(item, "交错了人", by=supervisor, now=NOW + 7 * DAY)
    ((_row, numbers),) = months._released(frozen)
    assert numbers == [item.folder.number]


# -- deliveries


@rule.both("MAIL-09")
def test_a_month_tells_its_late_deliveries_and_those_not_finished(upstairs: User) -> None:
    late = make_mail.delivery(by=upstairs)
    receiving.finish(late, by=upstairs, now=NOW + 2 * HOUR, late_reason="停电")
    receiving.finish(make_mail.delivery(by=upstairs), by=upstairs, now=NOW + MINUTE)
    make_mail.delivery(by=upstairs)
    found = figures.registration_of(month_bounds(2026, 11))
    assert found == {"all": 3, "late": [late.folder_id], "unfinished": 1}


def test_a_day_is_long_from_so_many_items(upstairs: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail_desk.queries.days.LONG", 1)
    to = make_mail.delivery(by=upstairs)
    make_mail.item(to=to, by=upstairs, number="RA0001CN")
    assert not is_long(upstairs, TODAY)
    make_mail.item(to=to, by=upstairs, number="RA0002CN")
    assert is_long(upstairs, TODAY)
