"""The forms of the acts on one merchant's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.inputs import DayField, PhoneField
from mall.models import Floor
from merchants.forms.fields import UnitsField
from merchants.rules import floors_of

if TYPE_CHECKING:
    from datetime import date

    from merchants.models import Contact, Merchant, Tenancy


class FileForm(forms.Form):
    """A form of one act on one merchant. `row` is the contact or tenancy the address names, or None."""

    def __init__(self, *args: Any, merchant: Merchant, row: Any = None, today: date, **kwargs: Any) -> None:
        self.merchant, self.row, self.today = merchant, row, today
        super().__init__(*args, **kwargs)
        self.show()

    def show(self) -> None:
        """Fill in what is known, for a form that is not posted yet."""


class ContactForm(FileForm):
    """A person of a merchant (MER-06)."""

    name = forms.CharField(label=_("name"), max_length=40)
    phone = PhoneField(label=_("phone"))
    duty = forms.CharField(label=_("duty"), max_length=40, required=False)
    email = forms.EmailField(label=_("e-mail"), required=False)
    birthday = DayField(label=_("birthday"), required=False, since=1900)
    is_main = forms.BooleanField(label=_("main contact"), required=False)


class ContactChangeForm(ContactForm):
    """A person as he stands; his phone is not shown, an empty one keeps it."""

    row: Contact

    phone = PhoneField(label=_("new phone"), required=False, help_text=_("Empty: the number stays as it is."))

    def show(self) -> None:
        """Fill in everything but the phone."""
        for name in ("name", "duty", "email", "birthday", "is_main"):
            self.fields[name].initial = getattr(self.row, name)


class MoveInForm(FileForm):
    """A further unit."""

    units = UnitsField(label=_("unit"), several=False)
    on = DayField(label=_("from"))

    def show(self) -> None:
        """Offer today."""
        self.fields["on"].initial = self.today


class MoveOutForm(FileForm):
    """The end of a tenancy."""

    row: Tenancy

    on = DayField(label=_("free from"), help_text=_("The first day the unit is no longer his."))

    def show(self) -> None:
        """Offer today."""
        self.fields["on"].initial = self.today


class NamingForm(FileForm):
    """Which floor names the merchant, and why (MER-02)."""

    floor = forms.ModelChoiceField(Floor.objects.none(), label=_("floor"), empty_label=None, to_field_name="code")
    reason = forms.CharField(label=_("reason"), max_length=200)

    def show(self) -> None:
        """Offer the floors on which the merchant trades."""
        rooms = self.merchant.tenancies.on(self.today)
        field: Any = self.fields["floor"]
        field.queryset = Floor.objects.filter(units__tenancies__in=rooms).distinct()


class TakingBackForm(FileForm):
    """Which floor takes class A back, and why (MER-02)."""

    floor = forms.ModelChoiceField(Floor.objects.none(), label=_("floor"), empty_label=None, to_field_name="code")
    reason = forms.CharField(label=_("reason"), max_length=200)

    def show(self) -> None:
        """Offer the floors on which the merchant trades, and the one that named him."""
        field: Any = self.fields["floor"]
        field.queryset = Floor.objects.filter(pk__in=[floor.pk for floor in floors_of(self.merchant, self.today)])


class NoteForm(FileForm):
    """An internal remark."""

    text = forms.CharField(label=_("note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SureForm(FileForm):
    """Nothing to fill in: the act only asks whether it is meant."""
