"""The acts a person is offered on a case: collected from the chapters, with what forbids each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.rules import (
    aftermath,
    agreements,
    clocks,
    closing,
    consequences,
    corrections,
    dispatch,
    follow_ups,
    handling,
    intake,
    money,
    papers,
    replying,
)
from complaints.states import State
from ui.doors import allowed
from ui.obstacles import Obstacle, StrOrPromise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from complaints.models import Complaint
    from complaints.rules.offering import CaseAct
    from mall.models import User

# The acts by the card of the page they belong to; a chapter's rules module lists its own in OFFERS.
GROUPS: tuple[tuple[StrOrPromise, tuple[CaseAct, ...]], ...] = (
    (_("What happened"), (*intake.OFFERS, *handling.OFFERS, *corrections.OFFERS)),
    (_("Departments"), dispatch.OFFERS),
    (_("Time limits"), clocks.OFFERS),
    (_("Settlement and agreement"), (*money.OFFERS, *agreements.OFFERS)),
    (_("Replies and papers"), (*papers.OFFERS, *replying.OFFERS)),
    (_("Ending and after"), (*follow_ups.OFFERS, *closing.OFFERS, *aftermath.OFFERS, *consequences.OFFERS)),
)
GROUP_OF = {act.code: index for index, (_label, acts) in enumerate(GROUPS) for act in acts}
# The act that takes away what forbids another one, by the obstacle's code.
CURES = {
    "category": closing.JUDGE,
    "cause": closing.JUDGE,
    "judgement": closing.JUDGE,
    "lesson": closing.JUDGE,
    "report_up": papers.REPORT_UP,
    "report": papers.WRITE,
    "told": replying.REPLY,
    "follow_up": follow_ups.FOLLOW_UP,
    "petition": closing.DECIDE_PETITION,
    "approval": money.APPROVE,
    "settlement": money.CARRY_OUT,
    "agreement": agreements.DRAFT,
    "handoff": dispatch.CHASE,
}


@dataclass(frozen=True)
class Offer:
    """One button of a case: on, or off with its reasons."""

    code: str
    label: StrOrPromise
    icon: str
    url: str
    obstacles: list[Obstacle]
    primary: bool = False
    danger: bool = False
    in_bar: bool = True
    on_card: bool = False

    @property
    def group(self) -> int:
        """Which group of the menu it stands in, counted in the order of the page's cards."""
        return GROUP_OF[self.code]


def grouped(found: Iterable[Offer]) -> list[tuple[StrOrPromise, list[Offer]]]:
    """Return offers under the names of the cards they belong to; groups without any are left out."""
    rows = list(found)
    shelves = [(label, [one for one in rows if one.group == index]) for index, (label, _acts) in enumerate(GROUPS)]
    return [(label, shelf) for label, shelf in shelves if shelf]


def cures(blocked: Offer, found: Iterable[Offer]) -> list[tuple[Obstacle, Offer | None]]:
    """Return each reason why an act is off, with the offer that takes it away where the person may do that now."""
    free = {one.code: one for one in found if not one.obstacles}
    acts = [(reason, CURES.get(reason.code)) for reason in blocked.obstacles]
    return [(reason, free.get(act.code) if act else None) for reason, act in acts]


def offers(complaint: Complaint, user: User, now: datetime) -> list[Offer]:
    """Return what the person may do here, in order; exactly one at most is the primary button.

    What the person's role never allows is left out; what the state of things forbids is shown, off, with reasons.
    """
    found: list[tuple[CaseAct, list[Obstacle]]] = [
        (act, act.reasons(complaint, user, now))
        for act in sorted((act for _label, acts in GROUPS for act in acts), key=lambda act: act.order)
        if allowed(user, act.needs) and act.shown(complaint, user)
    ]
    free = [act for act, reasons in found if not reasons]
    case = reverse("complaints:case", args=[complaint.folder.number])
    state = State(complaint.state)
    first = next((act for act in free if act.pressing(complaint, user)), None)
    first = first or next((act for act in free if state in act.primary_in), None)
    return [
        Offer(
            code=act.code,
            label=act.label,
            icon=act.icon,
            url=f"{case}{act.piece(complaint)}/",
            obstacles=reasons,
            primary=act is first,
            danger=act.danger,
            in_bar=act.in_bar,
            on_card=act.on_card,
        )
        for act, reasons in found
    ]
