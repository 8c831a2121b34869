"""The form that sets a limit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall.limits import NamedLimit
from ui.widgets import Segments

LONGEST_REASON = 200


class LimitForm(forms.Form):
    """A value in the limit's own spelling, the day it begins, and why."""

    value = forms.CharField(label=gettext_lazy("New value"), max_length=400)
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, named: NamedLimit, **kwargs: Any) -> None:
        """Shape the value's box after the kind of the limit."""
        super().__init__(*args, **kwargs)
        self.named = named
        box = self.fields["value"]
        box.required = not named.optional
        kind = named.kind
        choices = getattr(kind, "choices", None)
        if choices:
            self.fields["value"] = forms.ChoiceField(label=box.label, choices=choices, widget=Segments)
        elif kind.input_type == "number":
            box.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        else:
            box.widget.attrs["autocomplete"] = "off"
        self.fields["value"].help_text = self._help(kind.unit_name, kind.example)

    def _help(self, unit: object, example: str) -> str:
        parts = [str(unit)] if unit else []
        if example:
            parts.append(_("for instance %(example)s") % {"example": example})
        if self.named.optional:
            parts.append(_("empty: not set"))
        return _(", ").join(parts)

    def clean_value(self) -> Any:
        """Give the value in its stored form."""
        try:
            return self.named.parse(self.cleaned_data["value"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
