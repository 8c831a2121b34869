"""Which complaints the demo holds: how far each goes, and who acts in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.demo.stories import STORIES, Story

if TYPE_CHECKING:
    import random

    from complaints.models import Cause, ComplaintCategory
    from mall.models import Department, Unit, User
    from merchants.models import Merchant

# How far each fate goes, and how often it is drawn among the finished and among the open ones.
FINISHED = {
    "settled": 20,
    "solved": 38,
    "refunded": 12,
    "large": 4,
    "mediated": 4,
    "unfounded": 7,
    "withdrawn": 5,
    "reopened": 5,
    "unreached": 5,
}
OPEN = (
    "registered",
    "dispatched",
    "disputed",
    "in_handling",
    "answered",
    "awaiting",
    "replied",
    "asked",
    "not_content",
    "rejected",
    "taken_back",
    "paused",
)
# What does not come every day: finished long ago, and open now.
RARE_FINISHED = (
    "staff_solved",
    "forwarded_solved",
    "joint_held",
    "petition_upheld",
    "petition_heard",
    "advanced_part",
    "repeated",
    "flagged_standing",
    "measure_ahead",
    "measure_today",
    "measure_overdue",
    "measure_works",
    "measure_fails",
    "pause_ended",
    "consequence_published",
    "consequence_noted",
    "consequence_fined",
)
# Finished a week or two ago, and something of it still waits.
RARE_LATELY = ("consequence_asked",)
RARE_OPEN = (
    "staff_open",
    "forwarded_open",
    "joint_called",
    "helped_open",
    "petition_open",
    "proposed_flag",
    "met_open",
    "measure_proposed",
    "measure_declined",
)
ANALYSES = (
    "退换货纠纷仍居首位，与换季促销有关；已要求商户在收银台张贴退换规定。",
    "质量类投诉较上月减少，检查部抽检见效；服务态度类略升，现场部本月安排礼仪抽查。",
    "总量与上月持平。安全类一件，货架加固已逐店复查。",
)
LESSONS = (
    "加强巡查，及时发现。",
    "退换规定要贴在收银台，成交前说明。",
    "收货时抽检缝线和拉链，不合格不上架。",
    "双方各执一词时先调录像，再约谈。",
    "先安抚顾客，再谈责任，不在店门口争论。",
)
NOTES = (
    "顾客情绪激动，建议由主管接待。",
    "商户老板出差，明天上午回来，已约十点面谈。",
    "监控已请人武部保存，编号见交接本。",
    "顾客说只要一句道歉，不要赔偿。",
)


@dataclass
class Cast:
    """Who acts in the journeys."""

    people: dict[str, User]
    heads: dict[str, User]
    merchants: list[tuple[Merchant, Unit]]
    departments: dict[str, Department]
    categories: dict[str, ComplaintCategory]
    causes: dict[str, Cause]
    staff: dict[str, list[User]]
    colleagues: list[User]


def pick_story(dice: random.Random, *, up_to: int) -> Story:
    """Draw what happened, up to a severity; the grave ones rarely."""
    stories = [s for s in STORIES if s.severity <= up_to]
    return dice.choices(stories, weights=[{1: 10, 2: 4, 3: 1}[s.severity] for s in stories])[0]
