"""The forms of the month's review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.inputs import day, words
from complaints.queries import frozen
from complaints.queries.months import FIGURES
from complaints.rules.months import obstacles_to_analysis, obstacles_to_correction

if TYPE_CHECKING:
    from django.http import QueryDict

    from casework.models import ClosedPeriod


class MonthForm(forms.Form):
    """CMP-44. What the month comes to, in words; frozen with the figures."""

    analysis = words(
        _("Summary and analysis"),
        required=False,
        rows=4,
        help_text=_("What stands out against the months before, and what is done to lower the rate. No names."),
    )

    def clean(self) -> dict[str, Any]:
        """Say what the act would refuse beside the field."""
        data: dict[str, Any] = super().clean() or {}
        for obstacle in obstacles_to_analysis(data.get("analysis", "")):
            self.add_error(obstacle.field, str(obstacle.message))
        return data


class CorrectionForm(forms.Form):
    """CMP-44. What of a frozen month is corrected: a figure, what is right, and why."""

    figure = forms.ChoiceField(label=_("Figure"), choices=list(FIGURES.items()))
    value = forms.DecimalField(label=_("Right value"), min_value=0, max_digits=12, decimal_places=2)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands beside the month on screen and on paper. No names.")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, closed: ClosedPeriod | None, **kwargs: Any) -> None:
        """Keep the month, to tell what stands in it."""
        super().__init__(*args, **kwargs)
        self.closed = closed
        if closed is not None:
            self.initial.setdefault("seen", len(frozen.corrections(closed)))

    def clean(self) -> dict[str, Any]:
        """Say what the act would refuse beside the field."""
        data: dict[str, Any] = super().clean() or {}
        if self.closed is None:
            return data
        shown_again = cast("QueryDict", self.data).copy()  # on a page that lists all that was put beside the month
        shown_again["seen"] = str(len(frozen.corrections(self.closed)))
        self.data = shown_again
        if not {"figure", "value", "reason"} <= data.keys():
            return data
        missed = frozen.missed(self.closed, data.get("seen"))
        standing = frozen.standing(self.closed)
        for obstacle in obstacles_to_correction(standing, data["figure"], data["value"], data["reason"], missed=missed):
            self.add_error(obstacle.field, str(obstacle.message))
        return data


class PublishMeasuresForm(forms.Form):
    """JOINT-S12. On what day what was published, and where."""

    on = day(_("Published on"))
    words = words(_("What was published, and where"), rows=3)
