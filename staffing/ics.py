"""Shifts as an iCalendar file (RFC 5545): what calendar programs subscribe to."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from staffing.queries.feeds import Shift

#: So often a program may look again.
AGAIN = timedelta(hours=1)


def calendar_file(shifts: Iterable[Shift]) -> bytes:
    """The file: lines end in CRLF and are folded at 75 octets, hours are UTC, texts are escaped."""
    from icalendar import Calendar, Event  # costs a fifth of a second; only the feed pays it

    calendar = Calendar()
    calendar.add("prodid", "-//Fuwutai//Staffing//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My shifts"))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for shift in shifts:
        event = Event()
        event.add("uid", shift.uid)
        event.add("dtstamp", shift.stamped.astimezone(UTC))
        event.add("last-modified", shift.stamped.astimezone(UTC))
        event.add("dtstart", shift.begins.astimezone(UTC))
        event.add("dtend", shift.ends.astimezone(UTC))
        event.add("summary", shift.title)
        event.add("location", shift.place)
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
