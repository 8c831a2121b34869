"""Forms of what a case has for persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import chips, day, words, yuan
from complaints.forms.intake import staff_label
from complaints.models import Consequence
from complaints.rules.consequences import TO_DECIDE
from mall.models import User
from ui.widgets import Picker


class ConsequenceForm(CaseForm):
    """Whom, what, how much, why."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label=_("Person of our staff"),
        widget=Picker("complaints:staff", label_of=staff_label, icon="user"),
        help_text=_("Is kept out of the case from now on, and told once it is decided."),
    )
    kind = chips(
        _("Consequence"),
        Consequence.Kind.choices,
        help_text=_("A disciplinary action goes to HR at once; a money penalty waits for the general manager."),
    )
    amount = yuan(_("Amount (yuan)"), required=False, help_text=_("For a money penalty only."))
    reason = words(_("Reason"), rows=3, help_text=_("It stands on the notice the person gets."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with the person the case is about."""
        super().__init__(*args, **kwargs)
        if self.case.staff_person_id:
            self.initial.setdefault("person", self.case.staff_person_id)


class PenaltyForm(CaseForm):
    """A form about the one money penalty its address names, and shows."""

    intro = "complaints/act/_penalty.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Find the penalty."""
        super().__init__(*args, **kwargs)
        self.penalty = TO_DECIDE.named(self.case, self.row)


class ApprovePenaltyForm(PenaltyForm):
    """A yes, with a remark if wanted."""

    reason = words(_("Remark"), required=False, rows=2)


class RefusePenaltyForm(PenaltyForm):
    """A no, with its reason."""

    reason = words(_("Reason"), rows=3)


class TakeBackPenaltyForm(PenaltyForm):
    """Nothing to fill in: it is taken back."""


class PublishForm(forms.Form):
    """The day it was published."""

    published_on = day(_("Published on"))
