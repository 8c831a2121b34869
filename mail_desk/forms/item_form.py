"""The form of one act on one item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User


class ItemForm(forms.Form):
    """A form of one act on one item. It knows the item, the person and the hour it was opened."""

    def __init__(self, *args: Any, item: MailItem, user: User, now: datetime, **kwargs: Any) -> None:
        """Keep what the choices depend on."""
        self.item, self.user, self.now = item, user, now
        super().__init__(*args, **kwargs)

    def facts(self) -> dict[str, Any]:
        """What the act is given: the cleaned data, unless a form has more to say."""
        return self.cleaned_data
