"""What forbids pausing a folder's clocks, letting them run again, setting a deadline or counting it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.rules.deadlines import DESK, OFFICE
from casework.rules.folders import obstacle_of_the_person, obstacles_to_touching
from mall.queries import calendar
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Clock, Folder
    from mall.models import Job, User


def obstacles_to_pausing(folder: Folder, by: User) -> list[Obstacle]:
    """CMP-35. Clocks stand still for a reason from the list only, and one pause at a time."""
    found = obstacles_to_touching(folder) + obstacle_of_the_person(folder, by)
    if folder.paused_at is not None:
        found.append(Obstacle("paused", _("The clocks stand still already.")))
    if not by.may(Permission.CLOCK_PAUSE):
        found.append(Obstacle("may", _("Your role does not pause clocks.")))
    return found


def obstacles_to_resuming(folder: Folder, by: User) -> list[Obstacle]:
    """CMP-35. Only clocks that stand still can run again."""
    found = obstacles_to_touching(folder) + obstacle_of_the_person(folder, by)
    if folder.paused_at is None:
        found.append(Obstacle("running", _("The clocks are running.")))
    if not by.may(Permission.CLOCK_PAUSE):
        found.append(Obstacle("may", _("Your role does not pause clocks.")))
    return found


def obstacles_to_setting_by_hand(clock: Clock, by: User, *, due_at: datetime, now: datetime) -> list[Obstacle]:
    """CMP-35. A supervisor may set a deadline by hand, to an hour that lies ahead."""
    found = obstacles_to_touching(clock.folder) + obstacle_of_the_person(clock.folder, by)
    if clock.met_at is not None or clock.stopped_at is not None:
        found.append(Obstacle("ended", _("This deadline has ended.")))
    if due_at <= now:
        found.append(Obstacle("past", _("Choose an hour that lies ahead."), "due_at"))
    if not by.may(Permission.CLOCK_SET):
        found.append(Obstacle("may", _("A supervisor sets deadlines.")))
    return found


def hours_of_today() -> dict[str, str]:
    """The measures that run along a calendar, each with the name of that calendar's present state."""
    return {OFFICE: calendar("office").version, DESK: calendar("desk").version}


def is_counted_by_older_hours(clock: Clock) -> bool:
    """CMP-35. Whether a deadline that runs was counted by hours corrected since; one set by hand follows none."""
    if clock.by_hand or clock.met_at is not None or clock.stopped_at is not None:
        return False
    today = hours_of_today()
    return clock.measure in today and clock.calendar_version != today[clock.measure]


def obstacles_to_recounting(folder: Folder, by: User) -> list[Obstacle]:
    """CMP-35. Deadlines of what is open are counted anew by who sets deadlines, or who keeps the calendar."""
    found = obstacles_to_touching(folder)
    if not (by.may(Permission.CLOCK_SET) or by.may(Permission.CALENDAR_EDIT)):
        found.append(Obstacle("may", _("A supervisor has deadlines counted anew.")))
    return found


def obstacles_to_recounting_all(waiting: int, running: Job | None, by: User) -> list[Obstacle]:
    """CMP-35. All open deadlines are counted anew by who keeps the calendar, when some are older, one run at a time."""
    if not by.may(Permission.CALENDAR_EDIT):
        return [Obstacle("may", _("Who keeps the calendar has all deadlines counted anew."))]
    if running is not None:
        return [Obstacle("running", _("They are being counted already."))]
    if not waiting:
        return [Obstacle("same", _("All deadlines are counted by the calendar of today."))]
    return []
