"""Regular follow-ups: whose turn it is, planning, giving out, asking, what is pending, the quarter's report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from casework.actions import follow_ups as papers
from casework.actions.deliver import deliver
from casework.models import FollowUp, Reminder
from complaints.actions import follow_ups, rounds
from complaints.queries import rounds as reads
from complaints.queries.follow_ups import due_follow_ups, to_review
from complaints.rules import rounds as rules
from complaints.states import State
from mall.roles import Role
from tests import make, make_merchants
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User
    from merchants.models import Merchant

pytestmark = pytest.mark.django_db

NOW = cases.NOON
DUE: dict[str, Any] = {"count": 10, "due_on": cases.later(days=7).date()}


def shop(name: str = "恒源制衣", unit: str = "A1105", *, a: bool = False, entered: date = date(2024, 1, 1)) -> Merchant:
    """A merchant, perhaps of class A."""
    merchant_class = make_merchants.merchant_class("A") if a else None
    made = make_merchants.merchant(name, [unit], entered_on=entered)
    made.merchant_class = merchant_class
    made.save()
    return made


def planned(merchant: Merchant, by: User | None = None) -> FollowUp:
    """A regular follow-up of this merchant alone."""
    rounds.plan("merchants", by=by or cases.supervisor(), now=NOW, **DUE)
    return FollowUp.objects.get(folder=merchant.folder)


def answer(one: FollowUp, by: User, *, content: bool = True) -> FollowUp:
    """The merchant says what it thinks."""
    said = cases.grades() if content else cases.grades(1, solved=False, opinion="空调太冷")
    papers.attempt(one, code="reached", grades=said, by=by, now=cases.later(days=1))
    one.refresh_from_db()
    return one


@rule.both("FUP-12")
@rule("FUP-09")
def test_a_supervisor_plans_a_round_for_a_day_ahead_and_nobody_else_does() -> None:
    boss = cases.supervisor()
    assert rules.obstacles_to_planning_round(1, cases.later(days=1).date(), None, boss, NOW) == []
    refused = rules.obstacles_to_planning_round(0, date(2026, 11, 1), make.person(None), cases.agent(), NOW)
    assert [o.code for o in refused] == ["may", "past", "nobody", "person"]
    shop()
    with pytest.raises(Refused):
        rounds.plan("merchants", by=cases.agent(), now=NOW, **DUE)
    assert len(rounds.plan("merchants", by=boss, now=NOW, **DUE)) == 1
    with pytest.raises(Refused):  # it waits already
        rounds.plan("merchants", by=boss, now=NOW, **DUE)


@rule.both("FUP-11", "FUP-S10")
def test_a_merchant_is_asked_once_a_quarter_and_one_of_class_a_every_month() -> None:
    boss, asker = cases.supervisor(), cases.agent()
    plain, a_class = shop(), shop("锦绣阁", "A1106", a=True)
    assert [one.folder for one in rounds.plan("a_class", by=boss, now=NOW, **DUE)] == [a_class.folder]
    assert {one.reason for one in FollowUp.objects.all()} == {FollowUp.Reason.A_CLASS}
    assert list(reads.to_be_asked(boss, "merchants", NOW)) == [plain.folder]
    answer(FollowUp.objects.get(folder=a_class.folder), asker)
    answer(planned(plain, boss), asker)
    for days, turns in ((20, set()), (40, {"a_class"}), (100, {"a_class", "merchants"})):
        now = NOW + timedelta(days=days)
        found = {whom for whom in ("a_class", "merchants") if plain.folder in reads.to_be_asked(boss, whom, now)}
        found |= {"a_class"} if a_class.folder in reads.to_be_asked(boss, "a_class", now) else set()
        assert found == turns, days


@rule.both("FUP-09")
def test_who_moved_in_is_asked_once_and_who_has_been_there_long_is_not() -> None:
    boss = cases.supervisor()
    shop()
    new = shop("新潮坊", "A1107", entered=cases.later(days=-20).date())
    assert list(reads.to_be_asked(boss, "moved_in", NOW)) == [new.folder]
    rounds.plan("moved_in", by=boss, now=NOW, **DUE)
    answer(FollowUp.objects.get(folder=new.folder), cases.agent())
    assert not reads.to_be_asked(boss, "moved_in", cases.later(days=5)).exists()


@rule.both("FUP-12")
@rule.allows("FUP-13")
def test_customers_of_closed_cases_are_asked_again_by_another_and_a_bad_answer_opens_the_case() -> None:
    boss, handler = cases.supervisor(), cases.agent()
    case = cases.closed(by=handler)
    cases.followed_up()
    later = cases.later(days=20)
    for still in case.folder.follow_ups.filter(done_at=None):
        papers.cancel(still, by=boss, now=later)
    given: dict[str, Any] = {**DUE, "due_on": cases.later(days=25).date()}
    with pytest.raises(Refused):
        rounds.plan("customers", person=handler, by=boss, now=later, **given)
    (one,) = rounds.plan("customers", by=boss, now=later, **given)
    assert (one.folder, one.reason, one.handled_by) == (case.folder, FollowUp.Reason.ROUTINE, handler)
    follow_ups.ask(
        case,
        way="phone",
        code="reached",
        grades=cases.grades(1, solved=False, opinion="又坏了"),
        by=cases.manager(),
        now=later + timedelta(days=1),
    )
    case.refresh_from_db()
    assert case.state == State.REOPENED


@rule.both("FUP-12")
def test_several_are_given_to_one_person_who_is_told_once_and_what_refuses_is_named() -> None:
    boss, asker = cases.supervisor(), cases.agent()
    shop(), shop("锦绣阁", "A1106")
    made = rounds.plan("merchants", by=boss, now=NOW, **DUE)
    own = cases.open_follow_up(cases.replied(by=asker))
    assert own is not None
    outcome = rounds.give([*made, own], asker, by=boss, now=NOW)
    assert (outcome.done, list(outcome.refused)) == (2, [own.folder.number])
    assert Reminder.objects.filter(receiver=asker, kind="complaint.follow_ups_given", channel="bell").count() == 1
    assert {one.pk for one in due_follow_ups(asker, "mine", NOW)} == {one.pk for one in made}
    assert {one.pk for one in due_follow_ups(boss, "given", NOW)} == {one.pk for one in made}
    assert set(due_follow_ups(asker, "visits", NOW)) == set(made)
    assert rounds.give(made, asker, by=cases.agent(), now=NOW).done == 0


@rule.both("FUP-11")
@rule("FUP-S09")
def test_what_a_merchant_was_not_content_with_is_pending_until_a_supervisor_says_it_is_settled() -> None:
    boss, asker = cases.supervisor(), cases.agent()
    content, angry = shop(), shop("锦绣阁", "A1106")
    planned(content, boss)
    answer(FollowUp.objects.get(folder=content.folder), asker)
    one = answer(FollowUp.objects.get(folder=angry.folder), asker, content=False)
    assert [row["folder__number"] for row in reads.pending(boss, 2026, 4)] == [angry.folder.number]
    assert reads.pending(boss, 2026, 3) == []
    assert [o.code for o in rules.obstacles_to_settling(one, asker, settled=True, words="已调温")] == ["may"]
    assert [o.code for o in rules.obstacles_to_settling(one, boss, settled=True, words=" ")] == ["words"]
    assert rules.obstacles_to_settling(one, boss, settled=True, words="已调温") == []
    rounds.settle(one, "已调温", settled=True, by=boss, now=cases.later(days=2))
    assert reads.pending(boss, 2026, 4) == []
    one.refresh_from_db()
    assert [o.code for o in rules.obstacles_to_settling(one, boss, settled=True, words="x")] == ["none"]


@rule.allows("FUP-11")
def test_what_is_not_settled_is_asked_again() -> None:
    boss, asker, angry = cases.supervisor(), cases.agent(), shop()
    one = answer(planned(angry, boss), asker, content=False)
    rounds.settle(one, "工程部还没修", settled=False, by=boss, now=cases.later(days=2))
    again = FollowUp.objects.get(folder=angry.folder, done_at=None)
    assert (again.reason, again.assigned_to) == (FollowUp.Reason.ROUTINE, asker)


@rule.both("FUP-11")
def test_the_quarters_report_counts_and_goes_out_by_mail(client: Client) -> None:
    boss, manager = cases.supervisor(), cases.manager(email="manager@mall.example")
    shop(), shop("锦绣阁", "A1106"), shop("云裳轩", "A1107")
    one, two, _three = rounds.plan("merchants", by=boss, now=NOW, **DUE)
    answer(one, cases.agent())
    answer(two, cases.agent(), content=False)
    found = reads.report(boss, 2026, 4)
    assert found["totals"] == {"planned": 3, "done": 2, "satisfied": 1, "unsatisfied": 1, "unreached": 0}
    assert (found["share"], len(found["pending"])) == (50, 1)
    assert [mean for _item, mean in found["items"]] == ["2.5"] * 4
    assert reads.report(boss, 2026, 3)["totals"]["planned"] == 0
    assert rounds.send_report(2026, 4, by=boss, now=NOW) > 0
    deliver(NOW)
    assert [message.to for message in mail.outbox] == [[manager.email]]
    assert "3" in mail.outbox[0].body
    make.signed_in(client, boss)
    asked = {"quarter": "2026-Q4"}
    assert "锦绣阁" in client.get(reverse("complaints:follow_up_report"), asked).content.decode()
    assert client.get(reverse("complaints:follow_up_report_print"), asked).content[:5] == b"%PDF-"
    assert client.get(reverse("complaints:follow_up_report"), {"quarter": "2026-Q5"}).status_code == 404
    assert client.post(reverse("complaints:follow_up_report_send"), asked).status_code == 302
    make.signed_in(client, cases.agent())
    assert client.get(reverse("complaints:follow_up_report"), asked).status_code == 403


@rule.both("FUP-12")
@rule("FUP-S09")
def test_planning_giving_asking_and_settling_have_their_doors(client: Client) -> None:
    boss, asker = cases.supervisor(), cases.agent()
    merchant = shop(a=True)
    make.signed_in(client, boss)
    page = client.get(reverse("complaints:round")).content.decode()
    assert "A 类商户" in page
    ahead = (timezone.localdate() + timedelta(days=5)).isoformat()
    form = {"whom": "a_class", "count": "5", "due_on": ahead, "person": "", "floor": ""}
    assert client.post(reverse("complaints:round"), {**form, "count": "0"}).status_code == 422
    assert client.post(reverse("complaints:round"), {**form, "whom": "moved_in"}).status_code == 422
    assert client.post(reverse("complaints:round"), form).status_code == 302
    one = FollowUp.objects.get(folder=merchant.folder)
    give = reverse("complaints:follow_ups_give")
    assert client.post(give, {"ids": [one.pk], "person": ""}).status_code == 302
    assert client.post(give, {"ids": [one.pk], "person": asker.pk}).status_code == 302
    one.refresh_from_db()
    assert one.assigned_to == asker
    make.signed_in(client, asker)
    assert client.get(reverse("complaints:round")).status_code == 403
    address = reverse("complaints:visit", args=[one.pk])
    assert address in client.get(reverse("complaints:follow_ups"), {"show": "mine"}).content.decode()
    assert merchant.name in client.get(address).content.decode()
    assert client.post(address, {"way": "visit", "code": "reached"}).status_code == 422
    assert client.post(address, {"way": "visit", "code": "give_up"}).status_code == 409
    busy = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(address, {"way": "phone", "code": "busy", "promised_at": busy}).status_code == 302
    grades = {"attitude": 1, "skill": 2, "timeliness": 1, "promises": 2, "solved": "no", "opinion": "漏水"}
    assert client.post(address, {"way": "visit", "code": "reached", **grades}).status_code == 302
    make.signed_in(client, boss)
    assert list(to_review(boss)) == [one]
    assert list(to_review(asker)) == []
    assert address in client.get(reverse("complaints:follow_ups"), {"show": "review"}).content.decode()
    assert "漏水" in client.get(address).content.decode()
    settle = reverse("complaints:visit_settle", args=[one.pk])
    assert client.post(settle, {"settled": "yes", "words": ""}).status_code == 422
    assert client.post(settle, {"settled": "yes", "words": "工程部已修"}).status_code == 302
    assert "工程部已修" in client.get(address).content.decode()
    make.signed_in(client, make.person(Role.HR_VIEWER, "hr"))
    assert client.get(address).status_code == 403


def test_the_visit_of_a_case_is_no_page_of_its_own(client: Client) -> None:
    one = cases.open_follow_up(cases.replied())
    assert one is not None
    make.signed_in(client, cases.supervisor())
    assert client.get(reverse("complaints:visit", args=[one.pk])).status_code == 404
