"""Drafting, signing, sealing and voiding the mediation agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.actions.folders import record
from casework.actions.papers import attach
from casework.rules.papers import SIGNED
from complaints.models import Agreement
from complaints.rules import agreements as rules
from complaints.states import AgreementState
from mall.localtime import local_day
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from complaints.models import Complaint
    from mall.models import User

#: What a draft holds; all of it is fixed once A has signed.
TEXT_FIELDS = (
    "a_name",
    "a_address",
    "a_phone",
    "a_identity",
    "b_name",
    "b_address",
    "b_phone",
    "b_contact",
    "facts",
    "a_duties",
    "b_duties",
    "amount",
)


def draft(complaint: Complaint, words: Mapping[str, Any], *, by: User, now: datetime) -> Agreement:
    """CMP-24. Draft the agreement, or change the draft; a changed draft must be printed again. Raises Refused.

    `words` holds the fields named in TEXT_FIELDS.
    """
    refuse_if(rules.obstacles_to_drafting(complaint, by, now))
    agreement = rules.current(complaint)
    if agreement is None:
        number = f"{complaint.folder.number}-XY{complaint.agreements.count() + 1}"
        agreement = Agreement(complaint=complaint, number=number, drafted_at=now, drafted_by=by)
    for name in TEXT_FIELDS:
        setattr(agreement, name, words.get(name) if name == "amount" else words.get(name) or "")
    agreement.printed_at = None
    agreement.save()
    _record(agreement, "agreement_drafted", by=by, now=now)
    return agreement


def print_draft(agreement: Agreement, *, by: User, now: datetime) -> None:
    """CMP-25. Note that the agreement was printed; only what is on paper can be signed."""
    if agreement.state == AgreementState.DRAFTED:
        agreement.printed_at = now
        agreement.save(update_fields=["printed_at"])
    _record(agreement, "agreement_printed", by=by, now=now)


def sign_a(complaint: Complaint, signed_on: date, *, by: User, now: datetime) -> Agreement:
    """CMP-25. Party A has signed; from here on the text is fixed. Raises Refused."""
    refuse_if(rules.obstacles_to_signing(complaint, by, now))
    agreement = _held(complaint)
    refuse_if(rules.obstacles_to_sign_day(agreement, signed_on, local_day(now)))
    agreement.state, agreement.a_signed_on = AgreementState.SIGNED_A, signed_on
    agreement.save(update_fields=["state", "a_signed_on"])
    _record(agreement, "agreement_signed", by=by, now=now)
    return agreement


def seal_b(
    complaint: Complaint, signed_on: date, scan: Any, *, by: User, now: datetime
) -> Agreement:  # an upload, of whatever class
    """CMP-25. B's representative has signed and sealed; with the scan the agreement is in force. Raises Refused."""
    refuse_if(rules.obstacles_to_sealing(complaint, by, now))
    agreement = _held(complaint)
    refuse_if(rules.obstacles_to_sign_day(agreement, signed_on, local_day(now)))
    agreement.scan = attach(complaint.folder, scan, kind=SIGNED, by=by, now=now)
    agreement.state, agreement.b_signed_on, agreement.effective_at = AgreementState.EFFECTIVE, signed_on, now
    agreement.save(update_fields=["state", "b_signed_on", "scan", "effective_at"])
    _record(agreement, "agreement_effective", by=by, now=now)
    return agreement


def void(complaint: Complaint, reason: str, *, by: User, now: datetime) -> Agreement:
    """CMP-25. Void the agreement with a reason; its paper stays, marked void. Raises Refused."""
    refuse_if(rules.obstacles_to_voiding(complaint, by, now))
    agreement = _held(complaint)
    agreement.state, agreement.void_reason = AgreementState.VOIDED, reason.strip()
    agreement.voided_at, agreement.voided_by = now, by
    agreement.save(update_fields=["state", "void_reason", "voided_at", "voided_by"])
    _record(agreement, "agreement_voided", by=by, now=now)
    return agreement


def _held(complaint: Complaint) -> Agreement:
    return complaint.agreements.exclude(state=AgreementState.VOIDED).select_for_update(of=("self",)).get()


def _record(agreement: Agreement, verb: str, *, by: User, now: datetime) -> None:
    record(agreement.complaint.folder, verb, by=by, now=now, facts={"agreement": agreement.pk})
