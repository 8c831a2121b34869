"""The input for an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from mail_desk.queries.addresses import Address, address
from mall.inputs import CONTROL
from ui.widgets import Picker

if TYPE_CHECKING:
    from datetime import date

    from mail_desk.queries.addresses import Option
    from mall.models import User


class AddressPicker(Picker):
    """A picker of merchants and units that keeps words nobody fits."""

    def __init__(self, *, attrs: dict[str, Any] | None = None) -> None:
        attrs = {"data-words-first": True, **(attrs or {})}
        super().__init__("mail_desk:addresses", free=True, icon="map-pin", attrs=attrs)
        self.user: User | None = None
        self.today: date | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        """Read the key that was picked and the words that were typed."""
        del files
        return data.get(name, "") or "", data.get(f"{name}_text", "") or ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show what was picked by its name."""
        key, words = value if isinstance(value, tuple) else ("", "")
        if isinstance(value, Address):
            key, words = value.key, str(value)
        elif key and self.user is not None and self.today is not None:
            words = str(address(key, "", self.user, self.today) or "")
        context = super().get_context(name, key, attrs)
        context["widget"]["shown"] = words
        return context


class AddressField(forms.Field):
    """Whose an item is; cleaned to an Address."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", AddressPicker())
        super().__init__(**options)
        self.user: User | None = None
        self.today: date | None = None
        self.several: tuple[Option, ...] = ()

    def know(self, user: User, today: date) -> None:
        """Only what the person may see, and who trades there on the day, can be picked."""
        self.user = self.widget.user = user  # type: ignore[attr-defined]  # our own widget
        self.today = self.widget.today = today  # type: ignore[attr-defined]  # our own widget

    def clean(self, value: Any) -> Address:
        """Return the address. Raises ValidationError for a key that names nothing and for words that fit several."""
        key, words = value if isinstance(value, tuple) else ("", "")
        if self.user is None or self.today is None:
            return Address(words=str(words))
        found = address(str(key), CONTROL.sub("", str(words)), self.user, self.today)
        if found is None:
            raise forms.ValidationError(_("Choose again: this is not to be found."), code="address")
        if found.several:
            self.several = found.several[:6]
            sentence = _("Several fit: %(names)s. Choose one.") % {"names": "、".join(map(str, found.several[:4]))}
            raise forms.ValidationError(sentence, code="several")
        return found
