"""What the rest of the day holds: meetings, promised calls, checks of measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Folder, FollowUp
from complaints.models import Meeting
from complaints.queries.due_days import owed_today
from complaints.queries.intake import COUNTER_FORM, forms_left_open
from complaints.queries.measures import concerning
from mail_desk.queries.months import KIND, period_of
from mall.localtime import day_bounds, local_day, month_before, month_bounds
from mall.roles import Permission
from reports.queries.due import follow_up_url
from staffing.queries.owed import ROSTER
from staffing.queries.owed import owed_today as rosters_owed
from staffing.queries.plans import owed_today as plans_owed
from staffing.queries.work_reports import owed_by_today as reports_owed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mall.models import User

TODAY_ROWS = 8
# A day has few of these; what is read before anybody's eyes are asked is bounded all the same.
MOST = 200
A_MINUTE = timedelta(minutes=1)

WHICH = """
    SELECT
        EXISTS (SELECT 1 FROM complaints_meeting WHERE takes_place_at BETWEEN %(begins)s AND %(ends)s),
        EXISTS (SELECT 1 FROM casework_followup WHERE done_at IS NULL AND promised_at BETWEEN %(begins)s AND %(ends)s),
        EXISTS (SELECT 1 FROM complaints_improvement WHERE confirmed_at IS NULL AND check_on <= %(day)s),
        EXISTS (SELECT 1 FROM mall_draft WHERE key = %(form)s AND begun_at >= %(begins)s),
        NOT EXISTS (SELECT 1 FROM casework_closedperiod WHERE kind = %(mail)s AND period = %(month)s)
        AND EXISTS (
            SELECT 1 FROM mail_desk_mailitem WHERE received_at >= %(month_begins)s AND received_at < %(month_ends)s
        )
"""


@dataclass(frozen=True)
class TodayRow:
    """One thing the day still holds, at its hour; what any hour of the day will do for has none to show."""

    at: datetime
    title: str
    url: str
    icon: str
    about: str = ""
    any_hour: bool = False


def today(user: User, now: datetime) -> list[TodayRow]:
    """Return the day's rows in order: those of folders the person sees."""
    meetings, calls, checks, forms, mail = _which_are_there(now)
    found = [*(_meetings(now) if meetings else ()), *(_calls(now) if calls else ())]
    folders = {folder for folder, _row in found}
    seen = set(Folder.objects.visible_to(user).filter(pk__in=folders).values_list("pk", flat=True)) if folders else ()
    rows = [row for folder, row in found if folder in seen]
    rows += _checks(user, now) if checks else ()
    rows += _open_forms(user, now) if forms else ()
    rows += _owed_by_date(user, now)
    rows += _rosters(user, now)
    rows += _plans(user, now)
    rows += _work_reports(user, now)
    rows += _month_of_mail(user, now) if mail else ()
    return sorted(rows, key=lambda row: row.at)[:TODAY_ROWS]


def _which_are_there(now: datetime) -> tuple[bool, bool, bool, bool, bool]:
    """Ask once which kinds the day holds at all; most moments hold none."""
    day, last_month = local_day(now), month_before(now)
    begins, ends = day_bounds(day)
    month_begins, month_ends = month_bounds(*last_month)
    asked: dict[str, Any] = {"begins": begins, "ends": ends, "day": day, "form": COUNTER_FORM}
    asked |= {"mail": KIND, "month": period_of(*last_month), "month_begins": month_begins, "month_ends": month_ends}
    with connection.cursor() as cursor:
        cursor.execute(WHICH, asked)
        found: tuple[bool, bool, bool, bool, bool] = cursor.fetchone()
    return found


def _meetings(now: datetime) -> Iterator[tuple[int, TodayRow]]:
    rows = Meeting.objects.filter(takes_place_at__range=day_bounds(local_day(now))).values_list(
        "complaint__folder", "complaint__folder__number", "takes_place_at", "agenda"
    )
    for folder, number, at, agenda in rows[:MOST]:
        yield folder, TodayRow(at, agenda, _url(number), "users", about=number)


def _calls(now: datetime) -> Iterator[tuple[int, TodayRow]]:
    rows = FollowUp.objects.filter(done_at=None, promised_at__range=day_bounds(local_day(now))).values_list(
        "folder", "folder__kind", "folder__number", "id", "promised_at", "folder__title"
    )
    for folder, kind, number, pk, at, title in rows[:MOST]:
        if at is not None:
            address = follow_up_url(kind, number, pk)
            yield folder, TodayRow(at, _("Call back: %s") % title, address, "phone-calling")


def _checks(user: User, now: datetime) -> Iterator[TodayRow]:
    """IMPR-03. The measures this person is concerned with whose day has come."""
    last = day_bounds(local_day(now)).ends - A_MINUTE
    rows = concerning(user).filter(check_on__lte=local_day(now), confirmed_at=None).order_by("check_on", "id")
    wanted = rows.values_list("measure", "complaint__folder__number", "complaint__folder__title")
    for measure, number, title in wanted[:TODAY_ROWS]:
        yield TodayRow(last, _("Check: %s") % measure, _url(number), "clipboard-check", about=title, any_hour=True)


OWED = {
    "statistics": gettext_lazy("Export the statistics of %s"),
    "shared_measures": gettext_lazy("Publish the measures on shared problems of %s"),
    "follow_up_report": gettext_lazy("Send the report of the follow-ups of %s"),
}


def _owed_by_date(user: User, now: datetime) -> Iterator[TodayRow]:
    """JOINT-S12, FUP-11. What a month or a quarter owes by today or owed before."""
    for owed in owed_today(user, now):
        name, asked = ("follow_up_report", "quarter") if owed.what == "follow_up_report" else ("review", "month")
        address = f"{reverse(f'complaints:{name}')}?{asked}={owed.period}"
        at = day_bounds(owed.due).ends - A_MINUTE
        yield TodayRow(at, str(OWED[owed.what]) % owed.period, address, "calendar-exclamation", any_hour=True)


def _rosters(user: User, now: datetime) -> Iterator[TodayRow]:
    """ROST-09, ROST-11. The rosters and rotations that are to be submitted by today or were, for who lays them."""
    for owed in rosters_owed(user, now):
        words = _("Submit the roster %s") if owed.what == ROSTER else _("Submit the desk rotation of %s")
        at = day_bounds(owed.due).ends - A_MINUTE
        yield TodayRow(at, words % owed.code, owed.url, "calendar-exclamation", any_hour=True)


def _work_reports(user: User, now: datetime) -> Iterator[TodayRow]:
    """MEET-12. The reports of the week and the month that are to be sent by today or were, for who sends them."""
    for owed in reports_owed(user, now):
        words = _("Send the %(report)s of %(period)s") % {"report": owed.label, "period": owed.period}
        yield TodayRow(day_bounds(owed.due).ends - A_MINUTE, words, owed.url, "report", any_hour=True)


def _plans(user: User, now: datetime) -> Iterator[TodayRow]:
    """PLAN-02. The weekly plans that are missing on the day they are due, for who reads them."""
    owed = plans_owed(user, now)
    if owed is not None:
        words = _("Weekly plans missing: %(many)d, week of %(week)s")
        words %= {"many": owed.many, "week": f"{owed.week:%m-%d}"}
        yield TodayRow(owed.due_at, words, f"{reverse('staffing:plans')}?week={owed.week}", "list-check")


def _month_of_mail(user: User, now: datetime) -> Iterator[TodayRow]:
    """MAIL-12. Last month's mail is to be closed, for who may close it."""
    if user.may(Permission.MAIL_CLOSE):
        period = period_of(*month_before(now))
        address = f"{reverse('mail_desk:month')}?month={period}"
        at = day_bounds(local_day(now)).ends - A_MINUTE
        yield TodayRow(at, _("Close the mail of %s") % period, address, "lock", any_hour=True)


def _open_forms(user: User, now: datetime) -> Iterator[TodayRow]:
    """CMP-02. Complaints that are being taken down for too long."""
    for who, since in forms_left_open(user, now)[:TODAY_ROWS]:
        address = reverse("complaints:new" if who == user else "complaints:list")
        yield TodayRow(since, _("Not registered yet: %s") % who, address, "hourglass")


def _url(number: str) -> str:
    return reverse("complaints:case", args=[number])
