"""Work letters between departments: signed, answered, reported; agreed by word of mouth; what is due today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions.sweep import sweep
from casework.models import Clock, Entry, Folder, Reminder
from mall.models import Department, User
from mall.roles import Role
from staffing.actions import letters as acts
from staffing.models import WorkLetter
from staffing.queries.letters import letters_due_today, letters_of
from staffing.rules import letters as rules
from staffing.rules.letters import Promise
from tests import make
from tests.counting import questions
from tests.make_staffing import letter
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
State = WorkLetter.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PATH = "M10 20" + "L20 30" * 9


class Cast:
    """Everybody a letter from the on-site department to customer service meets."""

    def __init__(self) -> None:
        """Make them."""
        self.now = timezone.now()
        self.writer = make.person(Role.DEPARTMENT_USER, "on-site", name="刘强")
        self.head = make.person(Role.DEPARTMENT_HEAD, "on-site", name="赵敏")
        self.agent = make.person(Role.AGENT, name="陈晨")
        self.supervisor = make.person(Role.SUPERVISOR, name="周兰")
        self.manager = make.person(Role.MANAGER, name="吴越")
        self.fire = make.person(Role.DEPARTMENT_HEAD, "fire", name="郑火")

    def letter(self, **more: Any) -> WorkLetter:
        """A letter that waits for the head of the on-site department."""
        return letter(by=self.writer, executor=self.agent, now=self.now, **more)

    def sent(self, **more: Any) -> WorkLetter:
        """A letter that is on its way."""
        return acts.approve(self.letter(**more), on_paper=True, by=self.head, now=self.now)

    def promised(self, **more: Any) -> WorkLetter:
        """A letter whose time is promised for the day after tomorrow."""
        found = self.sent(**more)
        promise = Promise(self.now + 2 * DAY, "主管加班完成，并书面说明", on_paper=True)
        return acts.commit(found, promise, by=self.supervisor, now=self.now)


def told(kind: str) -> set[int]:
    return set(Reminder.objects.filter(kind=kind, channel="bell").values_list("receiver", flat=True))


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


# -- pages


def test_a_head_of_another_department_writes_on_the_page_and_the_desk_answers(client: Client) -> None:
    cast = Cast()
    make.signed_in(client, cast.head)
    page = client.get(reverse("staffing:letter-new"))
    assert "陈晨" in page.content.decode()
    assert "郑火" not in page.content.decode()
    desk = Department.objects.get(code="customer-service")
    form = {
        "from_department": cast.head.department_ids[0],
        "to_department": desk.pk,
        "content": "请协助布置导视牌",
        "executor": cast.agent.pk,
        "final_at": f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}",
    }
    refused = client.post(reverse("staffing:letter-new"), {**form, "executor": ""})
    assert (refused.status_code, "请协助布置导视牌" in refused.content.decode()) == (422, True)
    oral = client.post(reverse("staffing:letter-new"), {**form, "is_oral": "on", "hours": "9"})
    assert oral.status_code == 422
    client.post(reverse("staffing:letter-new"), form)
    found = WorkLetter.objects.get()
    client.post(reverse("staffing:letter-approve", args=[found.folder.number]), {"on_paper": "on"})
    make.signed_in(client, cast.supervisor)
    shown = client.get(found.get_absolute_url()).content.decode()
    assert "写明实际完成时间" in shown
    at = f"{timezone.localtime() + 2 * DAY:%Y-%m-%dT%H:%M}"
    commit = reverse("staffing:letter-commit", args=[found.folder.number])
    again = client.post(commit, {"at": at, "commitment": "加班完成", "on_paper": "on"})
    assert (again.status_code, "加班完成" in again.content.decode()) == (422, True)
    client.post(commit, {"at": at, "commitment": "加班完成", "later_reason": "等材料", "on_paper": "on"})
    found.refresh_from_db()
    assert (found.state, found.later_reason) == (State.COMMITTED, "等材料")
    report = reverse("staffing:letter-report", args=[found.folder.number])
    client.post(report, {"done": "done", "result": "已布置"})
    found.refresh_from_db()
    assert found.state == State.DONE


def test_the_wrong_roles_and_departments_are_turned_away(client: Client) -> None:
    cast = Cast()
    found = cast.letter()
    number = found.folder.number
    make.signed_in(client, cast.fire)
    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.post(reverse("staffing:letter-approve", args=[number]), {"on_paper": "on"}).status_code == 404
    make.signed_in(client, cast.writer)
    assert client.post(reverse("staffing:letter-approve", args=[number]), {"on_paper": "on"}).status_code == 403
    make.signed_in(client, cast.manager)
    assert client.post(reverse("staffing:letter-approve", args=[number]), {"on_paper": "on"}).status_code == 409
    for role in (Role.LIFT_ATTENDANT, Role.HR_VIEWER, Role.ARCHIVIST):
        make.signed_in(client, make.person(role))
        assert client.get(reverse("staffing:letters")).status_code == 403
    make.signed_in(client, make.person(Role.AUDITOR))
    assert client.get(found.get_absolute_url()).status_code == 200
    assert client.get(reverse("staffing:letter-new")).status_code == 403


@pytest.mark.parametrize("many", [1, 4])
def test_a_list_costs_the_same_whatever_its_length(client: Client, many: int) -> None:
    cast = Cast()
    for _n in range(many):
        cast.sent()
    make.signed_in(client, cast.agent)
    for query in ("way=to&show=open", "way=to&show=today", "way=to&show=late", "way=to&show=ended", "way=all"):
        assert questions(client, f"{reverse('staffing:letters')}?{query}") <= 16, "twelve, and the four of a test"
    assert client.get(f"{reverse('staffing:letters')}?way=to").content.decode().count("row-link") == many


@pytest.mark.parametrize(("to", "code"), [("customer-service", "F-80"), ("fire", "F-81")])
def test_both_papers_print(client: Client, to: str, code: str) -> None:
    cast = Cast()
    by = cast.agent if to == "fire" else cast.writer
    found = letter(by=by, to=to, executor=cast.fire if to == "fire" else cast.agent, now=cast.now)
    make.signed_in(client, cast.manager)
    paper = client.get(reverse("staffing:letter-print", args=[found.folder.number]))
    assert paper["Content-Type"] == "application/pdf"
    assert code in paper["Content-Disposition"]
