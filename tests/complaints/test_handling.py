"""While it is handled: statements, meeting the customer, joint meetings, grading, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string

from casework.models import Clock, Entry, Note, Reminder
from complaints.actions import clocks, handling, intake
from complaints.forms.handling import MinutesForm
from complaints.models import Authority, Cause, Party
from complaints.queries import prints as gather
from complaints.rules import handling as rules
from complaints.rules.intake import obstacles_to_complaining_of_oneself, obstacles_to_forwarding
from complaints.states import Against, Severity, State
from mall.localtime import local
from mall.queries import calendar
from mall.roles import Role
from mall.worktime import add_working_days
from tests import make, make_merchants
from tests import make_complaints as desk
from tests.make_complaints import DAY, HOUR, NOW
from tests.rules import rule
from ui.obstacles import Conflict, Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def _codes(obstacles: Any) -> set[str]:
    return {obstacle.code for obstacle in obstacles}


@rule.both("CMP-04", "CMP-06")
def test_a_closed_case_is_not_handled_nor_ones_own() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    assert rules.obstacles_to_handling(case, lin, NOW) == []
    case.staff_person = lin
    assert _codes(rules.obstacles_to_handling(case, lin, NOW)) == {"own"}
    case.staff_person, case.state = None, State.CLOSED
    assert _codes(rules.obstacles_to_handling(case, lin, NOW)) == {"closed"}


@rule("CMP-10", "JOINT-S01")
def test_the_other_side_is_heard_in_its_words() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    said = handling.state_other_side(case, "售出时完好。", said_by="王芳", by=lin, now=NOW)
    assert case.statements.get() == said
    assert _codes(rules.obstacles_to_stating(case, "")) == {"words"}
    case.state = State.CLOSED
    assert _codes(rules.obstacles_to_stating(case, "晚了")) == {"closed"}


@rule.both("CMP-33")
def test_the_manager_meets_the_customer_or_sends_somebody() -> None:
    boss, lin = desk.manager(), desk.agent()
    assert rules.obstacles_to_meeting_with(boss, None) == []
    assert _codes(rules.obstacles_to_meeting_with(lin, None)) == {"sent"}
    assert _codes(rules.obstacles_to_meeting_with(lin, desk.supervisor())) == {"sent"}
    case = desk.complaint(lin)
    handling.meet(case, lin, at=NOW, sent_by=boss, by=lin, now=NOW)
    assert _codes(rules.obstacles_to_being_met(case, lin, NOW)) == {"met"}
    assert rules.obstacles_to_being_met(desk.complaint(lin), lin, NOW) == []


@rule.both("JOINT-S09")
def test_several_departments_are_called_together_ahead_of_time() -> None:
    boss = desk.supervisor()
    both = [make.department("onsite"), make.department("market")]
    worker = make.person(Role.DEPARTMENT_USER, "market")
    case = desk.handed_over(boss)
    given: dict[str, Any] = {"place": "八楼会议室", "agenda": "责任划分", "by": boss, "now": NOW + HOUR}
    meeting = handling.call_meeting(case, both, takes_place_at=NOW + DAY, **given)
    assert set(meeting.departments.all()) == set(both)
    assert Reminder.objects.filter(receiver=worker, kind="complaint.meeting").exists()
    calling = rules.obstacles_to_calling_a_meeting
    assert _codes(calling(case, both[:1], NOW, NOW)) == {"few", "past"}
    case.state = State.CLOSED
    assert _codes(calling(case, both, NOW + DAY, NOW)) == {"closed"}


@rule.both("JOINT-S09", "JOINT-S10")
def test_a_meeting_follows_a_hand_over_and_minutes_follow_a_meeting() -> None:
    boss = desk.supervisor()
    assert _codes(rules.obstacles_to_meeting(desk.complaint(boss), boss, NOW)) == {"nobody"}
    case = desk.handed_over(boss)
    assert rules.obstacles_to_meeting(case, boss, NOW) == []
    assert _codes(rules.obstacles_to_holding(case, boss, NOW)) == {"none"}
    both = [make.department("onsite"), make.department("market")]
    handling.call_meeting(case, both, takes_place_at=NOW + DAY, place="a", agenda="b", by=boss, now=NOW)
    assert rules.obstacles_to_holding(desk.fresh(case), boss, NOW) == []


@rule.both("JOINT-S10")
def test_minutes_name_who_did_not_come_and_are_written_once() -> None:
    boss = desk.supervisor()
    onsite, market = make.department("onsite"), make.department("market")
    case = desk.handed_over(boss)
    meeting = handling.call_meeting(
        case, [onsite, market], takes_place_at=NOW + HOUR, place="八楼", agenda="定责", by=boss, now=NOW
    )
    assert _codes(rules.obstacles_to_minutes(meeting, "", [], NOW)) == {"early", "minutes", "attended"}
    later = NOW + 2 * HOUR
    handling.hold_meeting(meeting, minutes="现场部主办。", decision="三日内办结", attended=[onsite], by=boss, now=later)
    assert rules.late_departments(meeting) == [market]
    assert _codes(rules.obstacles_to_minutes(meeting, "再写", [onsite], later)) == {"held"}


@rule("JOINT-S10")
def test_the_meeting_names_departments_whose_answer_is_late_also_when_they_come_and_answer_later() -> None:
    boss = desk.supervisor()
    onsite, market = make.department("onsite"), make.department("market")
    case = desk.handed_over(boss)
    owed = case.folder.handoffs.get()
    assert rules.departments_answering_late(case, owed.answer_due_at) == [], "not late yet"
    late = owed.answer_due_at + HOUR
    assert rules.departments_answering_late(case, late) == [onsite]
    meeting = handling.call_meeting(
        case, [onsite, market], takes_place_at=late, place="八楼", agenda="定责", by=boss, now=NOW
    )
    form = MinutesForm(case=desk.fresh(case), user=boss, now=late + HOUR)
    assert form.late == [onsite]
    handling.hold_meeting(meeting, minutes="限期答复。", decision="", attended=[onsite], by=boss, now=late + HOUR)
    assert rules.absent_departments(meeting) == [market]
    assert set(rules.late_departments(meeting)) == {onsite, market}
    owed.answer_due_at = late + 9 * HOUR
    owed.save()
    paper = gather.minutes(desk.fresh(case), None, make.person())
    assert paper is not None
    assert (paper["answers_late"], paper["absent"]) == ([onsite], [market]), "what the minutes said stays"
    text = render_to_string("complaints/print/minutes.html", paper)
    assert text.count(str(market)) == 2
    assert text.count(str(onsite)) == 3


@rule("JOINT-S10")
def test_an_answer_in_time_is_not_late_and_minutes_print_only_once_they_are_written() -> None:
    boss = desk.supervisor()
    case = desk.handed_over(boss)
    owed = case.folder.handoffs.get()
    assert gather.minutes(case, None, make.person()) is None
    for answered, late in ((owed.answer_due_at, []), (owed.answer_due_at + HOUR, [owed.to_department])):
        owed.state, owed.answer, owed.answered_at, owed.answered_by = "answered", "已核实", answered, boss
        owed.save()
        assert rules.departments_answering_late(desk.fresh(case), owed.answer_due_at + 2 * HOUR) == late


@rule.both("CMP-14")
@rule("CMP-13", "CMP-46")
def test_raising_is_free_and_lowering_is_a_superiors_with_a_reason() -> None:
    lin, boss = desk.agent(), desk.supervisor()
    case = desk.complaint(lin, severity=Severity.SERIOUS)

    def grade(**given: Any) -> set[str]:
        return _codes(rules.obstacles_to_grading(case, **{"injury": False, "reason": "", "by": lin, **given}))

    assert grade(severity=3) == set()
    assert grade(severity=1) == {"superior", "reason"}
    assert grade(severity=1, by=boss) == {"reason"}
    assert grade(severity=1, by=boss, reason="核实为误会") == set()
    assert grade(severity=None) == {"severity"}
    assert grade(severity=1, injury=True, by=boss, reason="x") == {"injury"}


@rule.both("JOINT-S07")
def test_a_superior_calls_a_problem_important() -> None:
    lin, boss = desk.agent(), desk.supervisor()
    chief = make.person(Role.GENERAL_MANAGER, "gm-office")
    case = desk.complaint(lin)
    assert _codes(rules.obstacles_to_calling_important(case, important=True, by=lin)) == {"important"}
    assert rules.obstacles_to_calling_important(case, important=True, by=boss) == []
    handling.change(case, {"important": True}, by=boss, now=NOW + HOUR)
    assert Reminder.objects.filter(receiver=chief, kind="complaint.important").exists()


@rule.both("CMP-15")
def test_a_cause_is_one_in_use() -> None:
    desk.lists()
    cause = Cause.objects.get(code="selling")
    assert rules.obstacles_to_cause(cause) == []
    cause.is_active = False
    assert _codes(rules.obstacles_to_cause(cause)) == {"cause"}


def test_a_change_is_a_line_of_the_timeline_and_moves_the_clock() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    done = handling.change(case, {"severity": 2, "goods": "羽绒服"}, title="羽绒服开线", by=lin, now=NOW + HOUR)
    assert set(done) == {"severity", "goods", "title"}
    case = desk.fresh(case)
    assert (case.folder.rank, case.folder.title, case.folder.version) == (2, "羽绒服开线", 2)
    entry = Entry.objects.filter(folder=case.folder, verb="changed").latest("id")
    assert set(entry.facts["fields"]) == {"severity", "goods", "title"}


def test_a_stale_form_meets_both_texts() -> None:
    lin, other = desk.agent(), desk.agent(name="王芳")
    case = desk.complaint(lin)
    handling.change(case, {"goods": "大衣"}, version=1, by=other, now=NOW + HOUR)
    with pytest.raises(Conflict) as conflict:
        handling.change(
            desk.fresh(case),
            {"goods": "羽绒服"},
            version=1,
            mine={"goods": "羽绒服"},
            theirs={"goods": "大衣"},
            by=lin,
            now=NOW + HOUR,
        )
    assert (conflict.value.mine["goods"], conflict.value.theirs["goods"]) == ("羽绒服", "大衣")
    assert conflict.value.changed_by == "王芳"


def test_a_lowered_grade_keeps_its_reason_as_a_note() -> None:
    boss = desk.supervisor()
    case = desk.complaint(boss, severity=Severity.SERIOUS)
    handling.change(case, {"severity": 1}, reason="核实为误会", by=boss, now=NOW + HOUR)
    assert Note.objects.get(folder=case.folder).text == "核实为误会"


@rule.allows("CMP-07", "CMP-17")
def test_a_person_is_named_and_the_complainant_completed_not_doubled() -> None:
    lin = desk.agent()
    case = desk.complaint(lin, name="", will_not_say=True, phone="")
    handling.name_party(case, part="complainant", name="周女士", phone="13800130013", by=lin, now=NOW)
    handling.name_party(case, part="witness", name="王芳", by=lin, now=NOW)
    assert case.parties.count() == 2
    assert case.parties.get(part=Party.Part.COMPLAINANT).name == "周女士"


@rule.both("CMP-06", "CMP-13")
def test_a_grave_case_is_a_superiors() -> None:
    lin, boss = desk.agent(), desk.supervisor()
    case = desk.complaint(lin, severity=Severity.SPECIAL)
    assert _codes(rules.obstacles_to_taking_over(case, desk.agent())) == {"superior"}
    assert rules.obstacles_to_taking_over(case, boss) == []
    assert _codes(rules.obstacles_to_taking_over(case, desk.onsite())) == {"role"}
    about = desk.agent()
    staff = desk.complaint(boss, against=Against.STAFF, staff_person=about)
    assert _codes(rules.obstacles_to_taking_over(staff, about)) == {"own"}
    handling.take_over(desk.complaint(lin), lin, by=boss, now=NOW)


@rule.both("JOINT-S05")
def test_cases_are_linked_once_and_never_to_themselves() -> None:
    lin = desk.agent()
    case, other = desk.complaint(lin), desk.complaint(lin)
    assert _codes(rules.obstacles_to_linking(case, None)) == {"unknown"}
    assert _codes(rules.obstacles_to_linking(case, case)) == {"self"}
    assert rules.obstacles_to_linking(case, other) == []
    handling.link_cases(case, other, "same", by=lin, now=NOW)
    assert _codes(rules.obstacles_to_linking(desk.fresh(case), other)) == {"linked"}
    with pytest.raises(Refused):
        handling.link_cases(desk.fresh(other), case, "same", by=lin, now=NOW)


# ---------------------------------------------------------------- who complains and how it came, put right


def _forwarded(case: Any, **fields: Any) -> dict[str, Any]:
    body = Authority.objects.get_or_create(code="12315", defaults={"name": "12315"})[0]
    return {"channel": "authority", "authority": body, "authority_due_at": NOW + 5 * DAY, **fields}


@rule.both("JOINT-S13")
@rule.allows("CMP-05")
def test_how_it_came_is_put_right_and_the_authoritys_clock_follows() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    handling.change(case, _forwarded(case, authority_number="沈市监诉 7"), by=lin, now=NOW + HOUR)
    clock = Clock.objects.get(folder=case.folder, kind="authority")
    assert (clock.due_at, clock.stopped_at) == (NOW + 5 * DAY, None)
    handling.change(case, _forwarded(case, authority_due_at=NOW + 3 * DAY), by=lin, now=NOW + HOUR)
    clock.refresh_from_db()
    assert (clock.due_at, clock.version) == (NOW + 3 * DAY, 2)
    back = {"channel": "phone", "authority": None, "authority_due_at": None}
    handling.change(case, back, by=lin, now=NOW + 2 * HOUR)
    clock.refresh_from_db()
    assert clock.stopped_at == NOW + 2 * HOUR
    assert desk.fresh(case).channel == "phone"


@rule.refuses("JOINT-S13")
def test_once_the_result_is_told_the_authoritys_clock_is_left_alone() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    intake.settle_at_once(case, "已说明。", content=True, category=desk.category(), by=lin, now=NOW)
    clocks.authority_changed(case, now=NOW + HOUR)
    assert not Clock.objects.filter(folder=case.folder, kind="authority").exists()


@rule.both("CMP-05", "JOINT-S13")
def test_forwarded_by_nobody_or_due_before_it_came_is_refused() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    given: dict[str, Any] = {"authority": None, "due_at": None, "arrived_at": NOW}
    assert obstacles_to_forwarding("phone", **given) == []
    assert _codes(obstacles_to_forwarding("authority", **given)) == {"authority"}
    for wrong in (_forwarded(case, authority=None), _forwarded(case, authority_due_at=case.arrived_at)):
        with pytest.raises(Refused):
            handling.change(case, wrong, by=lin, now=NOW + HOUR)
    assert desk.fresh(case).channel == "in_person"


@rule.both("CMP-06", "CMP-17")
def test_who_complains_is_put_right_but_no_merchant_complains_of_itself() -> None:
    lin, shop, other = desk.agent(), make_merchants.merchant("锦绣女装", ["A3118"]), make_merchants.merchant("恒源")
    case = desk.complaint(lin, merchant=shop)
    handling.change(case, {"complainant_kind": "merchant", "complaining_merchant": other}, by=lin, now=NOW + HOUR)
    case = desk.fresh(case)
    assert (case.complainant_kind, case.complaining_merchant) == ("merchant", other)
    assert _codes(obstacles_to_complaining_of_oneself(shop, shop)) == {"oneself"}
    assert obstacles_to_complaining_of_oneself(shop, other) == []
    with pytest.raises(Refused):
        handling.change(case, {"complaining_merchant": shop}, by=lin, now=NOW + HOUR)


@rule.both("CMP-05", "JOINT-S13")
def test_the_form_puts_the_channel_right_with_the_usual_days_and_touches_nothing_else(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    body = Authority.objects.create(code="12345", name="12345", days=3)
    make.signed_in(client, lin)
    address = f"/complaints/{case.folder.number}/change/"
    form = {"title": case.folder.title, "severity": "1", "channel": "authority"}
    assert client.post(address, {**form, "authority_number": "7"}).status_code == 422
    assert client.post(address, {**form, "authority": body.pk, "authority_number": "7"}).status_code == 302
    case = desk.fresh(case)
    due = add_working_days(case.arrived_at, 3, calendar("office"))
    assert (case.authority, case.authority_number, case.authority_due_at) == (body, "7", due)
    shown = f"{local(due):%Y-%m-%dT%H:%M}"
    assert shown in client.get(address).content.decode()
    again = {**form, "authority": body.pk, "authority_number": "8", "authority_due_at": shown}
    assert client.post(address, again).status_code == 302
    assert desk.fresh(case).authority_due_at == due
    fields = case.folder.entries.filter(verb="changed").latest("pk").facts["fields"]
    assert fields == ["authority_number"]
    assert client.post(address, {"title": case.folder.title, "severity": "1"}).status_code == 302
    assert desk.fresh(case).channel == "authority"
