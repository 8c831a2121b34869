"""The form of a collection at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk.collect_sheet import CollectSheet
from mail_desk.queries.collecting import MOST_SHOWN
from mail_desk.states import Collector, IdKind
from mall.inputs import offer_what_was_ticked
from mall.roles import Permission
from ui.signatures import SignatureField
from ui.widgets import Segments

if TYPE_CHECKING:
    from mall.models import User

#: What is typed here is not kept as a draft: it is somebody's identity.
PRIVATE = {"autocomplete": "off", "spellcheck": "false", "data-no-draft": ""}


class CollectForm(forms.Form):
    """MAIL-04. Which items, who fetches them, with what paper, signed how."""

    items = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, required=False)  # type: ignore[assignment]  # the name of what is ticked
    collector = forms.ChoiceField(label=_("Who collects"), choices=Collector, widget=Segments)
    name = forms.CharField(
        label=_("Collector's name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    relationship = forms.CharField(
        label=_("Relationship to the addressee"),
        max_length=40,
        required=False,
        help_text=_("Wife, son, shop assistant."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    id_kind = forms.ChoiceField(
        label=_("Paper shown"), choices=IdKind, widget=Segments, required=False, initial=IdKind.CARD
    )
    id_number = forms.CharField(
        label=_("Paper number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={**PRIVATE, "class": "mono"}),
    )
    signature = SignatureField(label=_("Collector's signature"))
    on_paper = forms.BooleanField(label=_("Signed on paper (F-05)"), required=False)
    without_proof = forms.CharField(
        label=_("Released without proof: why"),
        max_length=200,
        required=False,
        help_text=_("Only where ID or signature cannot be had; it stands in the month's report."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        """Take what was ticked; releasing without proof is offered to whom it is allowed."""
        super().__init__(*args, **options)
        offer_what_was_ticked(self, "items", MOST_SHOWN)
        self.initial.setdefault("collector", Collector.MERCHANT)
        if not user.may(Permission.MAIL_RELEASE):
            del self.fields["without_proof"]

    def sheet(self) -> CollectSheet:
        """What was written down."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "items"}
        return CollectSheet(**data)
