"""The private development file: who writes, who reads, who may be told (MEET-11, F-88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.roles import Role
from staffing.actions import development
from staffing.models import TalkConsent, TalkNote
from staffing.queries import development as reads
from tests import make
from tests import make_performance as perf
from tests.counting import questions
from tests.make_performance import DAY, NOW, TODAY
from tests.make_staffing import codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
WORDS = "希望学习英语接待"


@pytest.fixture
def lin() -> User:
    return perf.agent(name="林芳")


@pytest.fixture
def chief() -> User:
    return perf.supervisor(name="赵磊")


@rule.both("MEET-11")
def test_the_supervisor_writes_a_talk_down_and_nobody_else_does(lin: User, chief: User) -> None:
    made = perf.talk(lin, by=chief)
    assert Reminder.objects.filter(kind="talk.written", receiver=lin).exists()
    assert list(reads.notes_of(lin)) == list(reads.notes_of(chief)) == [made]
    for who, employee in ((perf.agent(), lin), (chief, chief), (chief, make.person(Role.DEPARTMENT_USER, "onsite"))):
        with pytest.raises(Refused) as refused:
            perf.talk(employee, by=who)
        assert codes(refused) == {"file"}
    with pytest.raises(Refused) as refused:
        development.write(lin, TODAY + DAY, " ", by=chief, now=NOW)
    assert codes(refused) == {"text", "to_come"}


def test_the_words_stand_encrypted_and_are_not_altered(lin: User, chief: User) -> None:
    made = perf.talk(lin, by=chief)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM staffing_talknote")
        (stored,) = cursor.fetchone()
    assert WORDS not in stored
    assert TalkNote.objects.get(pk=made.pk).text == WORDS
    with pytest.raises(DatabaseError), transaction.atomic():
        TalkNote.objects.update(text="改过")


@rule.refuses("MEET-11")
def test_a_notice_of_it_names_nobody(lin: User, chief: User) -> None:
    made = perf.talk(lin, by=chief)
    development.ask_consent(made, perf.manager(), "安排培训", by=chief, now=NOW)
    for row in Reminder.objects.filter(kind__startswith="talk."):
        assert set(row.facts) == {"path"}
        assert row.receiver == lin


@rule.both("MEET-11")
def test_for_everybody_else_the_file_is_not_there(client: Client, lin: User, chief: User) -> None:
    made = perf.talk(lin, by=chief)
    file, asking = (
        reverse("staffing:development-file", args=[lin.pk]),
        reverse("staffing:development-consent", args=[made.pk]),
    )
    make.signed_in(client, chief)
    assert WORDS in client.get(file).content.decode()
    assert client.get(asking).status_code == 200
    others = [
        perf.agent(),
        lin,
        perf.general_manager(),
        make.person(Role.SYSTEM_ADMIN),
        make.person(Role.DEPARTMENT_USER, "onsite"),
    ]
    for who in others:
        make.signed_in(client, who)
        assert client.get(file).status_code == 404
        assert client.post(file, {"talked_on": TODAY, "text": "x"}).status_code == 404
        assert client.get(asking).status_code == 404
    for who in (perf.supervisor(), perf.manager()):  # they keep files of their own, and see nothing of this one
        make.signed_in(client, who)
        assert WORDS not in client.get(file).content.decode()
        assert client.get(asking).status_code == 404
        assert WORDS not in client.get(reverse("staffing:development")).content.decode()
    make.signed_in(client, lin)
    assert WORDS in client.get(reverse("staffing:development")).content.decode()


@rule.both("MEET-11")
def test_somebody_is_told_only_by_the_employees_consent_and_as_long_as_it_stands(lin: User, chief: User) -> None:
    boss, made = perf.manager(), perf.talk(lin, by=chief)
    for whom, why, who, code in (
        (boss, "", chief, "why"),
        (lin, "x", chief, "whom"),
        (boss, "x", perf.supervisor(), "other"),
    ):
        with pytest.raises(Refused) as refused:
            development.ask_consent(made, whom, why, by=who, now=NOW)
        assert code in codes(refused)
    asked = development.ask_consent(made, boss, "安排外语培训", by=chief, now=NOW)
    with pytest.raises(Refused) as refused:
        development.ask_consent(made, boss, "再问", by=chief, now=NOW)
    assert codes(refused) == {"twice"}
    assert reads.told_to(boss) == []
    with pytest.raises(Refused) as refused:
        development.answer(asked, given=True, by=chief, now=NOW)
    assert codes(refused) == {"other"}
    development.answer(asked, given=True, by=lin, now=NOW)
    assert [one.note for one in reads.told_to(boss)] == [made]
    with pytest.raises(Refused) as refused:
        development.answer(asked, given=False, by=lin, now=NOW)
    assert codes(refused) == {"answered"}
    with pytest.raises(Refused) as refused:
        development.take_back(asked, by=chief, now=NOW)
    assert codes(refused) == {"other"}
    development.take_back(asked, by=lin, now=NOW)
    assert reads.told_to(boss) == []
    with pytest.raises(Refused) as refused:
        development.take_back(asked, by=lin, now=NOW)
    assert codes(refused) == {"none"}


@rule.refuses("MEET-11")
def test_a_refused_consent_tells_nobody(lin: User, chief: User) -> None:
    boss = perf.manager()
    asked = development.ask_consent(perf.talk(lin, by=chief), boss, "安排外语培训", by=chief, now=NOW)
    development.answer(asked, given=False, by=lin, now=NOW)
    assert reads.told_to(boss) == []
    assert Reminder.objects.filter(kind="talk.answered", receiver=chief).exists()


@rule.both("MEET-11")
def test_a_month_without_a_talk_is_said(lin: User, chief: User) -> None:
    chen = perf.agent()
    perf.talk(lin, by=chief)
    due = {row.person.pk: row.is_due for row in reads.kept_by(chief, TODAY)}
    assert due == {lin.pk: False, chen.pk: True}
    assert {row.is_due for row in reads.kept_by(chief, TODAY + 6 * DAY)} == {True}


# -- the pages


def test_a_talk_and_a_consent_go_over_the_doors(client: Client, lin: User, chief: User) -> None:
    boss = perf.manager()
    make.signed_in(client, chief)
    file = reverse("staffing:development-file", args=[lin.pk])
    wrong = client.post(file, {"talked_on": "", "text": WORDS})
    assert wrong.status_code == 422
    assert WORDS in wrong.content.decode()
    assert client.post(file, {"talked_on": timezone.localdate(), "text": WORDS}).status_code == 302
    note = TalkNote.objects.get()
    asking = reverse("staffing:development-consent", args=[note.pk])
    assert client.post(asking, {"whom": lin.pk, "why": "x"}).status_code == 422
    assert client.post(asking, {"whom": boss.pk, "why": "安排培训"}).status_code == 302
    consent = TalkConsent.objects.get()
    answering = reverse("staffing:development-answer", args=[consent.pk])
    assert client.post(answering, {"verdict": "give"}).status_code == 404
    make.signed_in(client, lin)
    assert "赵磊" in client.get(reverse("staffing:development")).content.decode()
    assert client.post(answering, {"verdict": "give"}).status_code == 302
    assert client.post(answering, {"verdict": "give"}).status_code == 409
    make.signed_in(client, boss)
    assert WORDS in client.get(reverse("staffing:development")).content.decode()
    make.signed_in(client, lin)
    assert client.post(answering, {"verdict": "take_back"}).status_code == 302
    make.signed_in(client, boss)
    assert WORDS not in client.get(reverse("staffing:development")).content.decode()


def test_the_own_page_is_of_the_department_only(client: Client) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse("staffing:development")).status_code == 404


@rule.both("MEET-11")
def test_whoever_is_concerned_reads_and_answers_from_any_department(client: Client, lin: User, chief: User) -> None:
    outsider = make.person(Role.DEPARTMENT_HEAD, "onsite")
    asked = development.ask_consent(perf.talk(lin, by=chief), outsider, "安排外语培训", by=chief, now=NOW)
    make.signed_in(client, outsider)
    assert client.get(reverse("staffing:development")).status_code == 404
    lin.memberships.update(department=make.department("onsite"), role=Role.DEPARTMENT_USER)
    make.signed_in(client, lin)
    assert WORDS in client.get(reverse("staffing:development")).content.decode()
    answering = reverse("staffing:development-answer", args=[asked.pk])
    assert client.post(answering, {"verdict": "give"}).status_code == 302
    make.signed_in(client, outsider)
    assert WORDS in client.get(reverse("staffing:development")).content.decode()
    assert client.post(answering, {"verdict": "take_back"}).status_code == 404


@rule.both("MEET-11")
def test_each_answer_is_told_to_who_asked_and_a_consent_to_who_may_read_now(lin: User, chief: User) -> None:
    boss = perf.manager()
    asked = development.ask_consent(perf.talk(lin, by=chief), boss, "安排外语培训", by=chief, now=NOW)
    assert not Reminder.objects.filter(receiver=boss).exists()
    development.answer(asked, given=True, by=lin, now=NOW)
    development.take_back(asked, by=lin, now=NOW)
    bells = Reminder.objects.filter(channel="bell", kind__in=("talk.answered", "talk.told")).order_by("pk")
    told = list(bells.values_list("kind", "receiver"))
    assert told == [("talk.answered", chief.pk), ("talk.told", boss.pk), ("talk.answered", chief.pk)]


@rule.refuses("MEET-11")
def test_what_was_asked_in_another_window_is_not_asked_twice(lin: User, chief: User) -> None:
    boss, made = perf.manager(), perf.talk(lin, by=chief)
    shown = reads.notes_of(chief).get(pk=made.pk)
    assert list(shown.consents.all()) == []
    development.ask_consent(made, boss, "安排外语培训", by=chief, now=NOW)
    with pytest.raises(Refused) as refused:
        development.ask_consent(shown, boss, "再问", by=chief, now=NOW)
    assert codes(refused) == {"twice"}


def test_the_files_cost_the_same_whatever_stands_in_them(client: Client, lin: User, chief: User) -> None:
    boss, costs = perf.manager(), []
    for many in (1, 5):
        for _n in range(many):
            made = perf.talk(lin, by=chief)
            development.answer(
                development.ask_consent(made, boss, "安排培训", by=chief, now=NOW), given=True, by=lin, now=NOW
            )
            perf.talk(perf.agent(), by=chief)
        cost = []
        file = reverse("staffing:development-file", args=[lin.pk])
        own = reverse("staffing:development")
        for who, address in ((lin, own), (chief, own), (boss, own), (chief, file)):
            make.signed_in(client, who)
            cost.append(questions(client, address))
        costs.append(cost)
    assert costs[0] == costs[1]
