"""The form of one act on one case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


class CaseForm(forms.Form):
    """A form of one act on one case. It knows the case, the person and the hour it was opened.

    `row` is the primary key the address names after the act (a hand-off, an approval), or None.
    """

    def __init__(
        self, *args: Any, case: Complaint, user: User, now: datetime, row: int | None = None, **kwargs: Any
    ) -> None:
        """Keep what the choices depend on."""
        self.case, self.user, self.now, self.row = case, user, now, row
        super().__init__(*args, **kwargs)

    def facts(self) -> Any:
        """What the act is given: the cleaned data, unless a form has more to say."""
        return self.cleaned_data
