"""At the counter: what a sheet needs to become a complaint, and when one may be settled on the spot."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.rules.offering import CaseAct
from complaints.sla import OBLIGATIONS, WARN_REGISTER, Kind
from complaints.states import Against, Channel, Severity, State
from mall.limits import limit
from mall.localtime import local_day
from mall.roles import Permission, Role
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.intake_sheet import IntakeSheet
    from complaints.models import Authority, Complaint, ComplaintCategory
    from mall.models import User
    from merchants.models import Merchant

SHORTEST = 4
LONGEST_AGO = timedelta(days=31)
# A form opened at 09:42:10 carries 09:42: less than this is no correction.
SAME_MOMENT = timedelta(seconds=90)


def obstacles_to_registering(sheet: IntakeSheet, now: datetime, by: User | None = None) -> list[Obstacle]:
    """CMP-01, CMP-05, CMP-06. The four things a registration needs, and what would make them untrue."""
    return [
        *obstacles_to_words(sheet.happened),
        *obstacles_to_channel(sheet),
        *obstacles_to_complainant(sheet),
        *obstacles_to_where_or_whom(sheet),
        *obstacles_to_arrival(sheet, now),
        *obstacles_to_goods(sheet, now),
        *obstacles_to_category(sheet.category),
        *obstacles_to_severity(sheet.severity, injury=sheet.injury),
        *obstacles_to_taking_own_complaint(sheet, by),
    ]


def obstacles_to_words(happened: str) -> list[Obstacle]:
    """CMP-01, CMP-10. The facts are asked for and written down, in more than a word."""
    if len("".join(happened.split())) >= SHORTEST:
        return []
    return [Obstacle("happened", _("Write down what happened, in a sentence at least."), "happened")]


def obstacles_to_channel(sheet: IntakeSheet) -> list[Obstacle]:
    """CMP-05, JOINT-S13. A forwarded complaint names who forwarded it; its deadline is not yet over."""
    return obstacles_to_forwarding(
        sheet.channel, authority=sheet.authority, due_at=sheet.authority_due_at, arrived_at=sheet.arrived_at
    )


def obstacles_to_forwarding(
    channel: str, *, authority: Authority | None, due_at: datetime | None, arrived_at: datetime
) -> list[Obstacle]:
    """CMP-05, JOINT-S13. The same when the way it came is put right later."""
    if channel != Channel.AUTHORITY:
        return []
    found = []
    if authority is None:
        found.append(Obstacle("authority", _("Say which authority forwarded it."), "authority"))
    if due_at is not None and due_at <= arrived_at:
        found.append(Obstacle("authority_due", _("Their deadline lies before it arrived."), "authority_due_at"))
    return found


def obstacles_to_complainant(sheet: IntakeSheet) -> list[Obstacle]:
    """CMP-06, CMP-07. Who complains is named, or it is written down that they will not say."""
    if sheet.name.strip() or sheet.will_not_say or sheet.complaining_merchant is not None:
        return []
    return [Obstacle("name", _("Name the complainant, or tick “will not say”."), "name")]


def obstacles_to_where_or_whom(sheet: IntakeSheet) -> list[Obstacle]:
    """CMP-17, JOINT-S01. Where it was or whom it is about is known, and nobody complains about himself."""
    if sheet.against == Against.STAFF and sheet.staff_person is None and not sheet.place.strip():
        return [Obstacle("staff", _("Name the person of our staff, or say where it was."), "staff_person")]
    known = (sheet.merchant, sheet.unit, sheet.floor, sheet.staff_person)
    nothing = not any(known) and not sheet.place.strip()
    if nothing and sheet.against != Against.MALL:
        return [Obstacle("where", _("Say where it was, or which merchant."), "where")]
    return obstacles_to_complaining_of_oneself(sheet.merchant, sheet.complaining_merchant)


def obstacles_to_complaining_of_oneself(about: Merchant | None, maker: Merchant | None) -> list[Obstacle]:
    """CMP-17. No merchant complains about itself."""
    if about is not None and about == maker:
        return [Obstacle("oneself", _("A merchant cannot complain about itself."), "where")]
    return []


def obstacles_to_arrival(sheet: IntakeSheet, now: datetime) -> list[Obstacle]:
    """CMP-02. The clock starts when the person comes; correcting that moment needs a reason."""
    if sheet.arrived_at > now:
        return [Obstacle("arrival", _("The arrival lies in the future."), "arrived_at")]
    if sheet.arrived_at < now - LONGEST_AGO:
        return [Obstacle("arrival", _("The arrival lies more than a month back."), "arrived_at")]
    moved = sheet.arrival_shown is not None and abs(sheet.arrived_at - sheet.arrival_shown) >= SAME_MOMENT
    if moved and not sheet.arrival_corrected.strip():
        return [Obstacle("arrival_reason", _("Say why the arrival is corrected."), "arrival_corrected")]
    return []


def obstacles_to_goods(sheet: IntakeSheet, now: datetime) -> list[Obstacle]:
    """CMP-08. Defective goods are among those bought, and bought before today is over."""
    found = []
    if sheet.defect_quantity and sheet.goods_quantity and sheet.defect_quantity > sheet.goods_quantity:
        found.append(Obstacle("defects", _("More are defective than were bought."), "defect_quantity"))
    if sheet.bought_on is not None and sheet.bought_on > local_day(now):
        found.append(Obstacle("bought", _("The day of purchase lies in the future."), "bought_on"))
    return found


def obstacles_to_category(category: ComplaintCategory | None) -> list[Obstacle]:
    """CMP-15, CMP-16, JOINT-S08. A category is one of the list that is in use."""
    if category is None or category.is_active:
        return []
    return [Obstacle("category", _("This category is no longer in use."), "category")]


def obstacles_to_severity(severity: int | None, *, injury: bool) -> list[Obstacle]:
    """CMP-14. Three grades; where somebody is hurt it is never a general one."""
    if severity is not None and severity not in Severity.values:
        return [Obstacle("severity", _("There are three grades."), "severity")]
    if injury and severity == Severity.GENERAL:
        return [Obstacle("injury", _("Somebody is hurt: that is serious at least."), "severity")]
    return []


def obstacles_to_taking_own_complaint(sheet: IntakeSheet, by: User | None) -> list[Obstacle]:
    """CMP-06. Nobody registers a complaint about himself; a colleague takes it down."""
    if by is None or sheet.staff_person is None or sheet.staff_person.pk != by.pk:
        return []
    return [Obstacle("own", _("It is about you: let a colleague take it down."), "staff_person")]


def obstacles_to_settling_at_once(
    *,
    severity: int | None,
    injury: bool,
    vip: bool,
    words: str,
    content: bool,
    against: str,
    category: ComplaintCategory | None,
) -> list[Obstacle]:
    """CMP-11, CMP-12. Only what talking settles: a general case, with the words said, and a VIP content.

    Its category is known, for the case closes at once.
    """
    found = []
    if severity not in (None, Severity.GENERAL) or injury:
        found.append(Obstacle("severity", _("Only a general case is settled on the spot.")))
    if against == Against.STAFF:
        found.append(Obstacle("staff", _("A complaint about our staff goes to the supervisor.")))
    if not words.strip():
        found.append(Obstacle("words", _("Write down what was said to the complainant."), "words"))
    if category is None:
        found.append(Obstacle("category", _("Choose the category: the case closes at once."), "category"))
    if vip and not content:
        found.append(Obstacle("vip", _("A VIP's case goes on until the customer is satisfied."), "content"))
    return found


def obstacles_to_adding(complaint: Complaint, words: str) -> list[Obstacle]:
    """JOINT-S05, CMP-29. More about the same matter goes to the one open case, in words."""
    found = []
    if complaint.folder.closed_at is not None:
        found.append(Obstacle("closed", _("This case is closed: register a new one and link it, or reopen it.")))
    if not words.strip():
        found.append(Obstacle("words", _("Write down what is added."), "text"))
    return found


def lateness(arrived_at: datetime, now: datetime) -> str:
    """CMP-02. How the registration stands against its time: ok, soon from the warning on, late after the limit."""
    gone = now - arrived_at
    if gone > limit(OBLIGATIONS[Kind.REGISTER].limit, now):
        return "late"
    return "soon" if gone >= limit(WARN_REGISTER, now) else "ok"


def may_take_staff_complaint(person: User) -> bool:
    """CMP-06. Complaints about our staff are handled by the supervisor, or above him."""
    return person.has_role(Role.SUPERVISOR, Role.MANAGER, Role.DEPUTY_GM, Role.GENERAL_MANAGER)


def obstacles_to_offering_a_settlement(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-12. Only what is just registered, general, and nobody's hurt, is settled on the spot."""
    del user, now
    if complaint.state != State.REGISTERED:
        return [Obstacle("state", _("Only what was just registered is settled on the spot."))]
    found = obstacles_to_settling_at_once(
        severity=complaint.severity,
        injury=complaint.injury,
        vip=complaint.vip,
        words="-",
        content=True,
        against=complaint.against,
        category=complaint.category,
    )
    return [obstacle for obstacle in found if obstacle.field is None]


SETTLE_AT_ONCE = CaseAct(
    "settle-at-once",
    gettext_lazy("Settled on the spot"),
    Permission.COMPLAINT_REPLY,
    "mood-check",
    obstacles_to_offering_a_settlement,
    lambda complaint, _user: complaint.state == State.REGISTERED,
    order=20,
)
OFFERS = (SETTLE_AT_ONCE,)
