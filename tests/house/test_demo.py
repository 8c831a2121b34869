"""The demo mall: every screen has something true to show, and production refuses it."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Sum
from django.utils import timezone

from casework.models import Attachment, ClosedPeriod, FollowUp, Handoff, Link, Note, Pause
from complaints.models import (
    Complaint,
    Consequence,
    FlaggedCustomer,
    Improvement,
    Meeting,
    PeriodPaper,
    Petition,
    Reply,
    Settlement,
)
from complaints.states import State
from config.demo import mall as demo
from config.supervisor import DEMO_ACCOUNTS
from mail_desk.models import Collection, Delivery, MailItem, ReturnBatch
from mail_desk.states import State as MailState
from mall.models import Department, Desk, Floor, Unit, User
from mall.roles import Role
from merchants.models import Merchant
from tests import make

pytestmark = pytest.mark.django_db


def one_of_each(now: dt.datetime, begin: dt.datetime, dice: random.Random) -> list[tuple[str, dt.datetime]]:
    """The first complaint of every fate, out of the whole plan."""
    first: dict[str, dt.datetime] = {}
    for fate, started in WHOLE(now, begin, dice):
        first.setdefault(fate, started)
    return sorted(first.items(), key=lambda one: one[1])


WHOLE = demo._plan


def test_the_mall_is_as_large_as_ordered_and_shows_every_state(
    monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "_plan", one_of_each)
    call_command("load_demo")
    assert "ready" in capsys.readouterr().out
    assert Floor.objects.count() >= 8
    assert Department.objects.count() >= 11
    assert Unit.objects.count() >= 1_500
    assert Merchant.objects.count() >= 1_200
    assert User.objects.count() >= 30
    numbers = set(User.objects.values_list("staff_number", flat=True))
    assert set(DEMO_ACCOUNTS.split()) <= numbers
    held = set(User.objects.values_list("memberships__role", flat=True))
    assert {role.value for role in Role} <= held
    assert not Desk.objects.filter(phone="")
    what_does_not_come_every_day_is_there()
    assert set(Complaint.objects.values_list("state", flat=True)) == {state.value for state in State}
    agent = User.objects.get(staff_number="agent")
    assert agent.check_password(settings.DEMO_PASSWORD)


def what_does_not_come_every_day_is_there() -> None:
    """Every list and every section of a case page has a row of its own kind."""
    today = timezone.localdate()
    staff = Complaint.objects.filter(against="staff", folder__confidential=True, staff_person__isnull=False)
    forwarded = Complaint.objects.exclude(authority_number="").filter(authority_due_at__isnull=False)
    flags = FlaggedCustomer.objects.filter(lifted_at=None)
    handoffs = Handoff.objects.all()
    measures = Improvement.objects.all()
    part = Settlement.objects.filter(paid_by_mall=True, state="carried_out").annotate(back=Sum("recoveries__amount"))
    regular = FollowUp.objects.filter(reason__in=("a_class", "routine"))
    held = Meeting.objects.filter(held_at__isnull=False).annotate(
        called=Count("departments", distinct=True), came=Count("attended", distinct=True)
    )
    persons = Consequence.objects.all()
    there = {
        "consequence published": persons.filter(published_on__isnull=False),
        "consequence to be published": persons.filter(state="decided", published_on=None).exclude(kind="money"),
        "money penalty approved": persons.filter(state="decided", kind="money"),
        "money penalty waiting": persons.filter(state="proposed"),
        "measure proposed": measures.filter(state="proposed"),
        "measure sent back": measures.filter(state="declined"),
        "measures on shared problems published": PeriodPaper.objects.filter(kind="shared_measures"),
        "about our own staff, open": staff.exclude(state="closed"),
        "about our own staff, closed": staff.filter(state="closed"),
        "forwarded, open": forwarded.exclude(state="closed"),
        "forwarded, closed": forwarded.filter(state="closed"),
        "flag proposed": flags.filter(confirmed_at=None),
        "flag standing": flags.filter(confirmed_at__isnull=False),
        "meeting called": Meeting.objects.filter(held_at=None, takes_place_at__gt=timezone.now()),
        "meeting held, one did not come": held.filter(came__gt=0, came__lt=F("called")),
        "petition waiting": Petition.objects.filter(decided_at=None),
        "petition upheld": Petition.objects.filter(upholds_rejection=True),
        "petition heard again": Petition.objects.filter(upholds_rejection=False),
        "complains again": Link.objects.filter(kind=Link.Kind.REPEAT),
        "note": Note.objects.all(),
        "first word before the result": Reply.objects.filter(final=False),
        "met by the manager": Complaint.objects.filter(met_by__isnull=False, met_sent_by=None),
        "assisting, still owed": handoffs.unanswered().filter(role="assist"),
        "assisting, answered": handoffs.filter(role="assist", state="answered"),
        "given to a person": handoffs.filter(assigned_to__isnull=False),
        "chased": handoffs.filter(chased__gt=0),
        "advance, part of it back": part.filter(back__gt=0, back__lt=F("amount")),
        "clocks standing still": Complaint.objects.filter(folder__paused_at__isnull=False),
        "clocks that stood still": Pause.objects.filter(ended_at__isnull=False),
        "measure to come": measures.filter(confirmed_at=None, check_on__gt=today),
        "measure due today": measures.filter(confirmed_at=None, check_on=today),
        "measure overdue": measures.filter(confirmed_at=None, check_on__lt=today),
        "measure that works": measures.filter(works=True),
        "measure that does not": measures.filter(works=False),
        "regular follow-up, given out": regular.filter(done_at=None, assigned_to__isnull=False),
        "regular follow-up, nobody's yet": regular.filter(done_at=None, assigned_to=None),
        "regular follow-up, pending": regular.filter(outcome="unsatisfied", reviewed_at=None),
        "regular follow-up, settled": regular.filter(outcome="unsatisfied", passed=True),
        "month looked through": ClosedPeriod.objects.exclude(figures__analysis=""),
        "lesson": Complaint.objects.exclude(lesson="").filter(state="closed"),
        "photograph or receipt": Attachment.objects.filter(kind="evidence"),
        **what_the_mail_desk_shows(),
        "paper with an answer": Attachment.objects.filter(kind="answer", handoff__isnull=False),
    }
    assert [name for name, rows in there.items() if not rows.exists()] == []


def what_the_mail_desk_shows() -> dict[str, Any]:
    """Mail in every state, a sack being registered, a slip waiting for the post, a month closed."""
    items = MailItem.objects.all()
    states = set(MailState) - {MailState.VOID}
    return {
        **{f"mail {state}": items.filter(state=state) for state in states},
        "mail of this morning": items.filter(received_at__date=timezone.localdate()),
        "delivery being registered": Delivery.objects.filter(finished_at=None),
        "delivery finished late": Delivery.objects.exclude(late_reason=""),
        "slip waiting for the post": ReturnBatch.objects.filter(handed_at=None),
        "slip the post signed": ReturnBatch.objects.filter(handed_at__isnull=False),
        "given out without proof": Collection.objects.exclude(without_proof=""),
        "month of mail closed": ClosedPeriod.objects.filter(kind="mail_desk"),
    }


def test_fourteen_months_are_planned() -> None:
    now = timezone.now()
    begin = now - dt.timedelta(days=demo.MONTHS_BACK * 30 + 5)
    call_command("load_reference")
    plan = WHOLE(now, begin, random.Random(1))
    assert demo.MONTHS_BACK >= 14
    assert plan[-1][1] - plan[0][1] > dt.timedelta(days=360)


@pytest.mark.parametrize("hour", [0, 3, 8, 9, 21, 23])
def test_at_no_hour_a_matter_of_the_demo_begins_later_than_now(hour: int) -> None:
    now = timezone.localtime().replace(hour=hour, minute=31)
    call_command("load_reference")
    begin = now - dt.timedelta(days=demo.MONTHS_BACK * 30 + 5)
    for seed in range(5):
        assert max(started for _fate, started in WHOLE(now, begin, random.Random(seed))) < now


def test_a_mall_with_people_is_left_alone() -> None:
    make.person()
    with pytest.raises(CommandError, match="empty"):
        call_command("load_demo")


@pytest.mark.parametrize(("demo_on", "production"), [(False, False), (True, True)])
def test_demo_data_never_loads_in_production(settings: Any, *, demo_on: bool, production: bool) -> None:
    settings.DEMO, settings.PRODUCTION = demo_on, production
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert not User.objects.exists()
