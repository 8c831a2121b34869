"""What is said when a case is handed over, taken in, answered, refused or chased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import Handoff
from complaints.forms.case_form import CaseForm
from complaints.queries.deadlines import usual_answer_due
from complaints.queries.people import staff_to_choose
from complaints.rules.dispatch import handoffs_of, owed, own_handoff
from complaints.states import Severity
from mall.inputs import MomentField, Words, offer
from mall.models import Department, StagedUpload, User
from ui.widgets import DropZone, ManySegments, Segments, StagedFiles

if TYPE_CHECKING:
    from collections.abc import Iterable

S = Handoff.State
YES, NO = "yes", "no"


def departments() -> Any:
    """The departments that can be asked."""
    return Department.objects.filter(takes_complaints=True, is_active=True).order_by("order", "code")


class HandoffField(forms.ModelChoiceField):
    """One of the hand-offs of this case."""

    def label_from_instance(self, obj: Any) -> str:
        """Say the department and its role."""
        return f"{obj.to_department} · {obj.get_role_display()} · {obj.get_state_display()}"


class _PicksHandoff(CaseForm):
    """A form about one hand-off; the address may have named it."""

    handoff = HandoffField(Handoff.objects.none(), label=_("Department"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [one.pk for one in self.choices()]
        offer(self, "handoff", Handoff.objects.filter(pk__in=wanted).select_related("to_department"))
        if self.row in wanted:
            self.initial["handoff"] = self.row
        if len(wanted) == 1:
            self.initial["handoff"] = wanted[0]

    def choices(self) -> Iterable[Handoff]:
        """The hand-offs this act can be done on."""
        return handoffs_of(self.case)


class DispatchForm(CaseForm):
    """To whom, who helps, by when, how severe."""

    lead = forms.ModelChoiceField(Department.objects.none(), label=_("Lead"), empty_label=None)
    assisting = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Assisting"), required=False, widget=ManySegments
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, empty_value=None, required=False, widget=Segments
    )
    answer_due_at = MomentField(label=_("Written answer by"))
    request = Words(label=_("What is asked of them"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the on-site department and the usual time."""
        super().__init__(*args, **kwargs)
        every = departments()
        offer(self, "lead", every)
        offer(self, "assisting", every)
        onsite = next((one for one in every if one.code == Department.ONSITE), None)
        self.initial.setdefault("lead", onsite.pk if onsite else None)
        self.initial.setdefault("severity", self.case.severity or Severity.GENERAL)
        self.initial.setdefault("answer_due_at", usual_answer_due(self.case, self.now))
        if self.case.severity is not None:
            del self.fields["severity"]


class AskMoreForm(CaseForm):
    """One more department to help."""

    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    answer_due_at = MomentField(label=_("Written answer by"))
    request = Words(label=_("What is asked of them"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out who is asked already."""
        super().__init__(*args, **kwargs)
        asked = [one.to_department_id for one in handoffs_of(self.case)]
        offer(self, "department", departments().exclude(pk__in=asked))
        self.initial.setdefault("answer_due_at", usual_answer_due(self.case, self.now))


class AcceptForm(CaseForm):
    """Nothing to say: the department takes it in."""


class GiveForm(CaseForm):
    """Somebody of the department."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who handles it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the department's own people, without whom it is about."""
        super().__init__(*args, **kwargs)
        own = own_handoff(self.case, self.user)
        if own is not None:
            offer(self, "person", staff_to_choose(own.to_department, self.case))
            self.initial.setdefault("person", own.assigned_to_id)


class AnswerForm(CaseForm):
    """The written answer with its files."""

    text = Words(
        label=_("Written answer"), rows=6, help_text=_("What was found, what both sides say, what you propose.")
    )
    files = StagedFiles(label=_("Files"), required=False)  # type: ignore[assignment]  # Django keeps uploads under this name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the answer that was sent back, if any."""
        super().__init__(*args, **kwargs)
        own = own_handoff(self.case, self.user)
        if own is not None and own.state == S.SENT_BACK:
            self.initial.setdefault("text", own.answer)
        self.fields["files"].widget = DropZone(describe=file_name(self.user))


class BounceForm(CaseForm):
    """Why it is not ours."""

    reason = Words(label=_("Why it is not ours, and whose it is"), rows=3)


class DecideForm(_PicksHandoff):
    """Whose it is."""

    agreed = forms.ChoiceField(
        label=_("Decision"), choices=((YES, _("Agreed: not theirs")), (NO, _("It stays with them"))), widget=Segments
    )

    def choices(self) -> Iterable[Handoff]:
        """Those that were said to be somebody else's."""
        return (one for one in handoffs_of(self.case) if one.state == S.DISPUTED)


class SendBackForm(_PicksHandoff):
    """What is missing in the answer, and by when."""

    reason = Words(label=_("What is missing"), rows=3)
    answer_due_at = MomentField(label=_("New answer by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("answer_due_at", usual_answer_due(self.case, self.now))

    def choices(self) -> Iterable[Handoff]:
        """Those that have answered."""
        return (one for one in handoffs_of(self.case) if one.state == S.ANSWERED)


class LetGoForm(_PicksHandoff):
    """Which assisting department is no longer needed."""

    def choices(self) -> Iterable[Handoff]:
        """Assisting departments that owe an answer."""
        return (one for one in owed(self.case) if one.role == Handoff.Role.ASSIST)


class HandoffsField(forms.ModelMultipleChoiceField):
    """Some of the hand-offs of this case."""

    def label_from_instance(self, obj: Any) -> str:
        """Say the department and how often it was chased."""
        times = f" ({obj.chased})" if obj.chased else ""
        return f"{obj.to_department}{times}"


class ChaseForm(CaseForm):
    """Whom to chase; all who owe an answer unless somebody is left out."""

    handoffs = HandoffsField(Handoff.objects.none(), label=_("Whom"), widget=ManySegments)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everybody who owes an answer."""
        super().__init__(*args, **kwargs)
        wanted = [one.pk for one in owed(self.case) if one.state != S.DISPUTED]
        rows = Handoff.objects.filter(pk__in=wanted).select_related("to_department")
        offer(self, "handoffs", rows)
        self.initial.setdefault("handoffs", [self.row] if self.row in wanted else wanted)


def file_name(user: User) -> Any:
    """How a staged file is named on a form that was refused."""

    def describe(key: str) -> str:
        found = StagedUpload.objects.filter(person=user, key=key).first()
        return found.name if found else key

    return describe
