"""Facts of casework: the folder and its papers."""

from casework.models.clocks import Clock, Pause, PauseReason, Reminder
from casework.models.folders import Audience, Entry, Folder, NumberCounter, PhoneTail, SearchText
from casework.models.follow_ups import Evaluation, FollowUp, FollowUpAttempt, Grade
from casework.models.papers import Approval, Attachment, Handoff, Link, Note
from casework.models.periods import Adjustment, ClosedLine, ClosedPeriod, ImportedFile, ImportedRow

__all__ = [
    "Adjustment",
    "Approval",
    "Attachment",
    "Audience",
    "Clock",
    "ClosedLine",
    "ClosedPeriod",
    "Entry",
    "Evaluation",
    "Folder",
    "FollowUp",
    "FollowUpAttempt",
    "Grade",
    "Handoff",
    "ImportedFile",
    "ImportedRow",
    "Link",
    "Note",
    "NumberCounter",
    "Pause",
    "PauseReason",
    "PhoneTail",
    "Reminder",
    "SearchText",
]
