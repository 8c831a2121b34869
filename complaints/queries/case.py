"""Everything the page of a case shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.models import Folder, Link
from casework.queries.timeline import lines_of
from complaints.models import Party
from complaints.offers import cures, grouped, offers
from complaints.queries.consequences import of_case
from complaints.queries.finding import visible_complaint
from complaints.queries.panels import panels
from complaints.queries.reading import read_papers
from complaints.reveals import EMAIL, PHONE
from complaints.rules.corrections import removable
from complaints.rules.dispatch import handoffs_of
from complaints.rules.handling import absent_departments
from complaints.rules.money import is_decided
from complaints.states import DECIDED, Severity, State
from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User

# What colour the word of a state has: whose turn it is, not how good or bad it is.
TONES = {
    State.CLOSED: "ok",
    State.FOLLOWED_UP: "ok",
    State.REPLIED: "ok",
    State.ANSWERED: "accent",
    State.REJECTED: "plain",
    State.WITHDRAWN: "plain",
}


# So many buttons stand beside the primary one; the others are in the menu.
IN_BAR = 4
# What everybody works towards: shown even while it is forbidden, with the reason.
SAID_WHY = frozenset({"close", "answer", "approve", "agreement-signed", "follow-up"})


def case_page(number: str, user: User, now: datetime) -> dict[str, Any]:
    """Return the context of the case page. Raises Http404 when the person may not see it."""
    complaint = visible_complaint(user, number)
    read_papers(complaint)
    found = offers(complaint, user, now)
    free = [offer for offer in found if not offer.obstacles and not offer.primary]
    bar = [offer for offer in free if offer.in_bar and not offer.on_card]
    behind = [*bar[IN_BAR:], *(offer for offer in free if not offer.in_bar and not offer.on_card)]
    handoffs = handoffs_of(complaint)
    current = {one.pk for one in handoffs}
    return {
        "complaint": complaint,
        "folder": complaint.folder,
        "state": DECIDED if is_decided(complaint) else State(complaint.state).label,
        "tone": TONES.get(State(complaint.state), "soon"),
        "severity": Severity(complaint.severity) if complaint.severity else None,
        "grave": bool(complaint.severity and complaint.severity > Severity.GENERAL),
        "parties": _parties(complaint),
        "statements": list(complaint.statements.all()),
        "files": [one for one in complaint.folder.attachments.all() if one.removed_at is None],
        "removable": {one.pk for one in removable(complaint, user)},
        "links": _links(complaint, user),
        "handoffs": handoffs,
        "let_go": [one for one in complaint.folder.handoffs.all() if one.pk not in current],
        "meetings": [(one, absent_departments(one) if one.held_at else []) for one in complaint.meetings.all()],
        "lines": [line for line in lines_of(complaint.folder, user, newest_first=True) if line.verb.code != "opened"],
        "primary": next((offer for offer in found if offer.primary), None),
        "bar": bar[:IN_BAR],
        "blocked": [(one, cures(one, found)) for one in found if one.code in SAID_WHY and one.obstacles],
        "more": grouped(behind),
        "allowed": {offer.code for offer in found if not offer.obstacles},
        "phone": PHONE,
        "email": EMAIL,
        "consequences": of_case(complaint, user),
        "perms_reveal": user.may(Permission.PHONE_REVEAL),
        **panels(complaint, now),
    }


def _parties(complaint: Complaint) -> list[Party]:
    """The complainant first."""
    return sorted(complaint.parties.all(), key=lambda party: (party.part != Party.Part.COMPLAINANT, party.pk))


def _links(complaint: Complaint, user: User) -> list[tuple[Link, Folder]]:
    """The cases it belongs with, as far as the person may see them, with the link that says so."""
    folder = complaint.folder
    links = {one.other_id: one for one in folder.links.all()}
    links |= {one.folder_id: one for one in folder.linked_from.all()}
    if not links:
        return []
    seen = Folder.objects.visible_to(user).filter(pk__in=links).order_by("-opened_at")
    return [(links[other.pk], other) for other in seen]
