"""What is said when a delivery is signed for, when items are entered, when its registration is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk import held
from mail_desk.entry_sheet import EntrySheet
from mail_desk.forms.address import AddressField
from mail_desk.models import Carrier
from mail_desk.numbers import normalise_number
from mail_desk.queries.addresses import Address
from mail_desk.rules.receiving import guess_class
from mall.inputs import MomentField, offer
from mall.localtime import local_day
from ui.signatures import SignatureField
from ui.widgets import ManySegments, Segments

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailClass
    from mail_desk.queries.addresses import Option
    from mall.models import Floor, User

MARKS = (
    ("large", gettext_lazy("Large")),
    ("heavy", gettext_lazy("Heavy")),
    ("unclear", gettext_lazy("Address unclear")),
    ("damaged", gettext_lazy("Damaged")),
    ("cash", gettext_lazy("Cash on delivery")),
    ("internal", gettext_lazy("8F or the company")),
)
MOST = 10_000


class DeliveryForm(forms.Form):
    """Who brought mail, when, how many by their list."""

    carrier = forms.ModelChoiceField(
        Carrier.objects.none(), label=gettext_lazy("Carrier"), widget=Segments, empty_label=None, to_field_name="code"
    )
    brought_by = forms.CharField(label=gettext_lazy("Handed over by"), max_length=40, required=False)
    received_at = MomentField(label=gettext_lazy("Received at"))
    announced = forms.IntegerField(
        label=gettext_lazy("Items by their list"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=gettext_lazy("As many as the post office's own list says; it is compared at the end."),
    )
    signature = SignatureField(label=gettext_lazy("Signature of who hands it over"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "carrier", Carrier.objects.filter(is_active=True))
        # Kept as a draft it would come back as the hour of another delivery.
        self.fields["received_at"].widget.attrs["data-no-draft"] = ""


class EntryForm(forms.Form):
    """One item of the burst: scanned or typed."""

    number = forms.CharField(
        label=gettext_lazy("Item number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "mono"}
        ),
    )
    mail_class = forms.ChoiceField(label=gettext_lazy("Class"), widget=Segments, required=False)
    where = AddressField(label=gettext_lazy("Unit or merchant"), required=False)
    addressee = forms.CharField(
        label=gettext_lazy("Addressee"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sender = forms.CharField(
        label=gettext_lazy("Sender"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    marks = forms.MultipleChoiceField(label=gettext_lazy("Marks"), choices=MARKS, required=False, widget=ManySegments)
    condition = forms.CharField(
        label=gettext_lazy("Carrier's proof of the damage"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For example: the postman has signed that the wrapping was torn."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), required=False)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), required=False, min_value=1, max_value=MOST)

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].know(user, local_day(now))  # type: ignore[attr-defined]  # our own field
        # From the held lists: asking for them is half of what entering an item costs.
        offer(self, "mail_class", [(row.code, row) for row in held.mail_classes()])
        offer(self, "carrier", [("", _("By its number")), *((row.code, row) for row in held.carriers())])

    def clean_mail_class(self) -> MailClass | None:
        """Return the class of the code."""
        code = self.cleaned_data["mail_class"]
        return held.mail_class(code) if code else None

    def clean_carrier(self) -> Carrier | None:
        """Return the carrier of the code; none lets it be guessed."""
        code = self.cleaned_data["carrier"]
        return next((row for row in held.carriers() if row.code == code), None)

    def clean_number(self) -> str:
        """Return the number in its one spelling."""
        try:
            return normalise_number(self.cleaned_data["number"])
        except ValueError:
            words = _("This is no item number: letters and digits, four at least.")
            raise forms.ValidationError(words, code="number") from None

    def clean(self) -> dict[str, Any]:
        """Take the class the number speaks for where none was chosen."""
        data = super().clean() or self.cleaned_data
        if data.get("mail_class") is None and "number" in data and not self.errors.get("mail_class"):
            data["mail_class"] = guess_class(data["number"], held.mail_classes())
            if data["mail_class"] is None:
                self.add_error("mail_class", _("Choose the class."))
        where = data.get("where") or Address()
        # Nobody writes an address in plain Latin letters: it is a slip of the keys, not an unclear address.
        slip = where.words and where.words.isascii() and not where.floor
        if slip and "unclear" not in data.get("marks", ()):
            words = _("Nothing fits “%(words)s”. Is the address unclear, mark it so.") % {"words": where.words}
            self.add_error("where", words)
        return data

    @property
    def several(self) -> tuple[Option, ...]:
        """The rooms and merchants that fit what was typed, when more than one does."""
        return getattr(self.fields["where"], "several", ())

    def sheet(self) -> EntrySheet:
        """What was said of the item."""
        data, where = self.cleaned_data, self.cleaned_data["where"]
        marks = {code: code in data["marks"] for code, _label in MARKS}
        return EntrySheet(
            mail_class=data["mail_class"],
            number=data["number"],
            carrier=data["carrier"],
            quantity=data["quantity"] or 1,
            unit=where.unit,
            merchant=where.merchant,
            floor=where.floor,
            words=where.words,
            addressee=data["addressee"],
            sender=data["sender"],
            condition=data["condition"],
            **marks,
        )


class ScanForm(forms.Form):
    """A number only."""

    number = forms.CharField(max_length=60)

    clean_number = EntryForm.clean_number


class CountsForm(forms.Form):
    """Ordinary letters by floor: a number for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for floor in held.floors():
            self.fields[f"floor_{floor.code}"] = forms.IntegerField(
                label=str(floor),
                required=False,
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def counts(self) -> list[tuple[Floor, int]]:
        """How many letters for which floor."""
        return [(floor, self.cleaned_data[f"floor_{floor.code}"] or 0) for floor in held.floors()]

    def clean(self) -> dict[str, Any]:
        """At least one floor has letters."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            self.add_error(None, _("Write how many letters there are for at least one floor."))
        return data


class FinishForm(forms.Form):
    """The end of a registration, with its reasons where they are needed."""

    late_reason = forms.CharField(label=gettext_lazy("Why it took more than the time"), required=False, max_length=200)
    differs_reason = forms.CharField(
        label=gettext_lazy("Why the number differs from their list"), required=False, max_length=200
    )
