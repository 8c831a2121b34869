"""Making the whole demo mall, once, in an empty installation."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from casework.models import Reminder
from complaints.actions.due_days import note_statistics, publish_measures
from complaints.actions.months import close_month
from complaints.models import Cause, ComplaintCategory
from config.demo.fates import ANALYSES, FINISHED, OPEN, RARE_FINISHED, RARE_LATELY, RARE_OPEN, Cast, pick_story
from config.demo.mail import load_mail
from config.demo.office import load_office
from config.demo.people import give_desks_phones, load_people
from config.demo.rare import Rare
from config.demo.rounds import ask_regularly
from config.demo.shops import load_shops
from config.demo.staffing import load_staffing
from mall.localtime import ZONE, local_day, month_before, month_bounds
from mall.models import Department, Membership, User
from mall.queries.hours import calendar
from mall.reference import load
from mall.roles import Role
from mall.worktime import add_working_time
from merchants.models import Tenancy

if TYPE_CHECKING:
    from collections.abc import Callable

MONTHS_BACK = 14
FINISHED_COMPLAINTS = 330
OPEN_EACH = 3
# The especially serious end in a mediation agreement only; what is settled on the spot was never serious.
GRAVEST = {"settled": 1, "reopened": 1, "unfounded": 1, "withdrawn": 1, "mediated": 3, **dict.fromkeys(OPEN, 3)}
GRAVEST |= dict.fromkeys((*RARE_FINISHED, *RARE_LATELY, *RARE_OPEN), 1) | {"joint_held": 2, "joint_called": 2}
SETTLED_DAYS = 12  # a finished matter began at least so long ago, so that its whole life fits before now


@transaction.atomic
def load_demo(*, now: dt.datetime, password: str, say: Callable[[str], None]) -> None:
    """Make people, shops and fourteen months of complaints. Whole or not at all."""
    dice = random.Random(20260901)  # noqa: S311 - the same invented mall each time
    say("people and reference rows")
    load()
    begin = now - dt.timedelta(days=MONTHS_BACK * 30 + 5)
    people = load_people(password=password, since=begin.date(), dice=dice)
    say("1,200 merchants in 1,620 units")
    give_desks_phones()
    load_shops(by=people["admin"], now=begin, dice=dice)
    cast = _cast(people)
    plan = _plan(now, begin, dice)
    for number, (fate, started) in enumerate(plan, start=1):
        if number % 60 == 0:
            say(f"{number} of {len(plan)} complaints")
        story = pick_story(dice, up_to=GRAVEST.get(fate, 2))
        Rare(cast, story, arrived_at=started, until=now, dice=dice).go(fate)
    ask_regularly(cast, now)
    say("two months of mail")
    load_mail(cast, now=now, dice=random.Random(20260902))  # noqa: S311 - the same invented mail each time
    say("crews and their rosters")
    load_staffing(now=now)
    say("a month of the department")
    load_office(now=now)
    _look_through_months(people["gmoffice"], people["supervisor"], begin, now)
    _settle_messages(now)


def _cast(people: dict[str, User]) -> Cast:
    departments = {d.code: d for d in Department.objects.all()}
    heads = {
        code: User.objects.filter(
            memberships__department=department,
            memberships__role__in=(Role.DEPARTMENT_HEAD, Role.MANAGER, Role.DEPUTY_GM),
        ).first()
        for code, department in departments.items()
    }
    staff: dict[str, list[User]] = defaultdict(list)
    for membership in Membership.objects.filter(role=Role.DEPARTMENT_USER).select_related("person", "department"):
        staff[membership.department.code].append(membership.person)
    homes = Tenancy.objects.select_related("merchant__folder", "unit__floor").order_by("pk")
    return Cast(
        people=people,
        heads={code: head for code, head in heads.items() if head is not None},
        merchants=[(t.merchant, t.unit) for t in homes],
        departments=departments,
        categories={c.code: c for c in ComplaintCategory.objects.all()},
        causes={c.code: c for c in Cause.objects.all()},
        staff=staff,
        colleagues=[people["announcer"], *_colleagues_at_the_desk()],
    )


def _colleagues_at_the_desk() -> list[User]:
    here = Membership.objects.filter(role=Role.AGENT, person__email="").select_related("person")
    return [membership.person for membership in here]


def _plan(now: dt.datetime, begin: dt.datetime, dice: random.Random) -> list[tuple[str, dt.datetime]]:
    """Fates with the hour each matter began, the oldest first."""
    lately = now - dt.timedelta(days=SETTLED_DAYS)
    span = (lately - begin).total_seconds()
    fates = dice.choices(list(FINISHED), weights=list(FINISHED.values()), k=FINISHED_COMPLAINTS)
    begun = [(fate, begin + dt.timedelta(seconds=dice.uniform(0, span))) for fate in fates]
    begun += [(fate, now - dt.timedelta(hours=dice.uniform(1, 70))) for fate in OPEN * OPEN_EACH]
    begun += [(fate, begin + dt.timedelta(seconds=dice.uniform(span / 2, span))) for fate in RARE_FINISHED]
    begun += [(fate, lately - dt.timedelta(days=dice.uniform(0, 4))) for fate in RARE_LATELY]
    begun += [(fate, now - dt.timedelta(hours=dice.uniform(1, 70))) for fate in RARE_OPEN]
    plan = [(fate, _in_hours(started, now)) for fate, started in begun]
    plan.append(("registered", now - dt.timedelta(minutes=2)))
    return sorted(plan, key=lambda one: one[1])


def _in_hours(moment: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The first minute the desk is open from then on; where that has not come yet, the last one before."""
    here, minute = moment.astimezone(ZONE), dt.timedelta(minutes=1)
    opened = add_working_time(here, minute, calendar("desk"))
    return opened if opened < now else add_working_time(here, -minute, calendar("desk"))


def _look_through_months(reader: User, supervisor: User, begin: dt.datetime, now: dt.datetime) -> None:
    """CMP-42, JOINT-S12: each month was exported, looked through and its measures published; the last one waits."""
    here = begin.astimezone(ZONE)
    year, month = here.year, here.month
    while (year, month) < month_before(now):
        over, analysis = month_bounds(year, month).ends, ANALYSES[month % len(ANALYSES)]
        note_statistics(year, month, by=supervisor, now=over + dt.timedelta(hours=34))
        close_month(year, month, analysis, by=reader, now=min(over + dt.timedelta(days=7, hours=10), now))
        published = over + dt.timedelta(days=25, hours=10)
        if published < now:
            publish_measures(year, month, analysis, on=local_day(published), by=supervisor, now=published)
        year, month = (year + month // 12, month % 12 + 1)


def _settle_messages(now: dt.datetime) -> None:
    """What was said months ago has been read; nobody gets last year's mail today."""
    old = Reminder.objects.filter(made_at__lt=now - dt.timedelta(days=2))
    old.filter(sent_at=None).update(sent_at=F("send_at"))
    old.filter(read_at=None).update(read_at=F("send_at"))
    Reminder.objects.filter(sent_at=None).exclude(channel=Reminder.Channel.BELL).update(sent_at=F("send_at"))
