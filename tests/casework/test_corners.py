"""The less trodden paths of folders, clocks, ladder and search."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from casework import kinds, retention
from casework.actions import approvals, bulk, clocks, folders, handoffs
from casework.actions.folders import fingerprint
from casework.actions.in_hand import in_hand
from casework.models import Clock, Entry, Folder, PhoneTail, Reminder
from casework.queries import folder_url, search
from casework.queries.search import folders_with_words
from casework.reference import PAUSE_REASONS, seed_pause_reasons
from casework.rules.deadlines import Terms, Warning_, deadline
from casework.rules.ladder import handlers, next_manned_rung
from casework.rules.receivers import may_go_out_at
from casework.rules.reveals import handles
from mall.models import CalendarDay, Season
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db


def test_a_stage_is_copied_to_the_head_and_told_when_it_has_a_verb() -> None:
    folder, person = make_casework.folder(stage="registered"), make.person()
    folders.move_stage(folder, "dispatched", by=person, now=NOON)
    folders.move_stage(folder, "answered", by=person, now=NOON, verb="moved", reason_id=3)
    folder.refresh_from_db()
    assert folder.stage == "answered"
    assert Entry.objects.get(verb="moved").facts == {"from": "dispatched", "to": "answered", "reason_id": 3}


def test_a_department_is_let_in_and_sent_away() -> None:
    folder, user = make_casework.folder(), make_casework.department_user()
    folders.let_in(folder, make.department("onsite"), by=make.person(), now=NOON)
    assert folder in Folder.objects.visible_to(user)
    folders.send_away(folder, make.department("onsite"))
    assert folder not in Folder.objects.visible_to(user)


def test_a_fingerprint_tells_rows_apart() -> None:
    assert fingerprint("a", "b") == fingerprint("a", "b")
    assert fingerprint("a", "b") != fingerprint("ab", "")


def test_a_proposal_lapses_with_its_matter_and_only_once() -> None:
    approval = make_casework.approval()
    approval = approvals.lapse(approval, by=make.person(), now=at(26, 13))
    assert approval.verdict == "withdrawn"
    assert approvals.lapse(approval, by=make.person(), now=at(26, 14)).decided_at == at(26, 13)


def test_an_obligation_that_falls_away_is_stopped_not_met() -> None:
    clock = make_casework.clock()
    assert clocks.stop(clock.folder, "solve", now=at(26, 13)) == 1
    clock.refresh_from_db()
    assert (clock.met_at, clock.stopped_at) == (None, at(26, 13))
    assert clocks.stop(clock.folder, "solve", now=at(26, 14)) == 0


def test_clocks_held_in_hand_are_written_together_at_the_end() -> None:
    folder = make_casework.folder()
    make_casework.clock(folder, "answer")
    with in_hand(folder, at(26, 13)):
        clocks.met(folder, "answer", now=at(26, 13))
        clocks.start(folder, "reply", starts_at=at(26, 13), amount=timedelta(hours=1), now=at(26, 13))
        clocks.met(folder, "reply", now=at(26, 13))
        clocks.start(folder, "reply", starts_at=at(26, 13), amount=timedelta(hours=3), now=at(26, 13))
        assert [one.kind for one in clocks.running(folder, "answer", "reply")] == ["reply"]
        assert Clock.objects.running().get().kind == "answer"
    folder.refresh_from_db()
    assert (folder.due_at, folder.due_kind) == (at(26, 16), "reply")
    assert list(Clock.objects.order_by("id").values_list("kind", "met_at")) == [
        ("answer", at(26, 13)),
        ("reply", at(26, 13)),
        ("reply", None),
    ]


def test_clocks_in_hand_are_as_before_when_the_act_is_refused() -> None:
    folder = make_casework.folder()
    make_casework.clock(folder, "answer")

    def refused() -> None:
        with in_hand(folder, at(26, 13)):
            clocks.stop_all(folder, now=at(26, 13))
            raise Refused([])

    with pytest.raises(Refused):
        refused()
    assert [one.kind for one in clocks.running(folder, "answer")] == ["answer"]
    assert Clock.objects.running().get().next_step_at is not None


def test_a_date_already_past_is_kept_as_it_is() -> None:
    clock = make_casework.clock(due_at=at(25, 12), starts_at=NOON)
    assert (clock.starts_at, clock.due_at, clock.measure) == (at(25, 12), at(25, 12), "hand")


def test_a_recalculation_lets_what_is_unmoved_alone() -> None:
    clock = make_casework.clock()
    Clock.objects.filter(pk=clock.pk).update(rung=1)
    assert clocks.recalculate(clock.folder, by=make.person(Role.SUPERVISOR), now=at(26, 13)) == 0
    again = clocks.start(clock.folder, "solve", starts_at=NOON, amount=timedelta(hours=2), now=at(26, 13, 40))
    assert (again.rung, again.next_step_at) == (1, again.due_at)


def test_terms_say_exactly_one_thing() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Terms("office")
    with pytest.raises(ValueError, match="exactly one"):
        Terms("office", amount=timedelta(hours=1), days=1)
    with pytest.raises(ValueError, match="no such measure"):
        Terms("lunar", days=1)


def test_an_hour_set_for_the_weekend_is_warned_of_by_the_wall_clock() -> None:
    found = deadline(at(28, 10), Terms("hand", due_at=at(28, 14)), Warning_(75, timedelta(minutes=30)))
    assert found.warn_at == at(28, 13, 30)


def test_desk_hours_count_the_weekend() -> None:
    clock = make_casework.clock(calendar="desk", amount=timedelta(hours=2), starts_at=at(28, 17), now=at(28, 17))
    assert clock.due_at == at(29, 9, 30)


def test_a_mall_that_never_opens_holds_no_message_back() -> None:
    Season.objects.create(
        code="none", name="无", starts_month=1, starts_day=1, opens_at=time(8), closes_at=time(9),
        noon_from=time(11), noon_handover=time(12), noon_to=time(13),
    )  # fmt: skip
    CalendarDay.objects.bulk_create(
        [CalendarDay(on=NOON.date() + timedelta(days=n), kind="closed", source="own") for n in range(420)]
    )
    assert may_go_out_at(NOON, desk=True) == NOON


@rule.both("CMP-35")
def test_the_desk_of_a_matter_is_told_before_the_other_desks() -> None:
    here, there = make.person(desk=make.desk("east")), make.person(desk=make.desk("west"))
    supervisor = make.person(Role.SUPERVISOR)
    at_east = make_casework.clock(make_casework.folder(by=here, desk=make.desk("east")))
    nobody = make_casework.clock(make_casework.folder(by=here, desk=make.desk("south")))
    anywhere = make_casework.clock(make_casework.folder(by=here))
    assert handlers(at_east) == [here]
    assert set(handlers(nobody)) == set(handlers(anywhere)) == {here, there}
    assert supervisor not in handlers(anywhere)


@rule.both("CMP-35")
def test_whom_the_answer_was_given_to_is_told_alone() -> None:
    one, other = make_casework.department_user(), make_casework.department_user()
    handoff = make_casework.handoff()
    clock = make_casework.clock(handoff.folder, "answer", handoff=handoff)
    assert set(handlers(clock)) == {one, other}
    handoffs.assign(handoff, other, by=one, now=at(26, 13))
    assert handlers(Clock.objects.get(pk=clock.pk)) == [other]


@rule.refuses("CMP-35")
def test_above_the_top_is_nobody() -> None:
    assert next_manned_rung(3, make_casework.clock(make_casework.folder(handler=make.person()))) is None


@rule.both("DATA-01")
def test_who_handles_a_folder_now() -> None:
    desk = make.desk("east")
    clerk, caller, answerer = make.person(desk=desk), make.person(), make_casework.department_user()
    folder = make_casework.folder(by=clerk, desk=desk)
    make_casework.follow_up(folder, assigned_to=caller)
    handoff = make_casework.handoff(folder)
    assert handles(folder, clerk)
    assert handles(folder, caller)
    assert not handles(folder, answerer)
    handoffs.assign(handoff, answerer, by=answerer, now=at(26, 13))
    assert handles(folder, answerer)
    folders.shut_out(folder, clerk, by=caller, now=at(26, 13))
    assert not handles(folder, clerk)
    handoffs.answer(handoff, "已核实", by=answerer, now=at(26, 14))
    folders.close_folder(folder, by=caller, now=at(26, 15))
    assert not handles(folder, caller)


@rule.refuses("CMP-21")
def test_a_disputed_hand_off_is_neither_given_on_nor_answered() -> None:
    user = make_casework.department_user()
    handoff = handoffs.bounce(make_casework.handoff(), "不归我们", by=user, now=at(26, 13))
    with pytest.raises(Refused, match="state"):
        handoffs.assign(handoff, user, by=user, now=at(26, 14))
    with pytest.raises(Refused, match="state"):
        handoffs.bounce(handoff, "真的", by=user, now=at(26, 14))


def test_many_folders_are_opened_at_once_each_on_its_day() -> None:
    person, department = make.person(), make.department()
    make_casework.folder(by=person)
    made = [
        Folder(kind="matter", title=f"第{n}", department=department, opened_at=at(25 + n % 2, 9), opened_by=person)
        for n in range(4)
    ]
    bulk.open_all(made, by=person, now=NOON)
    bulk.write_all_words((folder, [folder.title, ""], ["13812345678", "不是号码"]) for folder in made)
    assert [folder.number for folder in made] == [
        "ZZ20261125-0001",
        "ZZ20261126-0002",
        "ZZ20261125-0002",
        "ZZ20261126-0003",
    ]
    assert Entry.objects.filter(verb="opened").count() == 5
    assert PhoneTail.objects.count() == 4
    assert make_casework.folder(by=person).number == "ZZ20261126-0004"
    assert len(search(person, "5678", today=date(2026, 11, 26)).rows) == 4


def test_words_are_found_for_other_pages_too() -> None:
    person, folder = make.person(), make_casework.folder()
    folders.write_search_text(folder, "退货款")
    assert list(folders_with_words(person, ["退货"])) == [folder]


def test_a_desk_without_a_page_leads_nowhere_and_one_with_leads_there() -> None:
    kinds.register("shown", "ZS", "Shown", url_name="casework:attachment")
    folder = make_casework.folder(kind="shown")
    assert folder_url(folder) == f"/attachments/{folder.number}/"
    assert folder_url(Folder(kind="unheard-of", number="x")) == ""
    kinds.register("shown", "ZS", "Shown", url_name="no:such-page")
    assert folder_url(folder) == ""


def test_the_reasons_for_a_pause_are_made_once() -> None:
    assert seed_pause_reasons() == len(PAUSE_REASONS)
    assert seed_pause_reasons() == 0


def test_a_kind_can_have_a_term_of_its_own() -> None:
    retention.register_term("kept", 3)
    assert retention.years("kept") == 3
    assert retention.years("unheard-of") == retention.DEFAULT_YEARS
    assert retention.years("kept", {"kept": 7}) == 7


def test_nobody_is_told_twice_by_one_call_nor_when_there_is_nobody() -> None:
    from casework.actions.notices import tell

    assert tell([], "clock.warned", None, key="x", now=datetime.now(tz=UTC)) == 0
    assert not Reminder.objects.exists()


def test_every_row_has_a_name_to_be_seen_by() -> None:
    handoff = make_casework.handoff()
    clock = make_casework.clock(handoff.folder)
    rows = [
        handoff, clock, handoff.folder, make_casework.approval(), make_casework.follow_up(),
        make_casework.pause_reason(), Entry.objects.first(), handoff.folder.audience.get(),
    ]  # fmt: skip
    assert all(str(row) for row in rows)
