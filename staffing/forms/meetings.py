"""What is typed about a meeting: its notice, changes, excuses, attendance, minutes, actions (F-69)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import MomentField, Words, offer
from mall.models import Department, User
from staffing.models import Participant
from staffing.rules.meetings import Announced, Change
from staffing.rules.minutes import Seen, obstacles_to_seeing_anew
from ui.obstacles import put_obstacles
from ui.widgets import ManySegments, Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.forms import BoundField

    from staffing.models import Meeting, MeetingKind

DONE, NOT_DONE = "done", "not_done"


class VersionField(forms.IntegerField):
    """The version a form was made from; the template carries it along."""

    def __init__(self) -> None:
        """Take none, too: then nothing is compared."""
        super().__init__(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


class MeetingForm(forms.Form):
    """MEET-01…05. A meeting as it is announced."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=pgettext_lazy("meeting", "Department"), empty_label=None
    )
    topic = forms.CharField(label=_("Topic"), max_length=120)
    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=60)
    begins_at = MomentField(label=pgettext_lazy("meeting", "Begins"))
    ends_at = MomentField(label=pgettext_lazy("meeting", "Ends"))
    chair = forms.ModelChoiceField(User.objects.none(), label=_("Chair"))
    papers = forms.CharField(label=_("Papers to bring"), max_length=300, required=False)
    notes = Words(label=pgettext_lazy("meeting", "Notes"), max_length=500, rows=2, required=False)
    late_reason = forms.CharField(
        label=_("Why it is announced so late"),
        max_length=200,
        required=False,
        help_text=_("Only where its kind asks for more days."),
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who is called"), widget=ManySegments, required=False
    )
    knowing = forms.BooleanField(label=_("I know which desks lack people meanwhile, and see to it"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: MeetingKind,
        departments: QuerySet[Department],
        people: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        """Offer who may be called; a kind that needs no notice asks for no reason.

        Whose meeting it is, is asked of who holds those of several departments.
        """
        super().__init__(*args, **kwargs)
        self.kind, self.departments = kind, list(departments)
        offer(self, "department", departments)
        if len(self.departments) == 1:
            del self.fields["department"]
        offer(self, "chair", people)
        offer(self, "people", people)
        if not self.is_bound:
            # Asked only once desks were found that would lack people.
            self.fields["knowing"].widget = forms.HiddenInput()
        if not max(kind.notice_days, kind.change_days):
            del self.fields["late_reason"]

    def wanted(self) -> Announced:
        """The meeting as the act takes it."""
        data = self.cleaned_data
        return Announced(
            kind=self.kind,
            department=data.get("department") or self.departments[0],
            topic=data["topic"],
            place=data["place"],
            begins_at=data["begins_at"],
            ends_at=data["ends_at"],
            papers=data["papers"],
            notes=data["notes"],
            chair=data["chair"],
            people=tuple(data["people"]),
            late_reason=data.get("late_reason", ""),
            knowing=data["knowing"],
        )


class ChangeForm(forms.Form):
    """MEET-05. What is changed of a meeting."""

    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=60)
    begins_at = MomentField(label=pgettext_lazy("meeting", "Begins"))
    ends_at = MomentField(label=pgettext_lazy("meeting", "Ends"))
    notes = Words(label=pgettext_lazy("meeting", "Notes"), max_length=500, rows=2, required=False)
    reason = forms.CharField(label=_("Why it is changed"), max_length=200, required=False)
    knowing = forms.BooleanField(label=_("I know which desks lack people meanwhile, and see to it"), required=False)

    def change(self) -> Change:
        """The change as the act takes it."""
        return Change(**self.cleaned_data)


class ExcuseForm(forms.Form):
    """MEET-06. Why one cannot come, or comes late."""

    excuse = forms.CharField(label=_("Why you cannot come"), max_length=200)


class AttendanceForm(forms.Form):
    """MEET-07. How everybody took part."""

    version = VersionField()

    def __init__(self, *args: Any, meeting: Meeting, seats: Sequence[Participant], user: User, **kwargs: Any) -> None:
        """Make the inputs of each seat, filled with what is recorded; who made an excuse is excused."""
        super().__init__(*args, **kwargs)
        self.meeting, self.seats, self.user = meeting, seats, user
        for seat in seats:
            start = seat.attendance or (Participant.Attendance.EXCUSED if seat.excused_at else "")
            self.fields[f"attendance_{seat.pk}"] = forms.ChoiceField(
                label=_("Attendance"), choices=[("", "—"), *Participant.Attendance.choices], required=False
            )
            self.fields[f"reason_{seat.pk}"] = forms.CharField(
                label=_("Reason, or the chair's consent"),
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("Reason, or the chair's consent")}),
            )
            self.fields[f"disturbed_{seat.pk}"] = forms.BooleanField(label=_("disturbed"), required=False)
            self.initial[f"attendance_{seat.pk}"] = start
            self.initial[f"reason_{seat.pk}"] = seat.reason
            self.initial[f"disturbed_{seat.pk}"] = seat.disturbed

    def lines(self) -> list[tuple[Participant, BoundField, BoundField, BoundField]]:
        """Each seat with its inputs."""
        return [
            (seat, self[f"attendance_{seat.pk}"], self[f"reason_{seat.pk}"], self[f"disturbed_{seat.pk}"])
            for seat in self.seats
        ]

    def seen(self) -> dict[int, Seen]:
        """How those took part of whom something is said, by seat."""
        data = self.cleaned_data
        return {
            seat.pk: Seen(
                data[f"attendance_{seat.pk}"], data.get(f"reason_{seat.pk}", ""), data[f"disturbed_{seat.pk}"]
            )
            for seat in self.seats
            if data.get(f"attendance_{seat.pk}")
        }

    def clean(self) -> dict[str, Any]:
        """Show what another has recorded meanwhile, whatever else is wrong: the page shown next is of that version."""
        data = super().clean() or {}
        version = data.get("version")
        put_obstacles(self, obstacles_to_seeing_anew(self.meeting, self.seats, self.seen(), version, self.user))
        return data


class MinutesForm(forms.Form):
    """The minutes and what was decided."""

    version = VersionField()
    minutes = Words(label=_("Minutes"), max_length=5000, rows=8)
    decisions = Words(label=_("Decisions"), max_length=3000, rows=3, required=False)


class ActionForm(forms.Form):
    """MEET-08. Who does what until when."""

    what = forms.CharField(label=_("What is to be done"), max_length=200)
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))
    due_at = MomentField(label=pgettext_lazy("action", "Until"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        """Offer who may be called to meetings."""
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class ReportForm(forms.Form):
    """MEET-08. The result of an action."""

    done = forms.ChoiceField(
        label=_("Is it done?"),
        choices=((DONE, pgettext_lazy("action", "Done")), (NOT_DONE, pgettext_lazy("action", "Not done"))),
        widget=Segments,
    )
    report = Words(label=pgettext_lazy("action", "Result"), max_length=500, rows=2)

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return bool(self.cleaned_data["done"] == DONE)


class ProblemForm(forms.Form):
    """MEET-09. A problem the meeting spoke of."""

    problem = forms.CharField(label=_("Problem"), max_length=300)
    is_solved = forms.BooleanField(label=_("solved in the meeting"), required=False)


class UpwardForm(forms.Form):
    """MEET-09. What is written upward."""

    letter = Words(label=_("What is written upward"), max_length=500, rows=2)


class AnswerForm(forms.Form):
    """MEET-09. What the level above answers."""

    answer = Words(label=pgettext_lazy("problem", "Answer"), max_length=500, rows=2)


class RecordForm(forms.Form):
    """MEET-10. One's own record."""

    own_record = Words(label=_("My own record"), max_length=3000, rows=4, required=False)
