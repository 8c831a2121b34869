"""Forms of what is put right afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import Attachment, Link
from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import words
from complaints.forms.intake import staff_label
from complaints.rules.corrections import removable, unlinkable
from mall.inputs import offer
from mall.models import User
from ui.widgets import Picker


class StaffForm(CaseForm):
    """Whom of our staff it is about."""

    intro = "complaints/act/_staff.html"
    staff_person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label=_("Person of our staff"),
        widget=Picker("complaints:staff", label_of=staff_label, icon="user"),
    )


class TakeOffForm(CaseForm):
    """Which file, and why."""

    attachment = forms.ModelChoiceField(Attachment.objects.none(), label=_("File"), empty_label=None)
    reason = words(
        _("Why it is taken off"), rows=2, help_text=_("It stands as an internal note; the file is kept out of sight.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what this person may take off; the address may have named one."""
        super().__init__(*args, **kwargs)
        wanted = [one.pk for one in removable(self.case, self.user)]
        offer(self, "attachment", Attachment.objects.filter(pk__in=wanted))
        if self.row in wanted:
            self.initial["attachment"] = self.row


class LinkField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One of the links of this case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder_id = 0

    def label_from_instance(self, obj: Link) -> str:
        """Say the other side's number and title."""
        other = obj.other if obj.folder_id == self.folder_id else obj.folder
        return f"{other.number} {other.title}"


class UnlinkForm(CaseForm):
    """Which link."""

    link = LinkField(Link.objects.none(), label=_("Linked case"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the links whose other side the person may see; the address may have named one."""
        super().__init__(*args, **kwargs)
        wanted = [one.pk for one in unlinkable(self.case, self.user)]
        self.fields["link"].folder_id = self.case.folder_id  # type: ignore[attr-defined]  # our own field
        offer(self, "link", Link.objects.filter(pk__in=wanted).select_related("folder", "other"))
        if self.row in wanted:
            self.initial["link"] = self.row
