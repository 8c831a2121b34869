"""What stands in the timeline of a complaint beside what any folder has; each sentence is a small template."""

from __future__ import annotations

from casework.verbs import keep_private, register, register_rows
from complaints.models import (
    Agreement,
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
from complaints.rules.consequences import WHAT as PENALTY
from mall.roles import Permission

APP = "complaints"

# --- counter
for _code, _icon, _tone, _minor in (
    ("complaint_registered", "pencil-plus", "", False),
    ("complaint_imported", "file-import", "", False),
    ("arrival_corrected", "clock-edit", "", True),
    ("settled_at_once", "mood-check", "ok", False),
    ("complaint_added_to", "plus", "", False),
    ("statement_taken", "message-circle", "", False),
    ("customer_met", "user-heart", "", False),
    ("meeting_called", "users-group", "", False),
    ("meeting_held", "notes", "", False),
    ("party_named", "users", "", True),
    ("staff_named", "user-exclamation", "soon", False),
):
    register(APP, _code, icon=_icon, tone=_tone, minor=_minor)

register_rows("statement", Statement.objects.in_bulk)
register_rows("reply", Reply.objects.in_bulk)
register_rows("party", Party.objects.in_bulk)
register_rows("meeting", Meeting.objects.in_bulk)

# --- paper
for _code, _icon, _tone, _minor in (
    ("replied", "message-reply", "", False),
    ("result_told", "message-check", "ok", False),
    ("settlement_agreed", "coin-yuan", "", False),
    ("settlement_carried_out", "checks", "ok", False),
    ("advance_recovered", "receipt-refund", "", False),
    ("agreement_drafted", "file-pencil", "", False),
    ("agreement_printed", "printer", "", True),
    ("agreement_signed", "signature", "", False),
    ("agreement_effective", "rubber-stamp", "ok", False),
    ("agreement_voided", "file-x", "late", False),
    ("paper_written", "file-text", "", False),
    ("paper_signed", "signature", "", False),
    ("paper_printed", "printer", "", True),
    ("reported_up", "arrow-big-up-line", "", False),
    ("found_unfounded", "ban", "late", False),
    ("petition_sent", "gavel", "soon", False),
    ("petition_decided", "gavel", "", False),
    ("complaint_withdrawn", "arrow-back", "", False),
    ("judged", "scale", "", False),
    ("measure_proposed", "bulb", "", False),
    ("measure_agreed", "circle-check", "", False),
    ("measure_declined", "arrow-back-up", "soon", False),
    ("measure_checked", "clipboard-check", "ok", False),
    ("flag_proposed", "flag", "soon", False),
    ("flag_confirmed", "flag-check", "late", False),
    ("flag_lifted", "flag-off", "", False),
    ("consequence_proposed", "user-exclamation", "soon", False),
    ("consequence_decided", "user-exclamation", "", False),
    ("consequence_published", "speakerphone", "", False),
    ("consequence_withdrawn", "arrow-back-up", "", False),
):
    register(APP, _code, icon=_icon, tone=_tone, minor=_minor)

register_rows("settlement", Settlement.objects.in_bulk)
register_rows("recovery", Recovery.objects.in_bulk)
register_rows("agreement", Agreement.objects.in_bulk)
register_rows("paper", Paper.objects.in_bulk)
register_rows("petition", Petition.objects.in_bulk)
keep_private(PENALTY, Permission.CONSEQUENCE_READ)
register_rows("improvement", Improvement.objects.in_bulk)
