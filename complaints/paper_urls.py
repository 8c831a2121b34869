"""Addresses of clocks, money, papers, replies, follow-ups and endings of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from complaints.rules import aftermath as after_rules
from complaints.rules import agreements as agreement_rules
from complaints.rules import clocks as clock_rules
from complaints.rules import closing as closing_rules
from complaints.rules import consequences as consequence_rules
from complaints.rules import follow_ups as follow_up_rules
from complaints.rules import money as money_rules
from complaints.rules import papers as paper_rules
from complaints.rules import replying as reply_rules
from complaints.views import (
    aftermath,
    agreements,
    clocks,
    closing,
    consequences,
    follow_ups,
    lessons,
    money,
    papers,
    registers,
    replying,
    review,
    rounds,
)

if TYPE_CHECKING:
    from complaints.rules.offering import CaseAct
    from complaints.views.doors import View

ACTS: tuple[tuple[CaseAct, View], ...] = (
    (clock_rules.PAUSE, clocks.pause),
    (clock_rules.RESUME, clocks.resume),
    (clock_rules.SET_DEADLINE, clocks.set_deadline),
    (clock_rules.RECOUNT, clocks.recount),
    (clock_rules.REVIEW, clocks.review),
    (money_rules.SETTLE, money.settle),
    (money_rules.APPROVE, money.approve),
    (money_rules.REFUSE, money.refuse),
    (money_rules.TAKE_BACK, money.take_back),
    (money_rules.CARRY_OUT, money.carry_out),
    (money_rules.RECOVER, money.recover),
    (agreement_rules.DRAFT, agreements.draft),
    (agreement_rules.SIGN, agreements.signed),
    (agreement_rules.SEAL, agreements.sealed),
    (agreement_rules.VOID, agreements.void),
    (paper_rules.WRITE, papers.write),
    (paper_rules.SIGN, papers.sign),
    (paper_rules.REPORT_UP, papers.report_up),
    (reply_rules.REPLY, replying.reply),
    (follow_up_rules.FOLLOW_UP, follow_ups.follow_up),
    (follow_up_rules.RECHECK, follow_ups.recheck),
    (follow_up_rules.REVIEW_RECORD, follow_ups.review),
    (closing_rules.REJECT, closing.reject),
    (closing_rules.OBJECT, closing.object_to),
    (closing_rules.DECIDE_PETITION, closing.decide_petition),
    (closing_rules.WITHDRAW, closing.withdraw),
    (closing_rules.JUDGE, closing.judge),
    (closing_rules.REOPEN, closing.reopen),
    (closing_rules.CLOSE, closing.close),
    (after_rules.IMPROVE, aftermath.improve),
    (after_rules.AGREE, aftermath.agree),
    (after_rules.DECLINE, aftermath.decline),
    (after_rules.CHECK, aftermath.check),
    (after_rules.FLAG, aftermath.flag),
    (after_rules.CONFIRM_FLAG, aftermath.confirm_flag),
    (after_rules.LIFT_FLAG, aftermath.lift_flag),
    (consequence_rules.CONSEQUENCE, consequences.propose),
    (consequence_rules.APPROVE_PENALTY, consequences.approve),
    (consequence_rules.REFUSE_PENALTY, consequences.refuse),
    (consequence_rules.TAKE_BACK_PENALTY, consequences.take_back),
)

LISTS: list[URLPattern] = [
    path("complaints/approvals/", registers.to_decide, name="approvals"),
    path("complaints/measures/", registers.list_measures, name="measures"),
    path("complaints/flagged/", registers.list_flagged, name="flagged"),
    path("complaints/follow-ups/", follow_ups.list_page, name="follow_ups"),
    path("complaints/follow-ups/plan/", rounds.plan, name="round"),
    path("complaints/follow-ups/give/", rounds.give, name="follow_ups_give"),
    path("complaints/follow-ups/report/", rounds.report, name="follow_up_report"),
    path("complaints/follow-ups/report/print/", rounds.print_report, name="follow_up_report_print"),
    path("complaints/follow-ups/report/send/", rounds.send_report, name="follow_up_report_send"),
    path("complaints/follow-ups/<int:pk>/", rounds.visit, name="visit"),
    path("complaints/follow-ups/<int:pk>/settle/", rounds.settle, name="visit_settle"),
    path("complaints/review/", review.month, name="review"),
    path("complaints/review/close/", review.close_month, name="review_close"),
    path("complaints/review/correct/", review.correct_month, name="review_correct"),
    path("complaints/review/beside/", review.beside, name="review_beside"),
    path("complaints/review/print/", review.print_month, name="review_print"),
    path("complaints/review/publish/", review.publish_measures, name="review_publish"),
    path("complaints/review/export/", review.export_month, name="review_export"),
    path("complaints/consequences/", consequences.list_page, name="consequences"),
    path("complaints/consequences/<int:pk>/publish/", consequences.publish, name="consequence_publish"),
    path("complaints/consequences/<int:pk>/print/", consequences.print_notice, name="consequence_print"),
    path("complaints/lessons/", lessons.list_page, name="lessons"),
]

CASE: list[URLPattern] = [
    path("complaints/<str:number>/print/", papers.list_prints, name="prints"),
    path("complaints/<str:number>/print/<str:form>/", papers.print_form, name="print"),
    path("complaints/<str:number>/print/<str:form>/<int:row>/", papers.print_form, name="print_row"),
    *(path(f"complaints/<str:number>/{spec.code}/", view, name=spec.code) for spec, view in ACTS),
    *(
        path(f"complaints/<str:number>/{spec.code}/<int:row>/", view, name=f"{spec.code}-row")
        for spec, view in ACTS
        if spec.rows is not None
    ),
]
