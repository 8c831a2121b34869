"""What is typed about a work letter (F-80, F-81)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.inputs import MomentField, Words, offer
from mall.models import Department, Membership, User
from mall.roles import Permission
from staffing.rules.letters import Promise, Written
from ui.signatures import SignatureField
from ui.widgets import Segments

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from staffing.models import WorkLetter

LONGEST_CONTENT = 2000
DONE, NOT_DONE = "done", "not_done"


class LetterForm(forms.Form):
    """TASK-01, TASK-02, TASK-03. A letter as it is written."""

    shown_for = {"hours": "is_oral=on", "is_simple": "is_oral=on", "other_head": "is_oral=on"}

    from_department = forms.ModelChoiceField(
        Department.objects.none(), label=pgettext_lazy("letter", "From"), empty_label=None
    )
    to_department = forms.ModelChoiceField(
        Department.objects.none(), label=pgettext_lazy("letter", "To"), empty_label=None
    )
    content = Words(label=_("What is to be done"), max_length=LONGEST_CONTENT, rows=5)
    executor = forms.ChoiceField(label=_("Executor"), help_text=_("Somebody of the department that is asked."))
    final_at = MomentField(label=_("Final deadline"))
    is_oral = forms.BooleanField(
        label=_("agreed by word of mouth"),
        required=False,
        help_text=_("Only for up to half a day or simple temporary help; the other head knows of it."),
    )
    hours = forms.IntegerField(label=_("Hours it takes"), min_value=1, max_value=99, required=False)
    is_simple = forms.BooleanField(label=_("simple temporary help"), required=False)
    other_head = forms.ChoiceField(label=_("Head who knows of it"), required=False)

    def __init__(self, *args: Any, user: User, today: date, letter: WorkLetter | None = None, **kwargs: Any) -> None:
        """Offer one's own departments, those one may ask, and their people; a letter that is put right keeps both."""
        super().__init__(*args, **kwargs)
        self.letter = letter
        if letter is None:
            own = user.departments_where(Permission.LETTER_WRITE)
            ours = Department.objects.filter(pk__in=own)
            at_the_desk = any(one.code == Department.CUSTOMER_SERVICE for one in ours)
            theirs = Department.objects.filter(is_active=True)
            theirs = theirs.exclude(pk__in=own) if at_the_desk else theirs.filter(code=Department.CUSTOMER_SERVICE)
            offer(self, "from_department", ours)
            offer(self, "to_department", theirs)
        else:
            for name in ("from_department", "to_department", "is_oral", "hours", "is_simple", "other_head"):
                del self.fields[name]
            theirs = Department.objects.filter(pk=letter.to_department_id)
        self.people, grouped = _people_of(theirs, today)
        offer(self, "executor", [("", "—"), *grouped])
        if letter is None:
            offer(self, "other_head", [("", "—"), *grouped])

    def written(self) -> Written:
        """The letter as the act takes it."""
        data = self.cleaned_data
        ours = self.letter.from_department if self.letter else data["from_department"]
        theirs = self.letter.to_department if self.letter else data["to_department"]
        return Written(
            from_department=ours,
            to_department=theirs,
            content=data["content"],
            executor=self.people[data["executor"]],
            final_at=data["final_at"],
            is_oral=data.get("is_oral", False),
            hours=data.get("hours"),
            is_simple=data.get("is_simple", False),
            other_head=self.people.get(data.get("other_head", "")),
        )


def _people_of(departments: Iterable[Department], today: date) -> tuple[dict[str, User], list[Any]]:
    """The people of departments by key, and as choices under their department's name."""
    people: dict[str, User] = {}
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Membership.objects.in_force(today).filter(department__in=list(departments), person__is_active=True)
    for row in rows.select_related("person", "department").order_by("department__name", "person__pinyin"):
        key = str(row.person_id)
        if (key, str(row.person)) not in groups[str(row.department)]:
            groups[str(row.department)].append((key, str(row.person)))
        people[key] = row.person
    return people, list(groups.items())


class SignForm(forms.Form):
    """TASK-01. The own head signs."""

    signature = SignatureField(label=_("Signature"))
    on_paper = forms.BooleanField(label=_("signed on paper"), required=False)


class ReasonForm(forms.Form):
    """A reason for sending back, refusing, withdrawing."""

    reason = Words(label=_("Reason"), max_length=300, rows=2)


class PromiseForm(SignForm):
    """TASK-01, TASK-04. The realistic time, the commitment, the signature."""

    field_order = ("at", "later_reason", "commitment", "signature", "on_paper")

    at = MomentField(label=_("Realistic completion time"))
    later_reason = forms.CharField(
        label=_("Why later than the final deadline"),
        max_length=300,
        required=False,
        help_text=_("Only where the time is later than asked."),
    )
    commitment = Words(label=_("What happens if it is not done"), max_length=500, rows=2)

    def promise(self) -> Promise:
        """The promise as the act takes it."""
        data = self.cleaned_data
        return Promise(data["at"], data["commitment"], data["later_reason"], data["signature"], data["on_paper"])


class ResultForm(forms.Form):
    """TASK-01. The result, reported in writing."""

    done = forms.ChoiceField(
        label=_("Is it done?"),
        choices=((DONE, pgettext_lazy("letter", "Done")), (NOT_DONE, pgettext_lazy("letter", "Not done"))),
        widget=Segments,
    )
    result = Words(label=pgettext_lazy("letter", "Result"), max_length=1000, rows=3)

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return bool(self.cleaned_data["done"] == DONE)


class AppliedForm(forms.Form):
    """TASK-04. How the commitment was carried out."""

    applied = Words(label=_("How the commitment was carried out"), max_length=500, rows=2)
