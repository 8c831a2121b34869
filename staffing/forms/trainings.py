"""What is typed about staff trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import MomentField, Words, offer
from mall.models import User
from staffing.models import StaffTraining
from staffing.queries.trainings import next_hosts, takers
from staffing.rules.trainings import FULL_MARKS, Plan, Present, Record
from ui.widgets import ManySegments, Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from staffing.models import TrainingSeat


class TrainingForm(forms.Form):
    """STTR-01, STTR-02. A training as it is arranged."""

    topic = forms.CharField(
        label=pgettext_lazy("training", "topic"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    chosen_by = forms.ChoiceField(
        label=_("topic chosen by"), choices=StaffTraining.ChosenBy.choices, widget=Segments, initial="supervisor"
    )
    content = forms.ChoiceField(
        label=pgettext_lazy("training", "content"), choices=StaffTraining.Content.choices, widget=Segments
    )
    form = forms.ChoiceField(
        label=pgettext_lazy("training", "form"),
        choices=StaffTraining.Form.choices,
        widget=Segments,
        initial=StaffTraining.Form.INTERNAL,
    )
    begins = MomentField(label=_("begins"))
    ends = MomentField(label=_("ends"))
    host = forms.ModelChoiceField(User.objects.none(), label=_("host"), help_text=_("Whose turn it is stands first."))
    place = forms.CharField(label=_("place"), max_length=60)
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("who takes part"),
        widget=ManySegments,
        help_text=_("Attendance is compulsory for all who are chosen; they are taken off the desks meanwhile."),
    )
    has_test = forms.BooleanField(label=_("with a test"), required=False)
    why_empty = Words(
        label=_("why desks may be short"),
        max_length=300,
        rows=2,
        required=False,
        help_text=_("Only where desks would lack people; they are named when you send this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everybody of the department; the host in turn."""
        super().__init__(*args, **kwargs)
        hosts = next_hosts()
        offer(self, "host", takers())
        offer(self, "people", takers())
        host: Any = self.fields["host"]
        host.choices = [("", "—"), *((one.pk, one.name) for one in hosts)]
        self.initial.setdefault("people", [one.pk for one in hosts])
        if hosts:
            self.initial.setdefault("host", hosts[0].pk)

    def plan(self) -> Plan:
        """The training as the act takes it."""
        data = self.cleaned_data
        return Plan(
            topic=data["topic"],
            content=data["content"],
            form=data["form"],
            chosen_by=data["chosen_by"],
            host=data["host"],
            place=data["place"],
            begins=data["begins"],
            ends=data["ends"],
            people=list(data["people"]),
            has_test=data["has_test"],
            why_empty=data["why_empty"],
        )


class RecordForm(forms.Form):
    """STTR-03, STTR-04. Who was there, and what was taught; a row of fields for each seat."""

    notes = Words(label=_("what was taught"), max_length=5000, rows=4)

    def __init__(self, *args: Any, seats: Sequence[TrainingSeat], has_test: bool, **kwargs: Any) -> None:
        """Take the seats; everybody is there until it is said otherwise."""
        super().__init__(*args, **kwargs)
        self.seats, self.has_test = seats, has_test
        for seat in seats:
            self.fields[f"there_{seat.pk}"] = forms.BooleanField(label=_("was there"), required=False, initial=True)
            self.fields[f"excuse_{seat.pk}"] = forms.CharField(label=_("why not"), required=False, max_length=200)
            if has_test:
                self.fields[f"score_{seat.pk}"] = forms.IntegerField(
                    label=_("test result"), required=False, min_value=0, max_value=FULL_MARKS
                )

    def rows(self) -> list[tuple[TrainingSeat, Any, Any, Any]]:
        """Each seat with its fields."""
        return [
            (
                seat,
                self[f"there_{seat.pk}"],
                self[f"excuse_{seat.pk}"],
                self[f"score_{seat.pk}"] if self.has_test else None,
            )
            for seat in self.seats
        ]

    def record(self) -> Record:
        """What happened, as the act takes it."""
        data = self.cleaned_data
        people = {
            seat.person_id: Present(data[f"there_{seat.pk}"], data[f"excuse_{seat.pk}"], data.get(f"score_{seat.pk}"))
            for seat in self.seats
        }
        return Record(data["notes"], people)


class CallOffForm(forms.Form):
    """STTR-01. Why it is called off."""

    words = Words(label=_("Reason"), max_length=300, rows=2)


class NotesForm(forms.Form):
    """STTR-03. One's own notes."""

    text = Words(label=_("own notes"), max_length=5000, rows=5)
