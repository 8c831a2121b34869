"""Forms of measures and flags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import day, words, yes_or_no
from complaints.rules.aftermath import TO_AGREE
from mall.models import Department, User


class ImproveForm(CaseForm):
    """The measure, whose it is, when to look."""

    measure = words(
        _("Measure"), rows=3, help_text=_("What keeps it from happening again; not the remedy of this case.")
    )
    owner = forms.ModelChoiceField(Department.objects.filter(is_active=True), label=_("Department"))
    owner_person = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Person"), required=False, help_text=_("If one person owns it.")
    )
    check_on = day(_("Look whether it works on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The department of origin owns it, unless said otherwise."""
        super().__init__(*args, **kwargs)
        if self.case.responsible_id:
            self.initial.setdefault("owner", self.case.responsible_id)

    def clean(self) -> dict[str, Any]:
        """See that the person belongs to the department."""
        data: dict[str, Any] = super().clean() or {}
        person, owner = data.get("owner_person"), data.get("owner")
        if person and owner and owner.pk not in person.department_ids:
            self.add_error("owner_person", _("This person is of another department."))
        return data


class MeasureForm(CaseForm):
    """A form about the one measure its address names, and shows."""

    intro = "complaints/act/_measure.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Find the measure."""
        super().__init__(*args, **kwargs)
        self.measure = TO_AGREE.named(self.case, self.row)


class AgreeForm(MeasureForm):
    """The day to look, which the superior may move."""

    check_on = day(_("Look whether it works on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with the day that was proposed."""
        super().__init__(*args, **kwargs)
        if self.measure is not None:
            self.initial.setdefault("check_on", self.measure.check_on)


class DeclineForm(MeasureForm):
    """Why it is sent back."""

    reason = words(_("Reason"), rows=3)


class CheckForm(MeasureForm):
    """Whether it works, and what was found."""

    works = yes_or_no(_("It works"))
    finding = words(_("Finding"), rows=3)


class FlagForm(CaseForm):
    """Why one should be careful."""

    reason = words(
        _("Reason"), rows=3, help_text=_("A supervisor confirms. Nobody is refused because of a flag; it only warns.")
    )


class FlagDecisionForm(CaseForm):
    """Nothing to fill in: the flag is confirmed or lifted."""

    intro = "complaints/act/_flag.html"
