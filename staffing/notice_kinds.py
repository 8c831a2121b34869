"""What staffing tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.notice_kinds import register
from staffing import (
    notices_absences,  # noqa: F401 - loading it is enough
    notices_duty,  # noqa: F401 - loading it is enough
    notices_handovers,  # noqa: F401 - loading it is enough
    notices_office,  # noqa: F401 - loading it is enough
    notices_performance,  # noqa: F401 - loading it is enough
)

register(
    "roster.published",
    _("My roster is published or changed"),
    _("The roster %(roster)s is published, version %(version)s: look at your shifts"),
    icon="calendar-check",
)
register(
    "roster.submitted",
    _("A roster is submitted"),
    _("The roster %(roster)s is submitted"),
    icon="calendar-share",
)
register(
    "roster.hours",
    _("The hours of my shifts have changed"),
    _("The mall's hours have changed: look at your shifts of %(roster)s"),
    icon="clock-edit",
)
