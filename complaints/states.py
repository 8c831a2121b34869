"""The life of a complaint as a table (handbook 6.1, with the edges the department added)."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a complaint stands. `received` is the open form: its clock runs, but nothing is registered yet."""

    REGISTERED = "registered", _("Registered")
    DISPATCHED = "dispatched", _("Handed over")
    IN_HANDLING = "in_handling", _("In handling")
    ANSWERED = "answered", _("Answered")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    REPLIED = "replied", _("Replied")
    FOLLOWED_UP = "followed_up", _("Followed up")
    REOPENED = "reopened", _("Reopened")
    REJECTED = "rejected", _("Unfounded")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")
    CLOSED = "closed", _("Closed")


S = State

TRANSITIONS: dict[State, frozenset[State]] = {
    S.REGISTERED: frozenset({S.DISPATCHED, S.REPLIED, S.REJECTED, S.WITHDRAWN}),
    S.DISPATCHED: frozenset({S.IN_HANDLING, S.ANSWERED, S.REGISTERED, S.WITHDRAWN}),
    S.IN_HANDLING: frozenset({S.ANSWERED, S.REGISTERED, S.REJECTED, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.AWAITING_APPROVAL, S.REPLIED, S.IN_HANDLING, S.REJECTED, S.WITHDRAWN}),
    S.AWAITING_APPROVAL: frozenset({S.ANSWERED, S.REPLIED, S.WITHDRAWN}),
    # "replied → closed" serves the settled-on-the-spot and the complainant who has no phone or wants no call.
    S.REPLIED: frozenset({S.FOLLOWED_UP, S.CLOSED, S.REOPENED, S.WITHDRAWN}),
    S.FOLLOWED_UP: frozenset({S.CLOSED, S.REOPENED}),
    S.REOPENED: frozenset({S.DISPATCHED, S.REPLIED, S.REJECTED, S.WITHDRAWN}),
    S.REJECTED: frozenset({S.CLOSED, S.REOPENED}),
    S.WITHDRAWN: frozenset({S.CLOSED, S.REOPENED}),
    S.CLOSED: frozenset({S.REOPENED}),
}

# What a case that awaited approval says of itself once the yes is given, until the complainant is told.
DECIDED = _("Approved, to be told")

# Sets the queues speak of.
WITH_DEPARTMENT = frozenset({S.DISPATCHED, S.IN_HANDLING})
BEFORE_REPLY = frozenset({S.REGISTERED, S.DISPATCHED, S.IN_HANDLING, S.ANSWERED, S.AWAITING_APPROVAL, S.REOPENED})
ENDED = frozenset({S.CLOSED})


class Severity(IntegerChoices):
    """CMP-14. Three grades; the number sorts."""

    GENERAL = 1, _("General")
    SERIOUS = 2, _("Serious")
    SPECIAL = 3, _("Especially serious")


class Channel(TextChoices):
    """CMP-05. How the complaint came."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("Phone")
    VISIT = "visit", pgettext_lazy("channel", "On a visit")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("E-mail")
    AUTHORITY = "authority", _("Forwarded by an authority")
    FAX = "fax", _("Fax")
    OTHER = "other", _("Other")


class ComplainantKind(TextChoices):
    """CMP-06. Who complains."""

    CUSTOMER = "customer", _("Customer")
    MERCHANT = "merchant", _("Merchant")


class Against(TextChoices):
    """CMP-17, CMP-06, JOINT-S01. Whom the complaint is about."""

    MERCHANT = "merchant", _("A merchant")
    MALL = "mall", _("The mall")
    STAFF = "staff", _("Our own staff")


class Demand(TextChoices):
    """CMP-08. What the complainant wants."""

    RETURN = "return", _("Return")
    EXCHANGE = "exchange", _("Exchange")
    COMPENSATION = "compensation", _("Compensation")
    APOLOGY = "apology", _("Apology")
    OTHER = "other", _("Other")


class Ending(TextChoices):
    """How it ended."""

    SETTLED_AT_ONCE = "settled_at_once", _("Settled on the spot")
    SOLVED = "solved", _("Solved")
    COMPENSATED = "compensated", _("Compensated")
    MEDIATED = "mediated", _("Mediated")
    UNFOUNDED = "unfounded", _("Unfounded")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")


class SettlementKind(TextChoices):
    """CMP-38, in the mall's words."""

    REFUND = "refund", _("Refund")
    EXCHANGE = "exchange", _("Exchange")
    COMPENSATION = "compensation", _("Compensation")
    DISCOUNT = "discount", _("Discount")
    REWORK = "rework", _("Repair")
    APOLOGY = "apology", _("Apology")
    OTHER = "other", _("Other")


class AgreementState(TextChoices):
    """CMP-25. drafted → signed by A → signed and sealed by B, and so effective | voided."""

    DRAFTED = "drafted", _("Drafted")
    SIGNED_A = "signed_a", _("Signed by A")
    EFFECTIVE = "effective", _("Effective")
    VOIDED = "voided", _("Voided")
