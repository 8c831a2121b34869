"""Forms of the clocks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import Clock, PauseReason
from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import day, moment, words
from complaints.sla import OBLIGATIONS, Kind
from ui.widgets import Segments


class ClockChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A running clock, by what is owed and when."""

    def label_from_instance(self, obj: Clock) -> str:
        """Name the obligation, the department for a hand-off, and the date."""
        line = OBLIGATIONS.get(Kind(obj.kind)) if obj.kind in set(Kind) else None
        name = str(line.label if line else obj.kind)
        who = f" · {obj.handoff.to_department}" if obj.handoff else ""
        return f"{name}{who}"


class PauseForm(CaseForm):
    """Why the clocks stand still."""

    reason = forms.ModelChoiceField(
        PauseReason.objects.filter(is_active=True), label=_("Reason"), widget=Segments, empty_label=None
    )


class ResumeForm(CaseForm):
    """Nothing to fill in: the clocks run again."""


class DeadlineForm(CaseForm):
    """Which deadline, when, and why."""

    clock = ClockChoice(Clock.objects.none(), label=_("Deadline"))
    due_at = moment(_("New date"))
    reason = words(_("Reason"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what is running on this case."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["clock"]
        field.queryset = self.case.folder.clocks.running().select_related("handoff__to_department").order_by("due_at")


class RecountForm(CaseForm):
    """Nothing to fill in: the calendar says when."""


class ReviewForm(CaseForm):
    """What was found, and when to look again."""

    finding = words(_("How the case stands"), rows=3)
    day = day(_("Look again on"))
