"""Forms of the mediation agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.dispatch import file_name
from complaints.forms.inputs import day, words, yuan
from complaints.queries.agreements import first_draft
from mall.inputs import PhoneField
from mall.localtime import local_day
from mall.masking import mask_id, mask_phone
from ui.widgets import DropZone, StagedFiles

#: What is not shown without a reason; the form says only that it is on file.
MASKED = {"a_phone": mask_phone, "b_phone": mask_phone, "a_identity": mask_id}


class DraftForm(CaseForm):
    """The two parties, what happened, what each side does."""

    a_name = forms.CharField(label=_("Party A"), max_length=60)
    a_phone = PhoneField(label=_("A's phone"), required=False)
    a_address = forms.CharField(label=_("A's address"), max_length=200, required=False)
    a_identity = forms.CharField(label=_("A's ID number"), max_length=30, required=False)
    b_name = forms.CharField(label=_("Party B"), max_length=100)
    b_contact = forms.CharField(label=_("B's representative"), max_length=60, required=False)
    b_phone = PhoneField(label=_("B's phone"), required=False)
    b_address = forms.CharField(label=_("B's address"), max_length=200, required=False)
    facts = words(_("Complaint and goods"))  # type: ignore[assignment]  # the field takes the name; the base keeps its method
    b_duties = words(_("B's obligations"), rows=3)
    a_duties = words(_("A's obligations"), rows=3)
    amount = yuan(_("Amount (yuan)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with the draft there is, else with what the case knows; phones and ID numbers stay masked."""
        super().__init__(*args, **kwargs)
        self.known = first_draft(self.case)
        self.initial = {**{k: v for k, v in self.known.items() if k not in MASKED}, **self.initial}
        for name, mask in MASKED.items():
            if self.known.get(name):
                self.fields[name].widget.attrs["placeholder"] = mask(self.known[name])
                self.fields[name].help_text = _("Left empty, the number on file is used.")

    def clean(self) -> dict[str, Any]:
        """Take the number on file where nothing else was typed."""
        data: dict[str, Any] = super().clean() or {}
        for name in MASKED:
            if not data.get(name) and name not in self.errors:
                data[name] = self.known.get(name) or ""
        return data


class SignedForm(CaseForm):
    """On which day A signed."""

    intro = "complaints/act/_agreement.html"
    signed_on = day(_("Signed on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with today."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("signed_on", local_day(self.now))


class SealedForm(SignedForm):
    """On which day B signed and sealed, and the scan of the paper."""

    scan = StagedFiles(label=_("Scan of the signed agreement"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the file again on a form that was refused."""
        super().__init__(*args, **kwargs)
        self.fields["scan"].widget = DropZone(describe=file_name(self.user))


class VoidForm(CaseForm):
    """Why it is voided."""

    intro = "complaints/act/_agreement.html"
    reason = words(_("Reason"), rows=3)
