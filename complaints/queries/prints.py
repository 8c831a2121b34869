"""What stands on each paper of a case, gathered once. Papers for the complainant get nothing internal (CMP-30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.models import FollowUp, Grade
from complaints.models import Consequence, Paper
from complaints.queries.consequences import of_case
from complaints.queries.money import settlements_of
from complaints.rules.aftermath import complainant
from complaints.rules.agreements import current
from complaints.rules.dispatch import handoffs_of
from complaints.rules.handling import absent_departments
from complaints.rules.papers import edition
from complaints.states import Against, ComplainantKind
from mall.masking import mask_phone

if TYPE_CHECKING:
    from complaints.models import Complaint
    from mall.models import User

#: The four items of SURV-04.
ITEMS = (_("Attitude"), _("Skill"), _("Time taken"), _("Kept promises"))

Gather = Callable[["Complaint", int | None, "User"], dict[str, Any] | None]


def _head(complaint: Complaint) -> dict[str, Any]:
    """What any paper may say: the case and its complainant. The phone is masked; who needs it looks it up, logged."""
    party = complainant(complaint)
    return {
        "complaint": complaint,
        "folder": complaint.folder,
        "folder_number": complaint.folder.number,
        "party": party,
        "phone": mask_phone(party.phone) if party else "",
        "where": where(complaint),
        "edition": edition(complaint),
    }


def where(complaint: Complaint) -> str:
    """Return whom or what place the complaint is about, in words."""
    parts = [
        complaint.merchant.name if complaint.merchant else "",
        complaint.unit.number if complaint.unit else "",
        complaint.place,
    ]
    if not any(parts):
        parts = [str(complaint.floor or ""), complaint.get_against_display()]
    return " ".join(part for part in parts if part)


def receipt(complaint: Complaint, _row: int | None, _reader: User) -> dict[str, Any]:
    """CMP-09. The slip in the complainant's hand: number, hour, by when there is a first word."""
    first = complaint.folder.clocks.filter(kind="first_reply").order_by("-id").first()
    return {**_head(complaint), "desk": complaint.folder.desk, "first_reply_by": first.due_at if first else None}


def hand_over(complaint: Complaint, _row: int | None, _reader: User) -> dict[str, Any] | None:
    """CMP-03, CMP-26. The slip that goes with the case: to whom, by when, what is asked."""
    handoffs = handoffs_of(complaint)
    if not handoffs:
        return None
    return {
        **_head(complaint),
        "handoffs": handoffs,
        "desk": complaint.folder.desk,
        "agent": complaint.folder.opened_by,
    }


def feedback(complaint: Complaint, _row: int | None, _reader: User) -> dict[str, Any] | None:
    """JOINT-S04, SURV-04. The blank form that goes with the notice to the responsible person.

    The customer fills it in after the settlement, and it comes back to the desk. Customers against merchants only.
    """
    about_a_merchant = complaint.complainant_kind == ComplainantKind.CUSTOMER and complaint.against == Against.MERCHANT
    handoffs = handoffs_of(complaint)
    if not about_a_merchant or not handoffs:
        return None
    return {
        "folder_number": complaint.folder.number,
        "complaint": complaint,
        "where": where(complaint),
        "name": _outward_name(complaint),
        "departments": [one.to_department for one in handoffs],
        **_blank_grades(),
        "desk": complaint.folder.desk,
    }


def by_merchant(complaint: Complaint, _row: int | None, _reader: User) -> dict[str, Any] | None:
    """JOINT-S01, JOINT-S02. The form of a merchant's complaint, about our staff or another merchant.

    Handed to the responsible person who signs, looks into it and agrees a proposal with the merchant; the desk phones.
    """
    if complaint.complainant_kind != ComplainantKind.MERCHANT:
        return None
    merchant = complaint.complaining_merchant
    return {
        **_head(complaint),
        "merchant": merchant,
        "handoffs": handoffs_of(complaint),
        "settlements": settlements_of(complaint.pk),
        "replies": list(complaint.replies.filter(final=True).select_related("by")),
        "follow_up": _asked(complaint),
    }


def handling(complaint: Complaint, _row: int | None, reader: User) -> dict[str, Any]:
    """CMP-09, CMP-28, CMP-40. The internal form: everything, with the papers of earlier editions named (CMP-29).

    Its place for penalties of persons holds those its reader may read (CMP-42).
    """
    return {
        **_head(complaint),
        "handoffs": handoffs_of(complaint),
        "statements": list(complaint.statements.all()),
        "settlements": settlements_of(complaint.pk),
        "replies": list(complaint.replies.filter(final=True).select_related("by")),
        "follow_up": _asked(complaint),
        "penalties": [one for one in of_case(complaint, reader) if one.state == Consequence.State.DECIDED],
        "improvements": list(complaint.improvements.filter(state="agreed").select_related("owner")),
        "earlier": [paper for paper in complaint.papers.all() if paper.edition < edition(complaint)],
        "old_answers": _old_answers(complaint),
    }


def _asked(complaint: Complaint) -> FollowUp | None:
    """The last follow-up of the case that was done."""
    done = complaint.folder.follow_ups.filter(reason=FollowUp.Reason.COMPLAINT, done_at__isnull=False)
    return done.select_related("evaluation", "asked_by").order_by("-id").first()


def _blank_grades() -> dict[str, Any]:
    """SURV-04. The four items and the four grades, to be ticked with a pen; the best grade first."""
    return {
        "items": ITEMS,
        "grades": [label for _grade, label in sorted(Grade.choices, reverse=True)],
    }


def _outward_name(complaint: Complaint) -> str:
    party = complainant(complaint)
    return party.name if party and not party.will_not_say else ""


def _old_answers(complaint: Complaint) -> list[Any]:
    """The answers of departments in earlier rounds, kept on paper after a reopening."""
    standing = {one.pk for one in handoffs_of(complaint)}
    past = complaint.folder.handoffs.exclude(answer="").select_related("to_department").order_by("answered_at")
    return [one for one in past if one.pk not in standing]


def follow_up(complaint: Complaint, _row: int | None, _reader: User) -> dict[str, Any] | None:
    """FUP-S09. The record of all follow-ups of the case, with their tries; one still to be asked has blank lines."""
    rows = list(
        complaint.folder.follow_ups.exclude(outcome=FollowUp.Outcome.CANCELLED)
        .select_related("evaluation", "asked_by", "reviewed_by")
        .prefetch_related("attempts__by")
        .order_by("id")
    )
    return {**_head(complaint), "follow_ups": rows, **_blank_grades()} if rows else None


def minutes(complaint: Complaint, row: int | None, _reader: User) -> dict[str, Any] | None:
    """JOINT-S10. The minutes of a joint meeting with who did not come and whose answer was late: the last one held."""
    held = complaint.meetings.filter(held_at__isnull=False).select_related("held_by").order_by("-held_at", "-id")
    meeting = held.filter(pk=row).first() if row else held.first()
    if meeting is None:
        return None
    return {
        **_head(complaint),
        "meeting": meeting,
        "absent": absent_departments(meeting),
        "answers_late": list(meeting.answers_late.all()),
    }


def petition(complaint: Complaint, row: int | None, _reader: User) -> dict[str, Any] | None:
    """CMP-32. A petition: the one asked for, else the latest."""
    petitions = complaint.petitions.select_related("asked_by", "decided_by").order_by("-id")
    found = petitions.filter(pk=row).first() if row else petitions.first()
    return {**_head(complaint), "petition": found, "paper_number": found.number} if found else None


def reply_letter(complaint: Complaint, row: int | None, _reader: User) -> dict[str, Any] | None:
    """CMP-30. The letter to the complainant: name, words, date. Nothing else of the case reaches its template."""
    letter = _paper(complaint, Paper.Form.REPLY_LETTER, row)
    words = letter.words if letter else ""
    on = letter.made_at if letter else None
    if not words:
        told = complaint.replies.filter(final=True).order_by("-id").first()
        words, on = (told.words, told.at) if told else ("", None)
    if not words:
        return None
    return {
        "folder_number": complaint.folder.number,
        "paper_number": letter.number if letter else "",
        "name": _outward_name(complaint),
        "arrived_at": complaint.arrived_at,
        "where": where(complaint),
        "words": words,
        "on": on,
    }


def paper(form: str) -> Gather:
    """Return how a written paper of this form is gathered: the one asked for, else the latest."""

    def gather(complaint: Complaint, row: int | None, _reader: User) -> dict[str, Any] | None:
        found = _paper(complaint, form, row)
        if found is None:
            return None
        outward = form == Paper.Form.COMPLAINANT_LETTER
        head = _head(complaint)
        party = head["party"]
        if outward and party is not None:
            head["phone"] = party.phone  # the complainant's own letter carries the complainant's own number
        return {**head, "paper": found, "paper_number": found.number}

    return gather


def report(complaint: Complaint, row: int | None, reader: User) -> dict[str, Any] | None:
    """CMP-22, ORG-09. The handling report with its signatures and the settlement it proposes."""
    found = paper(Paper.Form.HANDLING_REPORT)(complaint, row, reader)
    if found is None:
        return None
    return {**found, "handoffs": handoffs_of(complaint), "settlements": settlements_of(complaint.pk)}


def agreement(complaint: Complaint, row: int | None, _reader: User) -> dict[str, Any] | None:
    """CMP-25. The agreement; a voided one too, marked so, when it is asked for."""
    found = complaint.agreements.filter(pk=row).first() if row else current(complaint)
    if found is None:
        return None
    return {"folder_number": complaint.folder.number, "agreement": found, "paper_number": found.number,
            "complaint": complaint}  # fmt: skip


def _paper(complaint: Complaint, form: str, row: int | None) -> Paper | None:
    papers = complaint.papers.filter(form=form).select_related(
        "to_department", "made_by", "prepared_by", "reviewed_by", "approved_by"
    )
    return papers.filter(pk=row).first() if row else papers.order_by("-id").first()
