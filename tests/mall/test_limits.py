"""The named limits: declared once, changed from a day on, never stale."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mall.actions.limits import set_limit
from mall.held import Held
from mall.limits import BY_CHAPTER, LIMITS, NamedLimit, limit
from mall.limits.kinds import DayOfYear, Flag, MonthDay, Stretch, TimeOfDay
from mall.limits.values import HELD
from mall.localtime import ZONE
from mall.models import Limit
from mall.queries.limits import limit_history, limit_line, limits_by_chapter
from mall.roles import Role
from mall.rules.limits import obstacles_to_editing_limits, obstacles_to_setting_limit
from tests import make
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User

NOW = datetime(2026, 11, 26, 10, tzinfo=ZONE)
TODAY = NOW.date()
LATER = date(2026, 12, 1)


@pytest.fixture
def manager(db: None) -> User:
    return make.person(Role.MANAGER)


@pytest.mark.parametrize("named", LIMITS.values(), ids=list(LIMITS))
def test_every_default_fits_its_kind_and_survives_the_input_box(named: NamedLimit) -> None:
    stored = named.suggested if named.default is None else named.default
    named.read(named.default)
    assert named.parse(named.text(stored)) == stored
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert named.say(named.default)
            assert str(named.label)


def test_each_limit_is_declared_once_and_names_its_rules() -> None:
    declared = [named for chapter in BY_CHAPTER.values() for named in chapter]
    assert len(declared) == len(LIMITS)
    assert all(named.rules for named in declared)


@given(st.sampled_from(list(LIMITS.values())), st.text(max_size=40))
def test_no_text_breaks_an_input_box(named: NamedLimit, text: str) -> None:
    try:
        stored = named.parse(text)
    except ValueError as problem:
        refused = str(problem)
        assert refused
    else:
        named.read(stored)
        assert named.say(stored)


@given(
    st.sampled_from(list(LIMITS.values())),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=4),
)
def test_nothing_stored_breaks_the_reading(named: NamedLimit, stored: Any) -> None:
    try:
        named.read(stored)
    except ValueError as problem:
        refused = str(problem)
        assert refused
    else:
        assert named.say(stored)


@pytest.mark.parametrize(
    ("name", "text", "stored", "value"),
    [
        ("complaint_register_min", " ５ ", 5, timedelta(minutes=5)),
        ("escalation_rung", "4", 4, timedelta(hours=4)),
        ("complaint_dept_reply", "2", 2, 2),
        ("complaint_cap_days", "", None, None),
        ("complaint_cap_days", "6", 6, 6),
        ("compensation_bands", "1000，5000", [1000, 5000], (1000, 5000)),
        ("follow_up_when_settled", "yes", True, True),
        ("weekly_plan_due", "4", 4, 4),
        (
            "walking_periods",
            "9:00–11:00、15：00~17:00",
            [["09:00", "11:00"], ["15:00", "17:00"]],
            (Stretch(time(9), time(11)), Stretch(time(15), time(17))),
        ),
    ],
)
def test_what_the_manager_types_is_understood(name: str, text: str, stored: Any, value: Any) -> None:
    assert LIMITS[name].parse(text) == stored
    assert LIMITS[name].read(stored) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("complaint_register_min", ""),
        ("complaint_register_min", "0"),
        ("complaint_register_min", "five"),
        ("follow_up_recheck", "101"),
        ("compensation_bands", "5000, 1000"),
        ("compensation_bands", "1000"),
        ("training_weights", "30, 60"),
        ("follow_up_when_settled", "perhaps"),
        ("weekly_plan_due", "7"),
        ("walking_periods", "11:00-09:00"),
        ("walking_periods", "09:00-11:00, 10:00-12:00"),
        ("walking_periods", "09:00"),
        ("walking_periods", "09:00-25:00"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        LIMITS[name].parse(text)


def test_days_of_the_year_are_read() -> None:
    with pytest.raises(ValueError, match="开或关"):
        Flag().read(1)
    assert DayOfYear().read("05-01") == MonthDay(5, 1)
    assert DayOfYear().parse("5-1") == "05-01"
    assert DayOfYear().text("05-01") == "05-01"
    with pytest.raises(ValueError, match="05-01"):
        DayOfYear().parse("02-30")
    assert TimeOfDay().read(TimeOfDay().parse("7:05")) == time(7, 5)
    assert TimeOfDay().say("07:05") == "07:05"


def test_the_handbook_holds_until_somebody_sets_another_value(manager: User) -> None:
    assert limit("complaint_dispatch_min", TODAY) == timedelta(minutes=3)
    set_limit("complaint_dispatch_min", 4, LATER, "试行", by=manager, now=NOW)
    assert limit("complaint_dispatch_min", NOW) == timedelta(minutes=3)
    assert limit("complaint_dispatch_min", LATER) == timedelta(minutes=4)
    assert limit("complaint_dispatch_min", datetime(2026, 11, 30, 16, tzinfo=ZONE)) == timedelta(minutes=3)
    assert limit("complaint_dispatch_min") == limit("complaint_dispatch_min", datetime.now(ZONE))
    with pytest.raises(KeyError):
        limit("no_such_limit")


def test_the_day_of_a_limit_begins_at_midnight_in_the_mall(manager: User) -> None:
    set_limit("complaint_dispatch_min", 4, LATER, "试行", by=manager, now=NOW)
    assert limit("complaint_dispatch_min", datetime(2026, 11, 30, 23, 59, 59, tzinfo=ZONE)) == timedelta(minutes=3)
    assert limit("complaint_dispatch_min", datetime(2026, 12, 1, tzinfo=ZONE)) == timedelta(minutes=4)


def test_a_value_for_the_same_day_replaces_and_the_history_keeps_both(manager: User) -> None:
    set_limit("compensation_bands", [2000, 8000], LATER, "新权限", by=manager, now=NOW)
    set_limit("compensation_bands", [1500, 8000], LATER, "改正", by=manager, now=NOW)
    assert limit("compensation_bands", LATER) == (1500, 8000)
    assert [change.reason for change in limit_history("compensation_bands")] == ["改正", "新权限"]
    assert limit_history("compensation_bands")[0].set_by == manager.name
    line = limit_line("compensation_bands", TODAY)
    assert (line.since, line.changed) == (None, False)
    assert [coming.valid_from for coming in line.coming] == [LATER]
    assert limit_line("compensation_bands", LATER).changed


def test_the_page_lists_every_limit_with_one_query(manager: User, django_assert_num_queries: Any) -> None:
    set_limit("follow_up_days", 2, TODAY, "更快", by=manager, now=NOW)
    with django_assert_num_queries(1):
        chapters = limits_by_chapter(TODAY)
    lines = {line.named.name: line for chapter in chapters for line in chapter.lines}
    assert set(lines) == set(LIMITS)
    assert lines["follow_up_days"].since == TODAY


# --- what forbids ------------------------------------------------------------------------------


@rule.both("CMP-37")
def test_only_the_manager_changes_limits(manager: User) -> None:
    assert obstacles_to_editing_limits(by=manager) == []
    for role in (Role.AGENT, Role.SUPERVISOR, Role.GENERAL_MANAGER, Role.DEPARTMENT_HEAD):
        assert [o.code for o in obstacles_to_editing_limits(by=make.person(role))] == ["limit.role"]


def codes(name: str, stored: Any, by: User, *, valid_from: date = LATER, reason: str = "试行") -> list[str]:
    return [
        obstacle.code
        for obstacle in obstacles_to_setting_limit(
            name, stored, valid_from=valid_from, reason=reason, today=TODAY, by=by
        )
    ]


@rule.allows("CMP-35")
def test_a_limit_that_fits_may_be_set_from_today_on(manager: User) -> None:
    assert codes("complaint_report_days", 2, manager) == []
    assert codes("complaint_report_days", 2, manager, valid_from=TODAY) == []
    assert codes("complaint_cap_days", 6, manager) == []


@rule.refuses("CMP-35")
def test_a_limit_is_refused_with_the_reason(manager: User) -> None:
    assert codes("no_such_limit", 2, manager) == ["limit.unknown"]
    assert codes("complaint_report_days", 2, manager, valid_from=TODAY - timedelta(days=1)) == ["limit.past"]
    assert codes("complaint_report_days", 2, manager, reason=" ") == ["limit.reason"]
    assert codes("complaint_report_days", "soon", manager) == ["limit.value"]
    assert codes("complaint_report_days", None, manager) == ["limit.value"]
    assert codes("complaint_report_days", 3, manager) == ["limit.same"]
    assert codes("complaint_register_warn_min", 6, manager) == ["limit.order"]
    assert codes("complaint_register_min", 2, manager) == ["limit.order"]


def test_a_refused_limit_leaves_nothing(db: None) -> None:
    with pytest.raises(Refused):
        set_limit("complaint_report_days", 2, LATER, "试行", by=make.person(Role.AGENT), now=NOW)
    assert not Limit.objects.exists()


# --- never stale -------------------------------------------------------------------------------


def test_a_row_that_fits_no_longer_is_left_out(manager: User) -> None:
    Limit.objects.create(name="follow_up_days", value="three", valid_from=TODAY, reason="x", set_by=manager, set_at=NOW)
    Limit.objects.create(name="gone", value=1, valid_from=TODAY, reason="x", set_by=manager, set_at=NOW)
    assert limit("follow_up_days", TODAY) == 3
    assert limit_line("follow_up_days", TODAY).said == "three"


def test_values_are_read_once_a_request(db: None, django_assert_num_queries: Any) -> None:
    HELD._on_request()
    with django_assert_num_queries(1):
        for name in LIMITS:
            limit(name, TODAY)
    HELD._on_request()
    with django_assert_num_queries(1):
        limit("follow_up_days", TODAY)


def test_a_rolled_back_value_is_forgotten(manager: User) -> None:
    limit("follow_up_days", TODAY)
    with transaction.atomic():
        set_limit("follow_up_days", 2, TODAY, "更快", by=manager, now=NOW)
        assert limit("follow_up_days", TODAY) == 2
        transaction.set_rollback(True)
    assert limit("follow_up_days", TODAY) == 3


def test_a_value_rolled_back_to_a_savepoint_is_forgotten_and_one_that_stands_is_read_once(
    manager: User, django_assert_num_queries: Any
) -> None:
    set_limit("follow_up_days", 2, TODAY, "更快", by=manager, now=NOW)
    with transaction.atomic():
        set_limit("follow_up_days", 5, TODAY, "更慢", by=manager, now=NOW)
        with django_assert_num_queries(1):
            assert [limit("follow_up_days", TODAY) for _again in range(2)] == [5, 5]
        transaction.set_rollback(True)
    assert limit("follow_up_days", TODAY) == 2


@pytest.mark.django_db(transaction=True)
def test_a_committed_value_is_seen_at_once_and_then_kept(django_assert_num_queries: Any) -> None:
    manager = make.person(Role.MANAGER)
    limit("follow_up_days", TODAY)
    set_limit("follow_up_days", 2, TODAY, "更快", by=manager, now=NOW)
    with django_assert_num_queries(1):
        assert limit("follow_up_days", TODAY) == 2
        assert limit("follow_up_days", TODAY) == 2


def test_a_drop_is_seen_by_every_thread(db: None) -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        return len(reads)

    held = Held(read, models=())
    held.get()
    thread = threading.Thread(target=held.drop)
    thread.start()
    thread.join()
    assert held.get() == 2


def test_requests_share_what_is_held_outside_tests(db: None, settings: Any) -> None:
    settings.HELD_PER_REQUEST = False
    HELD.get()
    before = HELD.get()
    HELD._on_request()
    assert HELD.get() is before


def test_what_is_held_grows_old(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        return len(reads)

    held = Held(read, models=())
    assert (held.get(), held.get()) == (1, 1)
    monkeypatch.setattr("mall.held.SECONDS", -1.0)
    held.drop()
    assert (held.get(), held.get()) == (2, 3)
