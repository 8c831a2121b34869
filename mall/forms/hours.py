"""The forms of the calendar: one day, one season."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.models import SEASON_FIELDS, CalendarDay, SeasonVersion
from ui.widgets import Segments


def _time(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, "%H:%M"), **options)


class DayForm(forms.Form):
    """In what a day differs, and why."""

    kind = forms.ChoiceField(label=_("This day is"), choices=CalendarDay.Kind.choices, widget=Segments)
    closes_at = _time(_("The mall closes at"), required=False, help_text=_("Only when the mall closes early."))
    name = forms.CharField(label=_("Why"), max_length=60)


class SeasonForm(forms.ModelForm):  # type: ignore[type-arg]  # subscripting it needs the stubs at run time
    """When a season begins and its hours, from which day on, and why."""

    reason = forms.CharField(label=_("Why"), max_length=200)

    class Meta:
        model = SeasonVersion
        fields = (*SEASON_FIELDS, "valid_from", "reason")
        widgets = {
            **{name: forms.TimeInput({"type": "time"}, "%H:%M") for name in SEASON_FIELDS[2:]},
            "valid_from": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        """Leave the order of the hours to the rules, which say it in the place of each field."""
        return self.cleaned_data
