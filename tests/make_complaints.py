"""Test data of the complaint desk, made by the desk's own acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from complaints import reference
from complaints.actions import dispatch, intake
from complaints.intake_sheet import IntakeSheet
from complaints.models import Complaint, ComplaintCategory
from complaints.states import Channel, Severity
from mall.models import Department
from mall.roles import Role
from tests import make

if TYPE_CHECKING:
    from mall.models import User

#: A Thursday at 09:42 in Shanghai: a working day, the mall is open.
NOW = datetime(2026, 11, 26, 1, 42, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WORDS = "昨日购买羽绒服，穿一天袖口开线，商户称试穿过不予退货。"


def lists() -> None:
    """The lists as every installation has them."""
    reference.seed_lists()


def category(code: str = "exchange-return") -> ComplaintCategory:
    """A category of the list."""
    lists()
    return ComplaintCategory.objects.get(code=code)


def agent(**fields: Any) -> User:
    """Somebody at the counter."""
    return make.person(Role.AGENT, desk="8f", **fields)


def supervisor(**fields: Any) -> User:
    """A supervisor of customer service."""
    return make.person(Role.SUPERVISOR, **fields)


def manager(**fields: Any) -> User:
    """The manager of customer service."""
    return make.person(Role.MANAGER, **fields)


def onsite(role: Role = Role.DEPARTMENT_USER, **fields: Any) -> User:
    """Somebody of the on-site department."""
    return make.person(role, "onsite", **fields)


def sheet(now: datetime = NOW, **fields: Any) -> IntakeSheet:
    """What is taken down of a common case."""
    given: dict[str, Any] = {
        "channel": Channel.IN_PERSON,
        "arrived_at": now - 2 * MINUTE,
        "happened": WORDS,
        "name": "周女士",
        "phone": "13800130013",
        "unit": make.unit("A3118"),
        "severity": Severity.GENERAL,
        "rules_explained": True,
    }
    return replace(IntakeSheet(**given), **fields)


def complaint(by: User | None = None, now: datetime = NOW, **fields: Any) -> Complaint:
    """A registered complaint."""
    make.department()
    return intake.register(sheet(now, **fields), by=by or agent(), now=now)


def handed_over(
    by: User | None = None,
    now: datetime = NOW,
    *,
    lead: str = "onsite",
    assisting: tuple[str, ...] = (),
    **fields: Any,
) -> Complaint:
    """A complaint handed over a minute after it was registered."""
    by = by or agent()
    case = complaint(by, now, **fields)
    later = now + MINUTE
    departments: list[Department] = [make.department(code) for code in assisting]
    due = later + DAY
    dispatch.hand_over(case, make.department(lead), assisting=departments, answer_due_at=due, by=by, now=later)
    return fresh(case)


def answered(by: User | None = None, now: datetime = NOW, text: str = "已核实，同意退货。", **fields: Any) -> Complaint:
    """A complaint the on-site department has answered an hour later."""
    case = handed_over(by, now, **fields)
    dispatch.answer(case, text, by=onsite(), now=now + HOUR)
    return fresh(case)


def fresh(case: Complaint) -> Complaint:
    """The complaint as it stands, past every cache."""
    return Complaint.objects.select_related("folder").get(pk=case.pk)
