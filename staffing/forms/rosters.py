"""What is typed into a roster: squares of the grid in one go, one square by itself, why it is published."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffing.cells import read_cell
from staffing.plan import WHOLE, Cell, Kind
from staffing.queries.grid import KIND_NAMES
from ui.tokens import OneTimeForm
from ui.widgets import Segments

if TYPE_CHECKING:
    from staffing.queries.grid import Sheet, Square, Team

Slot = tuple[int, date]
#: So many squares are laid in one go at most: three crews of a month.
MOST = 2000
OFF = "-"


class LayForm(forms.Form):
    """ROST-12. What the grid sends: squares that are laid, squares that are let go, and over which edition."""

    edition = forms.IntegerField(min_value=0)
    laid = forms.CharField(required=False)
    freed = forms.CharField(required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        """Know the people and the desks that may be named."""
        super().__init__(*args, **kwargs)
        own = [(team, one) for team in sheet.teams for line in team.lines for one in line.squares]
        self.teams = {(one.person, one.on): team for team, one in own if not one.is_elsewhere}
        self.people = {one.person for _team, one in own}
        # Days that are over are the act's to refuse, in its own words.
        self.shut = {(one.person, one.on) for _team, one in own if one.is_locked and one.on >= sheet.today}

    def clean_laid(self) -> dict[Slot, Cell | None]:
        """The squares with their shifts."""
        found: dict[Slot, Cell | None] = {}
        for person, on, text in self._rows("laid", 3):
            slot = self._slot(person, on)
            found[slot] = self._cell(slot, text)
        return found

    def clean_freed(self) -> list[Slot]:
        """The squares the search decides about again."""
        return [self._slot(person, on) for person, on in self._rows("freed", 2)]

    def _rows(self, name: str, width: int) -> list[list[Any]]:
        try:
            rows = json.loads(self.cleaned_data[name] or "[]")
        except (ValueError, RecursionError):
            rows = None
        if not isinstance(rows, list) or len(rows) > MOST:
            raise forms.ValidationError(_unreadable())
        if any(not isinstance(row, list) or len(row) != width for row in rows):
            raise forms.ValidationError(_unreadable())
        return rows

    def _slot(self, person: object, on: object) -> Slot:
        try:
            day = date.fromisoformat(str(on))
        except ValueError:
            day = None
        if day is None or not isinstance(person, int):
            raise forms.ValidationError(_unreadable())
        if person not in self.people:
            raise forms.ValidationError(_("Somebody is in no crew any more: load the page anew."))
        if (person, day) in self.shut:
            raise forms.ValidationError(_("Nobody is laid out on that day: load the page anew."))
        return person, day

    def _cell(self, slot: Slot, text: object) -> Cell | None:
        try:
            cell = read_cell(str(text))
        except ValueError:
            raise forms.ValidationError(_unreadable()) from None
        if cell is not None and (slot not in self.teams or not fits(cell, self.teams[slot])):
            raise forms.ValidationError(_("The crew does not cover that desk: load the page anew."))
        return cell


class CellForm(forms.Form):
    """ROST-12. One square: the shift, the desk, where at noon; or the search decides."""

    kind = forms.ChoiceField(label=gettext_lazy("Shift"), widget=Segments)
    desk = forms.TypedChoiceField(label=gettext_lazy("Desk"), coerce=int, required=False)
    noon = forms.TypedChoiceField(label=gettext_lazy("At noon"), coerce=int, required=False)
    free = forms.BooleanField(
        label=gettext_lazy("Let the search decide about this day again"),
        required=False,
        help_text=gettext_lazy("What is laid by hand stays as it is when the best roster is searched for."),
    )
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, team: Team, square: Square, **kwargs: Any) -> None:
        """Offer the shifts, and the desks of the crew."""
        super().__init__(*args, **kwargs)
        self.team = team
        usual = square.cell or square.usual
        desks = [(pk, name) for _digit, pk, name in team.desks]
        kinds = [(str(kind), f"{kind} {word}") for kind, word in _kinds()] if desks else []
        self.fields["kind"].choices = [*kinds, (OFF, _("day off"))]  # type: ignore[attr-defined]  # a choice field
        self.fields["desk"].choices = desks  # type: ignore[attr-defined]  # a choice field
        shared = [(pk, name) for pk, name in desks if pk in team.shared]
        self.fields["noon"].choices = [("", _("at the same desk")), *shared]  # type: ignore[attr-defined]  # a choice field
        if len(shared) <= 1:
            del self.fields["noon"]
        self.initial.setdefault("kind", str(square.cell.kind) if square.cell else OFF)
        self.initial.setdefault("desk", usual.desk if usual else None)
        self.initial.setdefault("noon", square.cell.noon if square.cell and square.cell.noon else "")
        if not square.is_pinned and not self.is_bound:
            del self.fields["free"]

    def cell(self) -> Cell | None:
        """The shift that was chosen."""
        data = self.cleaned_data
        if data["kind"] == OFF:
            return None
        noon = data.get("noon") or 0
        return Cell(Kind(data["kind"]), data["desk"], 0 if noon == data["desk"] else noon)

    def clean(self) -> dict[str, Any]:
        """A shift needs a desk, and at noon only desks that share their duty change places."""
        data = self.cleaned_data
        if data.get("kind") in (None, OFF):
            return data
        if not data.get("desk"):
            self.add_error("desk", _("Choose the desk."))
        elif not fits(self.cell() or Cell(Kind.A, 0), self.team):
            self.add_error("noon", _("Only whole shifts of desks that share the noon duty change the desk at noon."))
        return data


class PublishForm(OneTimeForm):
    """ROST-20. Why a roster is published although a desk lacks people."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands in the version with the gaps, for everybody to read."),
    )
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def fits(cell: Cell, team: Team) -> bool:
    """ROST-03. Whether a crew covers the desk; at noon people of whole shifts stand in for desks that share it."""
    if cell.desk not in {pk for _digit, pk, _name in team.desks}:
        return False
    if not cell.noon:
        return True
    return cell.kind in WHOLE and cell.noon != cell.desk and {cell.desk, cell.noon} <= team.shared


def _kinds() -> list[tuple[Kind, str]]:
    return [(kind, KIND_NAMES[kind]()) for kind in Kind]


def _unreadable() -> str:
    return _("The grid sent what cannot be read: load the page anew.")
