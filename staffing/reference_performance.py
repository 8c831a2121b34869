"""What the lists of points and of conduct start with; the supervisor keeps them afterwards."""

from __future__ import annotations

from mall.reference import register
from staffing.models import ConductItem, PointReason

#: The table of the manual is missing: these are defaults the department has to confirm (PERF-07).
REASONS = (
    ("顾客书面表扬", "Praised by a customer in writing", 3),
    ("主动协助同事完成紧急工作", "Helped a colleague in an emergency", 2),
    ("改进建议被采纳", "A suggestion that was taken up", 2),
    ("当班离岗未报", "Left the post without a word", -2),
    ("登记差错造成返工", "A wrong entry that cost work", -1),
    ("经核实的顾客投诉", "A verified complaint of a customer", -3),
    # PERF-06.
    ("培训资料迟交", "A training file handed in late", -1),
)
#: COND-01…04.
ITEMS = (
    ("着工装、佩戴工牌", "Uniform and badge worn"),
    ("8:00 前整理好台面", "Desk tidy before 8:00"),
    ("手机静音，无私人通话", "Phone silent, no private calls"),
    ("不吸烟、不进食、不闲聊、不玩游戏", "No smoking, eating, chatting or games"),
    ("外出向主管或同事说明", "Going out is told to the supervisor or a colleague"),
    ("不私留顾客联系方式，不泄露资料", "No private contacts of customers kept, no data passed on"),
)


@register
def point_reasons() -> int:
    """PERF-07. Reasons for brand points, where there are none; returns how many were missing."""
    if PointReason.objects.exists():
        return 0
    rows = [PointReason(name=zh, name_en=en, points=points, is_default=True) for zh, en, points in REASONS]
    for row in rows:
        row.save()
    return len(rows)


@register
def conduct_items() -> int:
    """COND-01, COND-02, COND-03, COND-04. The checklist, where there is none; returns how many were missing."""
    if ConductItem.objects.exists():
        return 0
    for order, (zh, en) in enumerate(ITEMS, start=1):
        ConductItem.objects.create(text=zh, text_en=en, order=order * 10)
    return len(ITEMS)
