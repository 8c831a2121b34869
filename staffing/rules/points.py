"""What forbids proposing brand points, deciding on them, objecting, and closing a month (PERF-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.localtime import local_day
from mall.roles import Permission
from staffing.models import BrandPoint, PointAppeal
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mall.models import User
    from staffing.models import PointReason

P = Permission
State = BrandPoint.State
#: What lies further back is no longer told.
LONGEST_AGO = timedelta(days=92)
MOST_POINTS = 100


class Proposal(NamedTuple):
    """Points as somebody proposes them."""

    person: User
    reason: PointReason
    facts: str
    happened_on: date


def collects_points(person: User) -> bool:
    """PERF-07. The people of the department collect points; the manager, who decides on appeals, does not."""
    return person.may(P.POINTS_PROPOSE) and not person.may(P.POINTS_REVIEW)


def is_announced_at_once(proposal: Proposal, by: User) -> bool:
    """PERF-07. What the supervisor writes down of somebody else is decided with it."""
    return by.may(P.POINTS_DECIDE) and by != proposal.person


def obstacles_to_proposing(proposal: Proposal, *, by: User, now: datetime) -> list[Obstacle]:
    """PERF-07. Everybody applies for himself; the supervisor gives and takes, always with the facts."""
    found = []
    today = local_day(now)
    if not collects_points(proposal.person):
        found.append(Obstacle("person", _("This person collects no points."), "person"))
    if not by.may(P.POINTS_DECIDE):
        if by != proposal.person:
            found.append(Obstacle("other", _("Apply for yourself; for others the supervisor does it."), "person"))
        if proposal.reason.points < 0:
            found.append(Obstacle("minus", _("Points are taken away by the supervisor only."), "reason"))
    if not proposal.reason.is_active:
        found.append(Obstacle("unused", _("This reason is out of use: choose another."), "reason"))
    if not proposal.facts.strip():
        found.append(Obstacle("facts", _("Write what happened."), "facts"))
    if proposal.happened_on > today:
        found.append(Obstacle("to_come", _("That day is still to come."), "happened_on"))
    elif proposal.happened_on < today - LONGEST_AGO:
        found.append(Obstacle("long_ago", _("That is more than three months ago."), "happened_on"))
    return found


def obstacles_to_deciding(point: BrandPoint, by: User) -> list[Obstacle]:
    """PERF-07. The supervisor decides once, and nobody on his own points."""
    if point.state != State.PROPOSED:
        return [Obstacle("decided", _("It is already decided: %(state)s.") % {"state": point.get_state_display()})]
    if by == point.person:
        return [Obstacle("own", _("Nobody decides on his own points."))]
    if not by.may(P.POINTS_DECIDE):
        return [Obstacle("level", _("The supervisor decides on points."))]
    return []


def obstacles_to_refusing(point: BrandPoint, words: str, by: User) -> list[Obstacle]:
    """PERF-07. What is not given is not given for a reason."""
    found = obstacles_to_deciding(point, by)
    if not words.strip():
        found.append(Obstacle("reason", _("Write the reason."), "decision"))
    return found


def obstacles_to_withdrawing(point: BrandPoint, by: User) -> list[Obstacle]:
    """PERF-07. Who proposed it takes it back until it is decided."""
    if point.state != State.PROPOSED:
        return [Obstacle("decided", _("It is already decided: %(state)s.") % {"state": point.get_state_display()})]
    return [] if by == point.proposed_by else [Obstacle("other", _("Only who proposed it may withdraw it."))]


# -- appeals


def announced_last(point: BrandPoint, appeals: Iterable[PointAppeal]) -> datetime | None:
    """PERF-07. When it was last announced: what was confirmed again is announced again."""
    hours = [one.decided_at for one in appeals if one.state == PointAppeal.State.CONFIRMED and one.decided_at]
    return max([*hours, *([point.decided_at] if point.decided_at else [])], default=None)


def last_day_to_object(announced_at: datetime) -> date:
    """PERF-07. The Sunday of the week of an announcement."""
    day = local_day(announced_at)
    return day + timedelta(days=6 - day.weekday())


def obstacles_to_appealing(
    point: BrandPoint, appeals: Iterable[PointAppeal], text: str | None = None, *, now: datetime
) -> list[Obstacle]:
    """PERF-07. Anybody objects within the week of the announcement, one objection at a time.

    Without `text` only whether there may be an objection at all.
    """
    known = list(appeals)
    announced = announced_last(point, known)
    if point.state != State.ANNOUNCED or announced is None:
        return [Obstacle("not_announced", _("Only what is announced can be objected to."))]
    if any(one.state == PointAppeal.State.OPEN for one in known):
        return [Obstacle("open", _("An objection waits for the manager already."))]
    if any(one.state == PointAppeal.State.CORRECTED for one in known):
        return [Obstacle("corrected", _("It was corrected: object to the correction."))]
    last = last_day_to_object(announced)
    if local_day(now) > last:
        return [Obstacle("late", _("Objections were possible until Sunday %(day)s.") % {"day": f"{last:%F}"})]
    if text is not None and not text.strip():
        return [Obstacle("text", _("Write what you object to."), "text")]
    return []


def obstacles_to_reviewing(appeal: PointAppeal, by: User) -> list[Obstacle]:
    """PERF-07. The manager decides on an objection, once; not on his own."""
    if appeal.state != PointAppeal.State.OPEN:
        return [Obstacle("decided", _("It is already decided: %(state)s.") % {"state": appeal.get_state_display()})]
    if not by.may(P.POINTS_REVIEW):
        return [Obstacle("level", _("The manager decides on objections."))]
    if by.pk in (appeal.by_id, appeal.point.person_id):
        return [Obstacle("own", _("Nobody decides on his own objection or points."))]
    return []


def obstacles_to_correcting(appeal: PointAppeal, right: int | None, words: str, by: User) -> list[Obstacle]:
    """PERF-07. A correction says the right points and why; the row itself is not altered."""
    found = obstacles_to_reviewing(appeal, by)
    if right is None or abs(right) > MOST_POINTS:
        found.append(Obstacle("points", _("Write the right points, between -100 and 100; 0 takes it back."), "points"))
    elif right == appeal.point.points:
        found.append(Obstacle("same", _("That is what it says already: confirm it."), "points"))
    if not words.strip():
        found.append(Obstacle("reason", _("Write the reason."), "decision"))
    return found


# -- the month


class Waiting(NamedTuple):
    """What still keeps a month open."""

    proposed: int = 0
    appeals: int = 0
    #: The last day on which something of the month can be objected to.
    until: date | None = None
    #: An earlier month with points that is not closed.
    earlier: str = ""


def obstacles_to_closing(waiting: Waiting, today: date) -> list[Obstacle]:
    """PERF-07. A month is closed when nothing waits: no application, no objection, and nobody can object any more."""
    found = []
    if waiting.earlier:
        found.append(Obstacle("order", _("Close %(month)s first.") % {"month": waiting.earlier}))
    if waiting.proposed:
        words = ngettext("%(n)d application is not decided.", "%(n)d applications are not decided.", waiting.proposed)
        found.append(Obstacle("proposed", words % {"n": waiting.proposed}))
    if waiting.appeals:
        words = ngettext("%(n)d objection is not decided.", "%(n)d objections are not decided.", waiting.appeals)
        found.append(Obstacle("appeals", words % {"n": waiting.appeals}))
    if waiting.until is not None and today <= waiting.until:
        words = _("Until %(day)s somebody may still object.")
        found.append(Obstacle("week", words % {"day": f"{waiting.until:%F}"}))
    return found


def obstacles_to_keeping_reason(
    name: str, points: int | None, *, is_taken: bool, by: User, before: int = 0
) -> list[Obstacle]:
    """PERF-06, PERF-07. The supervisor keeps the list; a reason has a name of its own and gives or takes something.

    `before` is what it gave or took until now: a fault stays a fault, such as a training file handed in late.
    """
    found = []
    if not by.may(P.POINTS_DECIDE):
        found.append(Obstacle("level", _("The supervisor decides on points.")))
    if not name.strip():
        found.append(Obstacle("name", _("Write the reason."), "name"))
    if is_taken:
        found.append(Obstacle("taken", _("This stands in the list already."), "name"))
    if not points or abs(points) > MOST_POINTS:
        found.append(Obstacle("points", _("Between -100 and 100, and not nought."), "points"))
    elif points * before < 0:
        found.append(
            Obstacle("sign", _("What takes points keeps taking, what gives them giving: add another."), "points")
        )
    return found
