"""What the queue, a day and a month are asked by: every value comes from its list, whatever the address says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk import held
from mail_desk.queries.lists import FIRST, VIEWS, Wanted
from mall.models import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY = ("", _("any"))


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

    def __init__(self, data: Any) -> None:
        """Offer what the lists hold."""
        super().__init__(data)
        self._offer("mail_class", held.mail_classes(in_use=False))
        self._offer("floor", held.floors())
        self._offer("desk", Desk.objects.order_by("order", "pk"))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [ANY, *((str(row.pk), str(row)) for row in rows)]

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wanted:
        """Read what an address asks for; most name a view only, and need no form for it."""
        if not any(asked.get(name) for name in cls.base_fields):
            return Wanted(view=_view(asked))
        return cls(asked).wanted()

    def wanted(self) -> Wanted:
        """The filters that could be read; the rest is passed over, never guessed."""
        self.full_clean()
        data = getattr(self, "cleaned_data", {})
        return Wanted(
            view=_view(self.data),
            words=data.get("q", ""),
            **{name: int(data[name]) if data.get(name) else None for name in ("mail_class", "floor", "desk")},
        )


def _view(asked: Mapping[str, str]) -> str:
    view = str(asked.get("view", ""))
    return view if view in VIEWS else FIRST
