"""What can be told: each kind of notice with its sentence and its icon. A person may mute any but the urgent ones.

The sentence is a msgid with named places, filled from the reminder's facts in the reader's language when it is shown.
`number` and `title` (of the folder) are always among them. Upper apps register theirs when they start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ui.obstacles import StrOrPromise


@dataclass(frozen=True)
class NoticeKind:
    """One kind. An urgent kind can never be muted and goes out at any hour; `mails` also sends an e-mail."""

    code: str
    label: StrOrPromise
    sentence: StrOrPromise
    icon: str = "bell"
    urgent: bool = False
    mails: bool = True

    @property
    def mutable(self) -> bool:
        """Whether a person may choose not to be told: everything but danger to somebody."""
        return not self.urgent


_KINDS: dict[str, NoticeKind] = {}


def register(
    code: str,
    label: StrOrPromise,
    sentence: StrOrPromise,
    *,
    icon: str = "bell",
    urgent: bool = False,
    mails: bool = True,
) -> NoticeKind:
    """Make a kind of notice known. Repeating it is harmless."""
    _KINDS[code] = NoticeKind(code, label, sentence, icon, urgent, mails)
    return _KINDS[code]


def notice_kind(code: str) -> NoticeKind:
    """The kind of that code; one no longer known is told by the folder's number and title alone."""
    return _KINDS.get(code) or NoticeKind(code, _("Notice"), _("%(number)s %(title)s"))


def notice_kinds() -> list[NoticeKind]:
    """All kinds, in the order they were registered."""
    return list(_KINDS.values())


register(
    "handoff.asked",
    _("A matter is handed over to us"),
    _("%(number)s is handed over to your department: %(title)s"),
    icon="send",
)
register("handoff.assigned", _("A matter is assigned to me"), _("%(number)s is yours: %(title)s"), icon="user-share")
register(
    "handoff.bounced",
    _("A department says “not ours”"),
    _("%(department)s says %(number)s is not theirs: decide"),
    icon="arrow-back-up",
)
register(
    "handoff.bounce_refused",
    _("“Not ours” was refused"),
    _("%(number)s stays with your department: %(title)s"),
    icon="arrow-forward-up",
)
register(
    "handoff.answered",
    _("A department has answered"),
    _("%(department)s has answered %(number)s: %(title)s"),
    icon="message-2",
)
register(
    "handoff.sent_back",
    _("An answer is sent back"),
    _("Your answer to %(number)s is sent back: %(title)s"),
    icon="arrow-back-up",
)
register(
    "handoff.chased",
    _("We are chased"),
    _("An answer is missed, chased for the %(times)s. time: %(number)s %(title)s"),
    icon="bell-ringing",
)
register(
    "handoff.withdrawn", _("A hand-over is withdrawn"), _("%(number)s is no longer with your department"), icon="x"
)
register(
    "approval.asked",
    _("An approval is asked of me"),
    _("%(number)s waits for your approval: %(title)s"),
    icon="rubber-stamp",
)
register("approval.approved", _("My proposal is approved"), _("Approved: %(number)s %(title)s"), icon="circle-check")
register("approval.refused", _("My proposal is refused"), _("Not approved: %(number)s %(title)s"), icon="circle-x")
register("follow_up.planned", _("A follow-up is mine"), _("Follow-up to make: %(number)s %(title)s"), icon="phone-plus")
register(
    "clock.warned",
    _("Soon due"),
    _("%(what)s is due soon: %(number)s %(title)s"),
    icon="clock-exclamation",
    mails=False,
)
register("clock.overdue", _("Overdue"), _("%(what)s is overdue: %(number)s %(title)s"), icon="alarm")
register(
    "clock.climbed",
    _("Overdue, brought up to me"),
    _("%(what)s is still overdue and is brought up to you: %(number)s %(title)s"),
    icon="stairs-up",
)
register(
    "safety.alarm",
    _("Safety alarm"),
    _("Somebody is hurt or in danger: %(number)s %(title)s"),
    icon="urgent",
    urgent=True,
)
register(
    "many_reveals",
    _("Many numbers looked at"),
    _("%(person)s has looked at %(count)s numbers within an hour"),
    icon="eye-exclamation",
)
