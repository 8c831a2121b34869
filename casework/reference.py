"""What casework's own lists begin with."""

from __future__ import annotations

from casework.models import PauseReason
from mall.reference import register

# Code, name, English name (CMP-35: a clock stands still for a reason from the list only).
PAUSE_REASONS = (
    ("waiting-customer", "等待顾客补充材料", "Waiting for the customer's papers"),
    ("customer-away", "顾客要求改期", "The customer asked for another day"),
    ("testing", "商品送检中", "Goods are being tested"),
    ("maker", "等待厂家答复", "Waiting for the maker's answer"),
    ("authority", "等待主管机关答复", "Waiting for the authority's answer"),
    ("unreachable", "暂时联系不上当事人", "The person cannot be reached for now"),
)


@register
def seed_pause_reasons() -> int:
    """CMP-35. The reasons for which a clock may stand still; returns how many were missing."""
    made = 0
    for code, name, name_en in PAUSE_REASONS:
        made += PauseReason.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})[1]
    return made
