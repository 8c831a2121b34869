"""What is left of the words about people's work ten years later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import CharField, JSONField, TextField

from casework.actions.erasing import erase_expired
from casework.models import Reminder
from casework.retention import GONE
from mall.fields import EncryptedTextField
from mall.roles import Role
from staffing.actions import conduct, development, handovers, letters, meetings, minutes, plans, posts, swaps
from staffing.actions import leave as leaves
from staffing.actions import points as brand
from staffing.actions import rewards as given
from staffing.actions import trainings as taught
from staffing.erasing import OF_A_LETTER, TEXTS
from staffing.models import (
    Addition,
    BrandPoint,
    Handover,
    HandoverLine,
    Leave,
    MeetingProblem,
    Participant,
    PlanRow,
    Reward,
    RewardSheet,
    Swap,
    TalkConsent,
    TalkNote,
    TrainingSeat,
    WorkLetter,
    WorkReport,
)
from staffing.rules.conduct import Call
from staffing.rules.leave import Asked
from staffing.rules.plans import Row
from staffing.rules.swaps import Exchange
from tests import make, make_meetings, make_performance, make_staffing
from tests.make_meetings import FAR, NOW, THURSDAY
from tests.make_staffing import at
from tests.scanning import where_stands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Model

    from mall.models import User

pytestmark = pytest.mark.django_db
NAME = "诸葛青的家事"
MONDAY = date(2026, 12, 7)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERM = 3652 * DAY
#: Before any of it was ten years old, and when all of it is.
YOUNG, LATER = NOW + 9 * 365 * DAY, NOW + 11 * 366 * DAY
#: Texts that stay: names of lists that the office keeps, rooms, units, subjects that are taught, keys of other rows.
STAY = {
    ("Block", "origin"), ("ConductItem", "text"), ("ConductItem", "text_en"), ("Crew", "code"), ("Crew", "name"),
    ("Crew", "name_en"), ("CalendarFeed", "key_hash"), ("HandoverLine", "code"), ("HandoverLine", "label"),
    ("HandoverLine", "url"), ("Indicator", "counts"), ("Indicator", "mail"), ("Indicator", "weights"),
    ("MeetingKind", "code"), ("MeetingKind", "name"), ("MeetingKind", "name_en"), ("MeetingKind", "agenda"),
    ("Meeting", "place"), ("PlanRow", "unit"), ("PointReason", "name"), ("PointReason", "name_en"),
    ("Roster", "draft"), ("Roster", "hours"), ("RosterVersion", "cells"), ("RosterVersion", "gaps"),
    ("RosterVersion", "ledger"), ("RosterVersion", "sha256"), ("Drafting", "inputs"), ("Drafting", "cells"),
    ("Drafting", "version"), ("StaffTraining", "topic"), ("StaffTraining", "place"),
    ("WorkReport", "figures"), ("ReportReceiver", "problem"),
}  # fmt: skip
#: Emptied in a way of its own.
BY_THEMSELVES = {("RewardSheet", "lines"), ("TalkNote", "text"), ("TalkConsent", "why")}
#: The table refuses words there unless something has happened; the acts below let it happen.
GUARDED = {(Participant, "excuse"), (Reward, "withdrawal"), (MeetingProblem, "letter"), (TrainingSeat, "notes")}


def _texts() -> Iterator[tuple[type[Model], str]]:
    for texts in (*(one for many in TEXTS.values() for one in many), OF_A_LETTER):
        for column in texts.columns:
            yield texts.model, column


def _shift(boss: User, people: list[User]) -> None:
    """A week on the roster: a shift handed over and added to, one that changes hands, one left for a while."""
    one, two = people[:2]
    desk, noon = make.desk("east"), at(MONDAY, 12, 30)
    row = make_staffing.prepared(desk, one, two, noon, work=NAME, feedback=NAME, progress=NAME, must_reads=(NAME,))
    row = make_staffing.accepted(row, two, noon)
    handovers.add(row, NAME, by=one, now=noon)
    swap = swaps.ask(Exchange(one.pk, MONDAY + DAY, two.pk), NAME, by=one, now=NOW)
    swaps.approve(swaps.accept(swap, by=two, now=NOW), NAME, by=boss, now=NOW)
    posts.ask(NAME, None, by=one, now=at(MONDAY, 10))
    leaves.ask(Asked(people[2], "personal", MONDAY, MONDAY, NAME), by=people[2], now=NOW)


def _office(boss: User, person: User) -> None:
    """A meeting with all it leaves behind, a plan, a letter that is ended."""
    found, during = make_meetings.held(person, by=boss, topic=NAME, papers=NAME, notes=NAME), THURSDAY + HOUR
    meetings.excuse(make_meetings.seat(found, person), NAME, by=person, now=NOW)
    minutes.keep_own_record(found, NAME, by=person, now=during)
    minutes.write_minutes(found, NAME, NAME, by=boss, now=during)
    minutes.report(minutes.assign(found, NAME, person, FAR, by=boss, now=NOW), NAME, done=True, by=person, now=during)
    problem = minutes.note_problem(found, NAME, by=boss, now=during)
    minutes.report_upward(problem, NAME, by=boss, now=during)
    week = MONDAY - 7 * DAY
    plans.write(week, [Row("result", NAME, 12, "户", 10, ""), Row("plan", NAME, 9, "户", None, "")], by=person, now=NOW)
    period = {"first_on": week, "last_on": week + 6 * DAY, "written_at": NOW, "sent_at": NOW}
    whose = {"department": make.department(), "written_by": boss, "sent_by": boss}
    WorkReport.objects.create(kind="weekly", **period, **whose)
    letter = make_staffing.letter(content=NAME, now=NOW)
    letters.withdraw(letter, NAME, by=letter.folder.opened_by, now=NOW)


def _performance(boss: User, person: User) -> None:
    """Points and an objection, a reward and one that was taken back, a training, a check, a call, a talk."""
    chief = make_staffing.general_manager()
    point = brand.propose(make_performance.proposal(person, facts=NAME, on=NOW.date()), by=boss, now=NOW)
    brand.appeal(point, NAME, by=person, now=NOW)
    for kind in ("praise", "criticism"):
        wanted = make_performance.reward_proposal(person, kind, case=NAME, reason=NAME)
        reward = given.approve(given.propose(wanted, by=boss, now=NOW), NAME, by=chief, now=NOW)
    taken_back = {"state": "taken_back", "withdrawn_at": NOW, "withdrawn_by": chief, "withdrawal": NAME}
    Reward.objects.filter(pk=reward.pk).update(**taken_back)
    lines = [
        {"pk": 1, "name": "王五", "points": 2, "yuan": "0", "what": [{"kind": "praise", "amount": "", "case": NAME}]}
    ]
    sheet = {"submitted_by": boss, "decided_by": chief, "decided_at": NOW, "state": "approved", "decision": NAME}
    RewardSheet.objects.create(month=date(2026, 11, 1), lines=lines, submitted_at=NOW, **sheet)
    make_performance.training(boss, person, by=boss, now=NOW, at=NOW + DAY)
    taught.take_notes(TrainingSeat.objects.get(person=person), NAME, by=person, now=NOW + 2 * DAY)
    make_performance.check(person, by=boss, words=NAME, now=NOW, on=NOW.date())
    conduct.note_call(Call(NOW - HOUR, 3, NAME), by=person, now=NOW)
    note = make_performance.talk(person, by=boss, text=NAME, now=NOW)
    development.ask_consent(note, make.person(Role.MANAGER), NAME, by=boss, now=NOW)


@pytest.fixture
def work() -> None:
    """Work of some days, with somebody's affairs in every text it has room for."""
    boss, crew = make_staffing.supervisor(), make_staffing.centre(4)
    people = make_staffing.members(crew)
    make_staffing.published(crew, MONDAY, ["AA.....", "B......", ".......", "BB....."], by=boss, now=NOW)
    _shift(boss, people)
    _office(boss, people[3])
    _performance(boss, people[3])
    with pgtrigger.ignore():
        for model, column in _texts():
            plain = isinstance(model._meta.get_field(column), CharField | TextField)
            if plain and not _is_encrypted(model, column) and (model, column) not in GUARDED:
                model._default_manager.update(**{column: NAME})
        WorkLetter.objects.update(signature=NAME, committed_signature=NAME)
        HandoverLine.objects.update(items=[{"words": NAME}])
        WorkReport.objects.update(tasks=[{"what": NAME}])


def test_after_ten_years_the_words_are_gone_and_numbers_states_and_dates_stay(work: None) -> None:
    full = {f"{model._meta.db_table}.{column}" for model, column in _texts() if not _is_encrypted(model, column)}
    assert full - set(where_stands([NAME])) == set()
    kept = _what_stays()
    erase_expired(now=YOUNG)
    assert full - set(where_stands([NAME])) == set()
    assert TalkNote.objects.get().text == NAME
    assert erase_expired(now=LATER).rows["staffing.handovers"] > 3
    assert where_stands([NAME]) == []
    assert _what_stays() == kept
    assert Leave.objects.get().reason == Addition.objects.get().text == PlanRow.objects.first().what == GONE
    row, letter = Handover.objects.get(), WorkLetter.objects.get()
    assert (row.signature, row.accepted_signature, letter.content, letter.signature) == ("", "", GONE, "")
    assert not TalkNote.objects.exists()
    assert not TalkConsent.objects.exists()
    assert not Reminder.objects.filter(folder=None).exists()


def _is_encrypted(model: type[Model], column: str) -> bool:
    return isinstance(model._meta.get_field(column), EncryptedTextField)


def _what_stays() -> list[Any]:
    """Of every row but the talks, all that is no text."""
    texts = set(_texts())
    return [
        list(model._default_manager.order_by("pk").values_list(*_others(model, texts)))
        for model in {one for one, _column in texts}
    ] + [RewardSheet.objects.get().lines[0]["points"], Participant.objects.get().fine]


def _others(model: type[Model], texts: set[tuple[type[Model], str]]) -> list[str]:
    return [
        one.attname for one in model._meta.concrete_fields if (model, one.name) not in texts | {(RewardSheet, "lines")}
    ]


def test_a_second_time_there_is_nothing_left_to_do_and_the_locks_hold(work: None) -> None:
    erase_expired(now=LATER)
    done = erase_expired(now=LATER)
    assert (done.folders, {name for name in done.rows if name.startswith("staffing")}) == ({}, set())
    for rows in (Handover, HandoverLine, Addition, BrandPoint):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.update(**{next(column for model, column in _texts() if model is rows): ""})  # type: ignore[attr-defined]  # any of four models


def test_a_dry_run_counts_and_changes_nothing(work: None) -> None:
    before = where_stands([NAME])
    assert erase_expired(now=LATER, dry_run=True).rows["staffing.meetings"] == 4
    assert where_stands([NAME]) == before


def test_each_row_goes_on_its_own_day() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    for day in (MONDAY, MONDAY + DAY):
        leaves.ask(Asked(person, "personal", day, day, NAME), by=person, now=NOW)
    talks = [make_performance.talk(person, by=boss, text=NAME, now=now) for now in (NOW, NOW + 8 * DAY)]
    points = [make_performance.announced(person, by=boss, now=now) for now in (NOW, NOW + 8 * DAY)]
    erase_expired(now=_ten_years_after(at(MONDAY + DAY, 9)))
    assert list(Leave.objects.order_by("from_on").values_list("reason", flat=True)) == [GONE, NAME]
    assert list(TalkNote.objects.all()) == talks[1:]
    assert [BrandPoint.objects.get(pk=one.pk).facts for one in points] == [GONE, points[1].facts]


def _ten_years_after(hour: datetime) -> datetime:
    return hour.replace(year=hour.year + 10)


def test_a_letter_that_is_open_keeps_what_it_asks() -> None:
    make_staffing.supervisor()
    open_one = make_staffing.letter(content=NAME, now=NOW)
    erase_expired(now=LATER)
    open_one.refresh_from_db()
    assert open_one.content == NAME


def test_every_text_of_the_app_is_emptied_or_said_to_stay() -> None:
    found = {
        (model.__name__, field.name)
        for model in apps.get_app_config("staffing").get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.choices
    }
    emptied = {(model.__name__, column) for model, column in _texts()}
    assert found - emptied - BY_THEMSELVES - STAY == set()
    assert (emptied | BY_THEMSELVES | STAY) - found == set()


def test_no_history_is_kept_of_a_row_whose_words_are_emptied() -> None:
    tracked = {getattr(model, "pgh_tracked_model", None) for model in apps.get_models()}
    assert tracked & {TalkNote, TalkConsent, *(model for model, _column in _texts())} == set()
    assert not {Swap, Reward} & tracked
