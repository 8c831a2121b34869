"""The forms of returns: sending one item back, a slip of several, its hand-over, giving it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk import held
from mail_desk.forms.item_form import ItemForm
from mail_desk.rules.returning import MOST_ON_A_SLIP
from mall.inputs import offer, offer_what_was_ticked
from mall.models import StagedUpload
from ui.signatures import SignatureField
from ui.widgets import DropZone, Segments, StagedFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mail_desk.models import Carrier, ReturnBatch, ReturnReason
    from mall.models import User


class SendBackForm(ItemForm):
    """MAIL-06. Why one item goes back."""

    reason = forms.ChoiceField(label=_("Why it goes back"), widget=Segments)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons in use."""
        super().__init__(*args, **kwargs)
        offer(self, "reason", [(row.code, str(row)) for row in held.return_reasons()])

    def facts(self) -> dict[str, ReturnReason | None]:
        """The reason as a row."""
        return {"reason": held.return_reason(self.cleaned_data["reason"])}


class SlipForm(forms.Form):
    """MAIL-06. Which items go on a slip: a new one for a carrier, or one that is open."""

    items = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, required=False)  # type: ignore[assignment]  # the name of what is ticked
    into = forms.ChoiceField(label=_("Onto slip"), required=False)
    carrier = forms.ChoiceField(label=_("Taken by"), required=False)

    def __init__(self, *args: Any, batches: Sequence[ReturnBatch], **options: Any) -> None:
        """Offer the open slips, and the carriers with the post office first."""
        super().__init__(*args, **options)
        offer_what_was_ticked(self, "items", MOST_ON_A_SLIP)
        self.batches = {batch.folder.number: batch for batch in batches}
        offer(self, "into", [("", _("A new slip")), *((number, number) for number in self.batches)])
        self.carriers = sorted(held.carriers(), key=lambda row: not row.is_post)
        offer(self, "carrier", [(row.code, str(row)) for row in self.carriers])

    def batch(self) -> ReturnBatch | None:
        """The open slip that was chosen, None for a new one."""
        return self.batches.get(self.cleaned_data["into"])

    def chosen_carrier(self) -> Carrier | None:
        """Who takes the new slip."""
        return next((row for row in self.carriers if row.code == self.cleaned_data["carrier"]), None)


def staged_name(user: User) -> Callable[[str], str]:
    """How a staged file is named on a form that was refused."""

    def describe(key: str) -> str:
        found = StagedUpload.objects.filter(person=user, key=key).first()
        return found.name if found else key

    return describe


class HandBackForm(forms.Form):
    """MAIL-06, MAIL-09. Who of the post takes it, signed on the screen or on the paper that is scanned."""

    counted = forms.IntegerField(widget=forms.HiddenInput, required=False)
    taken_by = forms.CharField(
        label=_("Post office, name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    signature = SignatureField(label=_("Signature of the post office"))
    on_paper = forms.BooleanField(label=_("Signed on paper (F-04)"), required=False)
    files = StagedFiles(label=_("Signed slip"), required=False, help_text=_("A scan or a photo, if signed on paper."))  # type: ignore[assignment]  # Django keeps uploads under this name
    late_reason = forms.CharField(label=_("Why it took longer"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, late: bool, **options: Any) -> None:
        """Ask why only where the hour has passed."""
        super().__init__(*args, **options)
        self.fields["files"].widget = DropZone(describe=staged_name(user))
        if not late:
            del self.fields["late_reason"]
        else:
            self.fields["late_reason"].required = True


class GiveUpForm(forms.Form):
    """MAIL-06. Why a slip is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
