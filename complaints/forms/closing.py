"""Forms of the endings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import words, yes_or_no, yuan
from complaints.models import Cause, ComplaintCategory
from complaints.rules.closing import ending_of
from complaints.rules.replying import is_not_accepted
from complaints.states import Ending, State
from mall.models import Department


class RejectForm(CaseForm):
    """Why it is unfounded."""

    reason = words(_("Why unfounded"), rows=3, help_text=_("The complainant is told this in our words."))


class ObjectForm(CaseForm):
    """The objection, and what is proposed upward."""

    objection = words(_("The complainant's objection"), rows=3)
    facts = words(_("Facts"), rows=4)  # type: ignore[assignment]  # the field takes the name; the base keeps its method
    proposal = words(_("Proposal"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with what happened."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("facts", self.case.happened)


class PetitionForm(CaseForm):
    """The decision from above."""

    intro = "complaints/act/_petition.html"
    upholds = yes_or_no(_("It stays unfounded"))
    decision = words(_("Decision"), rows=3)


class WithdrawForm(CaseForm):
    """Why the complainant takes it back."""

    reason = words(_("Why withdrawn"), rows=3)


class ReopenForm(CaseForm):
    """Why it is heard again."""

    reason = words(_("Why it is heard again"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where the result was just not accepted, that is why."""
        super().__init__(*args, **kwargs)
        if is_not_accepted(self.case):
            self.initial.setdefault("reason", gettext("The complainant does not accept the result."))


class CloseForm(CaseForm):
    """Nothing to fill in: everything is there."""

    intro = "complaints/act/_closing.html"

    @property
    def ending(self) -> Ending:
        """How it ends."""
        return ending_of(self.case)

    @property
    def no_follow_up(self) -> bool:
        """Whether nobody was asked how the result was; of the unfounded and the withdrawn nobody is."""
        return self.case.state == State.REPLIED and self.case.ending != Ending.SETTLED_AT_ONCE


class CategoryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A category with the one it stands under."""

    def label_from_instance(self, obj: ComplaintCategory) -> str:
        """Name both."""
        return f"{obj.parent} › {obj}" if obj.parent else str(obj)


class JudgementForm(CaseForm):
    """Kind, cause, department of origin, loss, penalty, judgement, lesson."""

    category = CategoryChoice(
        ComplaintCategory.objects.filter(is_active=True).select_related("parent"), label=_("Category"), required=False
    )
    cause = forms.ModelChoiceField(Cause.objects.filter(is_active=True), label=_("Cause"), required=False)
    responsible = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label=_("Department of origin"), required=False
    )
    responsible_loss = yuan(_("Loss of the department (yuan)"), required=False)
    personal_penalty = forms.CharField(
        label=_("Penalty of persons, suggested"),
        max_length=200,
        required=False,
        help_text=_("A suggestion; it is decided once the case is closed, money by the general manager."),
    )
    judgement = words(_("Judgement"), required=False, rows=3)
    lesson = words(_("Lesson"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with what is known."""
        super().__init__(*args, **kwargs)
        for name in self.fields:
            value = getattr(self.case, name)
            self.initial.setdefault(name, getattr(value, "pk", value))
