"""Staff trainings: arranged, attended, kept (STTR-01…04)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.localtime import local
from mall.roles import Role
from staffing.actions import rosters, trainings
from staffing.halves import half_of
from staffing.models import Block, StaffTraining, TrainingSeat
from staffing.queries import trainings as reads
from staffing.rules.trainings import Present, Record
from tests import make
from tests import make_performance as perf
from tests.at_once import at_once
from tests.counting import questions
from tests.make_performance import DAY, NOVEMBER, NOW
from tests.make_staffing import centre, codes, members
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
S = StaffTraining.State
AFTER = NOW + DAY + timedelta(hours=2)
TAUGHT = "羊绒与羊毛的区别、洗涤方法"


def record(training: StaffTraining, *absent: object, notes: str = TAUGHT, **more: object) -> Record:
    seats = training.seats.all()
    return Record(notes, {seat.person_id: Present(seat.person not in absent, **more) for seat in seats})


@rule.both("STTR-01", "STTR-02")
def test_a_training_is_announced_and_takes_people_off_the_desks() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made = perf.training(lin, lin, chen, by=chief, form="online", content="attitude")
    assert set(made.seats.values_list("person", flat=True)) == {lin.pk, chen.pk}
    blocked = Block.objects.filter(origin=f"training:{made.pk}", why="training")
    assert set(blocked.values_list("person", flat=True)) == {lin.pk, chen.pk}
    assert Reminder.objects.filter(kind="training.announced").values("receiver").distinct().count() == 2
    with pytest.raises(Refused) as refused:
        perf.training(chen, by=lin)
    assert "level" in codes(refused)


@rule.refuses("STTR-01", "STTR-02")
def test_a_training_needs_a_topic_hours_to_come_and_people() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    with pytest.raises(Refused) as refused:
        trainings.arrange(perf.training_plan(lin, topic=" ", at=NOW, people=[]), by=chief, now=NOW)
    assert codes(refused) == {"topic", "past", "people"}
    with pytest.raises(Refused) as refused:
        trainings.arrange(perf.training_plan(lin, ends=NOW + DAY), by=chief, now=NOW)
    assert codes(refused) == {"hours"}


@rule.both("STTR-01")
def test_one_or_two_a_month_and_the_host_in_turn() -> None:
    lin, chen, zhou = (perf.agent() for _ in range(3))
    chief = perf.supervisor()
    perf.training(lin, by=chief, at=NOW + DAY)
    with pytest.raises(Refused) as refused:
        perf.training(lin, by=chief, at=NOW + 2 * DAY)
    assert codes(refused) == {"turn"}
    perf.training(chen, by=chief, at=NOW + 2 * DAY)
    with pytest.raises(Refused) as refused:
        perf.training(zhou, by=chief, at=NOW + 3 * DAY)
    assert codes(refused) == {"month"}
    assert perf.training(zhou, by=chief, at=NOW + 7 * DAY).state == S.ANNOUNCED
    assert [one.pk for one in reads.next_hosts()][-3:] == [lin.pk, chen.pk, zhou.pk]


@rule.both("STTR-01")
def test_a_month_without_a_training_is_said_in_words() -> None:
    assert [one.held for one in reads.months(NOW)] == [0]
    lin, chief = perf.agent(), perf.supervisor()
    perf.training(lin, by=chief, now=NOW - 70 * DAY, at=NOW - 69 * DAY)
    missing = [f"{one.month:%Y-%m}" for one in reads.months(NOW) if one.is_over]
    assert missing == ["2026-10"]
    perf.training(perf.agent(), by=chief, now=NOW - 30 * DAY, at=NOW - 29 * DAY)
    assert [one for one in reads.months(NOW) if one.is_over] == []


@rule.both("STTR-01")
def test_desks_left_short_are_named_before_it_is_announced() -> None:
    crew, chief = centre(), perf.supervisor()
    people = members(crew)
    on = NOW + 6 * DAY  # the first of December
    roster = rosters.open_roster(half_of(on.date()))
    rosters.lay_pattern(roster, edition=roster.edition, now=NOW)
    plan = perf.training_plan(people[0], *people, at=on)
    with pytest.raises(Refused) as refused:
        trainings.arrange(plan, by=chief, now=NOW)
    assert codes(refused) == {"empty", "desk"}
    assert {one.field for one in refused.value.obstacles} == {"why_empty"}
    assert any("中厅前台" in str(one.message) for one in refused.value.obstacles)
    told = perf.training_plan(people[0], *people, at=on, why_empty="当日盘点，台面由现场部代管")
    assert trainings.arrange(told, by=chief, now=NOW).why_empty


@rule.both("DESK-06")
def test_the_host_is_counted_at_the_desks_too_and_taken_off_once() -> None:
    crew, chief = centre(3), perf.supervisor()
    people = members(crew)
    on = NOW + 6 * DAY
    roster = rosters.open_roster(half_of(on.date()))
    rosters.lay_pattern(roster, edition=roster.edition, now=NOW)
    outsider = perf.agent()
    with pytest.raises(Refused) as refused:
        trainings.arrange(perf.training_plan(people[0], outsider, at=on), by=chief, now=NOW)
    assert codes(refused) == {"empty", "desk"}
    plan = perf.training_plan(people[0], outsider, people[0], at=on, why_empty="当日盘点，台面由现场部代管")
    made = trainings.arrange(plan, by=chief, now=NOW)
    blocked = Block.objects.filter(origin=f"training:{made.pk}").values_list("person", flat=True)
    assert sorted(blocked) == sorted([people[0].pk, outsider.pk])
    alone = perf.training(outsider, by=chief, at=on + 40 * DAY)
    assert [seat.person for seat in alone.seats.all()] == [outsider]


@pytest.mark.django_db(transaction=True)
@rule.both("STTR-01")
def test_of_two_who_arrange_the_last_one_of_a_month_at_once_one_is_refused() -> None:
    lin, chen, zhou, chief = perf.agent(), perf.agent(), perf.agent(), perf.supervisor()
    perf.training(lin, by=chief, at=NOW + DAY)

    def arrange(host: User, days: int) -> str:
        try:
            perf.training(host, by=chief, at=NOW + days * DAY)
        except Refused as refused:
            return refused.obstacles[0].code
        return "arranged"

    found = at_once([lambda: arrange(chen, 2), lambda: arrange(zhou, 3)])
    assert sorted(found) == ["arranged", "month"]


@rule.both("STTR-01")
def test_what_is_called_off_lets_people_go_back_to_the_desks() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    made = perf.training(lin, by=chief)
    with pytest.raises(Refused) as refused:
        trainings.call_off(made, " ", by=chief, now=NOW)
    assert codes(refused) == {"reason"}
    with pytest.raises(Refused):
        trainings.call_off(made, "讲师生病", by=lin, now=NOW)
    trainings.call_off(made, "讲师生病", by=chief, now=NOW)
    assert not Block.objects.filter(origin=f"training:{made.pk}", lifted_at=None).exists()
    assert Reminder.objects.filter(kind="training.called_off", receiver=lin).exists()
    assert reads.in_month(NOVEMBER) == 0
    with pytest.raises(Refused) as refused:
        trainings.call_off(made, "再取消", by=chief, now=NOW)
    assert codes(refused) == {"ended"}


@rule.both("STTR-03")
def test_attendance_is_compulsory_and_what_was_taught_is_kept() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made = perf.training(lin, lin, chen, by=chief)
    with pytest.raises(Refused) as refused:
        trainings.record(made, record(made), by=chief, now=NOW)
    assert codes(refused) == {"to_come"}
    with pytest.raises(Refused) as refused:
        trainings.record(made, record(made, chen, notes=""), by=chief, now=AFTER)
    assert codes(refused) == {"notes", "absent"}
    with pytest.raises(Refused) as refused:
        trainings.record(made, record(made), by=chen, now=AFTER)
    assert codes(refused) == {"level"}
    with pytest.raises(Refused) as refused:
        trainings.record(made, Record(TAUGHT, {}), by=chief, now=AFTER)
    assert codes(refused) == {"absent"}
    trainings.record(made, record(made, chen, excuse="病假"), by=lin, now=AFTER)
    made.refresh_from_db()
    assert (made.state, made.notes) == (S.HELD, TAUGHT)
    assert list(made.seats.filter(attended=False).values_list("person", "excuse")) == [(chen.pk, "病假")]
    with pytest.raises(Refused) as refused:
        trainings.record(made, record(made), by=chief, now=AFTER)
    assert codes(refused) == {"ended"}


@rule.both("STTR-03")
def test_everybody_takes_notes_of_his_own() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made = perf.training(lin, lin, chen, by=chief)
    own, other = (TrainingSeat.objects.get(training=made, person=one) for one in (lin, chen))
    with pytest.raises(Refused) as refused:
        trainings.take_notes(own, "笔记", by=lin, now=NOW)
    assert codes(refused) == {"to_come"}
    trainings.record(made, record(made, chen, excuse="病假"), by=chief, now=AFTER)
    own, other = (TrainingSeat.objects.get(training=made, person=one) for one in (lin, chen))
    trainings.take_notes(own, "羊绒不可机洗", by=lin, now=AFTER)
    for seat, who, text, code in (
        (own, chen, "代写", "other"),
        (other, chen, "没来", "absent"),
        (own, lin, " ", "text"),
    ):
        with pytest.raises(Refused) as refused:
            trainings.take_notes(seat, text, by=who, now=AFTER)
        assert codes(refused) == {code}


@rule.both("STTR-04")
def test_knowledge_is_tested_where_there_is_a_test() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    made = perf.training(lin, by=chief, has_test=True)
    with pytest.raises(Refused) as refused:
        trainings.record(made, record(made, score=101), by=chief, now=AFTER)
    assert codes(refused) == {"score"}
    trainings.record(made, record(made, score=88), by=chief, now=AFTER)
    assert made.seats.get().score == 88
    untested = perf.training(perf.agent(), by=chief, at=NOW + 7 * DAY)
    with pytest.raises(Refused) as refused:
        trainings.record(untested, record(untested, score=88), by=chief, now=NOW + 8 * DAY)
    assert codes(refused) == {"score"}


# -- the pages


def test_a_training_goes_over_the_doors(client: Client) -> None:
    lin, chief = perf.agent(name="林芳"), perf.supervisor()
    make.signed_in(client, chief)
    address = reverse("staffing:training-new")
    assert "林芳" in client.get(address).content.decode()
    begins = local(timezone.now()) + timedelta(hours=1)
    sent = {
        "topic": "新品面料知识", "content": "product", "form": "internal", "chosen_by": "group", "host": lin.pk,
        "place": "会议室", "begins": f"{begins:%Y-%m-%dT%H:%M}", "people": [lin.pk], "has_test": "on",
    }  # fmt: skip
    wrong = client.post(address, {**sent, "ends": f"{begins:%Y-%m-%dT%H:%M}"})
    assert wrong.status_code == 422
    assert "新品面料知识" in wrong.content.decode()
    assert client.post(address, {**sent, "ends": f"{begins + timedelta(hours=1):%Y-%m-%dT%H:%M}"}).status_code == 302
    made = StaffTraining.objects.get()
    one = reverse("staffing:training", args=[made.pk])
    assert "必须参加" in client.get(one).content.decode()
    assert client.get(reverse("staffing:training-print", args=[made.pk])).content.startswith(b"%PDF")
    assert client.post(reverse("staffing:training-call-off", args=[made.pk]), {"words": ""}).status_code == 422
    make.signed_in(client, lin)
    assert client.get(one).status_code == 200
    assert client.post(reverse("staffing:training-call-off", args=[made.pk]), {"words": "x"}).status_code == 403
    assert client.post(address, sent).status_code == 403


def test_attendance_and_notes_are_written_over_the_doors(client: Client) -> None:
    lin, chen, chief = perf.agent(name="林芳"), perf.agent(name="陈静"), perf.supervisor()
    then = timezone.now() - timedelta(days=2)
    made = perf.training(lin, lin, chen, by=chief, now=then, at=then + DAY, has_test=True)
    seats = {seat.person_id: seat.pk for seat in made.seats.all()}
    make.signed_in(client, chief)
    address = reverse("staffing:training-record", args=[made.pk])
    sent = {f"there_{seats[lin.pk]}": "on", f"score_{seats[lin.pk]}": "90", "notes": TAUGHT}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "陈静 未到场" in wrong.content.decode()
    assert client.post(address, {**sent, f"excuse_{seats[chen.pk]}": "病假"}).status_code == 302
    make.signed_in(client, lin)
    assert "缺笔记" in client.get(reverse("staffing:training", args=[made.pk])).content.decode()
    notes = reverse("staffing:training-notes", args=[made.pk])
    assert client.post(notes, {"text": ""}).status_code == 422
    assert client.post(notes, {"text": "羊绒不可机洗"}).status_code == 302
    make.signed_in(client, perf.agent())
    assert client.post(notes, {"text": "x"}).status_code == 404
    assert client.post(address, sent).status_code in {409, 422}


def test_the_lists_and_the_page_cost_the_same_whatever_their_length(client: Client) -> None:
    chief, now = perf.supervisor(), timezone.now()
    make.signed_in(client, chief)
    costs = []
    for many in (1, 4):
        for n in range(many):
            then = now - 30 * (n + many) * DAY
            made = perf.training(*(perf.agent() for _one in range(many)), by=chief, now=then, at=then + DAY)
        page = reverse("staffing:training", args=[made.pk])
        costs.append([questions(client, address) for address in (reverse("staffing:trainings"), page)])
    assert costs[0] == costs[1]


def test_a_month_without_one_is_written_on_the_page(client: Client) -> None:
    make.signed_in(client, perf.agent())
    assert "尚未安排培训" in client.get(reverse("staffing:trainings")).content.decode()
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse("staffing:trainings")).status_code == 403
