"""The days the demo's department lives by: what has been lies before now, what is planned falls on an open day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from config.demo.staffing import people_of_the_desk
from mall.localtime import ZONE, Bounds, local_day
from mall.models import Department, Membership, User
from mall.roles import Role
from staffing.halves import half_of
from staffing.queries import rosters
from staffing.queries.frames import day_of
from staffing.queries.meetings import desks_emptied

if TYPE_CHECKING:
    from collections.abc import Sequence

A_DAY, AN_HOUR, A_MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
A_SEASON = 100  # no mall is closed for longer
ASKED = 2  # each question weighs a whole day of the desks


def at(on: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """An hour of a day on the mall's clock."""
    return dt.datetime.combine(on, dt.time(hour, minute), ZONE)


def open_day(on: dt.date, step: int = 1) -> dt.date:
    """The day itself or, where the mall is closed, the next open one; with a step of -7 the same weekday before."""
    days = (on + n * step * A_DAY for n in range(A_SEASON))
    return next((day for day in days if not day_of(day).is_closed), on)


def spared(people: Sequence[User], hours: Bounds, most: int) -> tuple[User, ...]:
    """DESK-06. So many of these people as can be away in these hours: of who works some, where no desk is left empty.

    Who has no shift on that day makes up the number.
    """
    on = local_day(hours.begins)
    roster = rosters.roster_of(half_of(on))
    plan = (rosters.plan_of(rosters.newest(roster)) or rosters.draft_of(roster).plan) if roster else {}
    works = [one for one in people if plan.get((one.pk, on))]
    found: tuple[User, ...] = ()
    for person in works[:ASKED]:
        if not desks_emptied([*found, person], hours):
            found += (person,)
    return (*found, *(one for one in people if one not in works))[:most]


@dataclass(frozen=True)
class Team:
    """Who lives in the department, and the instant the demo is made at."""

    now: dt.datetime

    @cached_property
    def accounts(self) -> dict[str, User]:
        """The people by their staff numbers."""
        return {one.staff_number: one for one in User.objects.filter(is_active=True)}

    @cached_property
    def desk(self) -> list[User]:
        """Those who stand at desks, the accounts first, and the recorder, whom no desk waits for."""
        recorders = Membership.objects.filter(role=Role.RECORDER).select_related("person").order_by("pk")
        return [*people_of_the_desk(), *(one.person for one in recorders)]

    @cached_property
    def departments(self) -> dict[str, Department]:
        """The departments by their codes."""
        return {one.code: one for one in Department.objects.all()}

    @property
    def house(self) -> Department:
        """The department itself: customer service."""
        return self.departments[Department.CUSTOMER_SERVICE]

    @property
    def today(self) -> dt.date:
        """The day the demo is made on."""
        return local_day(self.now)

    def day(self, ahead: int) -> dt.date:
        """The day so many days from today; before today where it is negative."""
        return self.today + ahead * A_DAY

    def head_of(self, code: str) -> User:
        """The head of a department."""
        held = Membership.objects.filter(role=Role.DEPARTMENT_HEAD, department__code=code).select_related("person")
        return held.order_by("pk")[0].person

    def __getitem__(self, number: str) -> User:
        """A demo account by its staff number."""
        return self.accounts[number]
