"""Forms of the papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import chips, words
from complaints.models import Paper
from complaints.queries.papers import first_words
from complaints.rules.dispatch import handoffs_of
from complaints.rules.papers import is_serious, obstacles_to_addressee
from mall.models import Department


class PaperForm(CaseForm):
    """Which paper, to whom, and its words, taken from the case to begin with."""

    form = chips(_("Paper"), Paper.Form.choices)
    to_department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("To department"),
        required=False,
        help_text=_("For the internal letter: a department that was asked on this case; it is told."),
    )
    facts = words(_("Facts"))  # type: ignore[assignment]  # the field takes the name; the base keeps its method
    cause = words(_("Cause"), required=False, rows=3, help_text=_("For the handling report."))
    decision = words(_("Decision or demand"), required=False, rows=3)
    words = words(
        _("Words to the complainant"),
        required=False,
        help_text=_("For the reply letter: what the complainant is told, nothing internal."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with what the case knows; a case that is not serious has no letters of serious cases."""
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to_department"]
        to.queryset = Department.objects.filter(pk__in=[one.to_department_id for one in handoffs_of(self.case)])
        choice: Any = self.fields["form"]
        choice.initial = Paper.Form.HANDLING_REPORT if is_serious(self.case) else Paper.Form.REPLY_LETTER
        if not self.is_bound:
            self.initial = {**first_words(self.case), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen paper needs."""
        data: dict[str, Any] = super().clean() or {}
        form = data.get("form")
        for obstacle in obstacles_to_addressee(self.case, str(form), data.get("to_department")):
            if "to_department" not in self.errors:
                self.add_error("to_department", str(obstacle.message))
        if form == Paper.Form.REPLY_LETTER and not data.get("words"):
            self.add_error("words", _("Write what the complainant is told."))
        if form == Paper.Form.HANDLING_REPORT and not data.get("decision"):
            self.add_error("decision", _("Write the decision."))
        return data


class SignForm(CaseForm):
    """Nothing to fill in: the signature is the name and the hour."""

    intro = "complaints/act/_report.html"


class ReportUpForm(CaseForm):
    """Nothing to fill in: it goes upward."""
