"""Makers for points, rewards, talks, trainings and conduct."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mall.localtime import ZONE
from mall.roles import Role
from staffing.actions import conduct, development, points, rewards, trainings
from staffing.models import ConductItem, PointReason
from staffing.rules.conduct import Check
from staffing.rules.points import Proposal
from staffing.rules.rewards import Proposal as RewardProposal
from staffing.rules.trainings import Plan
from tests import make

if TYPE_CHECKING:
    from mall.models import User
    from staffing.models import BrandPoint, ConductCheck, Reward, StaffTraining, TalkNote

#: A Wednesday morning; the week ends on Sunday the 29th, the month on the Monday after.
NOW = datetime(2026, 11, 25, 10, tzinfo=ZONE)
TODAY = NOW.date()
NOVEMBER = date(2026, 11, 1)
DAY = timedelta(days=1)
FACTS = "顾客遗失钱包，主动陪同寻回"


def agent(**fields: Any) -> User:
    """Somebody at a desk."""
    return make.person(**fields)


def supervisor(**fields: Any) -> User:
    """A supervisor of customer service."""
    return make.person(Role.SUPERVISOR, **fields)


def manager(**fields: Any) -> User:
    """The manager of customer service."""
    return make.person(Role.MANAGER, **fields)


def general_manager(**fields: Any) -> User:
    """The general manager."""
    return make.person(Role.GENERAL_MANAGER, "gm-office", **fields)


def reason(points_: int = 2, name: str = "", **fields: Any) -> PointReason:
    """A reason for points."""
    return PointReason.objects.get_or_create(name=name or f"事由{points_:+d}", defaults={"points": points_, **fields})[
        0
    ]


def proposal(person: User, points_: int = 2, facts: str = FACTS, on: date = TODAY) -> Proposal:
    """Points as somebody proposes them."""
    return Proposal(person, reason(points_), facts, on)


def announced(person: User, points_: int = 2, *, by: User, now: datetime = NOW) -> BrandPoint:
    """Points the supervisor has announced."""
    return points.propose(proposal(person, points_, on=now.date()), by=by, now=now)


def applied(person: User, points_: int = 2, *, now: datetime = NOW) -> BrandPoint:
    """Points somebody has applied for."""
    return points.propose(proposal(person, points_, on=now.date()), by=person, now=now)


def reward_proposal(
    person: User, kind: str = "praise", amount: int | None = None, case: str = "拾金不昧", reason: str = "交还顾客钱包"
) -> RewardProposal:
    """A reward or penalty as it is proposed."""
    return RewardProposal(person, kind, case, reason, Decimal(amount) if amount is not None else None)


def reward(person: User, kind: str = "praise", amount: int | None = None, *, by: User, now: datetime = NOW) -> Reward:
    """A reward or penalty that waits for the general manager."""
    return rewards.propose(reward_proposal(person, kind, amount), by=by, now=now)


def in_effect(person: User, kind: str, amount: int | None, chief: User, boss: User) -> Reward:
    """A reward or penalty the general manager has approved."""
    return rewards.approve(reward(person, kind, amount, by=chief), by=boss, now=NOW)


def talk(employee: User, *, by: User, text: str = "希望学习英语接待", now: datetime = NOW) -> TalkNote:
    """A talk in somebody's development file."""
    return development.write(employee, now.date(), text, by=by, now=now)


def training_plan(host: User, *people: User, at: datetime = NOW + DAY, **fields: Any) -> Plan:
    """A training of an hour as it is arranged."""
    values: dict[str, Any] = {
        "topic": "新品面料知识",
        "content": "product",
        "form": "internal",
        "chosen_by": "group",
        "host": host,
        "place": "八楼会议室",
        "begins": at,
        "ends": at + timedelta(hours=1),
        "people": list(people) or [host],
    }
    return Plan(**{**values, **fields})


def training(host: User, *people: User, by: User, now: datetime = NOW, **fields: Any) -> StaffTraining:
    """A training that is announced."""
    return trainings.arrange(training_plan(host, *people, **fields), by=by, now=now)


def item(text: str = "着工装、佩戴工牌") -> ConductItem:
    """A point of the checklist."""
    return ConductItem.objects.get_or_create(text=text)[0]


def check(person: User | None, *, by: User, good: bool = True, words: str = "", **fields: Any) -> ConductCheck:
    """A conduct check of somebody."""
    given = Check(fields.pop("on", TODAY), person, fields.pop("desk", None), {item().pk: good}, words)
    return conduct.check(given, by=by, now=fields.pop("now", NOW))
