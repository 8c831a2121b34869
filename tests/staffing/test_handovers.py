"""A desk handed over: who stays until whom, what is counted, what is signed, what can no longer be altered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from casework.models import Reminder
from mall.models import Desk, User
from mall.roles import Role
from staffing import providers
from staffing.actions import handovers as acts
from staffing.models import Addition, Handover, HandoverLine, MustRead
from staffing.providers import Gathered, Open
from staffing.queries import handovers as reads
from staffing.rules import handovers as rules
from staffing.rules.handovers import Answer
from tests import make, make_complaints, make_mail
from tests.at_once import at_once
from tests.make_staffing import (
    FIRST,
    SIGNATURE,
    accepted,
    all_the_same,
    at,
    begun,
    duty,
    notes,
    prepared,
)
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db

NOON, CLOSES, NEXT = at(FIRST, 12, 30), at(FIRST, 18), FIRST + timedelta(days=1)
MINUTE = timedelta(minutes=1)
SIGNED = acts.Signed(SIGNATURE)
S = Handover.State


@pytest.fixture
def desk() -> Desk:
    return make.desk("centre")


@pytest.fixture
def goes(desk: Desk) -> User:
    return make.person(desk=desk, name="陈静")


@pytest.fixture
def comes(desk: Desk) -> User:
    return make.person(desk=desk, name="李敏")


def fields(refused: pytest.ExceptionInfo[Refused]) -> set[str | None]:
    return {one.field for one in refused.value.obstacles}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.obstacles}


@rule.both("HAND-01", "DESK-06")
def test_while_the_desk_is_open_nobody_leaves_it_to_nobody(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, None, at(FIRST, 10))
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(), SIGNED, by=goes, now=at(FIRST, 10))
    assert codes(refused) == {"nobody"}
    row = acts.rename(row, goes, comes)
    row = acts.prepare(row, notes(), SIGNED, by=goes, now=at(FIRST, 10))
    assert "李敏" in str(rules.obstacles_to_leaving(row)[0])
    row = accepted(row, comes, at(FIRST, 10, 2))
    assert rules.obstacles_to_leaving(row) == []


@rule.both("HAND-01")
def test_a_desk_goes_to_the_night_at_closing_and_not_before(desk: Desk, goes: User) -> None:
    row = begun(desk, goes, None, at(FIRST, 17), turn="night")
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(), SIGNED, by=goes, now=CLOSES - MINUTE)
    assert "18:00" in str(refused.value.obstacles[0])
    row = acts.prepare(row, notes(), SIGNED, by=goes, now=CLOSES)
    assert row.state == S.PREPARED


@rule.both("HAND-01")
def test_a_desk_has_one_handover_at_a_time_and_each_turn_once_a_day(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, NOON, turn="noon")
    with pytest.raises(Refused) as refused:
        begun(desk, goes, comes, NOON)
    assert codes(refused) == {"unfinished"}
    accepted(acts.prepare(row, notes(), SIGNED, by=goes, now=NOON), comes, NOON)
    with pytest.raises(Refused) as refused:
        begun(desk, comes, goes, NOON + MINUTE, turn="noon")
    assert codes(refused) == {"done"}
    assert begun(desk, comes, goes, NOON + MINUTE).turn == "shift"


@rule.both("HAND-02")
def test_noon_is_handed_over_inside_the_noon_duty(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, at(FIRST, 9), turn="noon")
    assert row.planned_at == NOON
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(), SIGNED, by=goes, now=at(FIRST, 10, 59))
    assert codes(refused) == {"noon"}
    assert acts.prepare(row, notes(), SIGNED, by=goes, now=NOON).prepared_at == NOON
    with pytest.raises(Refused) as refused:
        begun(make.desk("floor-4"), goes, comes, at(FIRST, 14, 1), turn="noon")
    assert codes(refused) == {"noon"}


@rule.both("HAND-02")
def test_names_and_hours_come_from_the_roster(desk: Desk, goes: User, comes: User) -> None:
    assert reads.proposed(desk, "noon", NOON) == reads.Proposal(NOON, None, None)
    duty(goes, desk, at(FIRST, 8, 30), NOON)
    duty(comes, desk, NOON, CLOSES)
    assert reads.proposed(desk, "noon", at(FIRST, 11)) == reads.Proposal(NOON, goes, comes)
    assert reads.proposed(desk, "night", at(FIRST, 11)) == reads.Proposal(CLOSES, comes, None)
    assert reads.proposed(desk, "shift", at(FIRST, 11)) == reads.Proposal(NOON, goes, comes)


@rule.both("HAND-03")
def test_work_feedback_and_complaints_are_written_down(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, NOON)
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(work=" ", feedback="", progress=""), SIGNED, by=goes, now=NOON)
    assert fields(refused) == {"work", "feedback", "progress"}
    row = acts.prepare(row, notes(feedback="顾客希望增加座椅"), SIGNED, by=goes, now=NOON)
    assert (row.work, row.feedback, row.progress) == ("接待咨询 12 人次", "顾客希望增加座椅", "无")


@rule.both("ROST-13", "HAND-04")
@pytest.mark.parametrize(("minutes", "tone"), [(-20, "ok"), (-15, "ok"), (-14, "soon"), (0, "soon"), (3, "late")])
def test_who_takes_over_comes_a_quarter_of_an_hour_early(
    desk: Desk, goes: User, comes: User, minutes: int, tone: str
) -> None:
    row = begun(desk, goes, comes, at(FIRST, 11), turn="noon")
    with pytest.raises(Refused):
        acts.arrive(row, by=goes, now=at(FIRST, 11))
    came_at = NOON + minutes * MINUTE
    row = acts.arrive(row, by=comes, now=came_at)
    with pytest.raises(Refused):
        acts.arrive(row, by=comes, now=came_at + MINUTE)
    came = reads.punctual(row, NOON).came
    assert came is not None
    assert (came.tone, came.away) == (tone, abs(minutes) * MINUTE)


@rule.both("HAND-04")
def test_a_handover_that_is_accepted_after_its_hour_says_so(desk: Desk, goes: User, comes: User) -> None:
    row = accepted(prepared(desk, goes, comes, NOON, turn="noon"), comes, NOON)
    assert reads.punctual(row, NOON).accepted_late == ""
    other = make.desk("floor-4")
    late = accepted(prepared(other, goes, comes, NOON, turn="noon"), comes, NOON + 7 * MINUTE)
    assert "7" in reads.punctual(late, NOON).accepted_late


@rule.both("HAND-05", "MAIL-15")
def test_what_is_open_is_gathered_by_itself_and_kept_as_it_was(desk: Desk, comes: User) -> None:
    goes = make_complaints.agent(name="陈静")
    home = goes.home.desk if goes.home else desk
    make_complaints.complaint(by=goes, now=NOON)
    make_mail.item(by=goes, now=NOON)
    row = prepared(home, goes, comes, NOON)
    counts = {line.code: line.count for line in row.lines.all()}
    assert (counts["complaints"], counts["mail_registered"], counts["other"]) == (1, 1, 0)
    make_complaints.complaint(by=goes, now=NOON)
    shown = {kind.code: kind for kind in reads.on_page(row, comes, NOON)["kinds"]}
    assert shown["complaints"].count == 1, "nothing is read again after the signature"
    assert shown["complaints"].items[0].url.startswith("/complaints/")
    assert "keys" not in shown, "what has no provider is not shown"
    providers.register("keys", "钥匙", lambda _desk, _now, _user: Gathered(2, (Open("K-07"),)))
    try:
        live = {kind.code: kind.count for kind in reads.kinds_now(home, NOON, goes)}
    finally:
        providers.unregister("keys")
    assert (live["complaints"], live["keys"]) == (2, 2)


@rule.refuses("HAND-05")
def test_what_somebody_may_not_see_is_not_named_to_him(desk: Desk, goes: User, comes: User) -> None:
    case = make_complaints.complaint(by=goes, now=NOON)
    row = prepared(desk, goes, comes, NOON)
    line = row.lines.get(code="complaints")
    assert [one["folder"] for one in line.items] == [case.folder_id]
    stranger = make.person(Role.DEPARTMENT_USER, "onsite")
    (kind,) = reads.kinds_stored([line], stranger)
    assert (kind.items[0].words, kind.items[0].title, kind.items[0].url) == (case.folder.number, "", "")


@rule.both("HAND-06")
def test_important_matters_are_told_to_the_duty_supervisor(desk: Desk, goes: User, comes: User) -> None:
    boss = make.person(Role.SUPERVISOR)
    prepared(desk, goes, comes, NOON, must_reads=("雨伞剩 3 把",))
    assert not Reminder.objects.filter(receiver=boss).exists()
    other = make.desk("floor-4")
    row = prepared(other, goes, comes, NOON, important=("中庭有人摔倒，已报警",), must_reads=("雨伞剩 3 把",))
    told = Reminder.objects.get(receiver=boss, kind="handover.important")
    assert told.facts == {"desk": "四楼客服", "count": 1, "path": row.get_absolute_url()}
    assert [(one.text, one.is_important) for one in row.must_reads.all()] == [
        ("中庭有人摔倒，已报警", True),
        ("雨伞剩 3 把", False),
    ]


@rule.both("HAND-06")
def test_nobody_writes_more_than_is_read(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, NOON)
    many = tuple(f"事项 {n}" for n in range(rules.MOST_MUST_READS + 1))
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(must_reads=many), SIGNED, by=goes, now=NOON)
    assert fields(refused) == {"must_reads"}
    assert acts.prepare(row, notes(must_reads=many[1:]), SIGNED, by=goes, now=NOON).must_reads.count() == 20


@rule.both("HAND-07")
def test_both_sides_sign_each_for_himself(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, comes, NOON)
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(), acts.Signed(), by=goes, now=NOON)
    assert fields(refused) == {"signature"}
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(), SIGNED, by=comes, now=NOON)
    assert codes(refused) == {"who"}
    with pytest.raises(Refused) as refused:
        acts.accept(row, {}, (), SIGNED, by=comes, now=NOON)
    assert codes(refused) == {"unsigned"}
    row = acts.prepare(row, notes(), acts.Signed(on_paper=True), by=goes, now=NOON)
    same = all_the_same(row)
    with pytest.raises(Refused) as refused:
        acts.accept(row, same, (), acts.Signed(), by=comes, now=NOON)
    assert fields(refused) == {"signature"}
    row = acts.accept(row, same, (), SIGNED, by=comes, now=NOON)
    assert (row.state, row.incoming, row.accepted_signature) == (S.ACCEPTED, comes, SIGNATURE)


@rule.both("HAND-07")
def test_nobody_accepts_his_own(desk: Desk, goes: User, comes: User) -> None:
    row = prepared(desk, goes, comes, NOON)
    with pytest.raises(Refused) as refused:
        accepted(row, goes, NOON)
    assert codes(refused) == {"own"}
    with pytest.raises(Refused) as refused:
        begun(make.desk("floor-4"), goes, goes, NOON)
    assert codes(refused) == {"same"}
    colleague = make.person()
    assert accepted(row, colleague, NOON).incoming == colleague, "who signs has taken it over, whoever was named"


@rule.both("HAND-07")
def test_each_count_is_confirmed_or_explained_and_each_must_read_ticked(desk: Desk, goes: User, comes: User) -> None:
    make_complaints.complaint(by=goes, now=NOON)
    boss = make.person(Role.SUPERVISOR)
    row = prepared(desk, goes, comes, NOON, must_reads=("雨伞剩 3 把",))
    line, tick = row.lines.get(code="complaints"), row.must_reads.get()
    same = all_the_same(row)
    with pytest.raises(Refused) as refused:
        acts.accept(row, {**same, line.pk: Answer()}, (), SIGNED, by=comes, now=NOON)
    assert fields(refused) == {f"line_{line.pk}", f"read_{tick.pk}"}
    with pytest.raises(Refused) as refused:
        acts.accept(row, {**same, line.pk: Answer(2)}, {tick.pk}, SIGNED, by=comes, now=NOON)
    assert fields(refused) == {f"why_{line.pk}"}
    explained = {**same, line.pk: Answer(2, "另有一件未登记")}
    row = acts.accept(row, explained, {tick.pk}, SIGNED, by=comes, now=NOON)
    line.refresh_from_db()
    tick.refresh_from_db()
    assert (line.found, line.explanation, line.differs, tick.read_at) == (2, "另有一件未登记", True, NOON)
    assert Reminder.objects.filter(receiver=boss, kind="handover.differs").exists()


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
    assert "雨伞又还回 1 把" in line.items[0]["words"]
    accepted(later, goes, at(FIRST, 15))
    assert prepared(desk, goes, comes, at(FIRST, 16)).lines.get(code="late_entries").count == 0


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
        acts.rename(row, comes, goes)


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
