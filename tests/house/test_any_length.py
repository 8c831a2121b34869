"""Every page asks the database as often for two hundred rows as for one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions.notices import tell
from casework.models import Reminder
from complaints.actions import consequences
from complaints.actions.words import write_words
from complaints.models import Complaint
from mall.models import ExportLog, Reveal
from mall.roles import Role
from staffing.meeting_kinds import meeting_kinds
from staffing.reference_performance import conduct_items, point_reasons
from tests import make, make_cases, make_merchants
from tests.counting import shown
from tests.doors import doors
from tests.multiplying import analyse, multiply

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
THEN = make_cases.last_month()
MANY = 199
PAGES = sorted({name for name, entry, door in doors() if door.door == "page" and not entry.pattern.converters})
#: What is asked for where a page shows nothing without it.
ASKING = {
    "complaints:review": "?month={then:%Y-%m}",
    "complaints:review_beside": "?month={then:%Y-%m}",
    "complaints:review_print": "?month={then:%Y-%m}",
    "complaints:follow_ups": "?show=all",
    "complaints:measures": "?show=all",
    "complaints:places": "?q=店",
    "merchants:pick": "?q=店",
    "complaints:staff": "?q=员",
    "reports:search": "?q=羽绒服",
}
#: These show the rows that are laid down here; the others prove that they do not care.
LISTS = [
    "casework:notices",
    "complaints:approvals",
    "complaints:consequences",
    "complaints:follow_ups",
    "complaints:lessons",
    "complaints:list",
    "complaints:measures",
    "complaints:review",
    "mall:exports",
    "mall:people",
    "mall:reveals",
    "merchants:list",
    "reports:search",
]
#: However many rows: among many texts the newest are looked at first, and a word that stands in many is counted by
#: itself; a view of more than 999 is counted in a question of its own, with four that set and lift its limit of time.
ONCE_MORE = {"reports:search": 2, "complaints:tabs": 5}


class Asked(NamedTuple):
    """What a page cost and how long it is."""

    queries: int
    length: int


def _ask(client: Client, name: str) -> Asked:
    address = reverse(name) + ASKING.get(name, "").format(then=THEN)
    queries, page = shown(client, address)
    return Asked(queries, len(page))


def _one_of_each(by: User, then: datetime) -> list[Complaint]:
    """A case in every stage that some page lists."""
    learnt = make_cases.closed(now=then, lesson="先验货再收款。")
    make_cases.measure(learnt)
    office = make.person(Role.GM_OFFICE, "gm-office")
    for kind, amount in (("criticism", None), ("money", Decimal(100))):
        consequences.propose(learnt, make.person(), kind, "当班离岗", amount=amount, by=office, now=timezone.now())
    make_cases.measure(make_cases.answered(now=then))
    return [
        make_cases.registered(by=by, now=then),
        *Complaint.objects.filter(improvements__isnull=False),
        make_cases.proposed(now=then),
        make_cases.replied(by=by, now=then),
        make_cases.followed_up(now=then),
    ]


def _lay_rows(person: User, then: datetime, first: int, last: int) -> None:
    """Merchants, people, and what is written of a person's doings, from one number to another."""
    for n in range(first, last):
        make_merchants.merchant(f"店{n}", (f"A2{n:03}",))
        make.person(name=f"员{n}")
    numbers = range(first, last)
    ExportLog.objects.bulk_create(ExportLog(by=person, at=then, what="complaints", rows=n) for n in numbers)
    Reveal.objects.bulk_create(Reveal(by=person, at=then, what="x.y", row=n, purpose="核实") for n in numbers)
    for n in numbers:
        tell([person], "safety.alarm", None, key=f"{n}", now=then, urgent=True)
    Reminder.objects.filter(sent_at=None).update(sent_at=then)


def test_every_page_asks_as_often_for_many_rows_as_for_one(client: Client) -> None:
    person, then = make.person(Role.MANAGER), THEN
    for role in (Role.SUPERVISOR, Role.AGENT, Role.SYSTEM_ADMIN, Role.AUDITOR):
        make.member(person, role, "customer-service")
    make.desk()
    meeting_kinds()
    point_reasons()
    conduct_items()
    each = _one_of_each(person, then)
    _lay_rows(person, then, 0, 1)
    make.signed_in(client, person)
    for case in each:
        write_words(case)
    few = {name: _ask(client, name) for name in PAGES}
    for case in each:
        multiply(case, MANY)
    _lay_rows(person, then, 1, MANY + 1)
    analyse()
    many = {name: _ask(client, name) for name in PAGES}
    more = {name: many[name].queries - few[name].queries for name in PAGES}
    assert {name: asked for name, asked in more.items() if asked > ONCE_MORE.get(name, 0)} == {}
    assert [name for name in LISTS if many[name].length < few[name].length * 1.2] == []
