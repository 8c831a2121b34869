"""What is typed in a report of a department, and whom it is sent to (F-70, F-71)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import DayField, Words, offer
from mall.models import Department, User
from staffing.models import WorkReport
from staffing.queries import work_reports as reads
from staffing.report_kinds import NEEDED, PARTS, labels_of
from staffing.rules import work_reports as rules
from staffing.rules.work_reports import Draft, Receivers
from ui.widgets import ManySegments

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PART = 4000


class ReportForm(forms.Form):
    """MEET-12. A report as it is written: of a week or a month that is chosen, or of any days."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=pgettext_lazy("work report", "Department"), empty_label=None
    )
    period = forms.ChoiceField(label=pgettext_lazy("work report", "Period"))
    first_on = DayField(label=pgettext_lazy("work report", "First day"))
    last_on = DayField(label=pgettext_lazy("work report", "Last day"))

    def __init__(
        self, *args: Any, user: User, kind: str, today: date, corrects: WorkReport | None = None, **kwargs: Any
    ) -> None:
        """Offer one's departments and the periods of the kind; what corrects another is of its department and days."""
        super().__init__(*args, **kwargs)
        self.kind, self.corrects = kind, corrects
        is_whole = kind in (*rules.WEEKLY, *rules.MONTHLY)
        away = ("first_on", "last_on") if is_whole else ("period",)
        for name in ("department", "period", "first_on", "last_on") if corrects else away:
            del self.fields[name]
        if not corrects:
            offer(self, "department", Department.objects.filter(pk__in=rules.departments_for(user, kind)))
        if is_whole and not corrects:
            offer(self, "period", [(f"{first}", _said(kind, first, last)) for first, last in self._periods(today)])
        labels = labels_of(kind)
        for name in PARTS:
            asked = name in NEEDED[kind]
            self.fields[name] = Words(
                label=labels[name],
                max_length=LONGEST_PART,
                rows=6 if asked else 3,
                required=False,
                help_text=_("Needed before it is sent.") if asked else "",
            )

    def _periods(self, today: date) -> list[tuple[date, date]]:
        """The periods that can be chosen; that of a draft is among them, however old it is."""
        found, own = reads.periods(self.kind, today), self.initial.get("period")
        given = rules.period_of(self.kind, date.fromisoformat(own)) if own else None
        return found if given is None or given in found else [*found, given]

    @property
    def parts(self) -> Iterator[forms.BoundField]:
        """The inputs of the written parts."""
        return (self[name] for name in PARTS)

    def about(self) -> tuple[Department, date, date] | None:
        """The department and the days as they stand in the form; None while something is wrong with them."""
        old = self.corrects
        if old is not None:
            return old.department, old.first_on, old.last_on
        named = [name for name in ("department", "period", "first_on", "last_on") if name in self.fields]
        try:
            department, *days = (self.fields[name].clean(self[name].value()) for name in named)
        except forms.ValidationError:
            return None
        first, last = days if len(days) > 1 else rules.period_of(self.kind, date.fromisoformat(days[0]))
        return department, first, last

    def draft(self) -> Draft:
        """The report as the act takes it."""
        about = self.about()
        if about is None:
            message = "the form is not valid"
            raise ValueError(message)
        return Draft(self.kind, *about, **{name: self.cleaned_data[name] for name in PARTS})


def read_day(text: str) -> date | None:
    """The day an address names; None for what is none."""
    try:
        return DayField(required=False).clean(text) or None
    except forms.ValidationError:
        return None


def _said(kind: str, first: date, last: date) -> str:
    return f"{first:%Y-%m-%d} – {last:%m-%d}" if kind in rules.WEEKLY else f"{first:%Y-%m}"


class SendForm(forms.Form):
    """MEET-12. Whom a report goes to."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=pgettext_lazy("work report", "Departments"),
        widget=ManySegments,
        required=False,
        help_text=_("By the department's e-mail, or that of its head; the paper is attached."),
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=pgettext_lazy("work report", "People"), widget=ManySegments, required=False
    )

    def __init__(self, *args: Any, report: WorkReport, user: User, **kwargs: Any) -> None:
        """Offer whom this person may send it to; whom the last one went to is chosen already."""
        super().__init__(*args, **kwargs)
        leads = rules.leads(report, user)
        if leads:
            offer(self, "departments", reads.departments_offered(report))
        else:
            del self.fields["departments"]
        offer(self, "people", reads.people_offered(report, user, own_only=not leads))
        if not self.is_bound:
            usual = reads.usual_receivers(report, user)
            self.initial = {"departments": list(usual.departments), "people": list(usual.people)}

    def receivers(self) -> Receivers:
        """The choice as the act takes it."""
        return Receivers(list(self.cleaned_data.get("departments", ())), list(self.cleaned_data["people"]))
