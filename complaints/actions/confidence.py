"""Complaints about our own staff: who may know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions.folders import add_audience, shut_out
from casework.actions.notices import tell
from casework.models import Audience
from mall.queries.people import supervisors

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


def keep_confidential(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-06. The supervisors handle it, who took it down may read it, whom it is about never sees it."""
    folder, about = complaint.folder, complaint.staff_person
    if about is not None:
        shut_out(folder, about, by=by, now=now)
    for supervisor in supervisors():
        if supervisor != about:
            add_audience(folder, person=supervisor, may=Audience.May.HANDLE, by=by, now=now)
    add_audience(folder, person=by, by=by, now=now)
    tell_handler(complaint, by=by, now=now)


def tell_handler(complaint: Complaint, *, by: User, now: datetime) -> None:
    """Tell whoever handles it from now on, unless he did it himself."""
    folder = complaint.folder
    if folder.handler is not None and folder.handler != by:
        tell([folder.handler], "handoff.assigned", folder, key=f"handler:{folder.pk}:{folder.handler_id}", now=now)
