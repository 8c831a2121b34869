"""Test data of complaints at each stage of their life, led there by the acts themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from casework.actions import handoffs as handoff_acts
from casework.actions.folders import open_folder
from casework.models import FollowUp, Handoff
from casework.rules.follow_ups import Grades
from complaints.actions import aftermath, clocks, closing, follow_ups, money, papers, replying
from complaints.actions.moving import hold, move
from complaints.models import Cause, Complaint, ComplaintCategory, Improvement, Paper, Party
from complaints.states import Channel, ComplainantKind, SettlementKind, Severity, State
from mall.fields import blind
from mall.localtime import ZONE
from mall.roles import Role
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from mall.models import User

# A Thursday morning, inside all hours.
NOON = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)
PHONE = "13800001234"
_phones = count(13_800_000_000)


def later(**amount: float) -> datetime:
    """An hour after NOON."""
    return NOON + timedelta(**amount)


def last_month() -> datetime:
    """In the middle of last month, so that the whole life of a case lies in one month, which is over."""
    return (datetime.now(ZONE).replace(day=1, hour=10, minute=0) - timedelta(days=1)).replace(day=12)


def agent(**fields: Any) -> User:
    """Somebody at the desk."""
    return make.person(Role.AGENT, **fields)


def supervisor(**fields: Any) -> User:
    """A supervisor of customer service."""
    return make.person(Role.SUPERVISOR, **fields)


def manager(**fields: Any) -> User:
    """The manager."""
    return make.person(Role.MANAGER, **fields)


def deputy(**fields: Any) -> User:
    """The deputy general manager."""
    return make.person(Role.DEPUTY_GM, "gm-office", **fields)


def general_manager(**fields: Any) -> User:
    """The general manager."""
    return make.person(Role.GENERAL_MANAGER, "gm-office", **fields)


def category(code: str = "return", **fields: Any) -> ComplaintCategory:
    """A category."""
    return ComplaintCategory.objects.get_or_create(code=code, defaults={"name": "退货纠纷", **fields})[0]


def cause(code: str = "quality", **fields: Any) -> Cause:
    """A cause."""
    return Cause.objects.get_or_create(code=code, defaults={"name": "质量", "quality": True, **fields})[0]


def registered(
    *, by: User | None = None, now: datetime = NOON, phone: str = PHONE, name: str = "周女士", **fields: Any
) -> Complaint:
    """A complaint just registered by somebody at the desk, with category and cause known."""
    by = by or agent()
    severity = fields.pop("severity", Severity.GENERAL)
    safety = fields.get("injury", False)
    folder = open_folder(
        kind="complaint",
        title="羽绒服开线要求退货",
        department=make.department(),
        desk=None,
        by=by,
        now=now,
        stage=State.REGISTERED,
        rank=severity or 0,
        safety=safety,
        handler=by,
    )
    values: dict[str, Any] = {
        "channel": Channel.IN_PERSON,
        "complainant_kind": ComplainantKind.CUSTOMER,
        "arrived_at": now - timedelta(minutes=2),
        "registered_at": now,
        "happened": "昨日购买羽绒服，穿一天袖口开线，商户称试穿过不予退货。",
        "place": "三楼中庭",
        "severity": severity,
        "category": category(),
        "cause": cause(),
        **fields,
    }
    complaint = Complaint.objects.create(folder=folder, **values)
    Party.objects.create(
        complaint=complaint, name=name, phone=phone, phone_blind=blind(phone) if phone else "", address="东方路 1 号"
    )
    clocks.first(complaint, now=now)
    clocks.tell_of_grave_case(complaint, now=now)
    return complaint


def dispatched(*, by: User | None = None, now: datetime = NOON, to: str = "onsite", **fields: Any) -> Complaint:
    """A complaint handed over to a department as lead."""
    by = by or agent()
    complaint = registered(by=by, now=now, **fields)
    return hand_over(complaint, by=by, now=now, to=to)


def hand_over(complaint: Complaint, *, by: User, now: datetime, to: str = "onsite") -> Complaint:
    """Hand a registered or reopened complaint over."""
    for old in complaint.folder.handoffs.current():
        old.state = Handoff.State.WITHDRAWN
        old.save(update_fields=["state"])
    due = clocks.usual_answer_due(now)
    handoff = handoff_acts.ask(complaint.folder, make.department(to), answer_due_at=due, by=by, now=now)
    complaint.dispatched_at = complaint.dispatched_at or now
    complaint.save(update_fields=["dispatched_at"])
    move(complaint, State.DISPATCHED)
    clocks.handed_over(complaint, [handoff], by=by, now=now)
    return complaint


def answer(
    complaint: Complaint, *, now: datetime, to: str = "onsite", text: str = "已与商户核实，同意退货。"
) -> Complaint:
    """The department answers."""
    user = make.person(Role.DEPARTMENT_USER, to)
    handoff = complaint.folder.handoffs.current().get(to_department__code=to)
    handoff_acts.accept(handoff, by=user, now=now)
    handoff = handoff_acts.answer(handoff, text, by=user, now=now)
    hold(complaint)
    move(complaint, State.ANSWERED)
    clocks.answered(complaint, handoff, by=user, now=now)
    return complaint


def answered(*, by: User | None = None, now: datetime = NOON, **fields: Any) -> Complaint:
    """A complaint whose department has answered an hour later."""
    return answer(dispatched(by=by, now=now, **fields), now=now + timedelta(hours=1))


def proposed(
    amount: str = "500",
    *,
    by: User | None = None,
    kind: str = SettlementKind.COMPENSATION,
    now: datetime = NOON,
    **fields: Any,
) -> Complaint:
    """A complaint whose settlement waits for approval."""
    by, later = by or agent(), now + timedelta(hours=2)
    complaint = answered(by=by, now=now, **fields)
    money.propose(complaint, kind=kind, amount=Decimal(amount), reason="质量问题", by=by, now=later)
    return complaint


def signed_report(complaint: Complaint, *, by: User, now: datetime) -> Paper:
    """The handling report of a serious case, written and signed by two others."""
    paper = papers.write(complaint, Paper.Form.HANDLING_REPORT, facts="事实", decision="同意", by=by, now=now)
    for signer in (make.person(Role.DEPARTMENT_HEAD, "onsite"), manager()):
        papers.sign(complaint, by=signer, now=now)
    return paper


def replied(*, by: User | None = None, now: datetime = NOON, **fields: Any) -> Complaint:
    """A general complaint whose result was told by phone."""
    by = by or agent()
    complaint = answered(by=by, now=now, **fields)
    replying.reply(
        complaint, "phone", "商户同意退货，请携带小票办理。", final=True, by=by, now=now + timedelta(hours=2)
    )
    return complaint


def grades(grade: int = 4, *, solved: bool = True, opinion: str = "") -> Grades:
    """What the person says, all four items alike."""
    return Grades(attitude=grade, skill=grade, timeliness=grade, promises=grade, solved=solved, opinion=opinion)


def ask(complaint: Complaint, *, content: bool = True, by: User | None = None, now: datetime | None = None) -> None:
    """Somebody else asks the complainant afterwards."""
    said = grades() if content else grades(1, solved=False, opinion="没有解决")
    follow_ups.ask(complaint, way="phone", code="reached", grades=said, by=by or agent(), now=now or later(days=1))
    complaint.refresh_from_db()
    hold(complaint)


def followed_up(*, now: datetime = NOON, **fields: Any) -> Complaint:
    """A complaint whose complainant was content a day later."""
    complaint = replied(now=now, **fields)
    ask(complaint, now=now + timedelta(days=1))
    return complaint


def closed(*, by: User | None = None, now: datetime = NOON, **fields: Any) -> Complaint:
    """A complaint closed two days later."""
    by = by or agent()
    complaint = followed_up(by=by, now=now, **fields)
    closing.close(complaint, by=by, now=now + timedelta(days=2))
    return complaint


def open_follow_up(complaint: Complaint) -> FollowUp | None:
    """The follow-up still to be done."""
    return complaint.folder.follow_ups.filter(done_at=None).first()


def unfounded(*, by: User | None = None, now: datetime = NOON, **fields: Any) -> Complaint:
    """A complaint called unfounded; the complainant was told so."""
    by = by or agent()
    complaint = answered(by=by, now=now, **fields)
    closing.reject(complaint, "查无此事", by=by, now=now + timedelta(hours=2))
    replying.reply(complaint, "phone", "已说明", final=True, by=by, now=now + timedelta(hours=3))
    return complaint


def withdrawn(*, by: User | None = None, now: datetime = NOON, **fields: Any) -> Complaint:
    """A complaint the complainant took back."""
    by = by or agent()
    complaint = answered(by=by, now=now, **fields)
    closing.withdraw(complaint, "误会已消除", by=by, now=now + timedelta(hours=2))
    return complaint


def object_to(complaint: Complaint, by: User, *, now: datetime = NOON) -> None:
    """The complainant objects to "unfounded", and a petition goes up."""
    words = {"objection": "不认可", "facts": "事实", "proposal": "维持"}
    closing.object_to(complaint, **words, by=by, now=now + timedelta(hours=4))


def petition(by: User, *, now: datetime = NOON) -> Complaint:
    """A complaint called unfounded whose petition waits."""
    complaint = unfounded(by=by, now=now)
    object_to(complaint, by, now=now)
    return complaint


def stages(*, by: User, now: datetime) -> list[Complaint]:
    """A case in every stage an act can find it in; the first is just registered, the last long closed."""
    make: list[Callable[..., Complaint]] = [
        registered,
        dispatched,
        answered,
        proposed,
        replied,
        followed_up,
        unfounded,
        petition,
        withdrawn,
        closed,
    ]
    return [stage(by=by, now=now) for stage in make]


def measure(complaint: Complaint | None = None, *, days: int = 10, **fields: Any) -> Improvement:
    """A measure of the on-site department, agreed to by a superior, to be checked after so many days."""
    complaint = complaint or answered()
    fields = {"owner": make.department("onsite"), "by": complaint.folder.handler, **fields}
    check_on = NOON.date() + timedelta(days=days)
    made = aftermath.improve(complaint, "收货抽检", check_on=check_on, now=NOON, **fields)
    return aftermath.agree(made, by=general_manager(), now=NOON)
