"""What is typed about brand points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import DayField, Words, offer
from mall.models import User
from mall.roles import Permission
from staffing.models import PointReason
from staffing.queries.points import collectors, reasons_for
from staffing.rules.points import MOST_POINTS, Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence


class ReasonChoice(forms.ModelChoiceField):
    """A reason with what it gives or takes."""

    def label_from_instance(self, obj: Any) -> str:
        """Say its points first."""
        return f"{obj.points:+d}  {obj}"


class PointForm(forms.Form):
    """PERF-07. Points as they are applied for, or given and taken by the supervisor (F-91)."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("person"))
    reason = ReasonChoice(PointReason.objects.none(), label=pgettext_lazy("points", "Reason"))
    happened_on = DayField(label=_("day"))
    facts = Words(label=pgettext_lazy("points", "what happened"), max_length=500, rows=3)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Offer everybody to the supervisor, and to others themselves."""
        super().__init__(*args, **kwargs)
        decides = user.may(Permission.POINTS_DECIDE)
        offer(self, "person", collectors() if decides else collectors().filter(pk=user.pk))
        offer(self, "reason", reasons_for(user))
        if not decides:
            self.initial.setdefault("person", user.pk)
            self.fields["person"].widget = forms.HiddenInput()

    def proposal(self) -> Proposal:
        """The points as the act takes them."""
        data = self.cleaned_data
        return Proposal(data["person"], data["reason"], data["facts"], data["happened_on"])


class VerdictForm(forms.Form):
    """What is said with a decision; the button pressed says which."""

    verdict = forms.ChoiceField(choices=(), widget=forms.HiddenInput)
    decision = Words(label=_("what is said"), max_length=300, rows=2, required=False)

    def __init__(self, *args: Any, verdicts: Sequence[str], **kwargs: Any) -> None:
        """Take which buttons there are."""
        super().__init__(*args, **kwargs)
        offer(self, "verdict", [(one, one) for one in verdicts])


class AppealForm(forms.Form):
    """PERF-07. What somebody objects to."""

    text = Words(label=_("objection"), max_length=500, rows=3)


class ReviewForm(VerdictForm):
    """PERF-07. What the manager says to an objection; a correction names the right points."""

    points = forms.IntegerField(
        label=_("right points"),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        required=False,
        help_text=_("Only for a correction; 0 takes it back."),
    )


class ReasonForm(forms.Form):
    """PERF-07. A reason of the list."""

    name = forms.CharField(label=pgettext_lazy("points", "Reason"), max_length=60)
    name_en = forms.CharField(label=_("in English"), max_length=80, required=False)
    points = forms.IntegerField(
        label=_("points"),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        help_text=_("Above nought for what is outstanding, below for a fault."),
    )
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)
