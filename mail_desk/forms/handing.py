"""What is said when mail is handed out: to whom, signed how, how many letters were counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk.forms.item_form import ItemForm
from mail_desk.queries.rounds import MOST as MOST_AT_ONCE
from mall.inputs import offer_what_was_ticked
from ui.signatures import SignatureField

MOST = 10_000


class Receiver(forms.Form):
    """Who takes it, and the signature."""

    receiver = forms.CharField(
        label=_("Receiver"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    signature = SignatureField(label=_("Signature"))
    on_paper = forms.BooleanField(label=_("Signed on paper"), required=False)


class DeliverForm(ItemForm, Receiver):
    """One item, handed to its receiver."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.item.merchant is not None:
            self.initial.setdefault("receiver", self.item.addressee)


class RoundForm(Receiver):
    """Several items of a round, handed to one receiver."""

    ids = forms.MultipleChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_what_was_ticked(self, "ids", MOST_AT_ONCE)


class StaffForm(Receiver):
    """Ordinary letters of a floor, handed to on-site staff against their count."""

    ids = forms.MultipleChoiceField()
    count = forms.IntegerField(
        label=_("Letters counted"),
        min_value=1,
        max_value=MOST,
        help_text=_("Count together; the number is compared with the register."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_what_was_ticked(self, "ids", MOST_AT_ONCE)
        self.fields["receiver"].label = _("On-site staff")


class NobodyForm(forms.Form):
    """Items for which nobody was there."""

    ids = forms.MultipleChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_what_was_ticked(self, "ids", MOST_AT_ONCE)
