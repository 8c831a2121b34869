"""Hearing a complaint again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions import follow_ups
from casework.actions.folders import record, reopen_folder
from casework.actions.notices import tell
from casework.actions.papers import write_note
from complaints import notice_kinds
from complaints.actions import clocks, consequences
from complaints.actions.merchants import withdraw_dispute
from complaints.actions.money import drop_open
from complaints.actions.moving import move
from complaints.queries.people import told_of_grave
from complaints.rules import closing as rules
from complaints.sla import levels_up
from complaints.states import State
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


def reopen(complaint: Complaint, reason: str = "", *, by: User, now: datetime) -> None:
    """CMP-29, FUP-13, JOINT-S03. Hear the complaint again, one level higher (a large problem two), with its papers.

    A new edition of its form begins and the papers of the earlier ones stay attached. Raises Refused.
    """
    refuse_if(rules.obstacles_to_reopening(complaint, by, now))
    folder = complaint.folder
    was_closed = folder.closed_at is not None
    if was_closed:
        reopen_folder(folder, by=by, now=now)
        withdraw_dispute(complaint, by=by, now=now)
    else:
        folder.reopened += 1
        folder.save(update_fields=["reopened"])
        record(folder, "reopened", by=by, now=now, facts={"times": folder.reopened})
    for follow_up in folder.follow_ups.filter(done_at=None):
        follow_ups.cancel(follow_up, by=by, now=now)
    drop_open(complaint, by=by, now=now)
    consequences.let_lapse(complaint, by=by, now=now)
    move(complaint, State.REOPENED)
    complaint.level += levels_up(complaint.severity)
    complaint.result_told_at = complaint.investigated_at = complaint.reported_at = None
    complaint.ending = complaint.rejected_reason = complaint.withdrawn_reason = ""
    complaint.save(
        update_fields=[
            "level",
            "result_told_at",
            "investigated_at",
            "reported_at",
            "ending",
            "rejected_reason",
            "withdrawn_reason",
        ]
    )
    if reason.strip():
        write_note(folder, reason, by=by, now=now)
    clocks.reopened(complaint, by=by, now=now)
    tell(
        told_of_grave(complaint), notice_kinds.REOPENED, folder, key=f"reopened:{folder.pk}:{folder.reopened}", now=now
    )
