"""The input for a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from complaints.queries.places import Place, place
from mall.inputs import CONTROL
from ui.widgets import Picker

if TYPE_CHECKING:
    from mall.models import User


class PlacePicker(Picker):
    """A picker of merchants, units and floors that keeps words nothing fits."""

    def __init__(self, *, user: User | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__("complaints:places", free=True, icon="building-store", attrs=attrs)
        self.user = user

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        """Read the key that was picked and the words that were typed."""
        del files
        return data.get(name, "") or "", data.get(f"{name}_text", "") or ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show what was picked by its name."""
        key, words = value if isinstance(value, tuple) else ("", "")
        if isinstance(value, Place):
            key, words = value.key, str(value)
        context = super().get_context(name, key, attrs)
        if key and self.user is not None and not words:
            found = place(key, "", self.user)
            words = str(found) if found else ""
        context["widget"]["shown"] = words
        return context


class PlaceField(forms.Field):
    """Where it was or whom it is about; cleaned to a Place."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", PlacePicker())
        super().__init__(**options)
        self.user: User | None = None

    def know(self, user: User) -> None:
        """Only what the person may see can be picked."""
        self.user = self.widget.user = user  # type: ignore[attr-defined]  # our own widget

    def clean(self, value: Any) -> Place:
        """Return the place. Raises ValidationError for a key that names nothing."""
        key, words = value if isinstance(value, tuple) else ("", "")
        found = place(str(key), CONTROL.sub("", str(words)), self.user) if self.user is not None else Place(words=words)
        if found is None:
            raise forms.ValidationError(_("Choose again: this is not to be found."), code="place")
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return found
