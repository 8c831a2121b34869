"""What forbids a change of the calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.models import SEASON_FIELDS, CalendarDay
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import time

    from mall.models import Season, SeasonVersion, User

SATURDAY = 5
LEAST_REASON = 2
Kind = CalendarDay.Kind


def obstacles_to_editing_the_calendar(*, by: User) -> list[Obstacle]:
    """DESK-02. Only who answers for the hours changes them."""
    if by.may(Permission.CALENDAR_EDIT):
        return []
    return [Obstacle("calendar.role", _("Only the manager changes the calendar."))]


def obstacles_to_changing_a_day(day: date, *, today: date, by: User) -> list[Obstacle]:
    """DESK-02. Days that are over stay as they were: clocks have counted along them."""
    obstacles = obstacles_to_editing_the_calendar(by=by)
    if day < today:
        obstacles.append(Obstacle("calendar.past", _("This day is over; its hours stay as they were.")))
    return obstacles


def obstacles_to_setting_a_day(
    day: date, kind: str, *, closes_at: time | None, name: str, season: tuple[time, time], today: date, by: User
) -> list[Obstacle]:
    """DESK-02. A day differs in one way for the office and in one way for the desk.

    `season` is when the desk opens and closes on an ordinary day of that season.
    """
    obstacles = obstacles_to_changing_a_day(day, today=today, by=by)
    if len(name.strip()) < LEAST_REASON:
        obstacles.append(Obstacle("calendar.name", _("Say why the day differs."), "name"))
    if kind == Kind.MAKE_UP and day.weekday() < SATURDAY:
        obstacles.append(Obstacle("calendar.workday", _("This weekday is a working day already."), "kind"))
    if kind == Kind.EARLY_CLOSING:
        opens, closes = season
        if closes_at is None:
            obstacles.append(Obstacle("calendar.hour", _("Say when the mall closes."), "closes_at"))
        elif not opens < closes_at < closes:
            words = _("Between %(opens)s and %(closes)s.") % {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
            obstacles.append(Obstacle("calendar.hour", words, "closes_at"))
    return obstacles


def obstacles_to_setting_a_season(
    version: SeasonVersion, *, others: set[tuple[int, int]], by: User, today: date
) -> list[Obstacle]:
    """DESK-02, ROST-05, ROST-06, ROST-08. New hours of a season hold from a day that is not over, and say why.

    The season begins on a day of its own and its hours follow each other. `others` are month and day on which the
    other seasons begin. What clocks have counted already is never counted anew.
    """
    obstacles = obstacles_to_editing_the_calendar(by=by)
    if version.valid_from < today:
        obstacles.append(Obstacle("season.past", _("Choose today or a later day."), "valid_from"))
    if len(version.reason.strip()) < LEAST_REASON:
        obstacles.append(Obstacle("season.reason", _("Say why the hours change."), "reason"))
    try:
        date(2001, version.starts_month, version.starts_day)
    except ValueError:
        obstacles.append(Obstacle("season.day", _("There is no such day of the year."), "starts_day"))
    if (version.starts_month, version.starts_day) in others:
        obstacles.append(Obstacle("season.twice", _("Another season begins on that day."), "starts_day"))
    if version.closes_at <= version.opens_at:
        obstacles.append(Obstacle("season.hours", _("The desk closes after it opens."), "closes_at"))
    if not version.noon_from < version.noon_handover < version.noon_to:
        obstacles.append(Obstacle("season.noon", _("The handover lies within the noon duty."), "noon_handover"))
    return obstacles


def obstacles_to_repeating_a_season(version: SeasonVersion, standing: Season | SeasonVersion) -> list[Obstacle]:
    """DESK-02. New hours change something, unless they replace those entered for the very day."""
    replaces = getattr(standing, "valid_from", None) == version.valid_from
    if not replaces and all(getattr(standing, name) == getattr(version, name) for name in SEASON_FIELDS):
        return [Obstacle("season.same", _("These hours hold on that day already."), "valid_from")]
    return []
