"""Forms of one's own account."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from mall.models import User
from mall.rules.account import LONGEST_PIN, obstacles_to_pin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DIGITS = {"inputmode": "numeric", "pattern": "[0-9]*"}


class StaffNumberField(forms.CharField):
    """A staff number however it was typed: full width, blanks around, any case."""

    def __init__(self, **kwargs: Any) -> None:
        """Set label and length."""
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attrs | kwargs.pop("attrs", {}))
        super().__init__(label=_("Staff number"), max_length=30, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """Give the one spelling under which wrong tries are counted."""
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip().lower()


def _secret(label: StrOrPromise, autocomplete: str, *, digits: bool = False) -> forms.CharField:
    attrs = {"autocomplete": autocomplete} | (DIGITS if digits else {})
    longest = LONGEST_PIN if digits else 128
    return forms.CharField(label=label, max_length=longest, strip=False, widget=forms.PasswordInput(attrs=attrs))


class LoginForm(forms.Form):
    """Number and password."""

    staff_number = StaffNumberField(attrs={"autofocus": True})
    password = _secret(_("Password"), "current-password")


class ChangePersonForm(forms.Form):
    """Number and PIN, at a counter PC."""

    staff_number = StaffNumberField()
    pin = _secret(_("PIN"), "off", digits=True)


class PinForm(forms.Form):
    """A new PIN, proved by the password."""

    password = _secret(_("Your password"), "current-password")
    pin = _secret(_("New PIN"), "off", digits=True)
    again = _secret(_("New PIN once more"), "off", digits=True)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Keep whose PIN it is."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Check the password."""
        password: str = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password

    def clean_pin(self) -> str:
        """Check its shape."""
        pin: str = self.cleaned_data["pin"]
        for obstacle in obstacles_to_pin(pin, staff_number=self.person.staff_number):
            raise forms.ValidationError(str(obstacle.message))
        return pin

    def clean(self) -> dict[str, Any]:
        """Compare both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "pin" in cleaned and cleaned.get("again") != cleaned["pin"]:
            self.add_error("again", _("The two are not the same."))
        return cleaned


class PasswordForm(forms.Form):
    """A new password, proved by the present one."""

    password = _secret(_("Present password"), "current-password")
    new = _secret(_("New password"), "new-password")
    again = _secret(_("New password once more"), "new-password")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Keep whose password it is."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Check the present one."""
        password: str = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password

    def clean_new(self) -> str:
        """Check that it is hard enough and not the present one."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        if new == self.data.get("password"):
            raise forms.ValidationError(_("Choose another one than the present."))
        return new

    def clean(self) -> dict[str, Any]:
        """Compare both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "new" in cleaned and cleaned.get("again") != cleaned["new"]:
            self.add_error("again", _("The two are not the same."))
        return cleaned


class CodeForm(forms.Form):
    """A one-time code."""

    token = forms.CharField(
        label=_("Six digits from the telephone"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, **DIGITS}),
    )

    def clean_token(self) -> str:
        """Keep the digits only; some telephones show a blank between them."""
        return "".join(sign for sign in unicodedata.normalize("NFKC", self.cleaned_data["token"]) if sign.isdigit())
