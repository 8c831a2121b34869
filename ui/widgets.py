"""Inputs of our own: chips chosen by number keys, a picker that asks the server, a place to drop files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from ui import plugs


class Segments(forms.RadioSelect):
    """A few choices as chips; within the group a number key picks one."""

    template_name = "ui/widgets/segments.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Mark that the choices stand in one group."""
        context = super().get_context(name, value, attrs)
        context["widget"]["wrap_label"] = True
        return context


class ManySegments(forms.CheckboxSelectMultiple):
    """Several choices as chips; a number key sets or clears one."""

    template_name = "ui/widgets/segments.html"


class Picker(forms.TextInput):
    """A combobox: two letters typed, the server answers options, the chosen one's value is posted.

    `options` is the URL name of a page that answers `ui/_options.html` for `?q=`; `label_of` gives the words shown
    for a value already chosen. With `free=True` text that matches no option is posted under `<name>_text`.
    """

    template_name = "ui/widgets/picker.html"

    def __init__(
        self,
        options: str,
        *,
        label_of: Callable[[Any], str] | None = None,
        free: bool = False,
        icon: str = "search",
        attrs: dict[str, Any] | None = None,
    ) -> None:
        """Keep where the options come from."""
        super().__init__(attrs)
        self.options = options
        self.label_of = label_of
        self.free = free
        self.icon = icon

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address of the options and the words of the chosen value."""
        context = super().get_context(name, value, attrs)
        shown = self.label_of(value) if self.label_of and value not in (None, "") else ""
        context["widget"] |= {
            "options_url": reverse(self.options),
            "shown": shown,
            "free": self.free,
            "icon": self.icon,
        }
        return context


class DropZone(forms.Widget):
    """Files by drag, paste or camera. They are stored at once, and the form posts their ids.

    The address `stage_upload` takes one file (`file`) and answers JSON `{"id", "name", "size", "thumb"}`, or 4xx with
    `{"error"}`. `describe(id)` gives the name of a file already staged, for a form that was refused.
    """

    template_name = "ui/widgets/dropzone.html"
    needs_multipart_form = False

    def __init__(
        self,
        *,
        describe: Callable[[str], str] | None = None,
        accept: str = "image/*,.pdf,.doc,.docx,.xls,.xlsx",
        attrs: dict[str, Any] | None = None,
    ) -> None:
        """Keep which files are asked for."""
        super().__init__(attrs)
        self.describe = describe
        self.accept = accept

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the staged files and the address to send more to."""
        context = super().get_context(name, value, attrs)
        describe = self.describe or str
        staged = [{"id": str(item), "name": describe(str(item))} for item in (value or [])]
        address = plugs.address("stage_upload")
        context["widget"] |= {
            "staged": staged,
            "stage_url": reverse(address) if address else "",
            "accept": self.accept,
        }
        return context

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[str]:
        """Read the ids of the staged files."""
        del files
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


class StagedFiles(forms.Field):
    """The ids of staged files, as a list of text."""

    widget = DropZone

    def to_python(self, value: Any) -> list[str]:
        """Keep what looks like an id."""
        return [str(item)[:64] for item in value or [] if str(item).strip()]
