"""What closed cases have for persons, and who proposes, publishes and decides on it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse

from complaints.actions import consequences
from complaints.models import Complaint, Consequence
from mall.localtime import ZONE
from mall.roles import Role
from tests import make
from tests import make_cases as cases

if TYPE_CHECKING:
    from mall.models import User

LATER = cases.later(days=10)
TODAY = LATER.date()
LAST_YEAR = datetime(2025, 12, 1, 10, 0, tzinfo=ZONE)


def office(**fields: str) -> User:
    """Somebody of the general manager's office."""
    return make.person(Role.GM_OFFICE, "gm-office", **fields)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do


def hr() -> User:
    """Somebody of HR."""
    return make.person(Role.HR_VIEWER, "hr")


def proposed(
    kind: str = "warning", *, by: User | None = None, person: User | None = None, case: Complaint | None = None
) -> Consequence:
    """A consequence after a closed case; a money penalty of 200 yuan."""
    amount = Decimal(200) if kind == "money" else None
    person, by = person or make.person(name="当事人"), by or office()
    return consequences.propose(case or cases.closed(), person, kind, "当班离岗", amount=amount, by=by, now=LATER)


def fresh(one: Consequence) -> Consequence:
    """The row as it is now."""
    return Consequence.objects.get(pk=one.pk)


def act(one: Consequence, what: str) -> str:
    """The address of an act on one money penalty."""
    return reverse(f"complaints:penalty-{what}-row", args=[one.complaint.folder.number, one.pk])
