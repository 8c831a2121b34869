"""Writing, signing and sending up the papers of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from casework.models import Reminder
from complaints.actions import papers
from complaints.models import Paper
from complaints.rules import papers as rules
from complaints.states import Severity
from mall.roles import Role
from tests import make, make_casework
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("CMP-20", "CMP-22")
def test_the_internal_letter_needs_a_department_and_the_report_its_answer() -> None:
    fresh = cases.registered(severity=Severity.SERIOUS)
    asked = cases.dispatched(severity=Severity.SERIOUS)
    done = cases.answered(severity=Severity.SERIOUS)
    assert rules.obstacles_to_form(fresh, Paper.Form.INTERNAL_LETTER)
    assert rules.obstacles_to_form(asked, Paper.Form.INTERNAL_LETTER) == []
    assert rules.obstacles_to_form(asked, Paper.Form.HANDLING_REPORT)
    assert rules.obstacles_to_form(done, Paper.Form.HANDLING_REPORT) == []


@rule.both("CMP-20")
def test_the_internal_letter_goes_to_a_department_that_was_asked_and_its_people_are_told_and_open_it(
    client: Client,
) -> None:
    by, staff = cases.agent(), make.person(Role.DEPARTMENT_USER, "onsite")
    stranger = make.person(Role.DEPARTMENT_USER, "fire")
    complaint = cases.dispatched(by=by, severity=Severity.SERIOUS)
    letter, onsite, fire = Paper.Form.INTERNAL_LETTER, make.department("onsite"), make.department("fire")
    assert rules.obstacles_to_addressee(complaint, letter, onsite) == []
    assert rules.obstacles_to_addressee(complaint, Paper.Form.REPLY_LETTER, None) == []
    for wrong in (fire, None):
        assert [o.code for o in rules.obstacles_to_addressee(complaint, letter, wrong)] == ["addressee"]
        with pytest.raises(Refused):
            papers.write(complaint, letter, facts="事实", to_department=wrong, by=by, now=cases.NOON)
    number = complaint.folder.number
    make.signed_in(client, by)
    form = client.get(reverse("complaints:paper", args=[number])).content.decode()
    assert onsite.name in form
    assert fire.name not in form
    paper = papers.write(complaint, letter, facts="袖口开线", to_department=onsite, by=by, now=cases.NOON)
    told = Reminder.objects.filter(kind="complaint.internal_letter", channel="bell")
    assert list(told.values_list("receiver", flat=True)) == [staff.pk]
    assert complaint.folder.entries.filter(verb="paper_written", facts__department=onsite.pk).exists()
    address = reverse("complaints:print_row", args=[number, "F-83", paper.pk])
    for user, opens in ((staff, True), (stranger, False)):
        make.signed_in(client, user)
        assert (client.get(complaint.get_absolute_url()).status_code == 200) is opens
        assert (client.post(address).status_code == 200) is opens


@rule.both("CMP-22", "ORG-09")
def test_the_report_is_prepared_reviewed_and_approved_by_three_people_in_turn() -> None:
    by, head, manager = cases.agent(), make.person(Role.DEPARTMENT_HEAD, "onsite"), cases.manager()
    complaint = cases.answered(severity=Severity.SERIOUS)
    assert rules.obstacles_to_signing(complaint, head, cases.NOON)
    paper = papers.write(complaint, Paper.Form.HANDLING_REPORT, facts="事实", decision="退货", by=by, now=cases.NOON)
    assert Reminder.objects.filter(receiver=head, kind="complaint.report_to_sign").exists()
    with pytest.raises(Refused):
        papers.sign(complaint, by=by, now=cases.NOON)
    papers.sign(complaint, by=head, now=cases.NOON)
    with pytest.raises(Refused):
        papers.sign(complaint, by=head, now=cases.NOON)
    papers.sign(complaint, by=manager, now=cases.NOON)
    paper.refresh_from_db()
    assert (paper.prepared_by, paper.reviewed_by, paper.approved_by) == (by, head, manager)
    assert rules.obstacles_to_signing(complaint, cases.supervisor(), cases.NOON)


@rule.both("CMP-22")
def test_only_the_head_of_a_department_that_was_asked_looks_the_report_through() -> None:
    by, head = cases.agent(), make.person(Role.DEPARTMENT_HEAD, "onsite")
    others = (
        make.person(Role.DEPARTMENT_USER, "onsite"),
        make.person(Role.DEPARTMENT_HEAD, "fire"),
        cases.supervisor(),
        cases.manager(),
        cases.deputy(),
    )
    complaint = cases.answered(severity=Severity.SERIOUS)
    paper = papers.write(complaint, Paper.Form.HANDLING_REPORT, facts="事实", decision="退货", by=by, now=cases.NOON)
    for other in others:
        assert [o.code for o in rules.obstacles_to_signing(complaint, other, cases.NOON)] == ["head"]
        with pytest.raises(Refused):
            papers.sign(complaint, by=other, now=cases.NOON)
    assert not rules.SIGN.shown(complaint, others[0])
    assert rules.SIGN.shown(complaint, head)
    told = set(Reminder.objects.filter(kind="complaint.report_to_sign").values_list("receiver", flat=True))
    assert told == {head.pk, others[3].pk}
    papers.sign(complaint, by=head, now=cases.NOON)
    paper.refresh_from_db()
    assert (paper.reviewed_by, paper.approved_by) == (head, None)


@rule.both("CMP-22")
def test_an_assisting_head_or_the_manager_approves_what_the_first_head_signed() -> None:
    by, head, fire = (
        cases.agent(),
        make.person(Role.DEPARTMENT_HEAD, "onsite"),
        make.person(Role.DEPARTMENT_HEAD, "fire"),
    )
    for joint in (True, False):
        complaint = cases.dispatched(severity=Severity.SERIOUS)
        if joint:
            make_casework.handoff(complaint.folder, "fire", "assist", now=cases.NOON)
        cases.answer(complaint, now=cases.later(hours=1))
        papers.write(complaint, Paper.Form.HANDLING_REPORT, facts="事实", decision="退货", by=by, now=cases.NOON)
        papers.sign(complaint, by=head, now=cases.NOON)
        refused = [o.code for o in rules.obstacles_to_signing(complaint, fire, cases.NOON)]
        assert refused == ([] if joint else ["head"])
        assert rules.obstacles_to_signing(complaint, cases.manager(), cases.NOON) == []


@rule.allows("CMP-22")
def test_where_no_asked_department_has_a_head_the_manager_and_who_is_above_him_sign() -> None:
    by, manager, deputy = cases.agent(), cases.manager(), cases.deputy()
    complaint = cases.answered(severity=Severity.SERIOUS)
    assert not make.department("onsite").memberships.filter(role=Role.DEPARTMENT_HEAD).exists()
    papers.write(complaint, Paper.Form.HANDLING_REPORT, facts="事实", decision="退货", by=by, now=cases.NOON)
    papers.sign(complaint, by=manager, now=cases.NOON)
    papers.sign(complaint, by=deputy, now=cases.NOON)
    assert rules.report_to_sign(complaint) is None


@rule.both("CMP-13", "CMP-27")
def test_only_a_serious_case_is_reported_upward_after_its_investigation_and_once() -> None:
    by, deputy = cases.agent(), cases.deputy()
    assert rules.obstacles_to_reporting_up(cases.answered(), by, cases.NOON)
    assert rules.obstacles_to_reporting_up(cases.dispatched(severity=Severity.SERIOUS), by, cases.NOON)
    complaint = cases.answered(severity=Severity.SERIOUS)
    assert rules.obstacles_to_reporting_up(complaint, by, cases.NOON) == []
    papers.report_up(complaint, by=by, now=cases.later(days=1))
    assert complaint.folder.clocks.get(kind="report_up").met_at == cases.later(days=1)
    assert Reminder.objects.filter(receiver=deputy, kind="complaint.reported_up").exists()
    with pytest.raises(Refused):
        papers.report_up(complaint, by=by, now=cases.later(days=1))


@rule.both("CMP-40")
def test_a_closed_case_is_filed_and_gets_no_more_papers() -> None:
    by = cases.agent()
    assert rules.obstacles_to_writing(cases.answered(), by, cases.NOON) == []
    with pytest.raises(Refused):
        papers.write(cases.closed(), Paper.Form.REPLY_LETTER, words="x", by=by, now=cases.later(days=3))


@rule.both("CMP-29")
def test_each_reopening_begins_a_new_edition_and_the_old_papers_stay() -> None:
    by = cases.agent()
    complaint = cases.answered(by=by, severity=Severity.SERIOUS)
    first = cases.signed_report(complaint, by=by, now=cases.later(hours=1))
    assert rules.report(complaint) == first
    complaint.folder.reopened = 1
    assert rules.edition(complaint) == 2
    assert rules.report(complaint) is None
    assert first in complaint.papers.all()
