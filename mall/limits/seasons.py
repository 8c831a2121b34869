"""The seasons of the manual with their hours: what an installation starts with."""

from __future__ import annotations

from datetime import time
from typing import Any

# DESK-02, ROST-05, ROST-06, ROST-08.
SEASONS: dict[str, dict[str, Any]] = {
    "summer": {
        "name": "夏季",
        "name_en": "Summer",
        "starts_month": 5,
        "starts_day": 1,
        "opens_at": time(8, 30),
        "closes_at": time(18, 30),
        "noon_from": time(11, 0),
        "noon_handover": time(13, 0),
        "noon_to": time(15, 0),
    },
    "winter": {
        "name": "冬季",
        "name_en": "Winter",
        "starts_month": 10,
        "starts_day": 1,
        "opens_at": time(8, 30),
        "closes_at": time(18, 0),
        "noon_from": time(11, 0),
        "noon_handover": time(12, 30),
        "noon_to": time(14, 0),
    },
}
