"""What is kept of a handover: locked, added to, given up, in Chinese; and two people at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from mall.models import Desk, User
from staffing import providers
from staffing.actions import handovers as acts
from staffing.models import Addition, Handover, HandoverLine, MustRead
from staffing.queries import handovers as reads
from tests import make
from tests.at_once import at_once
from tests.make_staffing import (
    DAY,
    FIRST,
    MINUTE,
    SIGNATURE,
    accepted,
    at,
    begun,
    fields,
    notes,
    prepared,
)
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

NOON, NEXT = at(FIRST, 12, 30), FIRST + DAY
SIGNED = acts.Signed(SIGNATURE)
S = Handover.State


@rule.both("HAND-08")
def test_what_is_accepted_is_locked_in_the_database_itself(desk: Desk, goes: User, comes: User) -> None:
    row = prepared(desk, goes, comes, NOON, must_reads=("雨伞剩 3 把",))
    with pytest.raises(DatabaseError), transaction.atomic():
        Handover.objects.filter(pk=row.pk).update(work="改过")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.lines.update(count=99)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.must_reads.update(text="改过")
    row = accepted(row, comes, NOON)
    for change in (
        lambda: Handover.objects.filter(pk=row.pk).update(why_alone="改过"),
        lambda: Handover.objects.filter(pk=row.pk).delete(),
        lambda: HandoverLine.objects.filter(handover=row).update(found=7, explanation="改过"),
        lambda: HandoverLine.objects.create(handover=row, order=9, code="new", label="新", count=1),
        lambda: MustRead.objects.filter(handover=row).update(read_at=None),
        lambda: MustRead.objects.create(handover=row, order=9, text="新"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Addition.objects.create(handover=row, at=NOON, by=goes, text="补一句").pk


@rule.both("HAND-08")
def test_what_comes_late_is_added_and_belongs_to_the_next_shift(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, NOON)
    with pytest.raises(Refused):
        acts.add(row, "忘了写", by=goes, now=NOON)
    row = accepted(acts.prepare(row, notes(), SIGNED, by=goes, now=NOON), comes, NOON)
    with pytest.raises(Refused) as refused:
        acts.add(row, " ", by=goes, now=NOON + MINUTE)
    assert fields(refused) == {"text"}
    added = acts.add(row, "雨伞又还回 1 把", by=goes, now=NOON + MINUTE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Addition.objects.filter(pk=added.pk).update(text="改过")
    later = prepared(desk, comes, goes, at(FIRST, 15))
    line = later.lines.get(code="late_entries")
    assert line.count == 1
    assert (line.items[0]["words"], line.items[0]["url"]) == (f"{row.code} · 12:31", row.get_absolute_url())
    accepted(later, goes, at(FIRST, 15))
    assert prepared(desk, goes, comes, at(FIRST, 16)).lines.get(code="late_entries").count == 0


@rule.allows("HAND-08")
def test_of_many_additions_the_first_are_named_and_all_are_counted(desk: Desk, goes: User, comes: User) -> None:
    row = accepted(prepared(desk, goes, comes, NOON), comes, NOON)
    for n in range(providers.MOST + 1):
        acts.add(row, f"补记第 {n} 件事", by=goes, now=NOON + (n + 1) * MINUTE)
    found = reads.late_entries(desk, at(FIRST, 15), comes)
    assert (found.count, len(found.lines)) == (providers.MOST + 1, providers.MOST)
    assert not [one for one in found.lines if "件事" in one.words]


def test_what_is_kept_is_in_the_language_of_the_house_whoever_signs(desk: Desk, goes: User, comes: User) -> None:
    with override("en"):
        row = prepared(desk, goes, comes, NOON)
    other = prepared(make.desk("floor-4"), goes, comes, NOON)
    assert [one.label for one in row.lines.all()] == [one.label for one in other.lines.all()]


@rule.both("HAND-08")
def test_only_what_nobody_has_signed_is_given_up_or_renamed(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, NOON)
    with pytest.raises(Refused) as refused:
        acts.give_up(row, "", by=goes, now=NOON)
    assert fields(refused) == {"reason"}
    row = acts.give_up(row, "记错班次", by=goes, now=NOON)
    assert (row.state, row.given_up_by) == (S.GIVEN_UP, goes)
    row = prepared(desk, goes, comes, NOON)
    with pytest.raises(Refused):
        acts.give_up(row, "记错班次", by=goes, now=NOON)
    with pytest.raises(Refused):
        acts.rename(row, comes, goes, by=goes, now=NOON)


@pytest.mark.django_db(transaction=True)
@rule.both("HAND-07")
def test_of_two_who_accept_at_once_one_has_the_desk() -> None:
    desk = make.desk("centre")
    goes, first, second = (make.person(desk=desk) for _ in range(3))
    with transaction.atomic():
        row = prepared(desk, goes, first, NOON)

    def take(person: User) -> str:
        try:
            accepted(Handover.objects.get(pk=row.pk), person, NOON)
        except Refused as refused:
            return refused.obstacles[0].code
        return "taken"

    assert sorted(at_once([lambda: take(first), lambda: take(second)])) == ["accepted", "taken"]
    row.refresh_from_db()
    assert row.incoming in {first, second}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_has_begun() -> None:
    desk = make.desk("centre")
    goes, comes = (make.person(desk=desk) for _ in range(2))

    def start() -> str:
        try:
            begun(desk, goes, comes, NOON)
        except Refused as refused:
            return refused.obstacles[0].code
        return "begun"

    assert sorted(at_once([start, start])) == ["begun", "unfinished"]


@pytest.mark.django_db(transaction=True)
@rule.both("HAND-08")
def test_of_who_signs_and_who_begins_the_morning_anew_one_is_refused() -> None:
    desk = make.desk("centre")
    goes, comes = (make.person(desk=desk) for _ in range(2))
    with transaction.atomic():
        row = begun(desk, goes, comes, NOON)
    morning = at(NEXT, 8, 12)

    def told_of(act: Callable[[], object], done: str) -> str:
        try:
            act()
        except Refused as refused:
            return refused.obstacles[0].code
        return done

    def sign() -> object:
        return acts.prepare(row, notes(), SIGNED, by=goes, now=morning)

    def start() -> object:
        return acts.begin(desk, "morning", outgoing=None, incoming=None, why_alone="昨晚未交班", by=comes, now=morning)

    found = at_once([lambda: told_of(sign, "signed"), lambda: told_of(start, "begun")])
    assert found in (["signed", "unfinished"], ["state", "begun"])
