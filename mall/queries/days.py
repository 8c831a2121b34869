"""The days as pages show them: today, a day, a year, how sure a year is."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from mall import statutory
from mall.bilingual import in_english
from mall.limits import limit
from mall.limits.values import changes
from mall.localtime import local, local_day
from mall.models import CalendarDay
from mall.queries.history import names_of
from mall.queries.hours import DESK_KINDS, OFFICE_KINDS, calendar, hours
from mall.roles import Permission
from mall.worktime import is_working
from ui.plugs import Banner
from ui.times import weekday

if TYPE_CHECKING:
    from mall.limits.kinds import Stretch
    from mall.models import User

#: How long before the turn of the year a calendar without its notice is worth a banner.
ANNOUNCE_DAYS = 60


class Mark(NamedTuple):
    """A sort of day: its words, and the sign in the corner of its square."""

    words: Promise | str
    sign: Promise | str


#: The heads of a month's columns.
WEEKDAY_SIGNS = (
    pgettext_lazy("head of a column of days", "Mo"),
    pgettext_lazy("head of a column of days", "Tu"),
    pgettext_lazy("head of a column of days", "We"),
    pgettext_lazy("head of a column of days", "Th"),
    pgettext_lazy("head of a column of days", "Fr"),
    pgettext_lazy("head of a column of days", "Sa"),
    pgettext_lazy("head of a column of days", "Su"),
)

MARKS: dict[str, Mark] = {
    "workday": Mark(gettext_lazy("Workday"), ""),
    "weekend": Mark(gettext_lazy("Weekend"), ""),
    CalendarDay.Kind.HOLIDAY: Mark(gettext_lazy("Public holiday"), pgettext_lazy("sign of a day", "H")),
    CalendarDay.Kind.MAKE_UP: Mark(gettext_lazy("Make-up workday"), pgettext_lazy("sign of a day", "W")),
    CalendarDay.Kind.EARLY_CLOSING: Mark(gettext_lazy("Mall closes early"), pgettext_lazy("sign of a day", "E")),
    CalendarDay.Kind.CLOSED: Mark(gettext_lazy("Mall closed"), pgettext_lazy("sign of a day", "C")),
}


@dataclass(frozen=True)
class DayView:
    """One day of the year as the calendar page and the foot of the navigation show it.

    `mark` is the word that decides its colour: closed, early, holiday, make_up, weekend or workday.
    """

    on: date
    mark: str
    name: str
    office_works: bool
    provisional: bool
    opens_at: time | None
    closes_at: time | None

    @property
    def words(self) -> str:
        """What sort of day it is."""
        return str(MARKS[self.mark].words)

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("mall:calendar-day", args=[self.on])

    @property
    def sign(self) -> str:
        """The sign in the corner of its square; colour alone says nothing."""
        return str(MARKS[self.mark].sign)


def day_view(day: date) -> DayView:
    """How one day stands for the office and for the desk."""
    rows = hours().by_day.get(day, [])
    office = next((row for row in rows if row.kind in OFFICE_KINDS), None)
    desk = next((row for row in rows if row.kind in DESK_KINDS), None)
    works = calendar("office").works_on(day)
    windows = calendar("desk").windows_on(day)
    if not windows:
        mark = "closed"
    elif desk is not None:
        mark = "early"
    elif office is not None:
        mark = office.kind
    else:
        mark = "workday" if works else "weekend"
    return DayView(
        on=day,
        mark=mark,
        name=_named(next((row.name for row in (desk, office) if row and row.name), "")),
        office_works=works,
        provisional=any(row.source == CalendarDay.Source.PROVISIONAL for row in rows),
        opens_at=windows[0].opens if windows else None,
        closes_at=windows[-1].closes if windows else None,
    )


def _named(name: str) -> str:
    """The name of a day in the language of the page, as far as it is one of the notices'."""
    return statutory.in_english(name) if in_english() else name


def year_at_a_glance(year: int) -> list[list[list[DayView | None]]]:
    """The twelve months of a year, each as its weeks from Monday, days of other months left out."""
    weeks = Weeks(firstweekday=0)
    return [
        [
            [day_view(day) if day.month == month else None for day in week]
            for week in weeks.monthdatescalendar(year, month)
        ]
        for month in range(1, 13)
    ]


@dataclass(frozen=True)
class TodayLine:
    """The line at the foot of the navigation: the day, what sort of day it is, the hours, the walking periods."""

    day: DayView
    season: str
    walking: tuple[Stretch, ...]
    walking_now: bool
    open_now: bool


def today_line(now: datetime) -> TodayLine:
    """DESK-02, DESK-04. What today is, at this moment."""
    day = local_day(now)
    clock = local(now).time()
    walking: tuple[Stretch, ...] = limit("walking_periods", day)
    return TodayLine(
        day=day_view(day),
        season=hours().season_on(day).words,
        walking=walking,
        walking_now=any(stretch.begins <= clock < stretch.ends for stretch in walking),
        open_now=is_working(now, calendar("desk")),
    )


class YearState(NamedTuple):
    """How sure the statutory calendar of a year is: official, provisional or missing."""

    year: int
    state: Literal["official", "provisional", "missing"]


def year_state(year: int) -> YearState:
    """How sure the statutory calendar of a year is; one provisional day makes the year provisional."""
    sources = {row.source for row in hours().days if row.on.year == year and row.kind in OFFICE_KINDS}
    if CalendarDay.Source.PROVISIONAL in sources:
        return YearState(year, "provisional")
    return YearState(year, "official" if CalendarDay.Source.OFFICIAL in sources else "missing")


def uncertain_years(today: date) -> list[YearState]:
    """The years people work with now whose calendar is not official: this one, and the next near its turn."""
    years = [today.year]
    if (today + timedelta(days=ANNOUNCE_DAYS)).year > today.year:
        years.append(today.year + 1)
    return [state for state in map(year_state, years) if state.state != "official"]


def foot_lines(now: datetime) -> list[str]:
    """DESK-02, DESK-04. The three lines at the foot of the navigation."""
    day = local_day(now)
    key = (day, get_language(), changes("office_hours"), limit("walking_periods", day))
    said = hours().said
    if key not in said:
        said[key] = _foot_lines(now)
    return said[key]


def _foot_lines(now: datetime) -> list[str]:
    line = today_line(now)
    day = line.day
    sort = day.name if day.mark == "holiday" and day.name else day.words
    date_words = _("%(weekday)s %(date)s") % {"weekday": weekday(day.on), "date": date_format(day.on, _("j M"))}
    words = f"{date_words} · {sort}"
    if day.opens_at is None or day.closes_at is None:
        hours_words = _("Closed today")
    else:
        stretch = f"{day.opens_at:%H:%M}–{day.closes_at:%H:%M}"
        hours_words = _("%(season)s hours %(hours)s") % {"season": line.season, "hours": stretch}
    walking = " ".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in line.walking)
    return [words, hours_words, *([_("Rounds %(hours)s") % {"hours": walking}] if walking else [])]


def calendar_banners(user: User, now: datetime) -> list[Banner]:
    """A line for who keeps the calendar while a year people work with is not official."""
    if not user.may(Permission.CALENDAR_EDIT):
        return []
    words = {
        "provisional": _("The calendar of %(year)d is provisional: the official notice is not entered yet."),
        "missing": _("The calendar of %(year)d is missing: public holidays are not known."),
    }
    return [
        Banner("soon", words[state] % {"year": year}, reverse("mall:calendar-year", args=[year]))
        for year, state in uncertain_years(local_day(now))
    ]


@dataclass(frozen=True)
class DayChange:
    """One entry of a day's history."""

    at: datetime
    by: str
    what: str


def day_history(day: date) -> list[DayChange]:
    """Everything ever entered for a day, newest first. Two queries."""
    events = list(
        CalendarDay.pgh_event_model.objects.filter(on=day)  # type: ignore[attr-defined]  # the history gives it to the model
        .order_by("-pgh_id")
        .values_list("pgh_created_at", "pgh_label", "kind", "name", "closes_at", "pgh_context__metadata")
    )
    names = names_of(metadata for *_rest, metadata in events)
    return [
        DayChange(at, names.get((metadata or {}).get("user"), ""), _said(label, kind, name, closes_at))
        for at, label, kind, name, closes_at, metadata in events
    ]


def _said(label: str, kind: str, name: str, closes_at: time | None) -> str:
    words = " · ".join(str(part) for part in (MARKS[kind].words, closes_at and f"{closes_at:%H:%M}", name) if part)
    return _("Taken back: %(what)s") % {"what": words} if label == "delete" else words
