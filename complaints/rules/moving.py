"""Along the table of states, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.states import TRANSITIONS, State
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from complaints.models import Complaint


def obstacles_to_move(complaint: Complaint, to: State) -> list[Obstacle]:
    """HOUSE-03. Handbook 6.1. The table has an edge from where the complaint stands to where it is to go."""
    here = State(complaint.state)
    if to in TRANSITIONS[here]:
        return []
    return [
        Obstacle(
            "state",
            _("A complaint that is “%(here)s” cannot become “%(there)s”.") % {"here": here.label, "there": to.label},
        )
    ]
