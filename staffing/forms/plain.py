"""What is typed where nothing is."""

from __future__ import annotations

from django import forms


class PlainForm(forms.Form):
    """An act of one button: it says nothing, and shows what stands in the way."""
