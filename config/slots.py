"""Which pages fill a slot: name of the slot → URL names, each called with the slot's key."""

from __future__ import annotations

SLOTS: dict[str, list[str]] = {
    "merchant": ["complaints:of-merchant", "mail_desk:of-merchant"],
    "calendar": ["casework:older-hours"],
    "profile": ["staffing:feed-of", "casework:notice-kinds-of"],
}
