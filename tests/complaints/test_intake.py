"""At the counter: what a registration needs, and what it brings about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.models import Audience, Clock, Folder, Link, PhoneTail, Reminder, SearchText
from complaints.actions import intake
from complaints.intake_sheet import PartySheet
from complaints.models import Authority, Complaint, ComplaintCategory, Party, Reply
from complaints.rules import intake as rules
from complaints.states import Against, Channel, ComplainantKind, Ending, Severity, State
from mall.models import Limit
from mall.roles import Role
from tests import make, make_merchants
from tests import make_complaints as desk
from tests.make_complaints import DAY, HOUR, MINUTE, NOW
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db


def _codes(obstacles: Any) -> set[str]:
    return {obstacle.code for obstacle in obstacles}


@rule.both("CMP-01", "CMP-10")
@pytest.mark.parametrize(("words", "refused"), [("袖口开线要退", False), ("吵架", True), ("   \n ", True)])
def test_what_happened_is_written_in_more_than_a_word(words: str, *, refused: bool) -> None:
    assert bool(rules.obstacles_to_words(words)) is refused


@rule.allows("CMP-02", "CMP-04", "CMP-07", "CMP-09")
def test_a_registered_complaint_has_number_clock_and_persons() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    assert case.folder.number.startswith("TS20261126-")
    assert case.state == State.REGISTERED == case.folder.stage
    assert case.folder.handler == lin
    assert Party.objects.get(complaint=case).name == "周女士"
    assert Clock.objects.filter(folder=case.folder, kind="dispatch").exists()
    assert PhoneTail.objects.filter(folder=case.folder).exists()
    assert "羽绒服" in SearchText.objects.get(folder=case.folder).text


@rule.both("CMP-02")
@pytest.mark.parametrize(("minutes", "word"), [(1, "ok"), (3, "soon"), (5, "soon"), (6, "late")])
def test_the_registration_warns_at_three_minutes_and_is_late_after_five(minutes: int, word: str) -> None:
    assert rules.lateness(NOW - minutes * MINUTE, NOW) == word


@rule.both("CMP-02")
def test_a_corrected_arrival_needs_its_reason() -> None:
    shown = NOW - MINUTE
    moved = desk.sheet(arrived_at=NOW - 20 * MINUTE, arrival_shown=shown)
    assert _codes(rules.obstacles_to_arrival(moved, NOW)) == {"arrival_reason"}
    said = desk.sheet(arrived_at=NOW - 20 * MINUTE, arrival_shown=shown, arrival_corrected="系统断网，补登")
    assert rules.obstacles_to_arrival(said, NOW) == []
    assert rules.obstacles_to_arrival(desk.sheet(arrived_at=shown, arrival_shown=shown), NOW) == []


@rule.refuses("CMP-02")
def test_nobody_arrives_tomorrow_or_months_ago() -> None:
    assert _codes(rules.obstacles_to_arrival(desk.sheet(arrived_at=NOW + MINUTE), NOW)) == {"arrival"}
    assert _codes(rules.obstacles_to_arrival(desk.sheet(arrived_at=NOW - 40 * DAY), NOW)) == {"arrival"}


@rule.allows("CMP-03")
@rule("JOINT-02")
def test_the_hand_over_is_due_three_minutes_after_registering() -> None:
    case = desk.complaint()
    clock = Clock.objects.get(folder=case.folder, kind="dispatch")
    assert clock.due_at == case.registered_at + 3 * MINUTE


@rule.both("CMP-05", "JOINT-S13")
def test_a_forwarded_complaint_names_its_authority_and_keeps_its_deadline() -> None:
    desk.lists()
    body = Authority.objects.get(code="12315")
    bare = desk.sheet(channel=Channel.AUTHORITY)
    assert _codes(rules.obstacles_to_channel(bare)) == {"authority"}
    past = desk.sheet(channel=Channel.AUTHORITY, authority=body, authority_due_at=NOW - DAY)
    assert _codes(rules.obstacles_to_channel(past)) == {"authority_due"}
    whole = {"authority": body, "authority_number": "沈市监诉 7", "authority_due_at": NOW + 5 * DAY}
    case = desk.complaint(channel=Channel.AUTHORITY, **whole)
    assert case.authority == body
    assert Clock.objects.get(folder=case.folder, kind="authority").due_at == NOW + 5 * DAY


@rule.allows("CMP-05")
@pytest.mark.parametrize("channel", [c for c in Channel if c != Channel.AUTHORITY])
def test_every_other_channel_asks_for_nothing_more(channel: Channel) -> None:
    assert rules.obstacles_to_channel(desk.sheet(channel=channel)) == []


@rule.both("CMP-06", "CMP-07")
def test_who_complains_is_named_or_will_not_say() -> None:
    assert _codes(rules.obstacles_to_complainant(desk.sheet(name=" "))) == {"name"}
    assert rules.obstacles_to_complainant(desk.sheet(name="", will_not_say=True)) == []
    case = desk.complaint(name="", will_not_say=True, phone="")
    party = case.parties.get()
    assert party.will_not_say
    assert party.name == ""


@rule.both("CMP-06", "CMP-17", "JOINT-S01")
def test_a_merchant_complains_against_another_but_not_against_itself() -> None:
    ours, theirs = make_merchants.merchant("锦绣女装"), make_merchants.merchant("蝶恋女装", ["B3645"])
    given = {"complainant_kind": ComplainantKind.MERCHANT, "complaining_merchant": ours, "name": "", "unit": None}
    case = desk.complaint(merchant=theirs, **given)
    assert case.parties.get().name == "锦绣女装"
    assert _codes(rules.obstacles_to_where_or_whom(desk.sheet(merchant=ours, **given))) == {"oneself"}


@rule.both("CMP-17")
def test_where_or_whom_is_known() -> None:
    nothing = desk.sheet(unit=None)
    assert _codes(rules.obstacles_to_where_or_whom(nothing)) == {"where"}
    assert rules.obstacles_to_where_or_whom(desk.sheet(unit=None, place="二楼扶梯口")) == []
    assert rules.obstacles_to_where_or_whom(desk.sheet(unit=None, against=Against.MALL)) == []


@rule.both("CMP-06", "JOINT-S01")
def test_a_complaint_about_our_staff_is_the_supervisors_and_hidden_from_whom_it_is_about() -> None:
    boss, lin, about = desk.supervisor(), desk.agent(), desk.agent()
    case = desk.complaint(lin, against=Against.STAFF, staff_person=about, unit=None)
    assert case.folder.confidential
    assert case.folder.handler == boss
    assert not Folder.objects.visible_to(about).filter(pk=case.folder_id).exists()
    assert Folder.objects.visible_to(boss).filter(pk=case.folder_id).exists()
    assert Folder.objects.visible_to(lin).filter(pk=case.folder_id).exists()
    assert not Folder.objects.visible_to(desk.agent()).filter(pk=case.folder_id).exists()
    assert Audience.objects.get(folder=case.folder, person=about).may == Audience.May.NOTHING
    told = Reminder.objects.filter(folder=case.folder, channel=Reminder.Channel.BELL)
    assert set(told.values_list("receiver", flat=True)) == {boss.pk}


@rule.both("CMP-06", "CMP-46")
def test_nobody_takes_down_a_complaint_about_himself() -> None:
    lin = desk.agent()
    sheet = desk.sheet(against=Against.STAFF, staff_person=lin)
    assert _codes(rules.obstacles_to_taking_own_complaint(sheet, lin)) == {"own"}
    assert rules.obstacles_to_taking_own_complaint(sheet, desk.agent()) == []
    unnamed = desk.sheet(against=Against.STAFF, unit=None)
    assert _codes(rules.obstacles_to_where_or_whom(unnamed)) == {"staff"}


@rule.both("CMP-06")
def test_staff_complaints_are_for_superiors() -> None:
    assert rules.may_take_staff_complaint(desk.supervisor())
    assert not rules.may_take_staff_complaint(desk.agent())


@rule.both("CMP-08")
def test_goods_are_counted_and_dated_sensibly() -> None:
    wrong = desk.sheet(goods_quantity=1, defect_quantity=2, bought_on=date(2026, 12, 1))
    assert _codes(rules.obstacles_to_goods(wrong, NOW)) == {"defects", "bought"}
    right = desk.sheet(goods_quantity=2, defect_quantity=1, bought_on=date(2026, 11, 25), order_number="A-77")
    assert rules.obstacles_to_goods(right, NOW) == []


@rule.both("CMP-14")
@pytest.mark.parametrize(
    ("severity", "injury", "codes"),
    [(1, False, set()), (3, True, set()), (None, False, set()), (1, True, {"injury"}), (9, False, {"severity"})],
)
def test_severity_has_three_grades_and_an_injury_is_never_general(
    severity: int | None, *, injury: bool, codes: set[str]
) -> None:
    assert _codes(rules.obstacles_to_severity(severity, injury=injury)) == codes


@rule.both("CMP-14")
@rule("CMP-46")
def test_an_injury_alarms_supervisor_manager_onsite_and_security_at_once() -> None:
    told = [
        desk.supervisor(),
        desk.manager(),
        desk.onsite(),
        make.person(Role.DEPARTMENT_USER, "security"),
    ]
    other = make.person(Role.DEPARTMENT_USER, "finance")
    midnight = NOW.replace(hour=18)  # 02:00 in Shanghai
    case = desk.complaint(now=midnight, injury=True, severity=None)
    assert case.severity == Severity.SERIOUS
    assert case.folder.safety
    rung = Reminder.objects.filter(folder=case.folder, kind="safety.alarm")
    assert {row.receiver for row in rung} == set(told)
    assert {row.send_at for row in rung} == {midnight}
    assert all(row.urgent for row in rung)
    assert not Reminder.objects.filter(receiver=other).exists()


@rule.both("CMP-16", "JOINT-S08")
@rule("CMP-15")
def test_a_category_comes_from_the_list_that_is_in_use() -> None:
    category = desk.category("service-forced")
    assert rules.obstacles_to_category(category) == []
    category.is_active = False
    assert _codes(rules.obstacles_to_category(category)) == {"category"}
    assert rules.obstacles_to_category(None) == []


@rule.allows("CMP-16", "JOINT-S08")
def test_the_list_holds_the_malls_disputes_and_the_five_classes() -> None:
    desk.lists()
    desk.lists()  # a second time changes nothing
    names = set(ComplaintCategory.objects.values_list("name", flat=True))
    assert {"调货纠纷", "退货纠纷", "重货纠纷", "强买强卖", "付款试衣", "欺辱顾客", "打架斗殴"} <= names
    tops = set(ComplaintCategory.objects.filter(parent=None).values_list("code", flat=True))
    assert {"goods", "service", "price", "safety", "other"} <= tops


def _settling(**fields: Any) -> set[str]:
    given = {"severity": 1, "injury": False, "vip": False, "words": "已解释", "content": False, "against": "merchant"}
    given["category"] = desk.category()
    return _codes(rules.obstacles_to_settling_at_once(**{**given, **fields}))


@rule.both("CMP-12")
@rule("CMP-11")
def test_only_a_general_case_is_settled_by_talking() -> None:
    assert _settling() == set()
    assert _settling(severity=2) == {"severity"}
    assert _settling(injury=True) == {"severity"}
    assert _settling(against="staff") == {"staff"}
    assert _settling(words=" ") == {"words"}
    assert _settling(category=None) == {"category"}


@rule.both("CMP-11")
def test_a_vip_goes_on_until_content() -> None:
    assert _settling(vip=True) == {"vip"}
    assert _settling(vip=True, content=True) == set()


@rule.allows("CMP-12")
def test_settled_on_the_spot_is_answered_with_its_words() -> None:
    lin = desk.agent()
    case = desk.complaint(lin, channel=Channel.PHONE, phone="")
    reply = intake.settle_at_once(
        case, "已向顾客说明尺码规则，顾客理解。", content=True, category=desk.category(), by=lin, now=NOW
    )
    assert reply.way == Reply.Way.PHONE
    assert reply.final
    case = desk.fresh(case)
    assert case.ending == Ending.SETTLED_AT_ONCE
    assert case.result_told_at == NOW


@rule.both("CMP-12", "FUP-S03")
@rule.allows("CMP-40")
@pytest.mark.parametrize("call", [False, True])
def test_settled_on_the_spot_closes_at_once_unless_a_call_is_asked_for(*, call: bool) -> None:
    lin = desk.agent()
    since = (NOW - 30 * desk.DAY).date()
    Limit.objects.create(
        name="follow_up_when_settled", value=call, valid_from=since, reason="t", set_by=lin, set_at=NOW
    )
    case = desk.complaint(lin)
    intake.settle_at_once(case, "已说明尺码规则。", content=True, category=desk.category(), by=lin, now=NOW)
    case = desk.fresh(case)
    assert case.cause is None
    assert case.state == (State.REPLIED if call else State.CLOSED)
    assert case.folder.follow_ups.filter(done_at=None).exists() is call
    assert (case.folder.closed_at is None) is call


@rule.both("CMP-12")
def test_what_is_handed_over_is_no_longer_settled_on_the_spot() -> None:
    lin = desk.agent()
    case = desk.handed_over(lin)
    assert _codes(rules.obstacles_to_offering_a_settlement(case, lin, NOW)) == {"state"}
    assert rules.obstacles_to_offering_a_settlement(desk.complaint(lin), lin, NOW) == []


@rule.refuses("CMP-12")
def test_without_a_category_nothing_is_settled_on_the_spot() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    with pytest.raises(Refused) as refused:
        intake.settle_at_once(case, "已说明尺码规则。", content=True, by=lin, now=NOW)
    assert _codes(refused.value.obstacles) == {"category"}


@rule.both("JOINT-S05")
def test_the_same_matter_is_added_to_the_one_case() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    said = intake.add_to_case(case, "又发现拉链也坏了。", said_by="周女士", by=lin, now=NOW)
    assert case.statements.get() == said
    assert "拉链" in SearchText.objects.get(folder=case.folder).text
    assert Complaint.objects.count() == 1
    assert _codes(rules.obstacles_to_adding(case, " ")) == {"words"}
    case.folder.closed_at = NOW
    assert _codes(rules.obstacles_to_adding(case, "还有")) == {"closed"}


@rule.allows("JOINT-S05")
def test_a_repeat_is_linked_not_merged() -> None:
    lin = desk.agent()
    first = desk.complaint(lin)
    again = intake.register(desk.sheet(NOW + HOUR), by=lin, now=NOW + HOUR, repeats=first)
    link = Link.objects.get()
    assert (link.folder, link.other, link.kind) == (again.folder, first.folder, Link.Kind.REPEAT)


@rule.refuses("CMP-01", "CMP-06")
@rule("CMP-05")
def test_a_refused_registration_writes_nothing() -> None:
    make.department()
    with pytest.raises(Refused) as refused:
        intake.register(desk.sheet(happened="", name="", unit=None), by=desk.agent(), now=NOW)
    assert _codes(refused.value.obstacles) == {"happened", "name", "where"}
    assert not Folder.objects.filter(kind="complaint").exists()


def test_other_persons_are_taken_down_too() -> None:
    case = desk.complaint(others=(PartySheet("witness", "王芳", "13900139000"),))
    witness = case.parties.get(part=Party.Part.WITNESS)
    assert (witness.name, witness.phone) == ("王芳", "13900139000")


def test_the_title_is_the_first_sentence_cut_short() -> None:
    case = desk.complaint(happened="一" * 80 + "。后来又说")
    assert case.folder.title == "一" * 35 + "…"
    assert desk.complaint(happened="鞋跟断了。\n不给换").folder.title == "鞋跟断了"
