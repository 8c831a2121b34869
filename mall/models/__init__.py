"""Facts of the mall."""

from mall.models.doors import (
    AccountLock,
    Draft,
    ExportLog,
    FormToken,
    Heartbeat,
    Job,
    Reveal,
    SignedPc,
    StagedUpload,
)
from mall.models.hours import SEASON_FIELDS, CalendarDay, Season, SeasonVersion
from mall.models.limits import Limit
from mall.models.people import Membership, User
from mall.models.places import Department, Desk, Floor, Lift, Unit, Zone
from mall.models.sessions import Session

__all__ = [
    "SEASON_FIELDS",
    "AccountLock",
    "CalendarDay",
    "Department",
    "Desk",
    "Draft",
    "ExportLog",
    "Floor",
    "FormToken",
    "Heartbeat",
    "Job",
    "Lift",
    "Limit",
    "Membership",
    "Reveal",
    "Season",
    "SeasonVersion",
    "Session",
    "SignedPc",
    "StagedUpload",
    "Unit",
    "User",
    "Zone",
]
