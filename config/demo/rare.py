"""What does not come every day, once or twice each, so that no screen of the demo is empty."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from casework.actions.papers import write_note
from casework.models import PauseReason
from complaints.actions import aftermath, closing, consequences, dispatch, handling, money
from complaints.actions import clocks as complaint_clocks
from complaints.models import Authority
from complaints.states import Against, Channel, ComplainantKind
from config.demo.fates import NOTES
from config.demo.journeys import Journey
from config.demo.steps import GOOD
from config.demo.stories import STAFF_STORY, STORIES
from mall.localtime import local_day
from mall.queries.hours import calendar
from mall.worktime import add_working_days

if TYPE_CHECKING:
    from complaints.intake_sheet import IntakeSheet
    from complaints.models import Complaint, Consequence, Improvement

ROOM = "八楼会议室"


class Rare(Journey):
    """A complaint with a fate of its own."""

    def go(self, fate: str) -> Complaint:
        """Lead the complaint to its fate; some begin otherwise than at the counter."""
        if fate.startswith("staff"):
            self.story, self.agent = STAFF_STORY, self.cast.people["supervisor"]
        elif fate.startswith(("measure", "helped")):
            self.story, self.shown = STORIES[0], 100
        elif fate.startswith("joint"):
            self.story = STORIES[3]
        begin = getattr(self, f"_sheet_{fate.partition('_')[0]}", self.sheet)
        self.register(begin())
        getattr(self, fate)()
        return self.complaint

    # -- how they begin -----------------------------------------------------------------------------------------

    def _sheet_staff(self) -> IntakeSheet:
        """CMP-06: about a colleague; the supervisor takes it down and handles it."""
        return self.sheet(
            against=Against.STAFF,
            staff_person=self.dice.choice(self.cast.colleagues),
            complainant_kind=ComplainantKind.CUSTOMER,
            complaining_merchant=None,
        )

    def _sheet_forwarded(self) -> IntakeSheet:
        """JOINT-S13: passed on by an authority, with its number and its own deadline."""
        authority = self.dice.choice(list(Authority.objects.filter(code__in=("12315", "12345", "market"))))
        return self.sheet(
            channel=Channel.AUTHORITY,
            authority=authority,
            authority_number=f"{self.at:%Y%m%d}{self.dice.randrange(10**5):05}",
            authority_due_at=add_working_days(self.at, authority.days, calendar("office")),
        )

    def _sheet_advanced(self) -> IntakeSheet:
        """CMP-38: the mall pays first, so there is a merchant to get it back from."""
        merchant, unit = self.dice.choice(self.cast.merchants)
        return self.sheet(
            against=Against.MERCHANT,
            merchant=merchant,
            unit=unit,
            complainant_kind=ComplainantKind.CUSTOMER,
            complaining_merchant=None,
        )

    def _customer(self) -> IntakeSheet:
        return self.sheet(complainant_kind=ComplainantKind.CUSTOMER, complaining_merchant=None)

    _sheet_flagged = _sheet_proposed = _sheet_repeated = _sheet_met = _customer

    # -- about our own staff, forwarded -------------------------------------------------------------------------

    def staff_solved(self) -> None:
        """Looked into by the manager, told, content."""
        self.solved()

    def staff_open(self) -> None:
        """The manager looks into it."""
        self.in_handling()

    def forwarded_solved(self) -> None:
        """Answered before the authority's date."""
        self.solved()

    def forwarded_open(self) -> None:
        """The authority's date runs."""
        self.in_handling()

    # -- several departments ------------------------------------------------------------------------------------

    def joint_held(self) -> None:
        """JOINT-S10: called together, held, one did not come."""
        self._hand_over("security", "inspection")
        self._take_in()
        takes_place = self._call_meeting()
        self.at = takes_place
        meeting = self.complaint.meetings.get()
        came = list(meeting.departments.all())[:2]
        handling.hold_meeting(
            meeting,
            minutes="现场部通报经过，各部门说明职责范围。",
            decision="现场部牵头三日内整改，检查部一周后复查。",
            attended=came,
            by=self.cast.people["supervisor"],
            now=self.after(90),
        )
        self._answer(self.story.answer)
        self._sign_report()
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def joint_called(self) -> None:
        """JOINT-S09: the departments meet tomorrow."""
        self._hand_over("security", "inspection")
        self._take_in()
        self._call_meeting(still_ahead=True)

    def _call_meeting(self, *, still_ahead: bool = False) -> dt.datetime:
        takes_place = add_working_days(self.at, 1, calendar("office")).replace(hour=15, minute=0, second=0)
        takes_place = (
            max(takes_place, self.until + dt.timedelta(hours=2))
            if still_ahead or self.at >= self.until
            else takes_place
        )
        handling.call_meeting(
            self.complaint,
            [self.cast.departments[code] for code in (self.story.department, "security", "inspection")],
            takes_place_at=takes_place,
            place=ROOM,
            agenda="明确责任部门与整改时限。",
            by=self.cast.people["supervisor"],
            now=self.after(20),
        )
        return takes_place

    def helped_open(self) -> None:
        """The lead has answered, the helper still owes its part and was chased."""
        self._hand_over("inspection")
        dispatch.accept(self.complaint, by=self._head("inspection"), now=self.after(10))
        dispatch.give(self.complaint, self.dice.choice(self.cast.staff["onsite"]), by=self._head(), now=self.after(10))
        self._first_word()
        write_note(self.complaint.folder, NOTES[1], by=self.agent, now=self.after(10))
        dispatch.chase(self.complaint, by=self.agent, now=self.after(30))

    # -- petitions ----------------------------------------------------------------------------------------------

    def petition_upheld(self) -> None:
        """CMP-32: it stays unfounded."""
        self._objected()
        self._decide(upholds=True)
        self._reply("经总经理办公室复核，维持原处理意见。")
        closing.close(self.complaint, by=self.agent, now=self.after(30))

    def petition_heard(self) -> None:
        """CMP-32: it is heard again."""
        self._objected()
        self._decide(upholds=False)
        self._hand_over()
        self._answer(self.story.answer)
        self._sign_report()
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def petition_open(self) -> None:
        """It waits for the deputy."""
        self._objected()

    def _objected(self) -> None:
        self.rejected()
        closing.object_to(
            self.complaint,
            objection="顾客认为录像角度不全，要求重新调查。",
            facts="调看三处录像，未见所述情况；顾客未能提供其他凭证。",
            proposal="请复核原处理意见。",
            by=self.agent,
            now=self.after(60),
        )

    def _decide(self, *, upholds: bool) -> None:
        decision = "证据充分，维持。" if upholds else "请现场部补充询问证人，重新处理。"
        closing.decide_petition(
            self.complaint, decision, upholds=upholds, by=self.cast.people["deputy"], now=self.after(240)
        )

    # -- money the mall advances --------------------------------------------------------------------------------

    def advanced_part(self) -> None:
        """CMP-38: paid by the mall, half of it back from the merchant."""
        self.answered()
        self._propose(Decimal(800), paid_by_mall=True)
        self._approve("manager")
        self._tell()
        self._follow_up(GOOD)
        self._close()
        money.recover(self.complaint, Decimal(400), receipt="SJ-0417", by=self.agent, now=self.after(3000))

    # -- customers ----------------------------------------------------------------------------------------------

    def repeated(self) -> None:
        """JOINT-S05: the same customer comes again in the same matter; linked, not merged."""
        sheet = self.sheet(complainant_kind=ComplainantKind.CUSTOMER, complaining_merchant=None)
        self.solved()
        earlier = self.complaint
        party = earlier.parties.get()
        self.after(4000)
        again = "上次处理后同样的问题又出现：" + self.story.happened
        self.register(
            self.sheet(
                arrived_at=self.at,
                happened=again,
                name=party.name,
                phone=party.phone,
                merchant=earlier.merchant,
                unit=earlier.unit,
                floor=sheet.floor,
                complainant_kind=ComplainantKind.CUSTOMER,
                complaining_merchant=None,
            ),
            repeats=earlier,
        )
        self.solved()

    def flagged_standing(self) -> None:
        """CMP-45: confirmed by the supervisor."""
        self.proposed_flag()
        aftermath.confirm_flag(self.complaint, by=self.cast.people["supervisor"], now=self.after(120))
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def proposed_flag(self) -> None:
        """CMP-45: waits for the supervisor's word."""
        self.answered()
        reason = "一月内三次以同一理由索赔，当场辱骂工作人员。"
        aftermath.flag(self.complaint, reason, by=self.agent, now=self.after(30))

    def met_open(self) -> None:
        """CMP-33: met by the manager himself."""
        self.in_handling()
        if self.complaint.met_at is None:
            self._meet(self.cast.people["manager"])

    # -- persons ------------------------------------------------------------------------------------------------

    def consequence_published(self) -> None:
        """CMP-42: a written warning, published by HR."""
        one = self._consequence("warning", "未按规定时限到场，引起投诉升级。")
        consequences.publish(one, local_day(self.at), by=self.cast.people["hr"], now=self.at)

    def consequence_noted(self) -> None:
        """CMP-42: public criticism that HR has not published yet."""
        self._consequence("criticism", "接待用语不当，经核实属实。")

    def consequence_fined(self) -> None:
        """CMP-42: a money penalty the general manager approved."""
        penalty = self._consequence("money", "擅自承诺赔偿，造成损失。", Decimal(200))
        consequences.approve(penalty, by=self.cast.people["gm"], now=self.after(300))

    def consequence_asked(self) -> None:
        """CMP-42: a money penalty that waits for the general manager."""
        self._consequence("money", "当班期间离岗，投诉人久候无人接待。", Decimal(100))

    def _consequence(self, kind: str, reason: str, amount: Decimal | None = None) -> Consequence:
        self.solved()
        person = self.dice.choice(self.cast.staff["onsite"])
        office = self.cast.people["gmoffice"]
        return consequences.propose(
            self.complaint, person, kind, reason, amount=amount, by=office, now=self.after(1500)
        )

    # -- time ---------------------------------------------------------------------------------------------------

    def measure_ahead(self) -> None:
        """IMPR-03: a measure whose day is still to come."""
        self._measured(self.until + dt.timedelta(days=9))

    def measure_today(self) -> None:
        """IMPR-03: a measure to be looked at today."""
        self._measured(self.until)

    def measure_overdue(self) -> None:
        """IMPR-03: a measure nobody looked at on its day."""
        self._measured(self.until - dt.timedelta(days=3))

    def measure_works(self) -> None:
        """IMPR-03: looked at, it works."""
        self._look_at_measure(self._measured(self.until - dt.timedelta(days=4)), works=True)

    def measure_fails(self) -> None:
        """IMPR-03: looked at, it happened again."""
        self._look_at_measure(self._measured(self.until - dt.timedelta(days=5)), works=False)

    def measure_proposed(self) -> Improvement:
        """IMPR-01: a measure that waits for the manager's word."""
        self.answered()
        self._judge()
        return self._improve(local_day(self.until) + dt.timedelta(days=20), agreed=False)

    def measure_declined(self) -> None:
        """IMPR-01: a measure the manager sent back."""
        measure = self.measure_proposed()
        reason = "措施太笼统，请写明由谁、每周哪天检查。"
        aftermath.decline(measure, reason, by=self.cast.people["manager"], now=self.after(30))

    def _measured(self, until: dt.datetime) -> Improvement:
        self.answered()
        self._tell()
        self._follow_up(GOOD)
        self._judge()
        measure = self._improve(local_day(until))
        self._recheck_if_drawn()
        closing.close(self.complaint, by=self.agent, now=self.after(20))
        return measure

    def pause_ended(self) -> None:
        """CMP-35: the goods were tested; the clocks stood still meanwhile."""
        self.in_handling()
        reason = PauseReason.objects.get(code="testing")
        complaint_clocks.pause(self.complaint, reason, by=self.agent, now=self.after(60))
        complaint_clocks.resume(self.complaint, by=self.agent, now=self.after(2000))
        self._answer(self.story.answer)
        self._sign_report()
        self._tell()
        self._follow_up(GOOD)
        self._close()
