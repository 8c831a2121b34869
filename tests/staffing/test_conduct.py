"""Conduct: the checklist, the supervisor's checks, private calls in the work log (COND-01…04)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.localtime import local
from mall.roles import Role
from staffing.actions import conduct
from staffing.models import ConductCheck, ConductItem, PrivateCall
from staffing.queries import conduct as reads
from staffing.rules.conduct import Call, Check
from tests import make
from tests import make_performance as perf
from tests.counting import questions
from tests.make_performance import DAY, NOW, TODAY
from tests.make_staffing import codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("COND-01", "COND-02", "COND-03", "COND-04")
def test_the_supervisor_checks_a_person_or_a_desk_and_says_what_he_found() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    made = perf.check(lin, by=chief, good=False, words="未佩戴工牌")
    assert made.findings.get().is_in_order is False
    assert Reminder.objects.filter(kind="conduct.checked", receiver=lin).exists()
    assert perf.check(None, by=chief, desk=make.desk()).person is None
    with pytest.raises(Refused) as refused:
        perf.check(lin, by=chief, good=False)
    assert codes(refused) == {"words"}
    with pytest.raises(Refused) as refused:
        conduct.check(Check(TODAY + DAY, None, None, {}), by=chief, now=NOW)
    assert codes(refused) == {"whom", "to_come", "points"}
    for who, person, code in ((perf.agent(), lin, "level"), (chief, chief, "own")):
        with pytest.raises(Refused) as refused:
            perf.check(person, by=who)
        assert codes(refused) == {code}


@rule.both("COND-01")
def test_who_was_checked_sees_it_and_the_others_do_not() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made, of_desk = perf.check(lin, by=chief), perf.check(None, by=chief, desk=make.desk())
    assert set(reads.checks_of(lin)) == {made, of_desk}
    assert set(reads.checks_of(chen)) == {of_desk}
    with pytest.raises(Refused) as refused:
        conduct.see(made, by=chief, now=NOW)
    assert codes(refused) == {"other"}
    assert conduct.see(made, by=lin, now=NOW).seen_at == NOW
    with pytest.raises(Refused) as refused:
        conduct.see(made, by=lin, now=NOW)
    assert codes(refused) == {"seen"}


@rule.both("COND-01")
@pytest.mark.parametrize(
    ("minutes", "ago", "why", "code"),
    [
        (4, 0, "家人住院", "minutes"),
        (0, 0, "家人住院", "minutes"),
        (2, 0, " ", "why"),
        (2, 24, "家人住院", "late"),
        (2, -1, "家人住院", "to_come"),
    ],
)
def test_an_urgent_private_call_of_three_minutes_is_noted_and_nothing_longer(
    minutes: int, ago: int, why: str, code: str
) -> None:
    lin = perf.agent()
    made = conduct.note_call(Call(NOW, 3, "家人住院"), by=lin, now=NOW)
    assert (made.person, made.minutes) == (lin, 3)
    with pytest.raises(Refused) as refused:
        conduct.note_call(Call(NOW - timedelta(hours=ago), minutes, why), by=lin, now=NOW)
    assert codes(refused) == {code}
    with pytest.raises(DatabaseError), transaction.atomic():
        PrivateCall.objects.update(minutes=1)


@rule.both("COND-01")
def test_the_supervisor_keeps_the_checklist() -> None:
    item, chief = perf.item(), perf.supervisor()
    with pytest.raises(Refused) as refused:
        conduct.keep_item(item, "着工装", by=perf.agent())
    assert codes(refused) == {"level"}
    assert conduct.keep_item(item, "着工装、佩戴工牌、淡妆", is_active=False, by=chief).is_active is False
    assert list(reads.items()) == []
    with pytest.raises(Refused) as refused:
        conduct.keep_item(None, "着工装、佩戴工牌、淡妆", by=chief)
    assert codes(refused) == {"taken"}
    with pytest.raises(Refused) as refused:
        conduct.keep_item(None, " ", by=chief)
    assert codes(refused) == {"text"}


def test_the_list_begins_with_the_points_of_the_handbook() -> None:
    from staffing.reference_performance import conduct_items

    assert conduct_items() == ConductItem.objects.count() > 0
    assert conduct_items() == 0


# -- the pages


def test_a_check_goes_over_the_doors(client: Client) -> None:
    lin, chief, item = perf.agent(name="林芳"), perf.supervisor(), perf.item()
    make.signed_in(client, chief)
    address = reverse("staffing:conduct-new")
    assert "着工装" in client.get(address).content.decode()
    sent = {"person": lin.pk, "on": timezone.localdate(), f"item_{item.pk}": "bad"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "words": "未佩戴工牌"}).status_code == 302
    made = ConductCheck.objects.get()
    one = reverse("staffing:conduct-check", args=[made.pk])
    make.signed_in(client, perf.agent())
    assert client.get(one).status_code == 404
    make.signed_in(client, lin)
    assert "未佩戴工牌" in client.get(reverse("staffing:conduct")).content.decode()
    assert "我已阅" in client.get(one).content.decode()
    assert client.post(reverse("staffing:conduct-see", args=[made.pk])).status_code == 302
    assert client.post(reverse("staffing:conduct-see", args=[made.pk])).status_code == 409
    assert client.post(address, sent).status_code == 403


@rule.both("COND-01")
def test_a_private_call_is_noted_over_the_door_and_only_the_supervisor_sees_those_of_others(client: Client) -> None:
    lin = perf.agent(name="林芳")
    make.signed_in(client, lin)
    address = reverse("staffing:conduct-call")
    at = f"{local(timezone.now()):%Y-%m-%dT%H:%M}"
    wrong = client.post(address, {"at": at, "minutes": "9", "why": "家人住院"})
    assert wrong.status_code == 422
    assert "最多 3 分钟" in wrong.content.decode()
    assert client.post(address, {"at": at, "minutes": "2", "why": "家人住院"}).status_code == 302
    calls = f"{reverse('staffing:conduct')}?view=calls"
    for who, seen in ((lin, True), (perf.supervisor(), True), (perf.agent(), False)):
        make.signed_in(client, who)
        assert ("家人住院" in client.get(calls).content.decode()) is seen


def test_the_checklist_is_kept_over_the_door(client: Client) -> None:
    item = perf.item()
    make.signed_in(client, perf.supervisor())
    address = reverse("staffing:conduct-items")
    assert client.get(f"{address}?row={item.pk}").status_code == 200
    assert client.get(f"{address}?row=x").status_code == 404
    assert client.post(address, {"text": item.text, "order": "10"}).status_code == 422
    assert client.post(address, {"row": item.pk, "text": "仪容整洁", "order": "10"}).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.is_active) == ("仪容整洁", False)
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(address).status_code == 403
    assert client.get(reverse("staffing:conduct")).status_code == 403


def test_the_lists_cost_the_same_whatever_their_length(client: Client) -> None:
    chief, now = perf.supervisor(), timezone.now()
    make.signed_in(client, chief)
    costs = []
    for many in (1, 5):
        for n in range(many):
            lin = perf.agent()
            perf.check(lin, by=chief, on=now.date(), now=now)
            conduct.note_call(Call(now, 2, "家人住院"), by=lin, now=now)
            perf.item(f"第 {many} 批第 {n} 条")
        lists = ("conduct", "conduct?view=calls", "conduct-items")
        costs.append([questions(client, _address(name)) for name in lists])
    assert costs[0] == costs[1]


def _address(name: str) -> str:
    name, sign, query = name.partition("?")
    return f"{reverse(f'staffing:{name}')}{sign}{query}"
