"""What is typed into a development file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import DayField, Words, offer
from mall.models import User
from staffing.queries.development import who_may_be_told

if TYPE_CHECKING:
    from staffing.models import TalkNote


class TalkForm(forms.Form):
    """MEET-11. A talk (F-88)."""

    talked_on = DayField(label=_("day of the talk"))
    text = Words(label=pgettext_lazy("talk", "notes"), rows=6)


class ConsentForm(forms.Form):
    """MEET-11. Whom the writer would like to tell, and what for."""

    whom = forms.ModelChoiceField(User.objects.none(), label=_("who is told"))
    why = Words(label=_("what for"), max_length=300, rows=2)

    def __init__(self, *args: Any, note: TalkNote, **kwargs: Any) -> None:
        """Offer everybody but the two who know it."""
        super().__init__(*args, **kwargs)
        self.note = note
        offer(self, "whom", who_may_be_told(note.written_by).exclude(pk=note.employee_id))


class AnswerForm(forms.Form):
    """MEET-11. What the employee says; the button pressed says it."""

    verdict = forms.ChoiceField(choices=[("give", "give"), ("refuse", "refuse"), ("take_back", "take_back")])
