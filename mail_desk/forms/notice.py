"""What is said when an item goes on the notice, and when somebody is called about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail_desk.forms.item_form import ItemForm
from mail_desk.queries.notices import contact_of, who_may_stay
from mail_desk.rules.moving import closes_in_days
from mail_desk.states import ANNOUNCED, CallOutcome
from mall.inputs import MomentField, offer
from mall.limits import limit
from mall.models import User
from ui.widgets import ManySegments, Segments

WHY = (
    ("unclear", _("Address unclear")),
    ("large", _("Large")),
    ("heavy", _("Heavy")),
    ("damaged", _("Damaged")),
)


class NotifyForm(ItemForm):
    """Why an item waits at the desk."""

    marks = forms.MultipleChoiceField(
        label=_("Why it waits at the desk"), choices=WHY, widget=ManySegments, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["note"] = self.item.condition
        self.initial["marks"] = [code for code, _label in WHY if getattr(self.item, code)]


class CallForm(ItemForm):
    """A call: its outcome, until when they come, who stays."""

    #: It holds a form of its own, that shows the phone; so it stands before this one.
    before = "mail_desk/act/_call.html"
    shown_for = dict.fromkeys(("collect_by", "stays"), f"outcome={'|'.join(sorted(ANNOUNCED))}")

    outcome = forms.ChoiceField(label=_("Outcome"), choices=CallOutcome.choices, widget=Segments)
    collect_by = MomentField(label=_("To be collected by"), required=False)
    stays = forms.ModelChoiceField(User.objects.none(), label=_("Stays and waits"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stays", who_may_stay())
        self.initial.setdefault("outcome", CallOutcome.REACHED)
        self.initial.setdefault("collect_by", closes_in_days(self.now, limit("mail_collect_days", self.now)))
        self.initial.setdefault("stays", self.user.pk)
        self.contact = contact_of(self.item)
        self.purpose = _("Mail to be collected: %(number)s") % {"number": self.item.folder.number}
