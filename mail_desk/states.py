"""The life of a mail item as a table (handbook 6.3), and the words of the desk's choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from ui.obstacles import StrOrPromise


class State(TextChoices):
    """Where an item stands. `received` is scanned, its particulars still to come; `void` counts nowhere."""

    RECEIVED = "received", pgettext_lazy("mail", "Scanned only")
    REFUSED = "refused", pgettext_lazy("mail", "Refused")
    REGISTERED = "registered", pgettext_lazy("mail", "Registered")
    NOTIFIED = "notified", pgettext_lazy("mail", "On the notice")
    AWAITING = "awaiting", pgettext_lazy("mail", "To be collected")
    UNCLAIMED = "unclaimed", pgettext_lazy("mail", "Unclaimed")
    TO_RETURN = "to_return", pgettext_lazy("mail", "To be returned")
    DISTRIBUTED = "distributed", pgettext_lazy("mail", "Handed out")
    COLLECTED = "collected", pgettext_lazy("mail", "Collected")
    RETURNED = "returned", pgettext_lazy("mail", "Returned")
    VOID = "void", pgettext_lazy("mail", "Struck out")


S = State
OPEN = frozenset({S.RECEIVED, S.REGISTERED, S.NOTIFIED, S.AWAITING, S.UNCLAIMED, S.TO_RETURN})
ENDED = frozenset(S) - OPEN
#: At the desk and waiting for somebody to fetch it.
WAITING = frozenset({S.NOTIFIED, S.AWAITING, S.UNCLAIMED})
#: What a receiver may be given: everything the desk still holds and has registered.
HELD = frozenset({S.REGISTERED, *WAITING, S.TO_RETURN})

TRANSITIONS: dict[State, frozenset[State]] = {
    S.RECEIVED: frozenset({S.REGISTERED, S.REFUSED, S.NOTIFIED, S.TO_RETURN, S.VOID}),
    S.REGISTERED: frozenset({S.DISTRIBUTED, S.NOTIFIED, S.COLLECTED, S.TO_RETURN, S.VOID}),
    S.NOTIFIED: frozenset({S.AWAITING, S.COLLECTED, S.UNCLAIMED, S.TO_RETURN, S.REGISTERED, S.VOID}),
    S.AWAITING: frozenset({S.NOTIFIED, S.COLLECTED, S.UNCLAIMED, S.TO_RETURN, S.REGISTERED, S.VOID}),
    S.UNCLAIMED: frozenset({S.COLLECTED, S.TO_RETURN, S.AWAITING, S.NOTIFIED, S.VOID}),
    S.TO_RETURN: frozenset({S.RETURNED, S.COLLECTED, S.REGISTERED, S.NOTIFIED, S.AWAITING, S.UNCLAIMED, S.VOID}),
    # What has ended is opened again by a correction only (MAIL-06: an undeliverable letter comes back).
    S.DISTRIBUTED: frozenset({S.REGISTERED, S.TO_RETURN, S.VOID}),
    S.COLLECTED: frozenset({S.REGISTERED, S.NOTIFIED, S.AWAITING, S.UNCLAIMED, S.TO_RETURN, S.VOID}),
    S.RETURNED: frozenset({S.TO_RETURN, S.VOID}),
    S.REFUSED: frozenset({S.REGISTERED, S.NOTIFIED, S.TO_RETURN, S.VOID}),
    S.VOID: frozenset(),
}

#: What colour the word of a state has: whose turn it is, not how good or bad it is.
TONES = {
    S.RECEIVED: "soon",
    S.REFUSED: "plain",
    S.REGISTERED: "accent",
    S.NOTIFIED: "soon",
    S.AWAITING: "soon",
    S.UNCLAIMED: "late",
    S.TO_RETURN: "late",
    S.DISTRIBUTED: "ok",
    S.COLLECTED: "ok",
    S.RETURNED: "plain",
    S.VOID: "plain",
}


class CallOutcome(TextChoices):
    """MAIL-03. How a phone call about an item ended."""

    REACHED = "reached", _("Reached: will come")
    TOLD_OTHER = "told_other", _("Told somebody else at the shop")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy or switched off")
    WRONG = "wrong", _("Wrong number")
    DECLINED = "declined", _("Does not want it")


#: After these somebody is expected at the desk.
ANNOUNCED = frozenset({CallOutcome.REACHED, CallOutcome.TOLD_OTHER})


class Collector(TextChoices):
    """MAIL-04. Who fetches an item."""

    MERCHANT = "merchant", _("The addressee")
    FAMILY = "family", _("Family member")
    PROXY = "proxy", _("Proxy")


class IdKind(TextChoices):
    """MAIL-04. The paper a collector shows."""

    CARD = "card", _("ID card")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Other paper")


class Correction(TextChoices):
    """How a mistake was put right; nothing is edited away."""

    PARTICULARS = "particulars", _("Particulars put right")
    TAKEN_BACK = "taken_back", _("Last step taken back")
    STRUCK_OUT = "struck_out", _("Struck out")


#: The words of the stages of each kind of folder: an item's states, a delivery and a batch of returns by their own.
STAGES: dict[str, dict[str, StrOrPromise]] = {
    "mail": dict(State.choices),
    "mail_delivery": {"open": _("Being registered"), "finished": pgettext_lazy("mail", "Registration finished")},
    "mail_return": {
        "open": _("Being gathered"),
        "handed_back": pgettext_lazy("mail", "Handed back"),
        "given_up": pgettext_lazy("mail", "Given up"),
    },
}
