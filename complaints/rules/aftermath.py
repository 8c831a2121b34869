"""What follows: measures against its happening again, customers to be careful with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import FlaggedCustomer, Improvement, Party
from complaints.rules.offering import CaseAct, Rows
from complaints.states import State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date, datetime

    from complaints.models import Complaint
    from mall.models import User


def obstacles_to_improving(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-28, IMPR-01, IMPR-03. A measure needs a known cause; pure human carelessness is not tracked."""
    if complaint.cause is None:
        return [Obstacle("cause", _("Name the cause first."))]
    if not complaint.cause.improvable:
        return [Obstacle("carelessness", _("Pure human carelessness is not tracked."))]
    return []


def obstacles_to_check_day(check_on: date, today: date) -> list[Obstacle]:
    """JOINT-S06, IMPR-02. A measure has a day in the future on which somebody looks whether it works."""
    if check_on <= today:
        return [Obstacle("past", _("The day of the check must lie ahead."), "check_on")]
    return []


def measure_to_agree(complaint: Complaint) -> Improvement | None:
    """IMPR-01. Return the measure that waits for the superior's word, the first proposed."""
    waiting = (one for one in complaint.improvements.all() if one.state == Improvement.State.PROPOSED)
    return min(waiting, key=lambda one: (one.proposed_at, one.pk), default=None)


def obstacles_to_answering_measure(measure: Improvement | None, user: User) -> list[Obstacle]:
    """IMPR-01. The superior agrees to a measure or sends it back once, and not to his own."""
    if measure is None or measure.state != Improvement.State.PROPOSED:
        return [Obstacle("none", _("No measure waits for the manager."))]
    if not user.may(Permission.MEASURE_AGREE):
        return [Obstacle("may", _("The manager agrees to measures."))]
    if measure.proposed_by_id == user.pk:
        return [Obstacle("own", _("Nobody decides on his own proposal."))]
    return []


def obstacles_to_sending_back(reason: str) -> list[Obstacle]:
    """IMPR-01. Who proposed a measure learns why it is sent back."""
    return [] if reason.strip() else [Obstacle("reason", _("Say why."), "reason")]


def measure_to_check(complaint: Complaint) -> Improvement | None:
    """Return the agreed measure whose effect was not looked at yet, the first by date."""
    agreed = (one for one in complaint.improvements.all() if one.state == Improvement.State.AGREED)
    waiting = (one for one in agreed if one.confirmed_at is None)
    return min(waiting, key=lambda one: (one.check_on, one.pk), default=None)


def obstacles_to_checking(measure: Improvement | None, user: User) -> list[Obstacle]:
    """IMPR-03. The effect of a measure is confirmed once, by somebody other than who proposed it, in their order."""
    if measure is None or measure != measure_to_check(measure.complaint):
        return [Obstacle("none", _("No measure waits for its check."))]
    if measure.proposed_by_id == user.pk:
        return [Obstacle("own", _("Somebody else looks whether it works: you proposed it."))]
    return []


def waiting_flag(complaint: Complaint) -> FlaggedCustomer | None:
    """Return the proposal to flag this complainant that nobody decided."""
    return next((one for one in complaint.flags.all() if one.confirmed_at is None and one.lifted_at is None), None)


def complainant(complaint: Complaint) -> Party | None:
    """Return who complains."""
    return next((one for one in complaint.parties.all() if one.part == Party.Part.COMPLAINANT), None)


def standing_flag(complaint: Complaint) -> FlaggedCustomer | None:
    """CMP-45. Return the confirmed flag on the complainant's phone, from whatever case it came."""
    if hasattr(complaint, "known_flag"):  # a page reads it once
        known: FlaggedCustomer | None = complaint.known_flag
        return known
    party = complainant(complaint)
    if party is None or not party.phone_blind:
        return None
    return FlaggedCustomer.objects.filter(
        phone_blind=party.phone_blind, confirmed_at__isnull=False, lifted_at=None
    ).first()


def obstacles_to_flagging(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-45. A customer is flagged by phone, once, and only a customer."""
    party = complainant(complaint)
    if party is None or not party.phone_blind:
        return [Obstacle("phone", _("Without a phone the customer could not be known again."))]
    if waiting_flag(complaint) is not None or standing_flag(complaint) is not None:
        return [Obstacle("flagged", _("The customer is flagged already."))]
    return []


def obstacles_to_confirming_flag(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-45. A supervisor confirms, not the person who proposed it."""
    flag = waiting_flag(complaint)
    if flag is None:
        return [Obstacle("none", _("Nobody proposed to flag this customer."))]
    if flag.proposed_by_id == user.pk:
        return [Obstacle("own", _("Somebody else confirms: you proposed it."))]
    return []


def obstacles_to_lifting_flag(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-45. Only a flag that stands is lifted."""
    if waiting_flag(complaint) is None and standing_flag(complaint) is None:
        return [Obstacle("none", _("The customer is not flagged."))]
    return []


def _has_cause(complaint: Complaint, _user: User) -> bool:
    return complaint.cause_id is not None and complaint.state != State.REGISTERED


def _has_measure(complaint: Complaint, _user: User) -> bool:
    return measure_to_check(complaint) is not None


def _has_proposal(complaint: Complaint, _user: User) -> bool:
    return measure_to_agree(complaint) is not None


def _not_flagged(complaint: Complaint, user: User) -> bool:
    return complaint.complainant_kind == "customer" and not _flagged(complaint, user)


def _waits(complaint: Complaint, _user: User) -> bool:
    return waiting_flag(complaint) is not None


def _flagged(complaint: Complaint, _user: User) -> bool:
    return waiting_flag(complaint) is not None or standing_flag(complaint) is not None


TO_AGREE = Rows("improvements", measure_to_agree, obstacles_to_answering_measure)
TO_CHECK = Rows("improvements", measure_to_check, obstacles_to_checking)

IMPROVE = CaseAct(
    "improve",
    gettext_lazy("Propose a measure"),
    Permission.COMPLAINT_CLOSE,
    "bulb",
    obstacles_to_improving,
    _has_cause,
    order=800,
    in_bar=False,
)
AGREE = CaseAct(
    "improvement-agree",
    gettext_lazy("Agree to the measure"),
    Permission.MEASURE_AGREE,
    "circle-check",
    shown=_has_proposal,
    order=802,
    in_bar=False,
    rows=TO_AGREE,
)
DECLINE = CaseAct(
    "improvement-decline",
    gettext_lazy("Send the measure back"),
    Permission.MEASURE_AGREE,
    "arrow-back-up",
    shown=_has_proposal,
    order=803,
    in_bar=False,
    rows=TO_AGREE,
)
CHECK = CaseAct(
    "improvement-check",
    gettext_lazy("Check the measure"),
    (Permission.COMPLAINT_CLOSE, Permission.HANDOFF_DECIDE),
    "clipboard-check",
    shown=_has_measure,
    order=801,
    in_bar=False,
    rows=TO_CHECK,
)
FLAG = CaseAct(
    "flag",
    gettext_lazy("Flag this customer"),
    Permission.FLAGGED_PROPOSE,
    "flag",
    obstacles_to_flagging,
    _not_flagged,
    order=810,
    in_bar=False,
)
CONFIRM_FLAG = CaseAct(
    "flag-confirm",
    gettext_lazy("Confirm the flag"),
    Permission.FLAGGED_CONFIRM,
    "flag-check",
    obstacles_to_confirming_flag,
    _waits,
    order=811,
    in_bar=False,
)
LIFT_FLAG = CaseAct(
    "flag-lift",
    gettext_lazy("Lift the flag"),
    Permission.FLAGGED_CONFIRM,
    "flag-off",
    obstacles_to_lifting_flag,
    _flagged,
    order=812,
    in_bar=False,
)

OFFERS = (IMPROVE, CHECK, AGREE, DECLINE, FLAG, CONFIRM_FLAG, LIFT_FLAG)
