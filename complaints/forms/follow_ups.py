"""The form of a follow-up, record F-28."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import FollowUpAttempt, Grade
from casework.rules.follow_ups import Grades
from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import chips, moment, words, yes_or_no
from complaints.queries.deadlines import usual_follow_up_due
from complaints.rules.follow_ups import obstacles_to_attempt, obstacles_to_evaluation, open_follow_up, record_to_review
from ui.widgets import Segments

if TYPE_CHECKING:
    from datetime import datetime

GIVE_UP = "give_up"
ITEMS = ("attitude", "skill", "timeliness", "promises")


def _grade(label: Any) -> forms.TypedChoiceField:  # a lazy text
    return forms.TypedChoiceField(
        label=label, choices=Grade, coerce=int, empty_value=None, required=False, widget=Segments
    )


class RecheckForm(CaseForm):
    """By when the supervisor asks again."""

    due_at = moment(_("Ask again by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the usual days."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_at", usual_follow_up_due(self.now))


class ReviewForm(CaseForm):
    """FUP-S09. What the supervisor says of the record."""

    intro = "complaints/act/_record.html"
    passed = yes_or_no(_("The record passes"), help_text=_("No: the complaint is heard again."))
    words = words(
        _("Words of the review"), required=False, rows=3, help_text=_("Where it does not pass: what is missing.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the record."""
        super().__init__(*args, **kwargs)
        self.record = record_to_review(self.case)


class AnswerForm(forms.Form):
    """One try: how, what came of it, and what the person says: four items by four grades (SURV-04)."""

    now: datetime
    shown_for: ClassVar[dict[str, str]] = {
        "promised_at": f"code={FollowUpAttempt.Code.BUSY}",
        **dict.fromkeys((*ITEMS, "solved", "opinion", "suggestion"), f"code={FollowUpAttempt.Code.REACHED}"),
        "remark": f"code={'|'.join(FollowUpAttempt.Code.values)}",
    }
    way = chips(_("How"), FollowUpAttempt.Way.choices)
    code = chips(_("Outcome"), [*FollowUpAttempt.Code.choices, (GIVE_UP, _("Give up: cannot be reached"))])
    promised_at = moment(_("Call back at"), required=False, help_text=_("Where the person has no time now."))
    attitude = _grade(_("Attitude"))
    skill = _grade(_("Skill"))
    timeliness = _grade(_("Time taken"))
    promises = _grade(_("Kept promises"))
    solved = yes_or_no(_("The matter is solved"), required=False)
    opinion = words(_("Opinion"), required=False, rows=2)
    suggestion = words(_("Suggestion"), required=False, rows=2)
    remark = words(_("Remark on the call"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Most are called and reached."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("way", FollowUpAttempt.Way.PHONE)
        self.initial.setdefault("code", FollowUpAttempt.Code.REACHED)

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs; answers of somebody who was not reached are not kept."""
        data: dict[str, Any] = super().clean() or {}
        code = data.get("code", "")
        for obstacle in [
            *obstacles_to_evaluation(code, data),
            *obstacles_to_attempt(code, promised_at=data.get("promised_at"), now=self.now),
        ]:
            if obstacle.field not in self.errors:
                self.add_error(obstacle.field, str(obstacle.message))
        data["grades"] = None
        if code == FollowUpAttempt.Code.REACHED and not self.errors:
            data["grades"] = Grades(
                **{item: data[item] for item in ITEMS},
                solved=data["solved"],
                opinion=data["opinion"],
                suggestion=data["suggestion"],
            )
        return data


class FollowUpForm(AnswerForm, CaseForm):
    """The follow-up of a case."""

    intro = "complaints/act/_follow_up.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show what is asked and was tried."""
        super().__init__(*args, **kwargs)
        self.follow_up = open_follow_up(self.case)
