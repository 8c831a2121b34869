"""The demo's department between the desks: letters, weekly plans, meetings, leave, a swap and last night's handover.

Everything is done by the actions people use, at instants before now; what is planned falls on a day that fits.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from config.demo.days import A_DAY, A_MINUTE, AN_HOUR, Team, at, open_day, spared
from config.demo.letters import load_letters
from config.demo.merits import load_merits
from mall.localtime import Bounds, day_bounds, days_bounds
from mall.models import Desk
from staffing.actions import handovers, leave, meetings, minutes, plans, swaps
from staffing.models import Handover, Leave, Meeting, MeetingKind, Participant, PlanRow
from staffing.queries import plans as plan_reads
from staffing.queries import swaps as swap_reads
from staffing.queries.empty import Absence, desks_left_empty
from staffing.queries.frames import day_of
from staffing.queries.rosters import on_duty
from staffing.rules.handovers import Answer, Notes
from staffing.rules.leave import Asked
from staffing.rules.meetings import Announced, headings, next_time
from staffing.rules.minutes import Seen
from staffing.rules.plans import WEEK, Row, monday_of
from staffing.rules.swaps import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mall.models import User

THURSDAY = 3
CALLED, TRAINED = 5, 6  # so many are called to a meeting, to a training
#: What an agent reports of a week and plans for the next: what, how much, the unit, how much of it is done.
WORK = (
    ("接待顾客咨询", 120, "人次", 126),
    ("处理投诉并回访", 8, "件", 7),
    ("登记并发放邮件", 60, "件", 60),
    ("走访楼层商户", 15, "户", 12),
    ("广播寻人寻物", 10, "次", 10),
)
COMMENTS = ("数据清楚，回访要在当天完成。", "完成得好，下周多走访新商户。", "未完成的写明原因，周一补上。")
UNCOMMENTED = 3  # so many plans of last week still wait for the supervisor's comment
SIGNED = handovers.Signed(on_paper=True)
LEAVE_AHEAD = range(5, 16)  # in this many days somebody goes on leave, where no desk is left empty


def load_office(*, now: dt.datetime) -> None:
    """Let the department have lived for a month: what waits, what is under way, what is over."""
    team = Team(now)
    load_letters(team)
    _last_plans(team)
    _this_plans(team)
    _held_meeting(team)
    _meetings_to_come(team)
    load_merits(team)
    _leave(team)
    _swap(team)
    _night(team)


# -- weekly plans


def _rows(nth: int) -> list[Row]:
    """Two results and two lines of the plan, other ones for each person."""
    lines = [WORK[(nth + step) % len(WORK)] for step in range(3)]
    found = [Row(PlanRow.Part.RESULT, what, Decimal(much), unit, Decimal(done)) for what, much, unit, done in lines[:2]]
    return found + [Row(PlanRow.Part.PLAN, what, Decimal(much), unit) for what, much, unit, _done in lines[1:]]


def _last_plans(team: Team) -> None:
    """PLAN-01, PLAN-02. Everybody but the last has written; most have the supervisor's comment."""
    week = monday_of(team.today) - WEEK
    writers = team.desk[:-1]
    written = plan_reads.due_at(week) - 2 * AN_HOUR
    for nth, person in enumerate(writers):
        plan = plans.write(week, _rows(nth), by=person, now=written)
        if nth < len(writers) - UNCOMMENTED:
            words = COMMENTS[nth % len(COMMENTS)]
            plans.comment(plan, words, by=team["supervisor"], now=at(week + 5 * A_DAY, 10))


def _this_plans(team: Team) -> None:
    """PLAN-01. Two have written this week's already."""
    week = monday_of(team.today)
    now = max(day_bounds(week).begins, min(team.now - AN_HOUR, plan_reads.due_at(week)))
    for nth, person in enumerate(team.desk[1:3]):
        plans.write(week, _rows(nth + 2), by=person, now=now)


# -- meetings


def _announced(  # one argument per fact of the notice
    team: Team,
    kind: MeetingKind,
    hours: Bounds,
    most: int = CALLED,
    *,
    topic: str = "",
    place: str = "二楼会议室",
    papers: str = "工作记录本",
) -> Announced:
    """MEET-04, DESK-06. A meeting of the department in these hours, with so many as the desks can spare."""
    return Announced(
        kind=kind,
        department=team.house,
        topic=topic or kind.name,
        place=place,
        begins_at=hours.begins,
        ends_at=hours.ends,
        papers=papers,
        notes="手机静音",
        chair=team["supervisor"],
        people=spared(team.desk, hours, most),
    )


def _held_meeting(team: Team) -> None:
    """MEET-06…09. Last week's weekly meeting with all it left behind; before it where that Thursday was closed."""
    on = open_day(monday_of(team.today) + (THURSDAY - 7) * A_DAY, step=-7)
    boss, begins = team["supervisor"], at(on, 14)
    kind, hours = MeetingKind.objects.get(code="weekly"), Bounds(begins, begins + AN_HOUR)
    meeting = meetings.announce(_announced(team, kind, hours), by=boss, now=at(on - 2 * A_DAY, 10))
    seats = list(Participant.objects.filter(meeting=meeting).order_by("pk"))
    seen = {seat.pk: Seen(Participant.Attendance.PRESENT) for seat in seats}
    for seat in seats[1:2]:
        meetings.excuse(seat, "带孩子复诊", by=seat.person, now=at(on - A_DAY, 9))
        seen[seat.pk] = Seen(Participant.Attendance.EXCUSED)
    seen[seats[-1].pk] = Seen(Participant.Attendance.LATE)
    minutes.record_attendance(meeting, seen, by=boss, now=begins + dt.timedelta(minutes=15))
    _actions(team, meeting, hours.ends)
    problem = minutes.note_problem(meeting, "广播机房设备老化，时有杂音。", by=boss, now=hours.ends)
    minutes.note_problem(meeting, "雨伞不够借。", solved=True, by=boss, now=hours.ends)
    minutes.report_upward(problem, "请批准更换广播主机，报价另附。", by=boss, now=hours.ends + AN_HOUR)
    said = ("多数已完成", "回访不及时", "排好双休日中班")
    points = "\n".join(f"{head}{words}" for head, words in zip(headings(kind).splitlines(), said, strict=False))
    decided = "每班下班前完成当天回访；本周统一更新指引图。"
    minutes.file_minutes(meeting, points or said[0], decided, by=boss, now=hours.ends + 2 * AN_HOUR)


def _actions(team: Team, meeting: Meeting, given: dt.datetime) -> None:
    """MEET-08. One done, one to be done by tomorrow, one late with its warning."""
    boss, day = team["supervisor"], given.date()
    texts = (
        ("更新各服务台的楼层指引图", team["agent2"], at(day + 2 * A_DAY, 17)),
        ("清点雨伞和轮椅，报缺口", team["announcer"], at(day + 3 * A_DAY, 17)),
        ("整理上月回访不及时的原因", team["agent"], at(team.day(1), 17)),
    )
    made = [minutes.assign(meeting, what, person, due, by=boss, now=given) for what, person, due in texts]
    minutes.report(made[0], "七个服务台都已换新。", done=True, by=team["agent2"], now=at(day + A_DAY, 16))
    minutes.remind_of_actions(team.now)


def _meetings_to_come(team: Team) -> None:
    """MEET-01, MEET-04. The next weekly meeting, and a training announced in time."""
    boss, now = team["supervisor"], team.now - AN_HOUR
    weekly, training = (MeetingKind.objects.get(code=code) for code in ("weekly", "training"))
    hours = next_time(weekly, team.now, lambda on: day_of(on).is_closed)
    if hours is not None:
        meetings.announce(_announced(team, weekly, hours), by=boss, now=now)
    begins = at(open_day(team.day(training.notice_days + 2)), 15)
    hours = Bounds(begins, begins + training.minutes * A_MINUTE)
    topic, papers = "投诉接待用语与情绪安抚", "《接待用语手册》"
    notice = _announced(team, training, hours, TRAINED, topic=topic, place="三楼培训室", papers=papers)
    meetings.announce(notice, by=boss, now=now)


# -- leave and swaps


def _leave(team: Team) -> None:
    """LEAVE-01, LEAVE-02. One day asked for and not decided, and one granted that leaves no desk empty."""
    on = open_day(team.day(3))
    asked = Asked(team["agent2"], Leave.Kind.PERSONAL, on, on, "送父亲住院")
    leave.ask(asked, by=team["agent2"], now=team.now - AN_HOUR)
    days = [open_day(team.day(ahead)) for ahead in LEAVE_AHEAD]
    free = ((one, day) for day in days for one in reversed(team.desk) if not desks_left_empty([_whole(one, day)]))
    person, day = next(free, (team.desk[-1], days[-1]))
    granted = Asked(person, Leave.Kind.COMPENSATORY, day, day, "补休上月加班")
    made = leave.ask(granted, by=person, now=at(team.day(-3), 9))
    leave.approve(made, "同意，注意交接。", by=team["supervisor"], now=at(team.day(-2), 10))


def _whole(person: User, on: dt.date) -> Absence:
    return Absence(person, *days_bounds(on, on), "leave")


def _swap(team: Team) -> None:
    """ROST-15. A colleague has accepted a swap the supervisor decides on; of the shifts ahead the farthest that fits.

    Where the running half month ends today, it is a swap of a day that is over.
    """
    for now in (team.now - AN_HOUR, at(team.day(-4), 9)):
        found = next((one for person in team.desk for one in _exchanges(person, now)), None)
        if found is not None:
            people = {one.pk: one for one in team.desk}
            made = swaps.ask(found, "孩子家长会", by=people[found.person], now=now)
            swaps.accept(made, by=people[found.colleague], now=now + AN_HOUR / 2)
            return


def _exchanges(person: User, now: dt.datetime) -> Iterator[Exchange]:
    """What the person could swap without breaking the law or leaving a desk short, the farthest day first."""
    for shift in reversed(swap_reads.shifts_ahead(person, now)):
        on = dt.date.fromisoformat(shift.value)
        for colleague in swap_reads.colleagues(person, on):
            for one in swap_reads.exchanges(person, on, colleague, now):
                if not one.harm.law and not one.harm.short:
                    yield Exchange(person.pk, on, colleague.pk, one.on)


# -- the night


def _night(team: Team) -> None:
    """HAND-01. The service centre was handed to the night at closing, countersigned, and accepted in the morning."""
    desk, boss = Desk.objects.get(code="centre"), team["supervisor"]
    closed = day_of(open_day(team.day(-1), step=-1)).closes
    goes = _standing(desk, closed - A_MINUTE) or team["agent2"]
    night = handovers.begin(desk, Handover.Turn.NIGHT, outgoing=goes, incoming=None, by=goes, now=closed)
    work = Notes(
        "接待 43 人次，登记投诉 3 件", "顾客建议增加充电宝", "无", must_reads=("八楼围挡未移，请引导顾客走西侧电梯",)
    )
    handovers.prepare(night, work, SIGNED, by=goes, now=closed + A_MINUTE)
    handovers.countersign(night, SIGNED, by=boss, now=closed + 5 * A_MINUTE)
    opens = day_of(team.today).opens
    comes = _standing(desk, opens + A_MINUTE) or team["announcer"]
    if comes == goes:
        comes = boss
    counted = {line.pk: Answer(line.count) for line in night.lines.all()}
    read = {one.pk for one in night.must_reads.all()}
    # Made before the desk opens, it is accepted now: nobody is to find the desk locked.
    handovers.accept(night, counted, read, SIGNED, by=comes, now=min(opens - 10 * A_MINUTE, team.now))


def _standing(desk: Desk, at_hour: dt.datetime) -> User | None:
    """Who stands at a desk at an hour, by the roster."""
    return next((duty.person for duty in on_duty(at_hour, desk)), None)
