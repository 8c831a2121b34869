"""What the demo's people are judged by: brand points, rewards, a conduct check, trainings, a talk."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from config.demo.days import A_DAY, AN_HOUR, Team, at, open_day, spared
from mall.localtime import Bounds, day_bounds, local_day
from staffing.actions import conduct, development, points, rewards, trainings
from staffing.models import PointReason, Reward, StaffTraining, TrainingSeat
from staffing.months import month_of, preceding
from staffing.queries.conduct import items
from staffing.rules import trainings as training_rules
from staffing.rules.conduct import Check
from staffing.rules.points import Proposal
from staffing.rules.rewards import Proposal as RewardProposal

if TYPE_CHECKING:
    from mall.models import User

TRAINED = 5  # so many take part beside the host
#: Points of last month: on which day, whose, for which reason of the list, what happened.
LAST_MONTH = (
    (5, "agent", "顾客书面表扬", "顾客留言表扬耐心帮助找回手机"),
    (8, "agent2", "主动协助同事完成紧急工作", "下班后留下协助处理漏水疏导"),
    (11, "announcer", "改进建议被采纳", "寻人广播词改为三遍双语"),
    (14, "agent2", "登记差错造成返工", "邮件楼层登记错误，退回重发"),
)


def load_merits(team: Team) -> None:
    """A closed month of points and a running one; a reward in effect and one proposed; trainings and a check."""
    _last_months_points(team)
    _this_months_points(team)
    _rewards(team)
    _trainings(team)
    _check(team)
    words = "谈下半年想学的内容：希望参加投诉调解培训。"
    development.write(team["agent"], team.day(-6), words, by=team["supervisor"], now=at(team.day(-6), 16))


def _proposal(person: User, reason: str, facts: str, on: dt.date) -> Proposal:
    return Proposal(person, PointReason.objects.get(name=reason), facts, on)


def _last_months_points(team: Team) -> None:
    """PERF-07. What gives points they applied for, what takes them the supervisor announced; the month is closed."""
    boss, this = team["supervisor"], month_of(team.now)
    for day, number, reason, facts in LAST_MONTH:
        on, person = preceding(this).replace(day=day), team[number]
        given = _proposal(person, reason, facts, on)
        if given.reason.points < 0:
            points.propose(given, by=boss, now=at(on + A_DAY, 9))
        else:
            made = points.propose(given, by=person, now=at(on, 17))
            points.give(made, "属实", by=boss, now=at(on + A_DAY, 9))
    points.close_month(preceding(this), by=boss, now=min(at(this, 10), team.now))


def _this_months_points(team: Team) -> None:
    """PERF-07. Two wait for the supervisor; one of this week is objected to and waits for the manager."""
    month = day_bounds(month_of(team.now)).begins
    monday = day_bounds(team.day(-team.today.weekday())).begins
    lately, this_week = max(month, team.now - 5 * AN_HOUR), max(month, monday, team.now - A_DAY)
    on = local_day(lately)
    for number, reason, facts in (
        ("agent", "改进建议被采纳", "服务台增设代充电登记本"),
        ("announcer", "顾客书面表扬", "寻回走失儿童，家长送来感谢信"),
    ):
        points.propose(_proposal(team[number], reason, facts, on), by=team[number], now=lately)
    given = _proposal(team["agent2"], "登记差错造成返工", "投诉单顾客电话少一位", local_day(this_week))
    wrong = points.propose(given, by=team["supervisor"], now=this_week)
    words = "电话为顾客口述，已当场复述确认，请复核。"
    points.appeal(wrong, words, by=team["agent2"], now=max(this_week, team.now - 2 * AN_HOUR))


def _rewards(team: Team) -> None:
    """PERF-08, PERF-10. A bonus in effect and published, and a praise that waits for the general manager."""
    boss, kinds = team["supervisor"], Reward.Kind
    case = "夜间漏水，主动留守疏导顾客"
    bonus = RewardProposal(team["agent2"], kinds.BONUS, case, "处置及时，无顾客受伤。", Decimal(200))
    made = rewards.propose(bonus, by=boss, now=at(team.day(-12), 10))
    rewards.approve(made, "同意。", by=team["gm"], now=at(team.day(-10), 15))
    rewards.publish(made, by=boss, now=at(team.day(-9), 9))
    praise = RewardProposal(team["announcer"], kinds.WRITTEN_PRAISE, "寻回走失儿童", "反应快，家长书面致谢。")
    rewards.propose(praise, by=boss, now=at(team.day(-1), 16))


def _trainings(team: Team) -> None:
    """STTR-01, STTR-03, STTR-04. One was held with a test, one is planned; nobody leaves a desk empty for it."""
    topics, boss = StaffTraining.Content, team["supervisor"]
    on = open_day(team.day(-12), step=-1)
    plan = _plan(team.desk, on, "八步接待法与情绪安抚", topics.MANNERS, has_test=True)
    held = trainings.arrange(plan, by=boss, now=at(on - 5 * A_DAY, 10))
    seats = list(TrainingSeat.objects.filter(training=held).order_by("pk"))
    there = {seat.person_id: training_rules.Present(True, score=82 + 4 * (nth % 4)) for nth, seat in enumerate(seats)}
    if len(seats) > 1:
        there[seats[-1].person_id] = training_rules.Present(False, "当班替班")
    record = training_rules.Record("先安抚、再记录、后答复；分组演练两轮。", there)
    trainings.record(held, record, by=boss, now=plan.ends + AN_HOUR)
    trainings.take_notes(seats[0], "先听完再解释，答复要给时限。", by=seats[0].person, now=plan.ends + 2 * AN_HOUR)
    others = [one for one in reversed(team.desk) if one != held.host]
    plan = _plan(others, open_day(team.day(6)), "邮件收发与代管流程", topics.TOOLS)
    trainings.arrange(plan, by=boss, now=team.now - AN_HOUR)


def _plan(people: list[User], on: dt.date, topic: str, content: str, *, has_test: bool = False) -> training_rules.Plan:
    hours = Bounds(at(on, 10), at(on, 11))
    found = spared(people, hours, TRAINED + 1)
    return training_rules.Plan(
        topic=topic,
        content=content,
        form=StaffTraining.Form.INTERNAL,
        chosen_by=StaffTraining.ChosenBy.SUPERVISOR,
        host=found[0],
        place="三楼培训室",
        begins=hours.begins,
        ends=hours.ends,
        people=found,
        has_test=has_test,
    )


def _check(team: Team) -> None:
    """COND-01. Everything but the phone was in order; the person has yet to see it."""
    points_of = list(items().order_by("order", "pk"))
    findings = {one.pk: "手机" not in one.text for one in points_of}
    check = Check(team.day(-1), team["agent2"], None, findings, "手机未静音，当场提醒。")
    conduct.check(check, by=team["supervisor"], now=at(team.day(-1), 11))
