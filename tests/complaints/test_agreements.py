"""The mediation agreement F-85."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from complaints import erasing
from complaints.actions import agreements, money
from complaints.models import Agreement
from complaints.queries.agreements import first_draft
from complaints.rules import agreements as rules
from complaints.rules import money as money_rules
from complaints.states import AgreementState, Severity
from tests import make_cases as cases
from tests import make_merchants
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from complaints.models import Complaint
    from mall.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

TODAY = cases.NOON.date()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def scan() -> SimpleUploadedFile:
    """A scanned paper."""
    return SimpleUploadedFile("协议.pdf", PDF, content_type="application/pdf")


def words(**changed: Any) -> dict[str, Any]:
    """What a draft says."""
    return {
        "a_name": "𠮷田喆",
        "a_phone": cases.PHONE,
        "a_identity": "310101199001011234",
        "b_name": "锦绣女装",
        "facts": "羽绒服开线",
        "a_duties": "不再主张",
        "b_duties": "赔偿 500 元",
        "amount": Decimal(500),
        **changed,
    }


def approved(by: User, amount: str = "500") -> Complaint:
    """A complaint with an approved settlement."""
    complaint = cases.proposed(amount, by=by)
    money.approve(complaint, by=cases.general_manager(), now=cases.later(hours=3))
    return complaint


def signed(by: User) -> Complaint:
    """A complaint whose agreement A has signed."""
    complaint = approved(by)
    agreement = agreements.draft(complaint, words(), by=by, now=cases.later(hours=4))
    agreements.print_draft(agreement, by=by, now=cases.later(hours=4))
    agreements.sign_a(complaint, TODAY, by=by, now=cases.later(hours=5))
    return complaint


def effective(by: User) -> Complaint:
    """A complaint whose agreement is in force."""
    complaint = signed(by)
    agreements.seal_b(complaint, TODAY, scan(), by=by, now=cases.later(hours=6))
    return complaint


@rule.both("CMP-24", "CMP-25", "ORG-05")
def test_drafted_printed_signed_sealed_and_so_effective() -> None:
    by = cases.agent()
    complaint = approved(by)
    assert rules.obstacles_to_drafting(complaint, by, cases.NOON) == []
    agreement = agreements.draft(complaint, words(), by=by, now=cases.later(hours=4))
    assert agreement.number == f"{complaint.folder.number}-XY1"
    assert [o.code for o in rules.obstacles_to_signing(complaint, by, cases.NOON)] == ["print"]
    assert rules.obstacles_to_sealing(complaint, by, cases.NOON)
    agreements.print_draft(agreement, by=by, now=cases.later(hours=4))
    agreement.refresh_from_db()
    assert rules.obstacles_to_signing(complaint, by, cases.NOON) == []
    agreements.sign_a(complaint, TODAY, by=by, now=cases.later(hours=5))
    assert rules.obstacles_to_sealing(complaint, by, cases.NOON) == []
    sealed = agreements.seal_b(complaint, TODAY, scan(), by=by, now=cases.later(hours=6))
    assert (sealed.state, sealed.effective_at) == (AgreementState.EFFECTIVE, cases.later(hours=6))
    assert sealed.scan is not None
    assert rules.in_force(complaint)


@rule.both("CMP-24")
def test_the_especially_serious_is_settled_in_writing() -> None:
    assert rules.needs_agreement(cases.registered(severity=Severity.SPECIAL))
    assert not rules.needs_agreement(cases.registered(severity=Severity.SERIOUS))
    by = cases.agent()
    drafted = approved(by)
    agreements.draft(drafted, words(), by=by, now=cases.NOON)
    assert rules.needs_agreement(drafted)


@rule.both("CMP-24")
def test_no_agreement_before_the_department_has_answered() -> None:
    by = cases.agent()
    assert rules.obstacles_to_drafting(cases.dispatched(), by, cases.NOON)
    assert rules.obstacles_to_drafting(cases.answered(), by, cases.NOON) == []


@rule.both("CMP-31")
def test_nobody_signs_over_more_than_was_approved() -> None:
    by = cases.agent()
    complaint = approved(by, "500")
    for amount, fits in ((Decimal("500.01"), False), (Decimal(500), True), (None, True)):
        agreement = agreements.draft(complaint, words(amount=amount), by=by, now=cases.NOON)
        agreements.print_draft(agreement, by=by, now=cases.NOON)
        assert (rules.obstacles_to_signing(complaint, by, cases.NOON) == []) is fits


@rule.both("CMP-25")
def test_with_an_agreement_in_force_no_side_claims_more() -> None:
    by = cases.agent()
    complaint = effective(by)
    assert "agreement" in [o.code for o in money_rules.obstacles_to_proposing(complaint, by, cases.NOON)]
    other = cases.answered()
    assert money_rules.obstacles_to_proposing(other, by, cases.NOON) == []


@rule.both("CMP-25")
def test_nobody_signs_tomorrow_and_b_not_before_a() -> None:
    by = cases.agent()
    complaint = signed(by)
    agreement = complaint.agreements.get()
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert rules.obstacles_to_sign_day(agreement, TODAY, TODAY) == []
    assert [o.code for o in rules.obstacles_to_sign_day(agreement, tomorrow, TODAY)] == ["future"]
    assert [o.code for o in rules.obstacles_to_sign_day(agreement, yesterday, TODAY)] == ["order"]
    with pytest.raises(Refused):
        agreements.seal_b(complaint, yesterday, scan(), by=by, now=cases.later(hours=6))


@rule.refuses("CMP-25")
def test_a_signed_agreement_is_changed_by_nobody_not_even_in_the_database() -> None:
    by = cases.agent()
    complaint = signed(by)
    with pytest.raises(Refused):
        agreements.draft(complaint, words(b_duties="赔 5000 元"), by=by, now=cases.later(hours=6))
    agreement = complaint.agreements.get()
    for change in ({"b_duties": "x"}, {"amount": Decimal(1)}, {"a_name": "x"}, {"state": "drafted"}, {"number": "1"}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(**change)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM complaints_agreement WHERE id = %s", [agreement.pk])


def test_a_draft_may_still_be_changed_and_must_then_be_printed_again() -> None:
    by = cases.agent()
    complaint = approved(by)
    agreement = agreements.draft(complaint, words(), by=by, now=cases.NOON)
    agreements.print_draft(agreement, by=by, now=cases.NOON)
    again = agreements.draft(complaint, words(b_duties="赔偿 400 元"), by=by, now=cases.NOON)
    assert (again.pk, again.b_duties, again.printed_at) == (agreement.pk, "赔偿 400 元", None)


@rule.both("CMP-25")
def test_what_is_signed_is_voided_by_a_supervisor_with_a_reason_and_another_may_follow() -> None:
    by, supervisor = cases.agent(), cases.supervisor()
    complaint = effective(by)
    assert [o.code for o in rules.obstacles_to_voiding(complaint, by, cases.NOON)] == ["supervisor"]
    assert rules.obstacles_to_voiding(complaint, supervisor, cases.NOON) == []
    agreements.void(complaint, "金额写错", by=supervisor, now=cases.later(hours=7))
    assert not rules.in_force(complaint)
    assert rules.obstacles_to_voiding(complaint, supervisor, cases.NOON)
    assert agreements.draft(complaint, words(), by=by, now=cases.later(hours=8)).number.endswith("-XY2")


@rule.allows("CMP-24")
def test_a_draft_starts_from_the_case() -> None:
    complaint = approved(cases.agent())
    draft = first_draft(complaint)
    assert (draft["a_name"], draft["a_phone"], draft["amount"]) == ("周女士", cases.PHONE, Decimal(500))
    assert "500.00" in draft["b_duties"]
    bare = first_draft(cases.answered())
    assert "b_duties" not in bare
    shop = first_draft(cases.answered(merchant=make_merchants.merchant(phone="13900002222")))
    assert (shop["b_name"], shop["b_phone"]) == ("恒源制衣", "13900002222")


def test_erasing_empties_the_persons_of_a_signed_agreement() -> None:
    complaint = effective(cases.agent())
    erasing.blank([complaint.folder_id], cases.later(days=4000))
    agreement = complaint.agreements.get()
    assert (agreement.a_name, agreement.a_phone, agreement.facts) == ("—", "", "")
    assert agreement.amount == Decimal(500)
    complaint.refresh_from_db()
    assert complaint.happened == "—"
    assert complaint.parties.get().name == ""
