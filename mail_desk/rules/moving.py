"""Which step may follow which (handbook 6.3), and when the next one is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mail_desk.states import TRANSITIONS, State
from mall.limits import limit
from mall.localtime import ZONE, day_bounds, local, local_day
from mall.queries import calendar
from mall.worktime import NoWorkingTime, add_working_time
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mail_desk.models import MailItem
    from mall.limits.kinds import Stretch
    from merchants.models import Merchant

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
S = State


class Due(NamedTuple):
    """When the next step is due, when to warn, and what it is."""

    at: datetime | None = None
    warn_at: datetime | None = None
    kind: str = ""


def obstacles_to_move(item: MailItem, to: State) -> list[Obstacle]:
    """MAIL-02. Steps follow the table of the handbook; anything else is a correction with its reason."""
    if to in TRANSITIONS[State(item.state)]:
        return []
    return [stands_elsewhere(item)]


def stands_elsewhere(item: MailItem) -> Obstacle:
    """What is said of an item that is not where an act needs it: somebody else was faster."""
    words = _("%(number)s is “%(state)s”: look at it again.")
    return Obstacle("state", words % {"number": item.folder.number, "state": State(item.state).label})


def in_window(at: datetime, stretches: Iterable[Stretch]) -> bool:
    """MAIL-10. Whether an hour lies in a window of the day that may reach over midnight."""
    hour = local(at).time()
    return any(begins <= hour < ends if begins < ends else hour >= begins or hour < ends for begins, ends in stretches)


def window_ends(at: datetime, stretches: Iterable[Stretch]) -> datetime:
    """MAIL-10. When the window that is open, or opens next, ends; the end of the day when there is no window."""
    ends = []
    for begins, until in stretches:
        for days in range(3):
            day = local_day(at) + days * A_DAY
            closes = _at(day if begins < until else day + A_DAY, until)
            ends += [closes, _at(day, until)] if begins >= until else [closes]
    return min((end for end in ends if end > at), default=day_bounds(local_day(at)).ends)


def _at(day: object, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)  # type: ignore[arg-type]  # a date, by the arithmetic above


def next_due(item: MailItem, now: datetime) -> Due:  # noqa: PLR0911 - one answer for each state
    """MAIL-03, MAIL-06, MAIL-10, MAIL-14, MAIL-S03. What the item's state asks for next, and by when."""
    state = State(item.state)
    if state == S.RECEIVED:
        return _due(item.received_at + limit("mail_register_min", now), "mail_complete", now)
    if state == S.REGISTERED and item.internal:
        return _due(window_ends(now, limit("internal_mail_window", now)), "mail_internal", now)
    if state == S.REGISTERED:
        return _due(_in_desk_hours(now), "mail_pass_on", now)
    if state == S.NOTIFIED:
        return _due(_in_desk_hours(now), "mail_call", now)
    if state == S.AWAITING:
        kept = _latest(item.keep_until, item.collect_by)
        return _due(min(filter(None, (item.remind_at, kept)), default=None), "mail_remind", now)
    if state == S.UNCLAIMED:
        last_day = (item.keep_until or now) + limit("mail_unclaimed_days", now) * A_DAY
        return _due(_latest(last_day, item.collect_by), "mail_last_call", now)
    if state == S.TO_RETURN:
        return _due(day_bounds(local_day(now)).ends, "mail_return", now)
    return Due()


def _latest(*hours: datetime | None) -> datetime | None:
    """Whoever has said when he comes is waited for, also beyond the days of the class."""
    return max(filter(None, hours), default=None)


def _in_desk_hours(now: datetime) -> datetime:
    amount: timedelta = limit("mail_pass_on_min", now)
    try:
        return add_working_time(now, amount, calendar("desk"))
    except NoWorkingTime:
        return now + amount


def _due(at: datetime | None, kind: str, now: datetime) -> Due:
    if at is None:
        return Due()
    return Due(at, at - limit("escalation_warn_min", now), kind)


def kept_until(received_at: datetime, days: int) -> datetime:
    """MAIL-14. The last minute of the last day an item is kept."""
    return day_bounds(local_day(received_at) + days * A_DAY).ends - A_MINUTE


def has_moved_out(merchant: Merchant | None) -> bool:
    """MAIL-S03. Whether nobody is there any more: as things stand now, for what came earlier is brought now too."""
    return merchant is not None and merchant.left_on is not None


def days_kept(item: MailItem, now: datetime) -> int:
    """MAIL-14, MAIL-S03. How many days an item is kept: those of its class; letters of who has moved out, fewer."""
    policy = item.mail_class
    if policy is None:
        return int(limit("mail_keep_days", now))
    if policy.counted and has_moved_out(item.merchant):
        return min(int(policy.return_days), int(limit("mail_former_days", now)))
    return int(policy.return_days)


def closes_in_days(now: datetime, days: int) -> datetime:
    """MAIL-03. The stated time that is proposed: when the desk closes, so many days from now or the next open day."""
    begins, ends = day_bounds(local_day(now) + days * A_DAY)
    try:
        opens = add_working_time(begins, A_MINUTE, calendar("desk"))
        return add_working_time(day_bounds(local_day(opens)).ends, -A_MINUTE, calendar("desk")) + A_MINUTE
    except NoWorkingTime:
        return ends
