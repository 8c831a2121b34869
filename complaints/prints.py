"""The papers that come out of a case: which forms there are, what each shows, which are numbered and logged."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.models import Paper
from complaints.queries import prints as gather
from complaints.queries.prints import Gather
from mall.roles import Permission


@dataclass(frozen=True)
class Print:
    """One form. `gather` answers what it shows its reader, or None while the case has nothing for it.

    `logged` ones carry a number of their own or leave the house: each printing is a line of the timeline. `needs` is
    asked beside the right to see the case: papers that show whole phones and ID numbers are the desk's.
    """

    code: str
    label: Promise | str
    template: str
    gather: Gather
    logged: bool = False
    icon: str = "printer"
    needs: Permission = Permission.COMPLAINT_READ

    @property
    def numbered(self) -> bool:
        """Whether the handbook gives the form a number."""
        return self.code.startswith("F-")


_FORMS = (
    Print("F-01", _("Hand-over slip"), "complaints/print/hand_over.html", gather.hand_over, icon="send"),
    Print("receipt", _("Receipt"), "complaints/print/receipt.html", gather.receipt, icon="receipt"),
    Print("feedback", _("Service feedback form"), "complaints/print/feedback.html", gather.feedback, icon="checklist"),
    Print("merchant", _("Merchant's complaint form"), "complaints/print/merchant.html", gather.by_merchant,
          icon="building-store"),
    Print("F-31", _("Service handling form"), "complaints/print/handling.html", gather.handling),
    Print("F-45", _("Complaint handling form"), "complaints/print/handling_full.html", gather.handling),
    Print("minutes", _("Minutes of the joint meeting"), "complaints/print/minutes.html", gather.minutes, icon="notes"),
    Print("F-28", _("Follow-up record"), "complaints/print/follow_up.html", gather.follow_up, icon="phone-check"),
    Print("F-50", _("Petition"), "complaints/print/petition.html", gather.petition, logged=True, icon="gavel"),
    Print("F-51", _("Reply letter"), "complaints/print/reply.html", gather.reply_letter, logged=True, icon="mail",
          needs=Permission.COMPLAINT_REPLY),
    Print("F-82", _("Complainant's letter"), "complaints/print/complainant_letter.html",
          gather.paper(Paper.Form.COMPLAINANT_LETTER), logged=True, icon="file-text",
          needs=Permission.COMPLAINT_REPLY),
    Print("F-83", _("Internal complaint letter"), "complaints/print/internal_letter.html",
          gather.paper(Paper.Form.INTERNAL_LETTER), logged=True, icon="file-text"),
    Print("F-84", _("Handling report"), "complaints/print/report.html",
          gather.report, logged=True, icon="file-text"),
    Print("F-85", _("Mediation agreement"), "complaints/print/agreement.html", gather.agreement, logged=True,
          icon="file-certificate", needs=Permission.AGREEMENT_HANDLE),
)  # fmt: skip

PRINTS: dict[str, Print] = {form.code: form for form in _FORMS}

#: What a complainant may get into his hands; nothing internal stands on these (CMP-30).
FOR_THE_COMPLAINANT = frozenset({"receipt", "feedback", "F-51", "F-82", "F-85"})
