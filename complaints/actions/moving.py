"""The one place that changes a complaint's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.models import Folder
from complaints.models import Complaint
from complaints.rules.moving import obstacles_to_move
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from complaints.states import State


def hold(complaint: Complaint) -> Complaint:
    """Lock the complaint and its folder until the transaction ends, and read both anew.

    Every act begins with it, so two people acting at once go one after the other and each sees the truth.
    The order is folder, then complaint, everywhere.
    """
    folder = Folder.objects.select_for_update(of=("self",)).get(pk=complaint.folder_id)
    complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update(of=("self",)))
    complaint.folder = folder
    return complaint


def move(complaint: Complaint, to: State) -> None:
    """Set the state along an edge of the table, on the complaint and on its folder; the caller writes the entry.

    Raises Refused for an edge that is not in the table.
    """
    refuse_if(obstacles_to_move(complaint, to))
    complaint.state = to
    complaint.save(update_fields=["state"])
    complaint.folder.stage = to
    complaint.folder.save(update_fields=["stage"])
