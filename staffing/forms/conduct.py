"""What is typed about conduct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mall.inputs import DayField, MomentField, Words, offer
from mall.models import Desk, User
from staffing.queries.conduct import desks, items, people_to_check
from staffing.rules.conduct import Call, Check
from ui.widgets import Segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms.boundfield import BoundField

GOOD, BAD = "good", "bad"


class CheckForm(forms.Form):
    """COND-01…04. A check of a person or a desk, a field for each point of the checklist."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("person"), required=False)
    desk = forms.ModelChoiceField(Desk.objects.none(), label=_("desk"), required=False)
    on = DayField(label=_("day"))
    words = Words(label=_("what was found"), max_length=500, rows=3, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Take the checklist as it is in use."""
        super().__init__(*args, **kwargs)
        offer(self, "person", people_to_check(user))
        offer(self, "desk", desks())
        self.items = list(items())
        choices = [(GOOD, _t("in order")), (BAD, _t("not in order"))]
        for item in self.items:
            self.fields[f"item_{item.pk}"] = forms.ChoiceField(
                label=str(item), choices=choices, required=False, widget=Segments
            )

    def points(self) -> Iterator[BoundField]:
        """The fields of the checklist."""
        for item in self.items:
            yield self[f"item_{item.pk}"]

    def check_given(self) -> Check:
        """The check as the act takes it."""
        data = self.cleaned_data
        findings = {item.pk: data[f"item_{item.pk}"] == GOOD for item in self.items if data[f"item_{item.pk}"]}
        return Check(data["on"], data["person"], data["desk"], findings, data["words"])


class CallForm(forms.Form):
    """COND-01. An urgent private call."""

    at = MomentField(label=_("at"))
    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=600)
    why = forms.CharField(
        label=_("why it was urgent"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def call(self) -> Call:
        """The call as the act takes it."""
        data = self.cleaned_data
        return Call(data["at"], data["minutes"], data["why"])


class ItemForm(forms.Form):
    """COND-01. A point of the checklist."""

    text = forms.CharField(label=_("point"), max_length=80)
    text_en = forms.CharField(label=_("in English"), max_length=120, required=False)
    order = forms.IntegerField(label=_("order"), min_value=1, max_value=9999, initial=100)
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)
