"""What must never stand in a log: names, phones, texts people typed."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

# Keys whose values people typed or that name a person; the value is dropped whole.
PERSONAL_KEYS = frozenset(
    {
        "address",
        "body",
        "contact",
        "cookies",
        "data",
        "email",
        "full_name",
        "id_number",
        "name_shown",
        "password",
        "phone",
        "pin",
        "text",
        "username",
    }
)
# A mobile, a land line with area code, an identity number; found in messages and tracebacks.
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
LAND_LINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)")
QUERY = re.compile(r"(/\S*)\?\S+")
# The secret address of somebody's shifts opens them to whoever reads it.
FEED = re.compile(r"(/staffing/feed/)[\w-]+(?=\.ics)")
MASK = "***"


def masked(text: str) -> str:
    """The text without numbers that lead to a person, and addresses without their query."""
    text = IDENTITY.sub(MASK, text)
    text = PHONE.sub(r"\1****\2", text)
    text = LAND_LINE.sub(MASK, text)
    text = FEED.sub(r"\1" + MASK, text)
    return QUERY.sub(r"\1?" + MASK, text)


def _clean(key: str, value: Any) -> Any:
    if key.lower() in PERSONAL_KEYS:
        return MASK
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {inner: _clean(str(inner), found) for inner, found in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(key, found) for found in value]
    return value


def without_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: clean every value of the event."""
    for key in list(event):
        if not key.startswith("_"):
            event[key] = _clean(key, event[key])
    return event
