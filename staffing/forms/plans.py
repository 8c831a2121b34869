"""What is typed in a weekly plan (F-90): lines with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import DayField, Words
from staffing.models import PlanRow
from staffing.rules.plans import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.forms import BoundField

Part = PlanRow.Part
LINES = 8
#: The others are folded away until they are wanted.
SHOWN = 4
NUMBERS = {"max_digits": 9, "decimal_places": 1, "required": False}
COLUMNS = {Part.RESULT: ("what", "amount", "unit", "done"), Part.PLAN: ("what", "amount", "unit")}
LABELS = {"what": _("what"), "amount": _("how much"), "unit": pgettext_lazy("plan", "Unit"), "done": _("done so much")}


class PlanForm(forms.Form):
    """PLAN-01, PLAN-03. Eight lines of results, eight of the plan; lines left empty are passed over."""

    summary = Words(label=_("In short"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, proposed: Mapping[str, Sequence[PlanRow]] | None = None, **kwargs: Any) -> None:
        """Make the lines, filled with what is proposed."""
        super().__init__(*args, **kwargs)
        for part, columns in COLUMNS.items():
            rows = (proposed or {}).get(part, [])
            for n in range(LINES):
                for column in columns:
                    self.fields[f"{part}_{n}_{column}"] = _field(column)
                    if n < len(rows):
                        self.initial[f"{part}_{n}_{column}"] = getattr(rows[n], column)

    def lines(self, part: str) -> list[list[BoundField]]:
        """The inputs of a part, line by line."""
        return [[self[f"{part}_{n}_{column}"] for column in COLUMNS[Part(part)]] for n in range(LINES)]

    @property
    def results(self) -> list[list[BoundField]]:
        """The lines of this week."""
        return self.lines(Part.RESULT)

    @property
    def plans(self) -> list[list[BoundField]]:
        """The lines of next week."""
        return self.lines(Part.PLAN)

    @property
    def many_results(self) -> bool:
        """Whether the lines further down are in use."""
        return self._reaches(Part.RESULT)

    @property
    def many_plans(self) -> bool:
        """Whether the lines further down are in use."""
        return self._reaches(Part.PLAN)

    def _reaches(self, part: str) -> bool:
        lines = self.lines(part)[SHOWN:]
        return any(bound.value() not in (None, "") for line in lines for bound in line)

    def rows(self) -> list[Row]:
        """The lines in which something is written, as the act takes them."""
        found = []
        for part, columns in COLUMNS.items():
            for n in range(LINES):
                place = f"{part}_{n}"
                typed = {column: self.cleaned_data.get(f"{place}_{column}") for column in columns}
                if any(value not in (None, "") for value in typed.values()):
                    found.append(
                        Row(
                            part=part,
                            what=typed["what"] or "",
                            amount=typed["amount"],
                            unit=typed["unit"] or "",
                            done=typed.get("done"),
                            place=place,
                        )
                    )
        return found


def _field(column: str) -> forms.Field:
    label = LABELS[column]
    if column in ("amount", "done"):
        inputs = forms.NumberInput(attrs={"placeholder": label, "step": "0.1"})
        return forms.DecimalField(label=label, min_value=0, widget=inputs, **NUMBERS)  # type: ignore[arg-type]  # one dict of three sorts
    most = 200 if column == "what" else 12
    return forms.CharField(
        label=label, max_length=most, required=False, widget=forms.TextInput(attrs={"placeholder": label})
    )


class CommentForm(forms.Form):
    """PLAN-02. What the supervisor says to it."""

    comment = Words(label=pgettext_lazy("plan", "Comment"), max_length=1000, rows=3)


class WeekForm(forms.Form):
    """Which week is looked at."""

    week = DayField(required=False)
