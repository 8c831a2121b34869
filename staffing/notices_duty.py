"""What is told about rotations, and about rosters that are due."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register

ROTATION_SUBMITTED = "rotation.submitted"
ROTATION_MINE = "rotation.mine"
ROSTER_SOON = "roster.soon"
ROSTER_LATE = "roster.late"
ROTATION_SOON = "rotation.soon"
ROTATION_LATE = "rotation.late"

register(
    ROTATION_SUBMITTED,
    _("A desk rotation is submitted"),
    _("The desk rotation of %(month)s is submitted"),
    icon="refresh-dot",
)
register(
    ROTATION_MINE,
    _("My desk of the month"),
    _("The desk rotation of %(month)s stands: look where you sit"),
    icon="armchair",
)
register(
    ROSTER_SOON,
    _("A roster is due soon"),
    _("The roster %(period)s is to be submitted by %(due)s"),
    icon="calendar-due",
)
register(
    ROSTER_LATE,
    _("A roster is late"),
    _("The roster %(period)s was to be submitted by %(due)s and is not"),
    icon="calendar-exclamation",
)
register(
    ROTATION_SOON,
    _("A desk rotation is due soon"),
    _("The desk rotation of %(period)s is to be submitted by %(due)s"),
    icon="calendar-due",
)
register(
    ROTATION_LATE,
    _("A desk rotation is late"),
    _("The desk rotation of %(period)s was to be submitted by %(due)s and is not"),
    icon="calendar-exclamation",
)
