"""The input somebody signs in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui.strokes import read_strokes


class SignaturePad(forms.Widget):
    """A sheet to write a name on with finger, pen or mouse; it posts the path of the strokes.

    It asks for no keyboard: a form has the tick "signed on paper" (`on_paper`) beside it.
    """

    template_name = "ui/widgets/signature.html"
    #: Shown as a group with a legend: no label belongs to a hidden input.
    is_group = True

    def id_for_label(self, id_: str | None) -> str:
        """Name nothing: the group carries the id."""
        del id_
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show again what was drawn, and nothing that is no drawing."""
        context = super().get_context(name, value, attrs)
        try:
            context["widget"]["path"] = read_strokes(str(value or ""))
        except ValueError:
            context["widget"]["path"] = ""
        return context


class SignatureField(forms.Field):
    """A signature drawn on the screen, as its path; empty when none was drawn. Whether one is needed, rules say."""

    widget = SignaturePad

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("label", gettext_lazy("Signature"))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """Return the path. Raises ValidationError for what no pad has drawn."""
        try:
            path = read_strokes(str(value or ""))
        except ValueError as wrong:
            raise forms.ValidationError(_("Sign again: this is no signature."), code="signature") from wrong
        if self.required and not path:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return path
