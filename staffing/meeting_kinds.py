"""The kinds of meetings every installation starts with (MEET-01…05); the list is kept in the admin."""

from __future__ import annotations

from datetime import time
from typing import Any

from mall.reference import register
from staffing.models import MeetingKind

R = MeetingKind.Rhythm
THURSDAY = 3
FULL_NOTICE = 7
AFTERNOON = time(14)
#: Code, name, English name, and what differs from a meeting that is simply called.
KINDS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "morning",
        "晨会",
        "Morning meeting",
        {"rhythm": R.DAILY, "begins_at": time(8, 5), "minutes": 25, "agenda": "昨日工作；存在问题；今日计划"},
    ),
    (
        "weekly",
        "周例会",
        "Weekly meeting",
        {
            "rhythm": R.WEEKLY,
            "weekday": THURSDAY,
            "begins_at": AFTERNOON,
            "agenda": "周规划点评；存在问题；下周安排",
        },
    ),
    (
        "monthly",
        "月例会",
        "Monthly meeting",
        {"rhythm": R.MONTHLY, "weekday": THURSDAY, "begins_at": AFTERNOON, "minutes": 90},
    ),
    ("topic", "专题会", "Topic meeting", {"notice_days": FULL_NOTICE}),
    ("training", "培训会", "Training meeting", {"notice_days": FULL_NOTICE, "minutes": 90}),
    ("analysis", "月分析会", "Monthly analysis meeting", {"change_days": 1, "minutes": 90}),
)


@register
def meeting_kinds() -> int:
    """MEET-01…05. The kinds of meetings; returns how many were missing."""
    made = 0
    for order, (code, name, name_en, more) in enumerate(KINDS, start=1):
        defaults = {"name": name, "name_en": name_en, "order": order * 10, **more}
        made += MeetingKind.objects.get_or_create(code=code, defaults=defaults)[1]
    return made
