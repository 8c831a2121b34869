"""Facts of the complaint desk."""

from complaints.models.aftermath import FlaggedCustomer, Improvement, Meeting, Paper, Petition
from complaints.models.complaint import Complaint, Party, Reply, Statement
from complaints.models.consequences import Consequence
from complaints.models.lists import Authority, Cause, ComplaintCategory, DisputeRule
from complaints.models.money import Agreement, Recovery, Settlement
from complaints.models.periods import PeriodPaper

__all__ = [
    "Agreement",
    "Authority",
    "Cause",
    "Complaint",
    "ComplaintCategory",
    "Consequence",
    "DisputeRule",
    "FlaggedCustomer",
    "Improvement",
    "Meeting",
    "Paper",
    "Party",
    "PeriodPaper",
    "Petition",
    "Recovery",
    "Reply",
    "Settlement",
    "Statement",
]
