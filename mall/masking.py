"""What may be shown of a phone, an e-mail address, an ID number or a name without a reason."""

from __future__ import annotations

_HEAD = 3
_TAIL = 4
_SHORT = _HEAD + _TAIL


def mask_phone(phone: str) -> str:
    """138****1234; a number of seven digits or fewer shows its last two only."""
    if not phone:
        return ""
    if len(phone) <= _SHORT:
        return "*" * max(len(phone) - 2, 1) + phone[-2:]
    return f"{phone[:_HEAD]}****{phone[-_TAIL:]}"


def mask_email(address: str) -> str:
    """The first letter and the house: z***@example.com."""
    name, at, house = address.rpartition("@")
    if not at:
        return "*" * len(address)
    return f"{name[:1]}***@{house}"


def mask_id(number: str) -> str:
    """The first three and the last two of an ID number, stars between them."""
    if not number:
        return ""
    if len(number) <= _SHORT:
        return "*" * len(number)
    return number[:_HEAD] + "*" * (len(number) - _HEAD - 2) + number[-2:]


def mask_name(name: str) -> str:
    """The family name and stars: 雷**; one character alone becomes a star."""
    if len(name) <= 1:
        return "*" * len(name)
    return name[0] + "*" * min(len(name) - 1, 2)
