"""Reads of folders and their papers, shaped for a page."""

from __future__ import annotations

from casework.queries.jobs import MissedJob, missed_jobs
from casework.queries.notices import folder_url, heard, said, unread_count
from casework.queries.search import SearchAnswer, search
from casework.queries.timeline import Line, timeline
from casework.queries.work import due_follow_ups, open_folders, owed_handoffs, waiting_approvals

__all__ = [
    "Line",
    "MissedJob",
    "SearchAnswer",
    "due_follow_ups",
    "folder_url",
    "heard",
    "missed_jobs",
    "open_folders",
    "owed_handoffs",
    "said",
    "search",
    "timeline",
    "unread_count",
    "waiting_approvals",
]
