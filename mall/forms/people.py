"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from mall.inputs import offer
from mall.models import Department, Desk
from mall.roles import Role
from ui.tokens import OneTimeForm


class PersonForm(OneTimeForm):
    """Number, name, e-mail of somebody new."""

    staff_number = forms.CharField(
        label=_("Staff number"),
        max_length=30,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+\Z", _("Letters, digits, dot, hyphen."))],
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("As on the badge. It cannot be changed later."),
    )
    name = forms.CharField(label=_("Full name"), max_length=40)
    email = forms.EmailField(label=_("E-mail"), required=False)


class NameForm(forms.Form):
    """Name and e-mail, corrected."""

    name = forms.CharField(label=_("Full name"), max_length=40)
    email = forms.EmailField(label=_("E-mail"), required=False)


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoleForm(OneTimeForm):
    """A role in a department, from a day to a day."""

    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    desk = forms.ModelChoiceField(Desk.objects.none(), label=_("Usual desk"), required=False)
    from_on = forms.DateField(label=_("First day"), widget=_Day())
    to_on = forms.DateField(
        label=_("Last day"), required=False, widget=_Day(), help_text=_("The last day counts; empty while it lasts.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what is in use."""
        super().__init__(*args, **kwargs)
        offer(self, "department", Department.objects.filter(is_active=True))
        offer(self, "desk", Desk.objects.filter(is_active=True))

    def clean_role(self) -> Role:
        """Give the role itself."""
        return Role(self.cleaned_data["role"])


class EndForm(forms.Form):
    """The last day of a role."""

    to_on = forms.DateField(label=_("Last day"), widget=_Day(), help_text=_("The role holds through this day."))
