"""Fourteen months of complaints, each led through its life by the acts of the desk."""

from __future__ import annotations

from decimal import Decimal

from casework.models import FollowUpAttempt, PauseReason
from complaints.actions import agreements, closing, dispatch, follow_ups, intake
from complaints.actions import clocks as complaint_clocks
from complaints.models import Complaint
from config.demo.papers import signed_scan
from config.demo.steps import GOOD, POOR, Steps


class Journey(Steps):
    """A complaint and the usual fates it may have."""

    def go(self, fate: str) -> Complaint:
        """Lead the complaint to its fate."""
        self.register()
        getattr(self, fate)()
        return self.complaint

    # -- the finished -------------------------------------------------------------------------------------------

    def settled(self) -> None:
        """CMP-12: settled by talking, and so closed at once."""
        intake.settle_at_once(self.complaint, self.story.reply, content=True, by=self.agent, now=self.after(8))

    def solved(self) -> None:
        """Answered, told, content."""
        self.answered()
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def refunded(self) -> None:
        """Within the manager's authority (CMP-37)."""
        self.answered()
        self._propose(Decimal(self.dice.choice((80, 199, 329, 680, 999))))
        self._approve("manager")
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def large(self) -> None:
        """Above the manager's authority (CMP-37)."""
        self.answered()
        amount = Decimal(self.dice.choice((1500, 3000, 5000, 8000)))
        self._propose(amount)
        self._approve("deputy" if amount <= 5000 else "gm")  # noqa: PLR2004 - CMP-37's second edge
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def mediated(self) -> None:
        """Ended by an agreement (CMP-24)."""
        self.answered()
        self._propose(Decimal(2600))
        self._approve("deputy")
        words = {
            "a_name": self.complaint.parties.all()[0].name,
            "b_name": str(self.complaint.merchant or "本商场"),
            "facts": self.complaint.happened,
            "a_duties": "退还所购商品，不再提出其他要求。",
            "b_duties": "退还货款并补偿，合计二千六百元，当日付清。",
            "amount": Decimal(2600),
        }
        drafted = agreements.draft(self.complaint, words, by=self.agent, now=self.after(20))
        agreements.print_draft(drafted, by=self.agent, now=self.after(5))
        agreements.sign_a(self.complaint, self.at.date(), by=self.agent, now=self.after(10))
        agreements.seal_b(self.complaint, self.at.date(), signed_scan(), by=self.agent, now=self.after(10))
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def unfounded(self) -> None:
        """Nothing was found (CMP-32)."""
        self.in_handling()
        closing.reject(self.complaint, "调看录像，情况与所述不符。", by=self.agent, now=self.after(60))
        self._reply("经调查未发现所述情况，已向您说明。")
        closing.close(self.complaint, by=self.agent, now=self.after(30))

    def withdrawn(self) -> None:
        """Taken back by the complainant."""
        closing.withdraw(self.complaint, "顾客与商户自行和解。", by=self.agent, now=self.after(30))
        self._reply("已按您的要求撤诉。")
        closing.close(self.complaint, by=self.agent, now=self.after(10))

    def reopened(self) -> None:
        """Not content the first time (FUP-13)."""
        self.answered()
        self._tell()
        self._follow_up(POOR)
        self._hand_over()
        self._answer("已再次约谈商户，更换全新商品并当面致歉。")
        self._tell()
        self._follow_up(GOOD)
        self._close()

    def unreached(self) -> None:
        """Called three times for nothing."""
        self.answered()
        self._tell()
        self.after(2000)
        for _ in range(3):
            follow_ups.ask(
                self.complaint,
                way=FollowUpAttempt.Way.PHONE,
                code=FollowUpAttempt.Code.NO_ANSWER,
                by=self._asker(),
                now=self.after(240),
            )
        follow_ups.give_up(self.complaint, by=self._asker(), now=self.after(10))
        self._close()

    # -- the open -----------------------------------------------------------------------------------------------

    def registered(self) -> None:
        """It waits at the desk."""

    def dispatched(self) -> None:
        """The department has it and has not looked yet."""
        self._hand_over()

    def disputed(self) -> None:
        """The department says it is not theirs."""
        self._hand_over()
        dispatch.bounce(self.complaint, "该处属公共区域，不在我部管理范围。", by=self._head(), now=self.after(40))

    def in_handling(self) -> None:
        """The department works on it."""
        self._hand_over()
        self._take_in()

    def answered(self) -> None:
        """The department has answered."""
        self.in_handling()
        self._answer(self.story.answer)
        self._sign_report()

    def awaiting(self) -> None:
        """Somebody must say yes."""
        self.answered()
        self._propose(Decimal(self.dice.choice((300, 900, 3000, 8000))))

    def replied(self) -> None:
        """The follow-up is to come."""
        self.answered()
        self._tell()

    def rejected(self) -> None:
        """Found unfounded, not yet told."""
        self.in_handling()
        closing.reject(self.complaint, "调看录像，情况与所述不符。", by=self.agent, now=self.after(60))

    def asked(self) -> None:
        """Content when asked, not yet closed."""
        self.replied()
        self._follow_up(GOOD)

    def not_content(self) -> None:
        """Reopened and waiting to be handed over again (FUP-13)."""
        self.replied()
        self._follow_up(POOR)

    def taken_back(self) -> None:
        """Withdrawn, and not yet confirmed to the complainant."""
        closing.withdraw(self.complaint, "顾客与商户自行和解。", by=self.agent, now=self.after(30))

    def paused(self) -> None:
        """The clocks stand still."""
        self.in_handling()
        reason = PauseReason.objects.filter(is_active=True).first()
        if reason is not None:
            complaint_clocks.pause(self.complaint, reason, by=self.agent, now=self.after(60))
