"""What people do with the register of merchants."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from casework.models import Entry, PhoneTail
from mall.roles import Role
from merchants import actions, rules
from merchants.models import Contact, Dispute, Merchant, Tenancy
from tests import make, make_merchants
from tests.make_merchants import ENTERED, NOW, TODAY
from tests.rules import rule
from ui.obstacles import Conflict, Refused

pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of what stood in the way."""
    return [obstacle.code for obstacle in refusal.value.obstacles]


def verbs(merchant: object) -> list[str]:
    """What the timeline of a merchant's file says was done."""
    return list(Entry.objects.filter(folder__merchant=merchant).values_list("verb", flat=True))


@rule.allows("MER-01")
def test_registering_opens_a_file_with_units_and_a_contact() -> None:
    merchant = make_merchants.merchant("恒源制衣", ("A1105", "A1106"), phone="138 1234 5678")
    assert merchant.folder.number.startswith("SH20261120-")
    assert merchant.folder.is_file
    assert (merchant.pinyin, merchant.initials) == ("hengyuanzhiyi", "hyzy")
    assert [t.unit.number for t in merchant.tenancies.all()] == ["A1105", "A1106"]
    assert merchant.tenancies.first().period.lower == ENTERED
    [contact] = merchant.contacts.all()
    assert (contact.phone, contact.is_main) == ("13812345678", True)
    assert PhoneTail.objects.filter(folder=merchant.folder).count() == 1
    assert "a1105" in merchant.folder.search_text.text
    assert verbs(merchant) == ["opened", "merchant_registered"]


@rule.refuses("MER-01")
def test_registering_needs_name_phone_and_a_free_unit() -> None:
    make_merchants.merchant("甲", ("A1105",))
    with pytest.raises(Refused) as refusal:
        make_merchants.merchant(" ", ("A1105",), phone="12345")
    assert codes(refusal) == ["name-missing", "phone-not-valid", "unit-is-let"]
    with pytest.raises(Refused) as refusal:
        make_merchants.merchant("乙", (), phone=" ")
    assert codes(refusal) == ["phone-missing", "unit-missing"]
    make.unit("A1109", is_active=False)
    with pytest.raises(Refused) as refusal:
        make_merchants.merchant("乙", ("A1109",))
    assert codes(refusal) == ["unit-not-in-use"]


def test_one_merchant_per_unit_at_a_time_is_held_by_the_database() -> None:
    first, second = make_merchants.merchant("甲", ("A1105",)), make_merchants.merchant("乙", ("A1106",))
    unit = first.tenancies.get().unit
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.create(merchant=second, unit=unit, period=(date(2025, 1, 1), None))


@rule.both("MER-01")
def test_moving_out_frees_the_unit_for_another() -> None:
    first, second = make_merchants.merchant("甲", ("A1105", "A1106")), make_merchants.merchant("乙", ("A1107",))
    tenancy = first.tenancies.get(unit__number="A1105")
    by = make.person()
    with pytest.raises(Refused) as refusal:
        actions.move_in(second, tenancy.unit, on=TODAY, by=by, now=NOW)
    assert codes(refusal) == ["unit-is-let"]
    with pytest.raises(Refused) as refusal:
        actions.move_out(tenancy, on=ENTERED - timedelta(days=1), by=by, now=NOW)
    assert codes(refusal) == ["out-before-in"]
    actions.move_out(tenancy, on=TODAY, by=by, now=NOW)
    with pytest.raises(Refused) as refusal:
        actions.move_out(tenancy, on=TODAY, by=by, now=NOW)
    assert codes(refusal) == ["already-moved-out"]
    actions.move_in(second, tenancy.unit, on=TODAY, by=by, now=NOW)
    with pytest.raises(Refused) as refusal:
        actions.move_in(second, tenancy.unit, on=TODAY, by=by, now=NOW)
    assert codes(refusal) == ["unit-is-his-own"]
    first.refresh_from_db()
    assert first.left_on is None
    assert verbs(second)[-1] == "moved_in"


def test_with_the_last_unit_a_merchant_leaves_and_may_come_back() -> None:
    merchant = make_merchants.merchant()
    tenancy, by = merchant.tenancies.get(), make.person()
    actions.move_out(tenancy, on=TODAY, by=by, now=NOW)
    merchant.refresh_from_db()
    assert merchant.left_on == TODAY
    actions.move_in(merchant, tenancy.unit, on=TODAY, by=by, now=NOW)
    back = Merchant.objects.get(pk=merchant.pk)
    assert back.left_on is None
    assert back.tenancies.count() == 2


def test_a_tenancy_that_lasted_no_day_never_was() -> None:
    merchant = make_merchants.merchant(entered_on=TODAY)
    actions.move_out(merchant.tenancies.get(), on=TODAY, by=make.person(), now=NOW)
    assert not merchant.tenancies.exists()


@rule.both("MER-01")
def test_details_change_with_their_keys() -> None:
    merchant = make_merchants.merchant()
    by = make.person()
    new = make_merchants.details("蝶恋商行", category=make_merchants.category("鞋帽"))
    assert actions.change_details(merchant, new, version=1, by=by, now=NOW) == ["name", "category"]
    merchant.refresh_from_db()
    assert (merchant.initials, merchant.folder.title, merchant.folder.version) == ("dlsh", "蝶恋商行", 2)
    assert merchant.folder.entries.last().facts == {"fields": ["name", "category"]}
    assert actions.change_details(merchant, new, version=2, by=by, now=NOW) == []
    with pytest.raises(Refused) as refusal:
        actions.change_details(merchant, make_merchants.details(" "), version=2, by=by, now=NOW)
    assert codes(refusal) == ["name-missing"]


def test_second_of_two_editors_meets_a_conflict_with_both_texts() -> None:
    merchant = make_merchants.merchant()
    first, second = make.person(name="王芳"), make.person()
    actions.change_details(merchant, make_merchants.details("甲"), version=1, by=first, now=NOW)
    with pytest.raises(Conflict) as conflict:
        actions.change_details(merchant, make_merchants.details("乙"), version=1, by=second, now=NOW)
    assert (conflict.value.mine["name"], conflict.value.theirs["name"]) == ("乙", "甲")
    assert (conflict.value.changed_by, conflict.value.version) == ("王芳", 2)


@rule.both("MER-02")
def test_class_a_is_named_by_a_floor_of_the_merchant_only() -> None:
    merchant, by = make_merchants.merchant(units=("A1105",)), make.person(Role.DEPARTMENT_HEAD, "onsite")
    class_a = make_merchants.merchant_class("A")
    with pytest.raises(Refused) as refusal:
        actions.name_as_class_a(merchant, make.floor("2F"), reason="销量大", by=by, now=NOW)
    assert codes(refusal) == ["not-on-this-floor"]
    with pytest.raises(Refused) as refusal:
        actions.change_details(merchant, make_merchants.details(merchant_class=class_a), version=1, by=by, now=NOW)
    assert codes(refusal) == ["class-a-is-named"]
    with pytest.raises(Refused) as refusal:
        make_merchants.merchant("乙", ("A1106",), merchant_class=class_a)
    assert codes(refusal) == ["class-a-is-named"]
    actions.name_as_class_a(merchant, make.floor("1F"), reason="销量大", by=by, now=NOW)
    assert merchant.merchant_class == class_a
    with pytest.raises(Refused) as refusal:
        actions.name_as_class_a(merchant, make.floor("1F"), reason="销量大", by=by, now=NOW)
    assert codes(refusal) == ["is-class-a"]


@rule.both("MER-02")
@rule("MER-03")
def test_class_a_is_taken_back_by_the_floor_only() -> None:
    merchant, by = make_merchants.merchant(), make.person(Role.DEPARTMENT_HEAD, "onsite")
    with pytest.raises(Refused) as refusal:
        actions.take_class_a_back(merchant, make.floor("1F"), reason="已转店", by=by, now=NOW)
    assert codes(refusal) == ["is-not-class-a"]
    actions.name_as_class_a(merchant, make.floor("1F"), reason="销量大", by=by, now=NOW)
    with pytest.raises(Refused) as refusal:
        actions.change_details(merchant, make_merchants.details(), version=1, by=by, now=NOW)
    assert codes(refusal) == ["class-a-is-taken-back"]
    actions.take_class_a_back(merchant, make.floor("1F"), reason="已转店", by=by, now=NOW)
    assert merchant.merchant_class is None
    assert [n.merchant_class is None for n in merchant.namings.all()] == [True, False]
    assert verbs(merchant)[-2:] == ["named_class_a", "class_a_taken_back"]


@rule.refuses("MER-02")
def test_a_merchant_who_left_is_not_named() -> None:
    merchant, by = make_merchants.merchant(), make.person(Role.DEPARTMENT_HEAD, "onsite")
    actions.move_out(merchant.tenancies.get(), on=TODAY, by=by, now=NOW)
    found = rules.obstacles_to_naming(merchant, make.floor("1F"), TODAY, by=by)
    assert [obstacle.code for obstacle in found] == ["merchant-left", "not-on-this-floor"]


@rule.both("MER-02")
def test_class_a_is_named_and_taken_back_by_the_head_of_the_department_that_keeps_the_floor() -> None:
    merchant, floor = make_merchants.merchant(units=("A1105",)), make.floor("1F")
    onsite = make.person(Role.DEPARTMENT_HEAD, "onsite")
    strangers = (
        make.person(Role.DEPARTMENT_HEAD, "fire"),
        make.person(Role.DEPARTMENT_USER, "onsite"),
        make.person(Role.MANAGER),
    )
    for stranger in strangers:
        with pytest.raises(Refused) as refusal:
            actions.name_as_class_a(merchant, floor, reason="销量大", by=stranger, now=NOW)
        assert codes(refusal) == ["not-your-floor"]
    actions.name_as_class_a(merchant, floor, reason="销量大", by=onsite, now=NOW)
    with pytest.raises(Refused) as refusal:
        actions.take_class_a_back(merchant, floor, reason="已转店", by=strangers[0], now=NOW)
    assert codes(refusal) == ["not-your-floor"]
    with pytest.raises(Refused) as refusal:
        actions.take_class_a_back(merchant, make.floor("2F"), reason="已转店", by=onsite, now=NOW)
    assert codes(refusal) == ["not-its-floor"]
    actions.take_class_a_back(merchant, floor, reason="已转店", by=onsite, now=NOW)
    assert not rules.is_class_a(merchant)


@rule.both("MER-02")
def test_a_floor_kept_by_another_department_listens_to_its_head_alone() -> None:
    merchant, floor = make_merchants.merchant(units=("A1105",)), make.floor("1F")
    onsite, market = make.person(Role.DEPARTMENT_HEAD, "onsite"), make.person(Role.DEPARTMENT_HEAD, "market")
    floor.department = make.department("market")
    floor.save()
    assert not rules.keeps_floor(onsite, floor)
    assert rules.keeps_floor(market, floor)
    with pytest.raises(Refused) as refusal:
        actions.name_as_class_a(merchant, floor, reason="销量大", by=onsite, now=NOW)
    assert codes(refusal) == ["not-your-floor"]
    actions.name_as_class_a(merchant, floor, reason="销量大", by=market, now=NOW)
    assert rules.is_class_a(merchant)


@rule.allows("MER-02")
def test_the_floor_that_named_a_merchant_takes_class_a_back_after_he_moved_away() -> None:
    merchant, floor = make_merchants.merchant(units=("A1105", "A2201")), make.floor("1F")
    onsite = make.person(Role.DEPARTMENT_HEAD, "onsite")
    actions.name_as_class_a(merchant, floor, reason="销量大", by=onsite, now=NOW)
    actions.move_out(merchant.tenancies.get(unit__number="A1105"), on=TODAY, by=onsite, now=NOW)
    assert {each.code for each in rules.floors_of(merchant, TODAY)} == {"1F", "2F"}
    actions.take_class_a_back(merchant, floor, reason="已转店", by=onsite, now=NOW)
    assert {each.code for each in rules.floors_of(merchant, TODAY)} == {"2F"}


@rule.both("MER-01")
@rule("MER-06")
def test_contacts_are_added_changed_and_taken_off() -> None:
    merchant, by = make_merchants.merchant(phone="13800000001"), make.person()
    second = actions.add_contact(
        merchant, name="魏文", phone="024-87654321", email="w@example.com", birthday=date(1990, 5, 1), by=by, now=NOW
    )
    assert (second.phone, second.is_main) == ("02487654321", False)
    actions.change_contact(second, name="魏文", phone="", is_main=True, by=by, now=NOW)
    first = merchant.contacts.get(name="雷静雪")
    second.refresh_from_db()
    assert (second.phone, second.is_main, first.is_main) == ("02487654321", True, False)
    actions.change_contact(second, name="魏文", phone="13900000002", is_main=True, by=by, now=NOW)
    assert Contact.objects.get(pk=second.pk).phone == "13900000002"
    actions.remove_contact(second, by=by, now=NOW)
    first.refresh_from_db()
    assert first.is_main
    with pytest.raises(Refused) as refusal:
        actions.remove_contact(first, by=by, now=NOW)
    assert codes(refusal) == ["last-contact"]
    with pytest.raises(Refused) as refusal:
        actions.add_contact(merchant, name="无", phone="1", by=by, now=NOW)
    assert codes(refusal) == ["phone-not-valid"]
    assert verbs(merchant)[2:] == ["contact_added", "contact_changed", "contact_changed", "contact_removed"]


def test_entries_name_no_person_and_no_phone() -> None:
    merchant = make_merchants.merchant(phone="13800000001", contact="雷静雪")
    actions.add_contact(merchant, name="魏文", phone="13900000002", by=make.person(), now=NOW)
    facts = str(list(Entry.objects.values_list("facts", flat=True)))
    assert not any(word in facts for word in ("雷静雪", "魏文", "13800000001", "13900000002", "恒源"))


def test_dispute_stands_once_per_folder_and_is_withdrawn_on_reopening() -> None:
    merchant, origin, by = make_merchants.merchant(), make_merchants.merchant("事由", ("B1105",)).folder, make.person()
    actions.record_dispute(merchant, origin=origin, kind="return", upheld=True, by=by, now=NOW)
    actions.withdraw_dispute(origin=origin, by=by, now=NOW)
    actions.withdraw_dispute(origin=origin, by=by, now=NOW)
    assert Dispute.objects.get().withdrawn_by == by
    actions.record_dispute(merchant, origin=origin, kind="return", upheld=False, by=by, now=NOW)
    dispute = Dispute.objects.get()
    assert (dispute.upheld, dispute.withdrawn_at) == (False, None)
    assert verbs(merchant)[2:] == ["dispute_recorded", "dispute_withdrawn", "dispute_recorded"]
