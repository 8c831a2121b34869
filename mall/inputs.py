"""Inputs of forms that more than one desk shares."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from mall.phones import normalise_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

#: The longest number that is sure to be a key: PostgreSQL's largest has nineteen digits.
KEY_DIGITS = 18
Row = TypeVar("Row", bound=Model)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: A year typed wrong is none: nothing here was before the mall, nor is due after everybody alive.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def key_in(text: str) -> int | None:
    """The key a text from outside can be; None for what can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= KEY_DIGITS else None


def row_of(rows: QuerySet[Row], text: str) -> Row | None:
    """The one of some rows whose key a text from outside is; None where it is none's."""
    key = key_in(text)
    return None if key is None else rows.filter(pk=key).first()


def _of_a_year_from(first: int) -> Callable[[date], None]:
    """What refuses a day, or an hour of one, in a year that was typed wrong."""

    def check(value: date) -> None:
        if not first <= value.year <= LAST_YEAR:
            words = _("Look at the year again: it lies between %(first)d and %(last)d.")
            raise forms.ValidationError(words % {"first": first, "last": LAST_YEAR}, code="year")

    return check


class MomentField(forms.DateTimeField):
    """A day and an hour on the mall's own clock, of a year that can be meant."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(input_formats=formats, validators=[_of_a_year_from(FIRST_YEAR)], **options)


class DayField(forms.DateField):
    """A calendar day of a year that can be meant; `since` is the first of these."""

    def __init__(self, *, since: int = FIRST_YEAR, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], validators=[_of_a_year_from(since)], **options)


class PhoneField(forms.CharField):
    """A phone, cleaned to its one spelling."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        """Return the digits, or empty. Raises ValidationError for what is no phone."""
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            return normalise_phone(text)
        except ValueError:
            words = _("This is no phone number. Write a mobile, or a landline with its area code.")
            raise forms.ValidationError(words, code="phone") from None


class Words(forms.CharField):
    """Text in sentences; control characters that a copied mail brings along are dropped."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("max_length", 10_000)
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Drop what no page can show."""
        return super().to_python(CONTROL.sub("", value) if isinstance(value, str) else value) or ""


def offer(form: forms.BaseForm, name: str, what: QuerySet[Any] | Iterable[Any] | Callable[[], Iterable[Any]]) -> None:
    """Let a field of a form offer these: rows of the database, or choices with their words."""
    field: Any = form.fields[name]
    if isinstance(what, QuerySet):
        field.queryset = what
    else:
        field.choices = what


def offer_what_was_ticked(form: forms.BaseForm, name: str, most: int) -> None:
    """Let a field take the keys of rows that were ticked on a list; what is no key, or beyond `most`, is not taken."""
    posted = form.data.getlist(name) if hasattr(form.data, "getlist") else []
    rows = [row for row in posted if key_in(row) is not None][:most]
    offer(form, name, [(row, row) for row in rows])


class ManyFields(dict[str, forms.Field]):
    """The fields of a form that has dozens: all such forms share them, but for those a form changes for itself.

    Copying fifty for every form costs a tenth of a registration at the counter.
    """

    def __init__(self, fields: Mapping[str, forms.Field], *, own: Collection[str]) -> None:
        """Take the fields, and the names of those each form gets a copy of. Raises KeyError for one that is not there.

        What a form writes into any other field or its widget would be in all of them.
        """
        super().__init__(fields)
        self._own = {name: self[name] for name in own}

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        """What Django takes for a new form."""
        return {**self, **{name: deepcopy(field, memo) for name, field in self._own.items()}}
