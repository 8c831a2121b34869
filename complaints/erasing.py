"""What the complaint desk holds of persons, and how it is blanked when its term has ended (ARCH-S01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from casework.retention import GONE, register
from complaints.models import (
    Agreement,
    Complaint,
    Consequence,
    FlaggedCustomer,
    Improvement,
    Meeting,
    Paper,
    Party,
    Petition,
    Recovery,
    Reply,
    Settlement,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def blank(folder_ids: Sequence[int], now: datetime) -> int:
    """Blank names, phones and every text somebody typed about these complaints. Returns how many rows changed."""
    cases = Complaint.objects.filter(folder__in=folder_ids)
    of_case = Q(complaint__in=cases)
    # A signed agreement is fixed by a trigger; only here its persons are emptied, and the text that names them.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fuwutai.erasing', 'on', true)")
    gone = [
        Party.objects.filter(of_case).update(
            name="", phone="", phone_blind="", email="", address="", erased_at=now
        ),
        Statement.objects.filter(of_case).update(said_by=GONE, text=GONE),
        Reply.objects.filter(of_case).update(words=GONE),
        Paper.objects.filter(of_case).update(facts="", cause="", decision="", words=""),
        Petition.objects.filter(of_case).update(objection="", facts="", proposal="", decision=""),
        Meeting.objects.filter(of_case).exclude(minutes="").update(minutes=GONE),
        Meeting.objects.filter(of_case).update(agenda="", decision=""),
        Improvement.objects.filter(of_case).update(measure=GONE, finding=""),
        Improvement.objects.filter(of_case, state="declined").update(answer=GONE),
        Consequence.objects.filter(of_case).update(reason=GONE),
        Settlement.objects.filter(of_case).update(reason=""),
        Recovery.objects.filter(settlement__complaint__in=cases).update(receipt=""),
        Agreement.objects.filter(of_case).update(
            a_name=GONE, a_address="", a_phone="", a_identity="", b_phone="", b_contact="", facts="", a_duties="",
            b_duties="",
        ),
        Agreement.objects.filter(of_case, state="voided").update(void_reason=GONE),
        FlaggedCustomer.objects.filter(origin__in=cases).update(name=GONE, phone="", phone_blind="", reason=""),
        cases.update(
            happened=GONE, arrival_corrected="", place=GONE, demand_words="", goods="", goods_model="", order_number="",
            personal_penalty="", judgement="", lesson="", rejected_reason="", withdrawn_reason="", authority_number="",
        ),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fuwutai.erasing', '', true)")
    return sum(gone)


register("complaints", blank, kind="complaint")
