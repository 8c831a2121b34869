"""The demo's work letters, one in each state somebody meets: from the head's desk to the commitment that applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.demo.days import A_DAY, AN_HOUR, Team, at
from mall.models import Department
from staffing.actions import letters
from staffing.rules.letters import Promise, Written

if TYPE_CHECKING:
    import datetime as dt

    from mall.models import User
    from staffing.models import WorkLetter

CS = Department.CUSTOMER_SERVICE


def load_letters(team: Team) -> None:
    """The oldest first: done, not done, promised, due today, by word of mouth, and one the manager has yet to sign."""
    _done(team)
    _not_done(team)
    _promised(team)
    _due_today(team)
    _by_word(team)
    written = _written(team, CS, "onsite", "三楼扶梯口连日堆放纸箱，请现场管理每日闭店前清理。", team["onsite"])
    letters.write(written._replace(final_at=at(team.day(3), 17)), by=team["agent"], now=team.now - 2 * AN_HOUR)


def _written(team: Team, asks: str, does: str, content: str, executor: User, ahead: int = 1) -> Written:
    """A letter from one department to another; its final deadline is the afternoon so many days from today."""
    departments = team.departments
    return Written(departments[asks], departments[does], content, executor, at(team.day(ahead), 17, 30))


def _sent(written: Written, head: User, *, by: User, now: dt.datetime) -> WorkLetter:
    """Written, and signed by the own head an hour later."""
    letter = letters.write(written, by=by, now=now)
    return letters.approve(letter, on_paper=True, by=head, now=now + AN_HOUR)


def _done(team: Team) -> None:
    written = _written(team, "market", CS, "周末换季活动，请广播台每小时播报一次活动地点。", team["announcer"], -6)
    began = at(team.day(-10), 10)
    letter = _sent(written, team["market"], by=team["market"], now=began)
    promise = Promise(at(team.day(-7), 17), "漏播一次，当班广播员书面说明。", on_paper=True)
    letters.commit(letter, promise, by=team["supervisor"], now=began + 3 * AN_HOUR)
    letters.report(
        letter, "已播报三天，每小时一次，无漏播。", done=True, by=team["announcer"], now=at(team.day(-7), 16)
    )


def _not_done(team: Team) -> None:
    executor = team.head_of("decoration")
    written = _written(team, CS, "decoration", "八楼装修围挡遮住服务台指示牌，请移开或另装指示牌。", executor, -3)
    began = at(team.day(-8), 9)
    letter = _sent(written, team["manager"], by=team["agent2"], now=began)
    promise = Promise(at(team.day(-4), 17), "逾期由装修部当天派人在围挡处引导顾客。", on_paper=True)
    letters.commit(letter, promise, by=executor, now=began + A_DAY)
    words = "到期查看，围挡仍在，指示牌未装。"
    letters.report(letter, words, done=False, by=team["agent2"], now=at(team.day(-2), 9))


def _promised(team: Team) -> None:
    head = team.head_of("engineering")
    written = _written(team, CS, "engineering", "四楼服务台照明有两盏不亮，请更换。", head, 2)
    began = at(team.day(-2), 10)
    letter = _sent(written, team["manager"], by=team["agent"], now=began)
    promise = Promise(at(team.day(1), 17), "未换好则先送临时台灯两盏。", on_paper=True)
    letters.commit(letter, promise, by=head, now=began + A_DAY)


def _due_today(team: Team) -> None:
    content = "消防演练，请于今日闭店前在各服务台张贴疏散通知。"
    written = _written(team, "onsite", CS, content, team["agent"], 0)
    _sent(written, team["onsite-head"], by=team["onsite"], now=at(team.day(-1), 14))


def _by_word(team: Team) -> None:
    market = team["market"]
    written = _written(team, CS, "market", "请借两名同事协助东门发放活动导览图。", market)
    spoken = written._replace(is_oral=True, hours=2, other_head=market)
    letters.agree_by_word(spoken, by=team["agent2"], now=team.now - AN_HOUR)
