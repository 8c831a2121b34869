"""A desk handed over: who stays until whom, what is counted, what is signed."""

from __future__ import annotations

import pytest

from casework.models import Reminder
from mall.models import Desk, User
from mall.roles import Role
from staffing import providers
from staffing.actions import handovers as acts
from staffing.models import Handover
from staffing.providers import Gathered, Open
from staffing.queries import handovers as reads
from staffing.rules import handovers as rules
from staffing.rules.handovers import Answer
from tests import make, make_complaints, make_mail
from tests.make_staffing import (
    FIRST,
    MINUTE,
    SIGNATURE,
    accepted,
    all_the_same,
    at,
    begun,
    codes,
    duty,
    fields,
    notes,
    prepared,
)
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db

NOON, CLOSES = at(FIRST, 12, 30), at(FIRST, 18)
SIGNED = acts.Signed(SIGNATURE)
S = Handover.State


@rule.both("HAND-01", "DESK-06")
def test_while_the_desk_is_open_nobody_leaves_it_to_nobody(desk: Desk, goes: User, comes: User) -> None:
    row = begun(desk, goes, None, at(FIRST, 10))
    with pytest.raises(Refused) as refused:
        acts.prepare(row, notes(), SIGNED, by=goes, now=at(FIRST, 10))
    assert codes(refused) == {"nobody"}
    row = acts.rename(row, goes, comes, by=goes, now=at(FIRST, 10, 1))
    assert (row.renamed_by, row.renamed_at) == (goes, at(FIRST, 10, 1))
    row = acts.prepare(row, notes(), SIGNED, by=goes, now=at(FIRST, 10, 1))
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


@rule.both("HAND-06")
def test_a_line_too_long_is_made_two_beside_its_field_and_nothing_is_cut_off(
    desk: Desk, goes: User, comes: User
) -> None:
    row = begun(desk, goes, comes, NOON)
    longest = "重" * rules.LONGEST_MUST_READ
    long = notes(must_reads=("雨伞剩 3 把", longest + "要"), important=(longest + "要",))
    with pytest.raises(Refused) as refused:
        acts.prepare(row, long, SIGNED, by=goes, now=NOON)
    assert fields(refused) == {"must_reads", "important"}
    assert str(refused.value.obstacles[0]).startswith("第 2 行有 301 字")
    row = acts.prepare(row, notes(must_reads=(longest,), important=(longest,)), SIGNED, by=goes, now=NOON)
    assert {one.text for one in row.must_reads.all()} == {longest}


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
