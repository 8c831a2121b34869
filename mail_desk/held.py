"""The desk's lists as every entry needs them: read once, never held for long."""

from __future__ import annotations

from mail_desk.models import Carrier, MailClass, RefusedArea, ReturnReason
from mall.held import Held
from mall.models import Floor

_CLASSES = Held(lambda: list(MailClass.objects.all()), models=("mail_desk.MailClass",))
_CARRIERS = Held(lambda: list(Carrier.objects.all()), models=("mail_desk.Carrier",))
_AREAS = Held(
    lambda: list(RefusedArea.objects.filter(is_active=True).select_related("floor", "zone")),
    models=("mail_desk.RefusedArea", "mall.Floor", "mall.Zone"),
)
_FLOORS = Held(lambda: {floor.code: floor for floor in Floor.objects.all()}, models=("mall.Floor",))
_REASONS = Held(lambda: list(ReturnReason.objects.all()), models=("mail_desk.ReturnReason",))


def mail_classes(*, in_use: bool = True) -> list[MailClass]:
    """MAIL-05. The classes in their order; `in_use` leaves out those no longer offered."""
    return [row for row in _CLASSES.get() if row.is_active or not in_use]


def mail_class(code: str) -> MailClass:
    """The class of that code. Raises KeyError."""
    return {row.code: row for row in _CLASSES.get()}[code]


def carriers(*, in_use: bool = True) -> list[Carrier]:
    """Who brings mail, in their order."""
    return [row for row in _CARRIERS.get() if row.is_active or not in_use]


def refused_areas() -> list[RefusedArea]:
    """MAIL-08. The areas in use, by name."""
    return list(_AREAS.get())


def return_reasons() -> list[ReturnReason]:
    """MAIL-06. The reasons in use."""
    return [row for row in _REASONS.get() if row.is_active]


def return_reason(code: str) -> ReturnReason | None:
    """The reason of that code, in use or not; None when there is none."""
    return next((row for row in _REASONS.get() if row.code == code), None)


def floors() -> list[Floor]:
    """The floors from below to above."""
    return list(_FLOORS.get().values())


def floor(code: str) -> Floor | None:
    """The floor of that code, None when there is none."""
    return _FLOORS.get().get(code)
