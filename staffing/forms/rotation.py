"""The form that changes who sits where in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staffing.queries.rotation import desks_of, groups
from ui.widgets import Segments

if TYPE_CHECKING:
    from staffing.models import RotationLine

EXCHANGE, DESK = "exchange", "desk"


class SeatForm(forms.Form):
    """ROST-10. Whom a person exchanges the desk with, or which desk the person is given."""

    shown_for = {"other": f"how={EXCHANGE}", "desk": f"how={DESK}"}

    how = forms.ChoiceField(
        label=_("What is changed"),
        choices=((EXCHANGE, _("Exchange with a colleague")), (DESK, _("Choose a desk"))),
        widget=Segments,
    )
    other = forms.TypedChoiceField(
        label=_("Exchange with"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Both desks stay staffed."),
    )
    desk = forms.TypedChoiceField(
        label=_("Desk"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("The others stay where they are; a desk left without anybody is named."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: RotationLine, **kwargs: Any) -> None:
        """Offer the people of the crew at other desks, and its other desks."""
        super().__init__(*args, **kwargs)
        crew = line.member.crew_id
        own = next(group for group in groups(line.rotation) if group.crew.pk == crew)
        people = [(one.pk, f"{one.person} · {one.desk}") for one in own.lines if one.desk_id != line.desk_id]
        desks = [(one.desk_id, str(one.desk)) for one in desks_of(line.rotation.month).get(crew, ())]
        self._offer("other", people)
        self._offer("desk", [one for one in desks if one[0] != line.desk_id])
        self.initial.setdefault("how", EXCHANGE)
        self.initial.setdefault("edition", line.rotation.edition)

    def _offer(self, name: str, rows: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [("", _("Please choose")), *rows]
