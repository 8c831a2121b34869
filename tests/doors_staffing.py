"""One of each thing the addresses of staffing name, and what stands in them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mall.models import Desk
from mall.roles import Role
from staffing import models
from staffing.actions import conduct, development, handovers, leave, letters, minutes, plans, points, rewards, swaps
from staffing.actions.rotation import draft_rotation
from staffing.halves import half_of
from staffing.queries.feeds import hashed
from staffing.rules.conduct import Call
from staffing.rules.leave import Asked
from staffing.rules.plans import Row
from staffing.rules.swaps import Exchange
from tests import make, make_meetings, make_performance, make_staffing
from tests.make_meetings import FAR, NOW, THURSDAY
from tests.make_staffing import at

if TYPE_CHECKING:
    from django.db.models import Model

    from mall.models import User
    from staffing.models import Crew

#: The half month that is laid out, and its first Monday; the month after is rotated.
MONDAY, NEXT_MONTH = date(2026, 12, 7), date(2027, 1, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS, SECRET = "照常", "k" * 43
#: How the name of a door begins → what its number is the key of; the first that fits.
_KEYS: tuple[tuple[str, type[Model]], ...] = (
    ("leave", models.Leave),
    ("swap", models.Swap),
    ("post", models.PostLeave),
    ("handover", models.Handover),
    ("plan", models.WeekPlan),
    ("work-report", models.WorkReport),
    ("meeting-action", models.MeetingAction),
    ("meeting-problem", models.MeetingProblem),
    ("meeting", models.Meeting),
    ("points", models.BrandPoint),
    ("reward", models.Reward),
    ("development-consent", models.TalkNote),
    ("development-answer", models.TalkConsent),
    ("training", models.StaffTraining),
    ("conduct", models.ConductCheck),
)
#: These lead to the last of its kind, which has gone further than the first.
_OF_THE_LAST = {"reward-published-print"}
#: Their number is a person's.
_OF_PEOPLE = {"points-person", "feed-of", "development-file"}


def in_address(name: str, user: User) -> dict[str, Any]:
    """What stands in an address of staffing: codes, numbers and keys of what is there; all is laid down at first."""
    if not models.WorkLetter.objects.exists():
        lay_down(user)
    door = name.removeprefix("staffing:")
    person = models.TalkNote.objects.get().employee
    found: dict[str, Any] = {
        "code": half_of(MONDAY).code,
        "nth": 1,
        "month": f"{NEXT_MONTH:%Y-%m}",
        "person": person.pk,
        "day": f"{MONDAY:%F}",
        "number": models.WorkLetter.objects.get().folder.number,
        "row": (models.PointAppeal if door.startswith("points") else models.RotationLine).objects.earliest("pk").pk,
        "secret": SECRET,
    }
    if door in _OF_PEOPLE:
        return {**found, "pk": person.pk}
    model = next((model for begin, model in _KEYS if door.startswith(begin)), None)
    if model is None:
        return found
    rows = model._default_manager.order_by("pk")
    return {**found, "pk": (rows.last() if door in _OF_THE_LAST else rows[0]).pk}


def lay_down(user: User) -> None:
    """One of everything. Who walks has the agent's part or the supervisor's in it, as far as the roles go."""
    roles = {one.role for one in user.current_memberships}
    boss = user if Role.SUPERVISOR in roles else make_staffing.supervisor()
    agent = user if roles == {Role.AGENT} else make.person(name="陈静")
    other = make.person(name="李敏")
    crew = _crew(agent, other)
    _roster(crew, agent, other, boss)
    _shift(agent, other)
    _office(agent, boss)
    _performance(agent, boss)


def _crew(*people: User) -> Crew:
    crew = models.Crew.objects.filter(code="centre").first() or make_staffing.centre(0)
    for order, person in enumerate(people):
        models.CrewMember.objects.create(
            crew=crew, person=person, squad="AB"[order % 2], order=order, period=(make_staffing.LONG_AGO, None)
        )
    return crew


def _roster(crew: Crew, agent: User, other: User, boss: User) -> None:
    """A half month that is published, a rotation, a swap, leave, a calendar, somebody who leaves the post."""
    make_staffing.published(crew, MONDAY, ["AAA....", "BB....."], by=boss, now=NOW)
    draft_rotation(NEXT_MONTH, now=NOW)
    swaps.ask(Exchange(agent.pk, MONDAY + 2 * DAY, other.pk), WORDS, by=agent, now=NOW)
    leave.ask(Asked(agent, "personal", MONDAY + DAY, MONDAY + DAY, WORDS), by=agent, now=NOW)
    models.CalendarFeed.objects.create(person=agent, key_hash=hashed(SECRET), made_at=NOW)
    models.PostLeave.objects.create(person=agent, desk=crew.desks.all()[0].desk, reason=WORDS, asked_at=NOW)


def _shift(agent: User, other: User) -> None:
    """A handover that is accepted and added to."""
    desk, noon = Desk.objects.filter(code="east").first() or make.desk("east"), at(MONDAY, 12, 30)
    row = make_staffing.accepted(make_staffing.prepared(desk, agent, other, noon, must_reads=(WORDS,)), other, noon)
    handovers.add(row, WORDS, by=agent, now=noon)


def _office(agent: User, boss: User) -> None:
    """A meeting with an action and a problem, a weekly plan and report, a letter to the desk."""
    found = make_meetings.held(agent, by=boss)
    minutes.assign(found, WORDS, agent, FAR, by=boss, now=NOW)
    minutes.report_upward(minutes.note_problem(found, WORDS, by=boss, now=THURSDAY), WORDS, by=boss, now=THURSDAY)
    rows = [Row("result", WORDS, Decimal(12), "户", Decimal(10), ""), Row("plan", WORDS, Decimal(9), "户", None, "")]
    plans.write(MONDAY - 7 * DAY, rows, by=agent, now=NOW)
    period = {"kind": "weekly", "first_on": MONDAY - 7 * DAY, "last_on": MONDAY - DAY, "done": WORDS}
    # The walk throws the draft away; the sent one stays.
    for sent in ({}, {"sent_at": NOW, "sent_by": boss}):
        whose: dict[str, Any] = {"department": make.department(), "written_at": NOW, "written_by": boss}
        models.WorkReport.objects.create(**period, **whose, **sent)
    head = make.person(Role.DEPARTMENT_HEAD, "onsite")
    # The pages take the real clock, and a folder is not closed before it was opened.
    asks, then = make.person(Role.DEPARTMENT_USER, "onsite"), timezone.now() - DAY
    letter = make_staffing.letter(by=asks, executor=agent, now=then)
    letters.approve(letter, on_paper=True, by=head, now=then)


def _performance(agent: User, boss: User) -> None:
    """Points with an objection, a reward, a training, a talk that may be told, a check of conduct, a call."""
    make_performance.reason(name_en="Found a purse")
    models.ConductItem.objects.filter(pk=make_performance.item().pk).update(text_en="Wears the uniform")
    points.appeal(make_performance.announced(agent, by=boss, now=NOW), WORDS, by=agent, now=NOW)
    make_performance.reward(agent, by=boss)
    chief = make_staffing.general_manager()
    rewards.publish(rewards.approve(make_performance.reward(agent, by=boss), by=chief, now=NOW), by=boss, now=NOW)
    make_performance.training(agent, by=boss, now=NOW, at=NOW + DAY)
    note = make_performance.talk(agent, by=boss, now=NOW)
    development.ask_consent(note, make.person(Role.MANAGER), WORDS, by=boss, now=NOW)
    make_performance.check(agent, by=boss, now=NOW, on=NOW.date())
    conduct.note_call(Call(NOW - HOUR, 3, WORDS), by=agent, now=NOW)
