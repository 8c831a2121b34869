"""What the queue, a day and a month are asked by: every value comes from its list, whatever the address says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk import held
from mail_desk.queries.lists import FIRST, VIEWS, Wanted
from mall.models import Desk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANY = ("", _("any"))
CHOSEN = ("mail_class", "floor", "desk")


class FilterForm(forms.Form):
    """What the queue can be narrowed by; what is not in its list is passed over."""

    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number, unit, addressee, merchant")}),
    )
    mail_class = forms.ChoiceField(label=_("Class"), required=False)
    floor = forms.ChoiceField(label=_("Floor"), required=False)
    desk = forms.ChoiceField(label=_("Desk"), required=False)

    def with_choices(self) -> FilterForm:
        """Read what can be chosen; only what narrows a view and the form that shows the choices need it."""
        self._offer("mail_class", held.mail_classes(in_use=False))
        self._offer("floor", held.floors())
        self._offer("desk", Desk.objects.order_by("order", "pk"))
        return self

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [ANY, *((str(row.pk), str(row)) for row in rows)]

    def wanted(self) -> Wanted:
        """The filters that could be read; the rest is passed over, never guessed. Most addresses name a view only."""
        if any(self.data.get(name) for name in CHOSEN):
            self.with_choices()
        self.full_clean()
        data = getattr(self, "cleaned_data", {})
        return Wanted(
            view=_view(self.data),
            words=data.get("q", ""),
            **{name: int(data[name]) if data.get(name) else None for name in CHOSEN},
        )


def _view(asked: Mapping[str, str]) -> str:
    view = str(asked.get("view", ""))
    return view if view in VIEWS else FIRST
