"""Facts of staffing: crews and their desks, rosters, what takes people off them."""

from staffing.models.absences import Block, Leave, PostLeave, Swap, Wish
from staffing.models.conduct import ConductCheck, ConductFinding, ConductItem, PrivateCall
from staffing.models.crews import Crew, CrewDesk, CrewMember, DeskDemand
from staffing.models.development import TalkConsent, TalkNote
from staffing.models.feeds import CalendarFeed
from staffing.models.handovers import Addition, Handover, HandoverLine, MustRead
from staffing.models.indicators import Indicator
from staffing.models.letters import WorkLetter
from staffing.models.meetings import Meeting, MeetingAction, MeetingKind, MeetingProblem, Participant
from staffing.models.plans import PlanRow, WeekPlan
from staffing.models.points import BrandPoint, PointAppeal, PointReason, PointsMonth
from staffing.models.rewards import Reward, RewardSheet
from staffing.models.rosters import Drafting, Duty, Roster, RosterVersion, Rotation, RotationLine
from staffing.models.trainings import StaffTraining, TrainingSeat
from staffing.models.work_reports import ReportReceiver, WorkReport

__all__ = [
    "Addition",
    "Block",
    "BrandPoint",
    "CalendarFeed",
    "ConductCheck",
    "ConductFinding",
    "ConductItem",
    "Crew",
    "CrewDesk",
    "CrewMember",
    "DeskDemand",
    "Drafting",
    "Duty",
    "Handover",
    "HandoverLine",
    "Indicator",
    "Leave",
    "Meeting",
    "MeetingAction",
    "MeetingKind",
    "MeetingProblem",
    "MustRead",
    "Participant",
    "PlanRow",
    "PointAppeal",
    "PointReason",
    "PointsMonth",
    "PostLeave",
    "PrivateCall",
    "ReportReceiver",
    "Reward",
    "RewardSheet",
    "Roster",
    "RosterVersion",
    "Rotation",
    "RotationLine",
    "StaffTraining",
    "Swap",
    "TalkConsent",
    "TalkNote",
    "TrainingSeat",
    "WeekPlan",
    "Wish",
    "WorkLetter",
    "WorkReport",
]
