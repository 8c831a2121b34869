"""Entering a merchant, changing what the register says, and asking the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.inputs import DayField, PhoneField
from merchants.actions.register import Details
from merchants.forms.fields import UnitsField
from merchants.models import Category, MerchantClass
from merchants.models.register import NAME_LENGTH
from merchants.queries.choices import filter_choices
from merchants.queries.register import Wanted
from merchants.tables import CLASS_A
from ui.tokens import OneTimeForm

if TYPE_CHECKING:
    from datetime import date

    from merchants.models import Merchant


class DetailsForm(forms.Form):
    """What the register says of a merchant beside units and contacts (MER-01)."""

    name = forms.CharField(label=_("name"), max_length=NAME_LENGTH)
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("category"), required=False, to_field_name="code"
    )
    merchant_class = forms.ModelChoiceField(
        MerchantClass.objects.all(),
        label=_("class"),
        required=False,
        to_field_name="code",
        help_text=_("Class A is named by the floors."),
    )
    entered_on = DayField(label=_("entry date"), required=False)
    area = forms.DecimalField(
        label=_("area (m²)"), required=False, min_value=0, max_value=99999, max_digits=7, decimal_places=2
    )
    brand = forms.CharField(label=_("brand"), max_length=100, required=False)
    note = forms.CharField(label=_("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def details(self) -> Details:
        """The cleaned fields as the act takes them."""
        return Details(**{name: self.cleaned_data[name] for name in DetailsForm.base_fields})


class RegisterForm(OneTimeForm, DetailsForm):
    """A new merchant: details, units, the main contact."""

    units = UnitsField(label=_("units"), help_text=_("One or several: A1105、A1106"))
    contact = forms.CharField(label=_("contact"), max_length=40, required=False)
    phone = PhoneField(label=_("phone"))

    field_order = ("name", "units", "contact", "phone", "category", "merchant_class", "entered_on", "area", "brand")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes: Any = self.fields["merchant_class"]
        classes.queryset = MerchantClass.objects.exclude(code=CLASS_A)


class ChangeForm(DetailsForm):
    """The details of a merchant as they stand, to be changed; `version` is what the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, merchant: Merchant) -> ChangeForm:
        """The form filled with what the register says now."""
        initial: dict[str, Any] = {name: getattr(merchant, name) for name in DetailsForm.base_fields}
        for name in ("category", "merchant_class"):
            initial[name] = getattr(initial[name], "code", None)
        return cls(initial=initial | {"version": merchant.folder.version})


class FilterForm(forms.Form):
    """What the list is asked for; whatever it does not know counts as not asked."""

    q = forms.CharField(label=_("Unit, name, pinyin, phone"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("trading", _("Trading")), ("left", _("Left")), ("all", _("All"))],
    )
    floor = forms.ChoiceField(label=_("floor"), required=False)
    zone = forms.ChoiceField(label=_("zone"), required=False)
    category = forms.ChoiceField(label=_("category"), required=False)
    merchant_class = forms.ChoiceField(label=_("class"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in filter_choices().items():
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *choices]

    def wanted(self, today: date) -> Wanted:
        """The question the list answers."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            today=today,
            status=data.get("status") or "trading",
            floor=data.get("floor", ""),
            zone=data.get("zone", ""),
            category=data.get("category", ""),
            merchant_class=data.get("merchant_class", ""),
            words=data.get("q", ""),
        )
