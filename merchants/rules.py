"""What forbids an act on the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from mall.models import Department, Floor
from mall.phones import normalise_phone
from mall.roles import ROLE_PERMISSIONS, Permission, Role
from merchants.models import Merchant, MerchantClass, Tenancy
from merchants.tables import CLASS_A
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mall.models import Unit, User


def obstacles_to_registering(*, name: str, phone: str, units: Iterable[Unit], on: date) -> list[Obstacle]:
    """MER-01. A merchant enters the register with a name, a phone and a unit that is free from that day."""
    obstacles = _obstacles_to_name(name)
    if not phone.strip():
        obstacles.append(Obstacle("phone-missing", _("Write a phone number."), "phone"))
    else:
        obstacles += obstacles_to_phone(phone)
    rooms = list(units)
    if not rooms:
        obstacles.append(Obstacle("unit-missing", _("Write at least one unit."), "units"))
    for unit in rooms:
        obstacles += obstacles_to_letting(unit, on)
    return obstacles


def obstacles_to_changing(merchant: Merchant, *, name: str, merchant_class: MerchantClass | None) -> list[Obstacle]:
    """MER-01. Details may change, but a name stays; class A is given and taken by the floors alone (MER-02)."""
    return _obstacles_to_name(name) + obstacles_to_class(merchant.merchant_class, merchant_class)


def obstacles_to_class(before: MerchantClass | None, after: MerchantClass | None) -> list[Obstacle]:
    """MER-02. Class A is neither given nor taken by whoever keeps the register."""
    obstacles: list[Obstacle] = []
    was, becomes = _is_a(before), _is_a(after)
    if becomes and not was:
        text = _("Class A is named by a floor: use “Name as class A”.")
        obstacles.append(Obstacle("class-a-is-named", text, "merchant_class"))
    if was and not becomes:
        text = _("Class A is taken back by the floor that named it.")
        obstacles.append(Obstacle("class-a-is-taken-back", text, "merchant_class"))
    return obstacles


def obstacles_to_phone(phone: str) -> list[Obstacle]:
    """MER-01. A phone that is written must be one: a mobile, or a landline with its area code."""
    try:
        normalise_phone(phone)
    except ValueError:
        text = _("This is no phone number. Write a mobile, or a landline with its area code.")
        return [Obstacle("phone-not-valid", text, "phone")]
    return []


def obstacles_to_letting(unit: Unit, on: date, *, to: Merchant | None = None) -> list[Obstacle]:
    """MER-01. One merchant per unit at a time: the unit must be in use and free from that day on."""
    if not unit.is_active:
        text = _("Unit %(unit)s is not in use.") % {"unit": unit}
        return [Obstacle("unit-not-in-use", text, "units")]
    tenant = (
        Tenancy.objects.filter(unit=unit, period__overlap=(on, None))
        .select_related("merchant")
        .order_by("period")
        .first()
    )
    if tenant is None:
        return []
    if to is not None and tenant.merchant_id == to.pk:
        text = _("The merchant already has unit %(unit)s.") % {"unit": unit}
        return [Obstacle("unit-is-his-own", text, "units")]
    text = _("Unit %(unit)s is let to %(merchant)s. Record his moving out first.") % {
        "unit": unit,
        "merchant": tenant.merchant,
    }
    return [Obstacle("unit-is-let", text, "units")]


def obstacles_to_moving_out(tenancy: Tenancy, on: date) -> list[Obstacle]:
    """MER-01. A tenancy ends once, and not before it began."""
    if tenancy.period.upper is not None:
        return [Obstacle("already-moved-out", _("The tenancy has already ended."))]
    if on < tenancy.period.lower:
        text = _("The merchant moved in on %(day)s; he cannot leave before.") % {"day": tenancy.period.lower}
        return [Obstacle("out-before-in", text, "on")]
    return []


def keeps_floor(user: User, floor: Floor) -> bool:
    """MER-02. Whether the person heads the department that keeps the floor: its own, else the on-site department."""
    kept = floor.department.code if floor.department else Department.ONSITE
    return any(
        held.department.code == kept and Permission.MERCHANT_NAME_A in ROLE_PERMISSIONS[Role(held.role)]
        for held in user.current_memberships
    )


def obstacles_to_speaking_for(floor: Floor, *, by: User) -> list[Obstacle]:
    """MER-02. Only the head of the department that keeps a floor names for it, and takes back."""
    if keeps_floor(by, floor):
        return []
    text = _("Only the head of the department that keeps %(floor)s does this.") % {"floor": floor}
    return [Obstacle("not-your-floor", text, "floor")]


def obstacles_to_naming(merchant: Merchant, floor: Floor, on: date, *, by: User) -> list[Obstacle]:
    """MER-02. A floor names the merchants of its own floor, each once, by the head of the department that keeps it."""
    obstacles = obstacles_to_speaking_for(floor, by=by)
    if merchant.left_on is not None:
        obstacles.append(Obstacle("merchant-left", _("The merchant has left the mall.")))
    if _is_a(merchant.merchant_class):
        obstacles.append(Obstacle("is-class-a", _("The merchant is in class A already.")))
    if not merchant.tenancies.on(on).filter(unit__floor=floor).exists():
        text = _("The merchant has no unit on %(floor)s.") % {"floor": floor}
        obstacles.append(Obstacle("not-on-this-floor", text, "floor"))
    return obstacles


def obstacles_to_taking_back(merchant: Merchant, floor: Floor, on: date, *, by: User) -> list[Obstacle]:
    """MER-02. Class A is taken back by the floor that named it, or one on which the merchant trades."""
    obstacles = obstacles_to_speaking_for(floor, by=by)
    if not is_class_a(merchant):
        obstacles.append(Obstacle("is-not-class-a", _("The merchant is not in class A.")))
    if floor not in floors_of(merchant, on):
        text = _("Neither did %(floor)s name the merchant, nor has he a unit there.") % {"floor": floor}
        obstacles.append(Obstacle("not-its-floor", text, "floor"))
    return obstacles


def is_class_a(merchant: Merchant) -> bool:
    """MER-03. Whether the merchant is in the one class that has rules of its own."""
    return _is_a(merchant.merchant_class)


def floors_of(merchant: Merchant, on: date) -> list[Floor]:
    """MER-02. The floors on which the merchant trades, and the one that named him class A if one did."""
    trading = Q(units__tenancies__in=merchant.tenancies.on(on))
    naming = merchant.namings.first()
    named = Q(pk=naming.floor_id) if naming is not None and naming.merchant_class_id else Q()
    return list(Floor.objects.filter(trading | named).select_related("department").distinct())


def obstacles_to_removing_contact(*, others: int) -> list[Obstacle]:
    """MER-01. A merchant keeps at least one contact."""
    if others < 1:
        return [Obstacle("last-contact", _("Add another contact first: a merchant keeps at least one."))]
    return []


def _obstacles_to_name(name: str) -> list[Obstacle]:
    if not name.strip():
        return [Obstacle("name-missing", _("Write the merchant's name."), "name")]
    return []


def _is_a(merchant_class: MerchantClass | None) -> bool:
    return merchant_class is not None and merchant_class.code == CLASS_A
