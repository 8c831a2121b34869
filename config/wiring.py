"""What `ui` is given from the packages above it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.queries import missed_jobs
from config.counters import counters
from config.handovers import night_banners, register_providers
from config.navigation import navigation, new_menu
from config.schedule import ENTRIES
from config.slots import SLOTS
from mall.actions.doors import Drafts, Tokens
from mall.limits import limit
from mall.me import me
from mall.models import User
from mall.queries.days import calendar_banners, foot_lines
from mall.roles import Permission
from mall.views.account import keep_language
from staffing.queries.duty import standing
from ui import plugs

# A job that has never run is missed only once this process has waited long enough for it.
UP_SINCE = timezone.now()

# Places of the shell → URL names.
ADDRESSES = {
    "stage_upload": "mall:stage-upload",
    "profile": "mall:profile",
    "logout": "mall:logout",
    "change_person": "mall:change-person",
    "lock": "mall:lock",
    "unlock": "mall:unlock",
    "notices": "casework:notices",
    "search": "reports:search",
}


def _may(user: Any, permission: str) -> bool:
    """Ask the person's roles of today."""
    return bool(user.may(Permission(permission)))


def _idle_minutes() -> int:
    """Give the limit in minutes."""
    return int(limit("idle_lock_min").total_seconds() // 60)


def _on_duty(request: HttpRequest) -> plugs.DutyLine | None:
    """ROST-04, DESK-02. Give who is signed in: the desk of the roster now, till when; else the usual desk."""
    person = request.user
    if not isinstance(person, User) or not person.is_authenticated:
        return None
    change = reverse("mall:change-person")
    stand = standing(person.pk, timezone.now()) if person.may(Permission.HANDOVER) else None
    if stand is not None:
        until = _("until %(hour)s") % {"hour": f"{stand.ends:%H:%M}"}
        return plugs.DutyLine(str(person), stand.desk_name, stand.shift, until, change)
    home = person.home
    place = str(home.desk or home.department) if home else ""
    return plugs.DutyLine(name=str(person), desk=place, change_url=change)


def _unread(user: Any) -> int:
    """Count what the person was told and has not read."""
    return counters(user, timezone.now()).unread if getattr(user, "is_authenticated", False) else 0


def _banners(request: HttpRequest) -> list[plugs.Banner]:
    """Say to everyone when a scheduled job has fallen silent; the schedule itself could not."""
    if not request.user.is_authenticated:
        return []
    dates = calendar_banners(request.user, timezone.now())
    dates = [*night_banners(me(request), timezone.now()), *dates]
    lines = [(entry.name, entry.every) for entry in ENTRIES]
    silent = missed_jobs(timezone.now(), lines, up_since=UP_SINCE)
    if not silent:
        return dates
    names = "、".join(job.name for job in silent)
    words = _("Scheduled work has stopped (%(jobs)s): reminders may be missing. Tell the administrator.")
    return [plugs.Banner("late", words % {"jobs": names}), *dates]


def _foot(request: HttpRequest) -> list[plugs.StrOrPromise]:
    """Say what today is: the day, the season's hours, the rounds."""
    return [*foot_lines(timezone.now())] if request.user.is_authenticated else []


def wire() -> None:
    """Fill the plugs; called once, when all apps are there."""
    register_providers()
    plugs.plug(
        slots=SLOTS,
        mall_name=lambda: str(settings.MALL_NAME),
        may=_may,
        tokens=Tokens(),
        drafts=Drafts(),
        addresses=ADDRESSES,
        idle_minutes=_idle_minutes,
        language_chosen=keep_language,
        person_on_duty=_on_duty,
        unread_count=_unread,
        banners=_banners,
        foot=_foot,
        navigation=lambda request: navigation(request, timezone.now()),
        new_menu=new_menu,
    )
