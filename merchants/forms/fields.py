"""The input for units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mall.models import Unit
from mall.units import UnitNumber, split_units


class UnitsField(forms.CharField):
    """One or several unit numbers, cleaned to the units themselves."""

    def __init__(self, *, several: bool = True, **options: Any) -> None:
        self.several = several
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}))
        super().__init__(max_length=100, **options)

    def clean(self, value: Any) -> list[Unit]:  # type: ignore[override]  # cleaned to units, not to text
        """Return the units in the order written. Raises ValidationError for a number the mall does not have."""
        text: str = super().clean(value)
        if not text:
            return []
        units = self._units(self._numbers(text))
        if len(units) > 1 and not self.several:
            raise forms.ValidationError(_("Write one unit only."), code="one-unit")
        return units

    def _numbers(self, text: str) -> list[UnitNumber]:
        try:
            return split_units(text)
        except ValueError:
            words = _("A unit number is a letter and four digits, such as A1105.")
            raise forms.ValidationError(words, code="unit-not-valid") from None

    def _units(self, numbers: list[UnitNumber]) -> list[Unit]:
        known = {unit.number: unit for unit in Unit.objects.filter(number__in=map(str, numbers))}
        unknown = [str(number) for number in numbers if str(number) not in known]
        if unknown:
            words = _("The mall has no unit %(units)s.") % {"units": "、".join(unknown)}
            raise forms.ValidationError(words, code="unit-unknown")
        return [known[str(number)] for number in numbers]
