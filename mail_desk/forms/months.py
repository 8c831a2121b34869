"""The form that corrects a closed month beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk.queries.months import figure_choices

if TYPE_CHECKING:
    from django.http import QueryDict

    from casework.models import ClosedPeriod

LARGEST = 10_000_000


class CorrectionForm(forms.Form):
    """MAIL-12. Which figure of a closed month is corrected, what is right, and why."""

    figure = forms.ChoiceField(label=_("Figure"))
    value = forms.IntegerField(label=_("Right value"), min_value=0, max_value=LARGEST)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands beside the month on screen and on paper. No names.")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, closed: ClosedPeriod | None, **kwargs: Any) -> None:
        """Offer the figures of the month."""
        super().__init__(*args, **kwargs)
        self.closed = closed
        if closed is not None:
            self.initial.setdefault("seen", closed.adjustments.count())
        field = self.fields["figure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = figure_choices(closed) if closed else []

    def clean(self) -> dict[str, Any]:
        """Shown again, the form stands below all that was put beside the month by then."""
        data: dict[str, Any] = super().clean() or {}
        if self.closed is not None:
            shown_again = cast("QueryDict", self.data).copy()
            shown_again["seen"] = str(self.closed.adjustments.count())
            self.data = shown_again
        return data
