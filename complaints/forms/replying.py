"""The form of a reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import chips, words, yes_or_no
from complaints.models import Party, Reply
from complaints.reveals import EMAIL
from complaints.rules.aftermath import complainant
from complaints.rules.replying import RESULT_IN, can_be_called


class ReplyForm(CaseForm):
    """How it was told, what was said, whether that was the result."""

    intro = "complaints/act/_reply.html"
    way = chips(_("How"), Reply.Way.choices)
    words = words(_("What was said"))
    final = forms.BooleanField(label=_("This tells the result"), required=False)
    accepted = yes_or_no(_("The complainant accepts"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where there is a result to tell, that is most likely what is told."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("way", Reply.Way.PHONE)
        self.initial.setdefault("final", self.case.state in RESULT_IN)

    #: Under this name the e-mail address is shown in full.
    email = EMAIL

    @property
    def writes_to(self) -> Party | None:
        """The complainant, where an e-mail address is known."""
        party = complainant(self.case)
        return party if party is not None and party.email else None

    @property
    def nobody_to_call(self) -> bool:
        """Whether no follow-up will be planned: no phone, or not wanted."""
        return not can_be_called(self.case)
