"""Work letters between departments: signed, answered, reported; agreed by word of mouth; what is due today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions.sweep import sweep
from casework.models import Clock, Entry, Folder
from mall.models import User
from mall.roles import Role
from reports.queries.board import board
from staffing.actions import letters as acts
from staffing.models import WorkLetter
from staffing.queries.letters import letters_due_today, letters_of
from staffing.rules import letters as rules
from staffing.rules.letters import Promise
from tests import make
from tests.make_letters import Cast, told
from tests.make_staffing import letter
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db
State = WorkLetter.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PATH = "M10 20" + "L20 30" * 9


@rule.both("TASK-01", "TASK-05")
def test_a_letter_has_its_number_and_date_and_waits_for_the_own_head() -> None:
    cast = Cast()
    found = cast.letter()
    assert found.folder.number.startswith("GH")
    assert (found.state, found.submitted_at, found.form_code) == (State.DRAFTED, cast.now, "F-80")
    assert told("letter.to_sign") == {cast.head.pk}
    assert not Clock.objects.filter(folder=found.folder).exists()
    for nobody_here in (cast.writer, cast.manager, cast.fire):
        with pytest.raises(Refused):
            acts.approve(found, on_paper=True, by=nobody_here, now=cast.now)
    with pytest.raises(Refused):
        acts.approve(found, by=cast.head, now=cast.now)  # not signed
    found = acts.approve(found, signature=PATH, by=cast.head, now=cast.now)
    assert (found.state, found.approved_by, found.signature) == (State.SENT, cast.head, PATH)
    assert told("letter.sent") == {cast.supervisor.pk, cast.manager.pk, cast.agent.pk}
    with pytest.raises(Refused):
        acts.approve(found, on_paper=True, by=cast.head, now=cast.now)


@rule.refuses("TASK-01", "TASK-05")
@pytest.mark.parametrize(
    ("field", "wrong"), [("content", "  "), ("final_at", timezone.now() - HOUR), ("executor", None)]
)
def test_a_letter_names_content_executor_and_a_deadline_ahead(field: str, wrong: Any) -> None:
    cast = Cast()
    values = {field: wrong if wrong is not None else cast.writer}
    more: dict[str, Any] = {"executor": cast.agent, **values}
    with pytest.raises(Refused) as refused:
        letter(by=cast.writer, now=cast.now, **more)
    assert refused.value.obstacles[0].field == field
    assert not WorkLetter.objects.exists()
    assert not Folder.objects.filter(kind="letter").exists()


@rule.both("TASK-01")
def test_the_head_sends_back_and_the_writer_puts_it_right() -> None:
    cast = Cast()
    found = cast.letter()
    with pytest.raises(Refused):
        acts.send_back(found, " ", by=cast.head, now=cast.now)
    with pytest.raises(Refused):
        acts.send_back(found, "写清楚", by=cast.writer, now=cast.now)
    found = acts.send_back(found, "写清楚几块牌", by=cast.head, now=cast.now)
    assert (found.state, told("letter.returned")) == (State.RETURNED, {cast.writer.pk})
    written = rules.Written(found.from_department, found.to_department, "布置三块导视牌", cast.agent, cast.now + DAY)
    with pytest.raises(Refused):
        acts.rewrite(found, written, by=cast.head, now=cast.now)
    number = found.folder.number
    found = acts.rewrite(found, written, by=cast.writer, now=cast.now)
    assert (found.state, found.folder.number, found.folder.title) == (State.DRAFTED, number, "布置三块导视牌")


@rule.both("TASK-02")
def test_customer_service_writes_to_any_department_and_others_only_to_it() -> None:
    cast = Cast()
    ours = letter(by=cast.agent, to="fire", executor=cast.fire, now=cast.now)
    assert ours.form_code == "F-81"
    with pytest.raises(Refused):
        acts.approve(ours, on_paper=True, by=cast.supervisor, now=cast.now)  # the own head is the manager
    acts.approve(ours, on_paper=True, by=cast.manager, now=cast.now)
    promise = Promise(cast.now + DAY, "当日补做", on_paper=True)
    with pytest.raises(Refused):
        acts.commit(ours, promise, by=cast.supervisor, now=cast.now)
    assert acts.commit(ours, promise, by=cast.fire, now=cast.now).state == State.COMMITTED
    for to in ("fire", "on-site"):
        with pytest.raises(Refused):
            letter(by=cast.writer, to=to, now=cast.now)


@rule.both("TASK-01", "TASK-04")
def test_the_supervisor_promises_a_time_and_what_happens_if_it_is_not_kept() -> None:
    cast = Cast()
    found = cast.sent()
    whole = Promise(cast.now + DAY, "扣部门当月分", on_paper=True)
    assert acts.receive(found, by=cast.supervisor, now=cast.now).state == State.RECEIVED
    for wrong, by in (
        (whole, cast.agent),
        (whole, cast.head),
        (whole._replace(commitment=" "), cast.supervisor),
        (whole._replace(on_paper=False), cast.supervisor),
        (whole._replace(at=cast.now), cast.supervisor),
        (whole._replace(at=found.final_at + DAY), cast.supervisor),  # later, and no word why
    ):
        with pytest.raises(Refused):
            acts.commit(found, wrong, by=by, now=cast.now)
    found = acts.commit(found, whole, by=cast.supervisor, now=cast.now)
    assert (found.state, found.committed_for, found.commitment) == (State.COMMITTED, whole.at, "扣部门当月分")
    assert found.due_at == whole.at
    assert told("letter.committed") == {cast.writer.pk, cast.agent.pk}
    kinds = Clock.objects.filter(folder=found.folder).running().values_list("kind", "due_at")
    assert set(kinds) == {("letter_final", found.final_at), ("letter_promised", whole.at)}
    folder = Folder.objects.get(pk=found.folder_id)
    assert (folder.due_at, folder.due_kind) == (whole.at, "letter_promised")


@rule.both("TASK-01")
def test_the_result_is_reported_by_the_executing_side_and_meets_the_clocks() -> None:
    cast = Cast()
    found = cast.promised()
    for by in (cast.writer, cast.head, cast.fire):
        with pytest.raises(Refused):
            acts.report(found, "好了", done=True, by=by, now=cast.now + HOUR)
    with pytest.raises(Refused):
        acts.report(found, " ", done=True, by=cast.agent, now=cast.now + HOUR)
    found = acts.report(found, "三块都已装好", done=True, by=cast.agent, now=cast.now + HOUR)
    folder = Folder.objects.get(pk=found.folder_id)
    assert (found.state, found.ended_at, folder.closed_at) == (State.DONE, cast.now + HOUR, cast.now + HOUR)
    assert set(Clock.objects.filter(folder=folder).values_list("met_at", flat=True)) == {cast.now + HOUR}
    assert told("letter.done") == {cast.writer.pk, cast.head.pk}
    verbs = Entry.objects.filter(folder=folder).values_list("verb", flat=True)
    assert {"letter_submitted", "letter_approved", "letter_committed", "letter_done"} <= set(verbs)
    with pytest.raises(Refused):
        acts.report(found, "又一次", done=True, by=cast.agent, now=cast.now + HOUR)


@rule.both("TASK-04")
def test_what_is_not_done_lets_the_commitment_apply_until_it_is_carried_out() -> None:
    cast = Cast()
    found = cast.promised()
    with pytest.raises(Refused):
        acts.apply_commitment(found, "已扣分", by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        acts.report(found, "没有做", done=False, by=cast.writer, now=cast.now + DAY)  # the time is not over
    late = cast.now + 2 * DAY + HOUR
    with pytest.raises(Refused):
        acts.report(found, "做了", done=True, by=cast.writer, now=late)  # that it is done the others say
    found = acts.report(found, "没有做", done=False, by=cast.writer, now=late)
    assert (found.state, found.ended_at) == (State.NOT_DONE, None)
    assert Folder.objects.get(pk=found.folder_id).closed_at is None
    for by, words in ((cast.writer, "已扣分"), (cast.agent, "已扣分"), (cast.supervisor, " ")):
        with pytest.raises(Refused):
            acts.apply_commitment(found, words, by=by, now=late)
    found = acts.apply_commitment(found, "已扣分并书面说明", by=cast.supervisor, now=late)
    assert (found.state, found.applied_by, found.ended_at) == (State.SETTLED, cast.supervisor, late)
    assert Folder.objects.get(pk=found.folder_id).closed_at == late


@rule.both("TASK-03")
def test_by_word_of_mouth_only_short_or_simple_and_the_other_head_knows() -> None:
    cast = Cast()
    oral: dict[str, Any] = {"is_oral": True, "hours": 4, "other_head": cast.supervisor}
    for wrong in (
        {**oral, "other_head": None},
        {**oral, "other_head": cast.agent},
        {**oral, "hours": 5},
        {**oral, "hours": None},
    ):
        with pytest.raises(Refused):
            cast.letter(**wrong)
    found = cast.letter(**oral)
    assert (found.state, found.hours) == (State.AGREED, 4)
    assert told("letter.agreed") == {cast.agent.pk, cast.supervisor.pk}
    assert Clock.objects.filter(folder=found.folder, kind="letter_final").running().exists()
    simple = cast.letter(**{**oral, "hours": None, "is_simple": True})
    assert simple.is_simple
    assert acts.report(simple, "帮了", done=True, by=cast.agent, now=cast.now).state == State.DONE


@rule.both("TASK-03")
def test_who_was_only_told_may_refuse_and_who_has_a_letter_may_not() -> None:
    cast = Cast()
    oral = cast.letter(is_oral=True, is_simple=True, other_head=cast.supervisor)
    with pytest.raises(Refused):
        acts.refuse(oral, "先写函", by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        acts.refuse(oral, "", by=cast.agent, now=cast.now)
    oral = acts.refuse(oral, "先写函", by=cast.agent, now=cast.now)
    assert (oral.state, told("letter.refused")) == (State.REFUSED, {cast.writer.pk, cast.supervisor.pk})
    with pytest.raises(Refused):
        acts.refuse(cast.promised(), "不做", by=cast.agent, now=cast.now)


@rule.both("TASK-01")
def test_it_is_withdrawn_before_a_time_is_promised() -> None:
    cast = Cast()
    found = cast.sent()
    with pytest.raises(Refused):
        acts.withdraw(found, "不需要了", by=cast.agent, now=cast.now)
    found = acts.withdraw(found, "不需要了", by=cast.writer, now=cast.now)
    assert (found.state, told("letter.withdrawn")) == (State.WITHDRAWN, {cast.supervisor.pk, cast.manager.pk})
    with pytest.raises(Refused):
        acts.withdraw(cast.promised(), "不需要了", by=cast.writer, now=cast.now)


@rule.both("TASK-07")
def test_what_is_due_today_or_late_shows_and_what_is_due_tomorrow_does_not() -> None:
    cast = Cast()
    tonight = cast.sent(final_at=cast.now + timedelta(seconds=1))
    later = cast.sent(final_at=cast.now + 3 * DAY)
    assert (rules.is_due_today(tonight, cast.now), rules.is_due_today(later, cast.now)) == (True, False)
    assert letters_due_today(cast.agent, cast.now) == 1
    assert letters_due_today(cast.agent, cast.now + 3 * DAY) == 2
    acts.withdraw(tonight, "不需要了", by=cast.head, now=cast.now)
    assert letters_due_today(cast.agent, cast.now) == 0


@rule.both("TASK-01")
def test_executor_and_head_are_warned_and_the_ladder_is_climbed() -> None:
    cast = Cast()
    found = cast.promised()
    sweep(found.due_at - timedelta(minutes=1))
    assert {cast.agent.pk, cast.supervisor.pk} <= told("clock.warned")
    assert told("clock.overdue") == set()
    sweep(found.due_at + timedelta(minutes=1))
    assert {cast.agent.pk, cast.supervisor.pk} <= told("clock.overdue")


def test_the_other_department_sees_it_once_it_is_sent_and_a_third_never() -> None:
    cast = Cast()
    ours = letter(by=cast.agent, to="fire", executor=cast.fire, now=cast.now)
    fire, others = (User.objects.get(pk=one.pk) for one in (cast.fire, cast.writer))
    assert not WorkLetter.objects.visible_to(fire).exists()
    acts.approve(ours, on_paper=True, by=cast.manager, now=cast.now)
    assert list(WorkLetter.objects.visible_to(fire)) == [ours]
    assert list(letters_of(fire, "to")) == [ours]
    assert not WorkLetter.objects.visible_to(others).exists()
    assert not letters_of(cast.agent, "to").exists()


@rule.both("TASK-04")
def test_the_commitment_applies_only_once_the_promised_time_is_over() -> None:
    cast = Cast()
    found = cast.sent(final_at=cast.now + DAY)
    promise = Promise(cast.now + 2 * DAY, "加班完成", later_reason="等材料", on_paper=True)
    acts.commit(found, promise, by=cast.supervisor, now=cast.now)
    for by in (cast.writer, cast.agent, cast.supervisor):  # the final deadline is over, the promised time is not
        with pytest.raises(Refused):
            acts.report(found, "没有做", done=False, by=by, now=cast.now + DAY + HOUR)
    found = acts.report(found, "没有做", done=False, by=cast.writer, now=promise.at + HOUR)
    assert found.state == State.NOT_DONE
    done = acts.report(cast.promised(), "做好了", done=True, by=cast.agent, now=cast.now)
    assert done.state == State.DONE


@rule.both("TASK-03")
def test_what_was_only_said_and_is_not_done_carries_no_commitment() -> None:
    cast = Cast()
    found = cast.letter(is_oral=True, is_simple=True, other_head=cast.supervisor)
    found = acts.report(found, "没空", done=False, by=cast.agent, now=cast.now)
    assert (found.state, found.get_state_display(), found.ended_at) == (State.UNDONE, "未完成", cast.now)
    with pytest.raises(Refused):
        acts.apply_commitment(found, "已扣分", by=cast.supervisor, now=cast.now)


@rule.both("TASK-01")
def test_a_letter_goes_to_a_department_where_somebody_answers() -> None:
    cast = Cast()
    user = make.person(Role.DEPARTMENT_USER, "decoration")
    with pytest.raises(Refused) as refused:
        letter(by=cast.agent, to="decoration", executor=user, now=cast.now)
    assert [one.field for one in refused.value.obstacles] == ["to_department"]
    head = make.person(Role.DEPARTMENT_HEAD, "decoration")
    found = letter(by=cast.agent, to="decoration", executor=user, now=cast.now)
    head.memberships.update(to_on=cast.now.date() - 2 * DAY)
    with pytest.raises(Refused):
        acts.approve(found, on_paper=True, by=cast.manager, now=cast.now)
    make.person(Role.DEPARTMENT_HEAD, "decoration")
    assert acts.approve(found, on_paper=True, by=cast.manager, now=cast.now).state == State.SENT


@rule.both("TASK-01")
def test_what_was_withdrawn_before_it_was_signed_is_nobodys_but_the_asking_departments() -> None:
    cast = Cast()
    unsigned = acts.withdraw(cast.letter(), "不需要了", by=cast.writer, now=cast.now)
    assert told("letter.withdrawn") == {cast.head.pk}
    signed = acts.withdraw(cast.sent(), "不需要了", by=cast.writer, now=cast.now)
    for who in (cast.agent, cast.manager):
        assert list(letters_of(User.objects.get(pk=who.pk), "to")) == [signed]
    assert set(letters_of(User.objects.get(pk=cast.writer.pk), "from")) == {signed, unsigned}


@rule.both("TASK-01")
def test_what_one_signs_in_one_department_one_does_not_sign_in_another() -> None:
    cast = Cast()
    make.member(cast.head, Role.DEPARTMENT_USER, "fire")
    of_fire = letter(by=make.person(Role.DEPARTMENT_USER, "fire"), executor=cast.agent, now=cast.now)
    twofold = User.objects.get(pk=cast.head.pk)
    with pytest.raises(Refused):
        acts.approve(of_fire, on_paper=True, by=twofold, now=cast.now)
    assert acts.approve(cast.letter(), on_paper=True, by=twofold, now=cast.now).state == State.SENT


@rule.both("TASK-07")
def test_a_letter_to_the_desk_stands_on_the_supervisors_board_by_its_time_left() -> None:
    cast = Cast()
    tonight, later = cast.sent(final_at=cast.now + HOUR), cast.sent()
    unsigned = cast.letter()
    due = [row.number for row in board(cast.supervisor, now=cast.now).due]
    assert due == [tonight.folder.number, later.folder.number]
    acts.withdraw(tonight, "不需要了", by=cast.writer, now=cast.now)
    shown = [row.number for row in board(cast.supervisor, now=cast.now).due]
    assert (tonight.folder.number in shown, unsigned.folder.number in shown) == (False, False)
