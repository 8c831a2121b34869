"""Fields that several acts share, shaped once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.inputs import DayField, MomentField, Words
from ui.widgets import Segments

LONGEST = 4000


def words(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> Words:  # lazy texts
    """Return a field for sentences."""
    return Words(label=label, required=required, max_length=LONGEST, help_text=help_text, rows=rows)


def moment(label: Any, *, required: bool = True, help_text: Any = "") -> MomentField:
    """Return a field for a day and an hour, on the mall's own clock."""
    return MomentField(label=label, required=required, help_text=help_text)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    """Return a field for a day."""
    return DayField(label=label, required=required, help_text=help_text)


def yuan(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    """Return a field for an amount in yuan."""
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, min_value=0, max_digits=10, decimal_places=2
    )


def chips(label: Any, choices: Any, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    """Return a field for one of a few choices."""
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=help_text, widget=Segments)


def yes_or_no(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TypedChoiceField:
    """Return a field for yes or no, where not answering is not "no"."""
    return forms.TypedChoiceField(
        label=label,
        required=required,
        help_text=help_text,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=Segments,
    )
