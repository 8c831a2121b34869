"""Rewards and penalties, and the month's sheet (PERF-03, PERF-08…11, PERF-14, F-46, F-47, F-103)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from casework.models import Reminder
from mall.roles import Role
from staffing.actions import points, rewards
from staffing.models import Reward, RewardSheet
from staffing.queries import rewards as reads
from staffing.rules.rewards import fines_of_the_house
from tests import make
from tests import make_performance as perf
from tests.at_once import at_once
from tests.make_performance import DAY, NOVEMBER, NOW
from tests.make_staffing import codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
S = Reward.State
DECEMBER = NOW + 12 * DAY


@rule.both("PERF-08", "PERF-09", "PERF-03")
@pytest.mark.parametrize("kind", Reward.Kind.values)
def test_each_reward_and_penalty_of_the_list_is_proposed_with_case_and_reason(kind: str) -> None:
    lin, chief = perf.agent(), perf.supervisor()
    amount = 100 if kind in Reward.MONEY else None
    made = rewards.propose(perf.reward_proposal(lin, kind, amount), by=chief, now=NOW)
    assert (made.state, made.is_reward) == (S.PROPOSED, kind in Reward.REWARDS)
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(lin, kind, amount, case=" ", reason=""), by=chief, now=NOW)
    assert codes(refused) == {"case", "reason"}


@rule.refuses("PERF-08", "PERF-09")
def test_what_is_not_of_the_list_and_who_may_not_are_turned_away() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(lin, "flogging"), by=chief, now=NOW)
    assert codes(refused) == {"kind"}
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(lin), by=perf.agent(), now=NOW)
    assert codes(refused) == {"level"}
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(chief), by=chief, now=NOW)
    assert codes(refused) == {"own"}


@rule.both("PERF-14")
def test_a_fine_says_how_many_yuan_and_a_warning_names_none() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    made = perf.reward(lin, "fine", 20, by=chief)
    assert made.amount == Decimal(20)
    for kind, amount in (("fine", None), ("bonus", None), ("warning", 10), ("fine", -5), ("demotion", 2_000_000)):
        with pytest.raises(Refused) as refused:
            perf.reward(lin, kind, amount, by=chief)
        assert codes(refused) == {"amount"}
    assert perf.reward(lin, "demotion", by=chief).amount is None
    assert fines_of_the_house(NOW) == (10, 20)


@rule.both("PERF-10")
def test_nothing_takes_effect_without_the_general_manager_and_nobody_hears_of_it_before() -> None:
    lin, chief, boss = perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.reward(lin, "fine", 20, by=chief)
    assert Reminder.objects.filter(kind="reward.proposed", receiver=boss).exists()
    assert not Reminder.objects.filter(receiver=lin).exists()
    assert list(reads.rewards_of(lin)) == []
    with pytest.raises(Refused) as refused:
        rewards.approve(made, by=perf.manager(), now=NOW)
    assert codes(refused) == {"level"}
    rewards.approve(made, "同意", by=boss, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (S.APPROVED, boss)
    assert Reminder.objects.filter(kind="reward.given", receiver=lin).exists()
    assert list(reads.rewards_of(lin)) == [made]
    with pytest.raises(Refused) as refused:
        rewards.approve(made, by=boss, now=NOW)
    assert codes(refused) == {"decided"}


@rule.both("PERF-10")
def test_what_is_not_approved_goes_back_with_the_reason_and_the_person_never_hears_of_it() -> None:
    lin, chief, boss = perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.reward(lin, "criticism", by=chief)
    with pytest.raises(Refused) as refused:
        rewards.refuse(made, "", by=boss, now=NOW)
    assert codes(refused) == {"reason"}
    rewards.refuse(made, "情节轻微", by=boss, now=NOW)
    assert Reminder.objects.filter(kind="reward.answered", receiver=chief).exists()
    assert not Reminder.objects.filter(receiver=lin).exists()
    assert list(reads.rewards_of(lin)) == []


@rule.refuses("PERF-10")
def test_nobody_decides_about_himself_or_on_his_own_proposal() -> None:
    boss, chief = perf.general_manager(), perf.supervisor()
    make.member(boss, Role.SUPERVISOR)
    for made in (perf.reward(boss, by=chief), perf.reward(perf.agent(), by=boss)):
        with pytest.raises(Refused) as refused:
            rewards.approve(made, by=boss, now=NOW)
        assert codes(refused) == {"own"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Reward.objects.filter(person=boss).update(decided_by=boss, decided_at=NOW, state="approved")


@rule.both("PERF-10")
def test_a_proposal_is_taken_back_by_who_made_it_until_it_is_decided() -> None:
    chief, boss = perf.supervisor(), perf.general_manager()
    made = perf.reward(perf.agent(), by=chief)
    with pytest.raises(Refused):
        rewards.withdraw(made, by=perf.supervisor(), now=NOW)
    gone = rewards.withdraw(made, by=chief, now=NOW)
    assert (gone.state, gone.withdrawn_at, gone.withdrawn_by) == (S.WITHDRAWN, NOW, chief)
    with pytest.raises(Refused):
        rewards.approve(made, by=boss, now=NOW)


@rule.both("PERF-10")
def test_the_others_see_it_only_when_it_is_published() -> None:
    lin, chen, chief, boss = perf.agent(), perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.reward(lin, "bonus", 200, by=chief)
    with pytest.raises(Refused) as refused:
        rewards.publish(made, by=chief, now=NOW)
    assert codes(refused) == {"state"}
    rewards.approve(made, by=boss, now=NOW)
    assert list(reads.rewards_of(chen)) == []
    with pytest.raises(Refused) as refused:
        rewards.publish(made, by=chen, now=NOW)
    assert codes(refused) == {"level"}
    rewards.publish(made, by=chief, now=NOW)
    assert list(reads.rewards_of(chen)) == [made]
    assert Reminder.objects.filter(kind="reward.published", receiver=chen).exists()
    with pytest.raises(Refused) as refused:
        rewards.publish(made, by=chief, now=NOW)
    assert codes(refused) == {"published"}


@rule.both("PERF-10", "PERF-11")
def test_what_is_in_effect_is_taken_back_with_a_reason_until_its_sheet_is_approved(sheet: RewardSheet) -> None:
    made, boss, gm = Reward.objects.get(), perf.manager(), perf.general_manager()
    for by, words, code in ((boss, "计错", "level"), (gm, " ", "reason")):
        with pytest.raises(Refused) as refused:
            rewards.take_back(made, words, by=by, now=DECEMBER)
        assert codes(refused) == {code}
    gone = rewards.take_back(made, "查明并非本人", by=gm, now=DECEMBER)
    assert (gone.state, gone.withdrawn_by, gone.withdrawal) == (S.TAKEN_BACK, gm, "查明并非本人")
    told = Reminder.objects.filter(kind="reward.taken_back", channel="bell").values_list("receiver", flat=True)
    assert set(told) == {made.person_id, made.proposed_by_id}
    with pytest.raises(Refused) as refused:
        rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    assert codes(refused) == {"stale"}
    rewards.send_back_sheet(sheet, "有撤销", by=boss, now=DECEMBER)
    again = rewards.submit_sheet(NOVEMBER, by=sheet.submitted_by, now=DECEMBER + DAY)
    assert again.lines == []
    assert rewards.approve_sheet(again, by=boss, now=DECEMBER + DAY).state == RewardSheet.State.APPROVED


@rule.refuses("PERF-10", "PERF-11")
def test_what_went_to_payroll_or_is_about_oneself_is_not_taken_back(sheet: RewardSheet) -> None:
    made, gm = Reward.objects.get(), perf.general_manager()
    rewards.approve_sheet(sheet, by=perf.manager(), now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.take_back(made, "计错", by=gm, now=DECEMBER)
    assert codes(refused) == {"sheet"}
    own = rewards.approve(perf.reward(gm, by=perf.supervisor()), by=perf.general_manager(), now=NOW)
    with pytest.raises(Refused) as refused:
        rewards.take_back(own, "计错", by=gm, now=NOW)
    assert codes(refused) == {"own"}
    waits = perf.reward(perf.agent(), by=perf.supervisor())
    with pytest.raises(Refused) as refused:
        rewards.take_back(waits, "计错", by=gm, now=NOW)
    assert codes(refused) == {"state"}


@rule.both("PERF-10")
def test_it_is_taken_back_over_the_door_and_says_so_to_whom_it_concerns(client: Client) -> None:
    lin, chen, chief, gm = perf.agent(), perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.in_effect(lin, "fine", 20, chief, gm)
    rewards.publish(made, by=chief, now=NOW)
    one, door = (reverse(f"staffing:{name}", args=[made.pk]) for name in ("reward", "reward-take-back"))
    make.signed_in(client, chief)
    assert client.post(door, {"withdrawal": "查明并非本人"}).status_code == 403
    make.signed_in(client, gm)
    assert client.post(door, {"withdrawal": ""}).status_code == 422
    assert client.post(door, {"withdrawal": "查明并非本人"}).status_code == 302
    for who, why in ((lin, True), (chief, True), (chen, False)):
        make.signed_in(client, who)
        page = client.get(one).content.decode()
        assert ("已撤销" in page, "查明并非本人" in page) == (True, why)
    assert Reminder.objects.filter(kind="reward.taken_back", receiver=chen).exists()


# -- the month's sheet


@rule.both("PERF-11")
def test_the_sheet_goes_up_when_the_month_is_over_and_nothing_of_it_waits() -> None:
    lin, chief, boss, gm = perf.agent(name="林芳"), perf.supervisor(), perf.manager(), perf.general_manager()
    perf.in_effect(lin, "fine", 20, chief, gm)
    perf.in_effect(lin, "bonus", 100, chief, gm)
    perf.announced(lin, 3, by=chief)
    waits = perf.reward(perf.agent(), "praise", by=chief)
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=chief, now=NOW)
    assert codes(refused) == {"open", "undecided"}
    rewards.withdraw(waits, by=chief, now=NOW)
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    assert codes(refused) == {"points"}
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=lin, now=DECEMBER)
    assert codes(refused) == {"level"}
    sheet = rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    (line,) = sheet.lines
    assert (line["name"], line["points"], line["yuan"]) == ("林芳", 3, "80.00")
    assert Reminder.objects.filter(kind="reward.sheet", receiver=boss).exists()
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    assert codes(refused) == {"sent"}


@pytest.fixture
def sheet() -> RewardSheet:
    chief = perf.supervisor()
    perf.in_effect(perf.agent(), "fine", 20, chief, perf.general_manager())
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)
    return rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)


@rule.both("PERF-11")
def test_the_superior_approves_the_sheet_before_payroll_and_not_who_sent_it(sheet: RewardSheet) -> None:
    boss = perf.manager()
    for who, code in ((sheet.submitted_by, "level"), (perf.agent(), "level")):
        with pytest.raises(Refused) as refused:
            rewards.approve_sheet(sheet, by=who, now=DECEMBER)
        assert codes(refused) == {code}
    rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    assert codes(refused) == {"none"}
    with pytest.raises(DatabaseError), transaction.atomic():
        RewardSheet.objects.update(lines=[])


@rule.refuses("PERF-11")
def test_a_superior_who_stands_on_the_sheet_leaves_it_to_the_one_above() -> None:
    boss, chief, gm = perf.manager(), perf.supervisor(), perf.general_manager()
    perf.in_effect(boss, "bonus", 500, chief, gm)
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)
    sheet = rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    assert codes(refused) == {"self"}
    assert rewards.approve_sheet(sheet, by=gm, now=DECEMBER).state == RewardSheet.State.APPROVED
    own = rewards.submit_sheet
    with pytest.raises(Refused):
        own(NOVEMBER, by=boss, now=DECEMBER)


@rule.both("PERF-11")
def test_a_sheet_that_is_sent_back_is_submitted_again(sheet: RewardSheet) -> None:
    boss = perf.manager()
    with pytest.raises(Refused) as refused:
        rewards.send_back_sheet(sheet, " ", by=boss, now=DECEMBER)
    assert codes(refused) == {"reason"}
    rewards.send_back_sheet(sheet, "金额有误", by=boss, now=DECEMBER)
    again = rewards.submit_sheet(NOVEMBER, by=sheet.submitted_by, now=DECEMBER + DAY)
    assert reads.sheet_of(NOVEMBER) == again


@pytest.mark.django_db(transaction=True)
@rule.both("PERF-11")
def test_of_two_who_submit_the_sheet_at_once_one_is_told_that_it_is_there() -> None:
    chief = perf.supervisor()
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)

    def submit() -> str:
        try:
            rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
        except Refused as refused:
            return refused.obstacles[0].code
        return "submitted"

    assert sorted(at_once([submit, submit])) == ["sent", "submitted"]


def test_page_and_paper_show_the_same_lines_before_and_after_a_sheet_is_sent_back(sheet: RewardSheet) -> None:
    assert [one["yuan"] for one in reads.lines_of(NOVEMBER, sheet)] == ["-20.00"]
    rewards.take_back(Reward.objects.get(), "查明并非本人", by=perf.general_manager(), now=DECEMBER)
    assert [one["yuan"] for one in reads.lines_of(NOVEMBER, sheet)] == ["-20.00"]
    rewards.send_back_sheet(sheet, "有撤销", by=perf.manager(), now=DECEMBER)
    assert reads.lines_of(NOVEMBER, reads.sheet_of(NOVEMBER)) == []
