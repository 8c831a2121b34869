"""Test data of the mail desk, made by the desk's own acts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mail_desk import held, reference
from mail_desk.actions import receiving
from mail_desk.entry_sheet import EntrySheet
from mail_desk.models import Delivery, MailItem, ReturnReason
from mall import reference as mall_reference
from mall.models import Floor, Unit, Zone
from mall.roles import Role
from merchants.queries.register import tenant_of
from tests import make, make_merchants

if TYPE_CHECKING:
    from mall.models import User
    from merchants.models import Merchant

#: A Thursday at 09:10 in Shanghai: the morning's delivery has just come.
NOW = datetime(2026, 11, 26, 1, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 11, 26)
#: An ID number that is right by its check digit, of nobody.
ID_NUMBER = "11010519491231002X"
SIGNATURE = "M10 20L30 60L50 20L70 60L90 20M110 20L130 60L150 20L170 60"


def lists() -> None:
    """The lists as every installation has them; laid down once in a test, for it takes longer than what needs them."""
    if ReturnReason.objects.exists():
        return
    mall_reference.floors_and_zones()
    mall_reference.departments()
    mall_reference.desks()
    reference.mail_classes()
    reference.carriers()
    reference.refused_areas()
    reference.return_reasons()


def agent(**fields: Any) -> User:
    """Somebody at the 8F desk."""
    return make.person(Role.AGENT, desk="floor-8", **fields)


def supervisor(**fields: Any) -> User:
    """A supervisor of customer service."""
    return make.person(Role.SUPERVISOR, **fields)


def unit(number: str = "A1105") -> Unit:
    """A room of the mall."""
    lists()
    floor = Floor.objects.get(digit=number[1])
    zone = Zone.objects.get(letter=number[0])
    return Unit.objects.get_or_create(number=number, defaults={"floor": floor, "zone": zone})[0]


def merchant_in(number: str = "A1105", name: str = "云裳服饰") -> Merchant:
    """Who trades in a room."""
    room = unit(number)
    return tenant_of(room, TODAY) or make_merchants.merchant(name, (number,))


def delivery(*, by: User | None = None, now: datetime = NOW, **fields: Any) -> Delivery:
    """A delivery of the post office, signed for."""
    lists()
    given = {"received_at": now, "brought_by": "邮递员小马", **fields}
    carrier = given.pop("carrier", held.carriers()[0])
    return receiving.sign_for(carrier, by=by or agent(), now=now, **given)


def sheet(code: str = "registered", unit_number: str = "A1105", **fields: Any) -> EntrySheet:
    """What is typed of a common item: a registered letter for a merchant who is there."""
    lists()
    given: dict[str, Any] = {"number": "RA123456789CN", "addressee": "方琳"}
    if unit_number:
        given |= {"merchant": merchant_in(unit_number), "unit": unit(unit_number)}
    return EntrySheet(mail_class=held.mail_class(code), **{**given, **fields})


def item(
    code: str = "registered",
    unit_number: str = "A1105",
    *,
    by: User | None = None,
    now: datetime = NOW,
    to: Delivery | None = None,
    **fields: Any,
) -> MailItem:
    """An item that was entered."""
    by = by or agent()
    entered = receiving.enter(to or delivery(by=by, now=now), sheet(code, unit_number, **fields), by=by, now=now)
    return entered.item
