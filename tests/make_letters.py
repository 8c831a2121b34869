"""Makers for work letters: everybody one meets, and the letter on its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.models import Reminder
from mall.roles import Role
from staffing.actions import letters as acts
from staffing.models import WorkLetter
from staffing.rules.letters import Promise
from tests import make
from tests.make_staffing import letter

State = WorkLetter.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
    """Who was told of a letter in this way."""
    return set(Reminder.objects.filter(kind=kind, channel="bell").values_list("receiver", flat=True))
