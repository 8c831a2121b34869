"""One journey for each way a complaint ends: from the counter's form to the closed case, by role, on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db.models import F
from playwright.sync_api import expect

from casework.models import Reminder
from complaints.models import Complaint
from complaints.states import Ending, State
from tests import make, make_complaints
from tests import make_cases as cases
from tests.browser.desk import Journey, at, number_shown, scan, take_down

if TYPE_CHECKING:
    from collections.abc import Callable

    from mall.models import User
    from tests.browser.conftest import Open

TO_DECIDE, EVERYTHING = "/complaints/approvals/", "/complaints/?view=all"


@pytest.fixture
def agent(transactional_db: None) -> User:
    """Somebody at the desk, with the lists and departments every installation has."""
    make_complaints.lists()
    make.department("onsite")
    return make_complaints.agent(name="陈静")


def test_settled_on_the_spot(open_as: Open, agent: User) -> None:
    page = open_as(agent, "/complaints/new/")
    take_down(page)
    page.get_by_role("button", name="当场解决").first.click()
    page.get_by_label("对投诉人说明的内容").fill("当场换新，顾客接受。")
    page.locator("#settle").get_by_label("类别").select_option(label="质量瑕疵")
    page.locator("#settle").get_by_label("投诉人满意").check()
    page.get_by_role("button", name="登记为当场解决").click()
    expect(page.locator(".registered-x")).to_contain_text("已结案归档")
    number = number_shown(page)
    slip = page.request.get(page.get_by_role("link", name="受理回执").get_attribute("href") or "")
    assert slip.body().startswith(b"%PDF")
    desk = at(open_as, agent, number)
    desk.sees_state("结案")
    expect(desk.page.locator("#after-card")).to_contain_text("当场解决")
    desk.tells("登记", "当场换新，顾客接受。", "结案归档。")
    case = Complaint.objects.get(folder__number=number)
    assert (case.state, case.ending) == (State.CLOSED, Ending.SETTLED_AT_ONCE)


def test_solved(open_as: Open, agent: User) -> None:
    journey = Journey(open_as, agent)
    desk = journey.is_answered()
    desk.do("答复投诉人", "答复已记录", words="商户同意退货，请携带小票办理。")
    journey.is_asked().sees_state("已回访")
    desk = journey.is_closed("已解决")
    desk.tells("登记", "传递现场", "受理", "书面反馈", "告知结果", "已回访：满意", "原因与认定", "结案归档")
    desk.reads_paper("F-31")


@pytest.mark.parametrize(
    ("amount", "decides", "too_low", "why_not"),
    [
        ("1000", cases.manager, cases.supervisor, ""),
        ("5000", cases.deputy, cases.manager, "金额超出你的权限"),
        ("5001", cases.general_manager, cases.deputy, "金额超出你的权限"),
    ],
)
def test_compensated_by_who_may(  # one argument per column of the table
    open_as: Open,
    agent: User,
    amount: str,
    decides: Callable[..., User],
    too_low: Callable[..., User],
    why_not: str,
) -> None:
    journey = Journey(open_as, agent)
    desk = journey.is_answered()
    desk.open("和解与赔偿")
    desk.choose("处理方式", "赔偿")
    desk.write("amount", amount)
    desk.write("reason", "质量问题，按三包规定。")
    desk.send("和解与赔偿", "处理方案已记录")
    desk.sees_state("待审批")
    desk.lacks("批准")
    below = journey.at(too_low(), EVERYTHING)
    below.cannot("批准", why_not) if why_not else below.lacks("批准")
    journey.at(decides(name="林总"), TO_DECIDE).do("批准", "批准", reason="同意")
    desk = journey.at(agent)
    desk.sees_state("已批准，待答复")
    desk.do("已执行", "已记为执行完毕")
    desk.do("答复投诉人", "答复已记录", words="赔偿已付。")
    journey.is_asked()
    desk = journey.is_closed("已赔偿")
    expect(desk.page.locator("#money-card")).to_contain_text("林总")
    desk.tells(
        "书面反馈",
        f"提交审批，{int(amount):,}",
        f"批准，{int(amount):,}",
        "已执行",
        "告知结果",
        "已回访：满意",
        "结案归档",
    )


def test_settled_by_a_mediation_agreement(open_as: Open, agent: User, media: object) -> None:
    journey = Journey(open_as, agent)
    desk = journey.is_answered("商户愿意换新，请安排签协议。")
    desk.do("调解协议", "打印后", b_name="恒源制衣", b_duties="乙方为甲方换新一件。", a_duties="甲方不再追究。")
    desk.cannot("甲方已签字", "先打印")
    desk.print_paper("F-85")
    desk.page.reload()
    desk.do("甲方已签字", "甲方")
    desk.lacks("调解协议")
    desk.open("乙方已签字盖章")
    desk.drawer.locator("input[type=file]").set_input_files(scan())
    expect(desk.drawer.locator(".staged li.done")).to_have_count(1)
    desk.send("乙方已签字盖章", "协议已生效")
    expect(desk.page.locator("#money-card")).to_contain_text("已生效")
    desk.do("答复投诉人", "答复已记录", words="协议已生效，请来换新。")
    journey.is_asked()
    desk = journey.is_closed("调解")
    desk.tells("书面反馈", "起草调解协议", "打印调解协议", "甲方已签", "签字件.png", "生效", "告知结果", "结案归档")


def test_unfounded_after_objection_and_petition(open_as: Open, agent: User) -> None:
    journey = Journey(open_as, agent)
    desk = journey.is_answered("商品完好，系人为损坏。")
    desk.do("不成立", "不成立", reason="商品完好，无质量问题。")
    desk.cannot("结案", "尚未告知")
    desk.open("答复投诉人")
    desk.write("words", "经核实投诉不成立。")
    desk.choose("投诉人接受", "否")
    desk.send("答复投诉人", "答复已记录")
    desk.do("异议与签呈", "签呈已上报", objection="坚持要求退货。", proposal="建议维持。")
    desk.cannot("结案", "签呈待批")
    deputy = journey.at(cases.deputy(), TO_DECIDE)
    deputy.open("批示签呈")
    deputy.choose("维持不成立", "是")
    deputy.write("decision", "维持，请说明理由。")
    deputy.send("批示签呈", "签呈已批示")
    desk = journey.at(agent)
    expect(desk.page.locator("#papers-card")).to_contain_text("维持不成立")
    desk.cannot("结案", "尚未告知")
    desk.do("答复投诉人", "答复已记录", words="经上级复核，维持不成立。")
    desk = journey.is_closed("不成立")
    desk.tells("书面反馈", "认定不成立", "告知结果", "坚持要求退货", "维持不成立", "经上级复核", "结案归档")


def test_withdrawn(open_as: Open, agent: User) -> None:
    journey = Journey(open_as, agent)
    onsite = journey.at(journey.onsite)
    onsite.do("受理", "已受理")
    desk = journey.at(agent)
    desk.do("撤诉", "已记为撤诉", reason="顾客自行与商户和解。")
    desk.sees_state("撤诉")
    # Whatever the hour of this test, the department reads it in its working time.
    Reminder.objects.filter(receiver=journey.onsite).update(send_at=F("made_at"))
    onsite.page.goto("/notices/")
    onsite.page.get_by_role("button", name=f"{journey.number} 已撤回").click()
    expect(onsite.page.locator("#toasts")).to_contain_text("已不在您的查看范围")
    desk.cannot("结案", "尚未告知")
    desk.do("答复投诉人", "答复已记录", words="已按您的意愿撤诉。")
    desk = journey.is_closed("撤诉")
    desk.tells("登记", "受理", "投诉人撤诉", "已按您的意愿撤诉", "结案归档")


def test_reopened_after_a_bad_follow_up(open_as: Open, agent: User) -> None:
    journey = Journey(open_as, agent)
    journey.is_answered().do("答复投诉人", "答复已记录", words="请携带小票办理。")
    journey.is_asked("差", solved="否", opinion="商户没有退货。").sees_state("重新处理 第 1 级")
    desk = journey.at(agent)
    expect(desk.page.locator("#after-card")).to_contain_text("商户没有退货")
    desk.do("传递", "已传递", request="请再次核实退货情况。")
    desk = journey.is_answered("已陪同顾客办妥退货。")
    desk.do("答复投诉人", "答复已记录", words="退货已办妥。")
    expect(desk.page.locator("#papers-card")).to_contain_text("请携带小票办理")
    journey.is_asked()
    desk = journey.is_closed("已解决")
    desk.reads_paper("F-31")
    desk.tells("请携带小票办理", "不满意", "重开", "传递", "办妥退货", "退货已办妥", "已回访：满意", "结案归档")
    assert (journey.case.level, journey.case.folder.reopened) == (1, 1)


def test_solved_in_english(open_as: Open, agent: User) -> None:
    journey = Journey(open_as, agent, press="Register and hand over", language="en")
    onsite = journey.at(journey.onsite)
    onsite.do("Take it in", "Taken in")
    onsite.do("Answer in writing", "gone to customer service", text="Checked with the merchant; it is taken back.")
    desk = journey.at(agent)
    desk.do("Reply to the complainant", "The reply is noted", words="Please bring the receipt.")
    other = journey.at(journey.other, "/complaints/follow-ups/")
    other.open("Follow-up call")
    items = ("Attitude", "Skill", "Time taken", "Kept promises")
    other.grade("Very satisfied", items=items, solved=("The matter is solved", "Yes"))
    other.send("Follow-up call", "The follow-up is noted")
    desk = journey.at(agent)
    desk.open("Cause and judgement")
    desk.drawer.locator("[name=category]").select_option(index=1)
    desk.drawer.locator("[name=cause]").select_option(index=1)
    desk.send("Cause and judgement", "The judgement is kept")
    desk.do("Close the case", "closed and filed")
    desk.sees_state("Closed")
    expect(desk.page.locator("#after-card")).to_contain_text("Solved")
    desk.tells("Registered", "to lead", "has accepted", "answered in writing", "the result", "satisfied", "and filed")
    assert (journey.case.state, journey.case.ending) == (State.CLOSED, Ending.SOLVED)
