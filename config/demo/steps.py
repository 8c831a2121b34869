"""The steps of a complaint's way through the mall, each done by the act of the person whose step it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from casework.actions.papers import attach, write_note
from casework.models import FollowUpAttempt, Handoff
from casework.rules.follow_ups import Grades
from complaints.actions import aftermath, closing, dispatch, follow_ups, handling, intake, money, papers, replying
from complaints.intake_sheet import IntakeSheet
from complaints.models import Complaint, Paper
from complaints.rules.dispatch import owed, own_handoff
from complaints.rules.follow_ups import obstacles_to_reviewing
from complaints.states import Against, Channel, ComplainantKind, SettlementKind, Severity
from config.demo.fates import LESSONS, NOTES
from config.demo.names import person_name, phone
from config.demo.papers import goods_photo, receipt_scan, test_report
from config.demo.stories import Story
from mall.localtime import day_bounds
from mall.models import User
from mall.queries.hours import calendar
from mall.worktime import add_working_days, add_working_time

if TYPE_CHECKING:
    import random

    from complaints.models import Improvement
    from config.demo.fates import Cast

GOOD = Grades(attitude=4, skill=4, timeliness=3, promises=4, solved=True)
POOR = Grades(attitude=2, skill=1, timeliness=1, promises=2, solved=False, opinion="问题没有解决，还是同样的毛病。")
CHANNELS = (Channel.IN_PERSON,) * 6 + (Channel.PHONE,) * 4 + (Channel.LETTER, Channel.EMAIL)
# How often in a hundred cases a thing is done that not every case needs.
GIVEN, HELPED, MET, FIRST_WORD, NOTED, CHASED = 45, 12, 40, 35, 12, 12
SHOWN, SPOKEN, LOOKED_AT, WORKS, REVIEWED, LEARNT, VIP_SHARE, BY_MERCHANT = 15, 40, 70, 85, 80, 15, 3, 50
# Who is asked to help.
HELPERS = ("security", "inspection", "engineering", "market")


class Steps:
    """One complaint on its way; `at` is the hour of the next act."""

    def __init__(
        self, cast: Cast, story: Story, *, arrived_at: dt.datetime, until: dt.datetime, dice: random.Random
    ) -> None:
        self.cast, self.story, self.dice, self.until = cast, story, dice, until
        self.at = arrived_at
        self.agent = cast.people[dice.choice(("agent", "agent2", "announcer"))]
        self.pk, self.shown = 0, SHOWN

    @property
    def complaint(self) -> Complaint:
        """The complaint as it stands now, as a page opened for the next act would find it."""
        return Complaint.objects.select_related("folder", "merchant", "category").get(pk=self.pk)

    def after(self, minutes: int) -> dt.datetime:
        """Move the hour on by desk time, never past the present."""
        spread = minutes * self.dice.uniform(0.5, 1.4)
        moved = add_working_time(self.at, dt.timedelta(minutes=max(spread, 1)), calendar("desk"))
        self.at = min(moved, self.until)
        return self.at

    def sometimes(self, percent: int) -> bool:
        """Whether it happens this time."""
        return self.dice.randrange(100) < percent

    def sheet(self, **more: Any) -> IntakeSheet:
        """What the agent writes down; `more` are facts of this case alone."""
        story, dice = self.story, self.dice
        merchant, unit = dice.choice(self.cast.merchants)
        about_merchant = story.against == Against.MERCHANT
        by_merchant = not about_merchant and self.sometimes(BY_MERCHANT)
        sheet = IntakeSheet(
            channel=dice.choice(CHANNELS),
            arrived_at=self.at,
            happened=story.happened,
            complainant_kind=ComplainantKind.MERCHANT if by_merchant else ComplainantKind.CUSTOMER,
            name=person_name(dice),
            phone=phone(dice),
            complaining_merchant=merchant if by_merchant else None,
            against=Against(story.against),
            merchant=merchant if about_merchant else None,
            unit=unit,
            floor=unit.floor,
            category=self.cast.categories.get(story.category),
            severity=story.severity,
            injury=story.injury,
            rules_explained=True,
            demand=story.demand,
            goods=story.goods,
            goods_price=Decimal(story.price) if story.price else None,
            goods_quantity=1 if story.goods else None,
            vip=self.sometimes(VIP_SHARE),
        )
        return replace(sheet, **more)

    def register(self, sheet: IntakeSheet | None = None, *, repeats: Complaint | None = None) -> None:
        """Take it down at the counter, with the photograph or the receipt the person shows."""
        made = intake.register(sheet or self.sheet(), by=self.agent, now=self.after(3), repeats=repeats)
        self.pk = made.pk
        if self.story.goods and self.sometimes(self.shown):
            shown = self.dice.choice((goods_photo, receipt_scan))
            attach(made.folder, shown(), by=self.agent, now=self.at)

    # -- with the departments -----------------------------------------------------------------------------------

    def _head(self, department: str = "") -> User:
        return self.cast.heads[department or self.story.department]

    def _answerer(self) -> User:
        """Whom the department named, else its head."""
        own = own_handoff(self.complaint, self._head())
        return (own.assigned_to if own is not None else None) or self._head()

    def _hand_over(self, *helpers: str) -> None:
        now = self.after(2)
        if not helpers and self.sometimes(HELPED):
            helpers = (self.dice.choice([code for code in HELPERS if code != self.story.department]),)
        dispatch.hand_over(
            self.complaint,
            self.cast.departments[self.story.department],
            assisting=[self.cast.departments[code] for code in helpers],
            answer_due_at=add_working_days(now, 1, calendar("office")),
            severity=self.complaint.severity or self.story.severity,
            by=self.agent,
            now=now,
        )

    def _take_in(self) -> None:
        """The department takes it in, or names at once who handles it; the customer gets a first word."""
        staff = self.cast.staff.get(self.story.department, [])
        if staff and self.sometimes(GIVEN):
            dispatch.give(self.complaint, self.dice.choice(staff), by=self._head(), now=self.after(30))
        else:
            dispatch.accept(self.complaint, by=self._head(), now=self.after(30))
        if self.sometimes(FIRST_WORD):
            self._first_word()
        if self.complaint.complainant_kind == ComplainantKind.CUSTOMER and self.sometimes(MET):
            self._meet(self.dice.choice((self.agent, self.cast.people["manager"])))
        if self.sometimes(NOTED):
            write_note(self.complaint.folder, self.dice.choice(NOTES), by=self.agent, now=self.after(10))

    def _first_word(self) -> None:
        words = "您反映的事情已登记并转交责任部门，处理结果会尽快告知您。"
        replying.reply(self.complaint, "phone", words, final=False, accepted=None, by=self.agent, now=self.after(20))

    def _meet(self, met_by: User) -> None:
        manager = self.cast.people["manager"]
        at = self.after(25)
        sent_by = None if met_by == manager else manager
        handling.meet(self.complaint, met_by, at=at, sent_by=sent_by, by=self.agent, now=at)

    def _answer(self, words: str) -> None:
        if self.complaint.merchant_id and self.sometimes(SPOKEN):
            handling.state_other_side(
                self.complaint,
                "商品出售时完好，愿意配合处理。",
                said_by=person_name(self.dice),
                by=self._head(),
                now=self.after(60),
            )
        if self.sometimes(CHASED):
            dispatch.chase(self.complaint, by=self.agent, now=self.after(120))
        for one in [each for each in owed(self.complaint) if each.role == Handoff.Role.ASSIST]:
            helper = self._head(one.to_department.code)
            dispatch.answer(self.complaint, "已派人到现场配合，情况属实。", by=helper, now=self.after(90))
        by = self._answerer()
        handoff = dispatch.answer(self.complaint, words, by=by, now=self.after(240))
        if self.story.cause == "material" and self.sometimes(self.shown):
            attach(self.complaint.folder, test_report(), kind="answer", handoff=handoff, by=by, now=self.at)

    # -- paper and money ----------------------------------------------------------------------------------------

    def _sign_report(self) -> None:
        if self.story.severity == 1:
            return
        papers.write(
            self.complaint,
            Paper.Form.HANDLING_REPORT,
            facts=self.complaint.happened,
            cause="管理不到位。",
            decision=self.story.answer,
            by=self.agent,
            now=self.after(30),
        )
        papers.sign(self.complaint, by=self._head(), now=self.after(30))
        papers.sign(self.complaint, by=self.cast.people["manager"], now=self.after(60))

    def _propose(self, amount: Decimal, *, paid_by_mall: bool = False) -> None:
        money.propose(
            self.complaint,
            kind=SettlementKind.COMPENSATION if amount else SettlementKind.APOLOGY,
            amount=amount,
            reason=self.story.answer,
            paid_by_mall=paid_by_mall,
            by=self.agent,
            now=self.after(30),
        )

    def _approve(self, who: str) -> None:
        money.approve(self.complaint, by=self.cast.people[who], now=self.after(120))
        money.carry_out(self.complaint, by=self.agent, now=self.after(60))

    def _tell(self) -> None:
        if self.story.severity > 1 and not self.complaint.settlements.exists():
            self._propose(Decimal(0))
            money.approve(self.complaint, by=self.cast.people["manager"], now=self.after(90))
            money.carry_out(self.complaint, by=self.agent, now=self.after(20))
        self._reply(self.story.reply)

    def _reply(self, words: str) -> None:
        way = "letter" if self.story.severity > Severity.SERIOUS else "phone"  # CMP-34
        replying.reply(self.complaint, way, words, final=True, accepted=True, by=self.agent, now=self.after(60))

    # -- afterwards ---------------------------------------------------------------------------------------------

    def _asker(self) -> User:
        """Somebody else than who handled it."""
        return self.cast.people["manager" if self.agent == self.cast.people["supervisor"] else "supervisor"]

    def _follow_up(self, grades: Grades) -> None:
        self.after(1500)
        follow_ups.ask(
            self.complaint,
            way=FollowUpAttempt.Way.PHONE,
            code=FollowUpAttempt.Code.REACHED,
            grades=grades,
            by=self._asker(),
            now=self.after(60),
        )

    def _judge(self) -> None:
        closing.judge(
            self.complaint,
            category=self.complaint.category or self.cast.categories.get(self.story.category),
            cause=self.cast.causes.get(self.story.cause),
            responsible=self.cast.departments[self.story.department],
            responsible_loss=None,
            personal_penalty="",
            judgement="情况属实，已按规定处理。",
            lesson=self.dice.choice(LESSONS) if self.story.severity > 1 or self.sometimes(LEARNT) else "",
            by=self.agent,
            now=self.after(10),
        )

    def _close(self) -> None:
        self._judge()
        measure = None
        if self.story.severity > 1:
            check_on = (self.at + dt.timedelta(days=30)).date()
            self._report_up()
            measure = self._improve(check_on)
        self._recheck_if_drawn()
        self._review_record()
        closing.close(self.complaint, by=self.agent, now=self.after(20))
        if measure is not None and self.sometimes(LOOKED_AT):
            self._look_at_measure(measure, works=self.sometimes(WORKS))

    def _review_record(self) -> None:
        """FUP-S09: the record of the call is looked through, by another than who made it."""
        reviewer = self._checker()
        if self.sometimes(REVIEWED) and not obstacles_to_reviewing(self.complaint, reviewer, self.at):
            follow_ups.review(self.complaint, passed=True, by=reviewer, now=self.after(30))

    def _report_up(self) -> None:
        papers.report_up(self.complaint, by=self.agent, now=self.after(30))

    def _improve(self, check_on: dt.date, *, agreed: bool = True) -> Improvement:
        measure = aftermath.improve(
            self.complaint,
            "每周逐店检查，发现问题当日整改。",
            owner=self.cast.departments[self.story.department],
            check_on=check_on,
            by=self.agent,
            now=self.after(10),
        )
        if agreed:
            aftermath.agree(measure, by=self.cast.people["manager"], now=self.at)
        return measure

    def _look_at_measure(self, measure: Improvement, *, works: bool) -> None:
        """On its day somebody else looks whether the measure works; a day still to come stays open."""
        at = day_bounds(measure.check_on).begins + dt.timedelta(hours=10)
        if at < self.until:
            finding = "复查两周，未再发生。" if works else "抽查仍有同类情况，继续整改。"
            supervisor = self.cast.people["supervisor"]
            aftermath.check(measure, works=works, finding=finding, by=supervisor, now=at)

    def _recheck_if_drawn(self) -> None:
        open_one = self.complaint.folder.follow_ups.filter(done_at=None).first()
        if open_one is not None:
            follow_ups.ask(
                self.complaint,
                way=FollowUpAttempt.Way.PHONE,
                code=FollowUpAttempt.Code.REACHED,
                grades=GOOD,
                by=self._checker(),
                now=self.after(120),
            )

    def _checker(self) -> User:
        """Who checks a follow-up again: not the one who asked."""
        return self.cast.people["supervisor" if self._asker() == self.cast.people["manager"] else "manager"]
