"""Questions written once, and rows tied to what is held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mall.held import table, tie
from mall.models import Department, Floor, Membership, User
from mall.prepared import ModelsOf, RowsAt, RowsOf
from mall.queries.departments import department, department_key
from mall.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


def test_the_rows_of_any_keys_are_asked_for_by_one_question() -> None:
    names = RowsOf(
        lambda keys: Membership.objects.filter(person__in=keys).order_by("pk").values("role", "person__name")
    )
    one, other = make.person(Role.AGENT, name="周一"), make.person(Role.MANAGER, name="吴二")
    assert names([one.pk]) == [{"role": "agent", "person__name": "周一"}]
    with CaptureQueriesContext(connection) as asked:
        found = names([one.pk, other.pk, -7])
    assert [row["person__name"] for row in found] == ["周一", "吴二"]
    assert len(asked) == 1
    assert names([]) == []


def test_a_question_about_moments_is_written_once_and_asked_of_any_hour() -> None:
    first, second = make.person(name="冯五"), make.person(name="陈六")
    for person, hour in ((first, 8), (second, 12)):
        User.objects.filter(pk=person.pk).update(last_login=datetime(2026, 3, 2, hour, tzinfo=UTC))
    built: list[datetime] = []

    def rows(since: datetime, until: datetime) -> Any:
        built.append(since)
        return User.objects.filter(last_login__gt=since, last_login__lte=until).order_by("pk").values("name")

    asked = RowsAt(rows, "since", "until")
    noon, evening = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert asked(since=noon - timedelta(hours=6), until=noon) == [{"name": "冯五"}, {"name": "陈六"}]
    assert asked(since=noon, until=evening) == []
    assert asked(until=evening, since=noon - timedelta(hours=1)) == [{"name": "陈六"}]
    assert len(built) == 1


def test_a_question_no_row_can_answer_is_not_asked() -> None:
    nobody = RowsAt(lambda now: User.objects.filter(pk__in=[], last_login__lt=now).values("name"), "now")
    with CaptureQueriesContext(connection) as asked:
        assert nobody(now=datetime(2026, 3, 2, tzinfo=UTC)) == []
    assert not asked.captured_queries


def test_whole_rows_come_with_their_values_and_can_be_saved() -> None:
    people = ModelsOf(User, lambda numbers: User.objects.filter(staff_number__in=numbers), stand_in="-")
    made = make.person(name="郑三")
    (found,) = people.of(made.staff_number)
    assert (found, found.name, found._state.adding) == (made, "郑三", False)
    found.name = "郑四"
    found.save()
    assert people.of(made.staff_number)[0].name == "郑四"


def test_a_question_that_names_its_keys_twice_or_not_at_all_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="asked for once"):
        RowsOf(lambda _keys: Floor.objects.values("pk"))([1])
    with pytest.raises(ValueError, match="asked for once"):
        RowsOf(lambda keys: Membership.objects.filter(person__in=keys, department__in=keys).values("pk"))([1])


def test_rows_are_tied_to_people_and_lists_without_asking_for_each() -> None:
    first, second = make.person(Role.AGENT), make.person(Role.AGENT)
    rows = list(Membership.objects.filter(person__in=(first, second)).order_by("pk"))
    with CaptureQueriesContext(connection) as asked:
        tie([*rows, None], "person", "department", "desk")
        assert [row.person for row in rows] == [first, second]
        assert {str(row.department) for row in rows} == {"客户服务部"}
    assert len(asked) == len({User, Department})
    assert rows[0].department is rows[1].department


def test_what_one_caller_does_to_a_tied_row_shows_in_no_other() -> None:
    make.person(Role.AGENT)
    (one,), (other,) = (list(Membership.objects.all()) for _ in range(2))
    tie([one], "person")
    one.person.name = "改名"
    tie([other], "person")
    assert other.person.name != "改名"


def test_a_row_that_is_not_held_yet_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make.person(Role.AGENT)
    row = Membership.objects.get(person=person)
    monkeypatch.setattr(type(table(User)), "get", lambda _self: {})
    tie([row], "person")
    assert row.person == person


def test_a_department_is_known_by_its_code() -> None:
    make.person(Role.AGENT)
    assert department(Department.CUSTOMER_SERVICE).code == "customer-service"
    assert department_key("nowhere") is None
    with pytest.raises(Department.DoesNotExist):
        department("nowhere")
