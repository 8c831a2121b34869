"""The filters of the queue: every key and value comes from a list, whatever the address says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import Handoff
from complaints.forms.intake import category_choices
from complaints.models import ComplaintCategory
from complaints.queries.lists import ORDERS, VIEWS, Wanted, tabs_of
from complaints.states import Channel, Severity, State
from mall.inputs import DayField, offer, offer_what_was_ticked
from mall.models import Department, Floor, User
from mall.queries.people import people_who_may
from mall.roles import Permission

ANY = [("", _("any"))]
SORTS = (
    ("", _("usual")),
    ("due", _("due first")),
    ("newest", _("newest")),
    ("oldest", _("oldest")),
    ("gravest", _("gravest")),
)


class FilterForm(forms.Form):
    """What the queue can be narrowed by; what is not in its list is passed over."""

    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *State.choices], required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=[*ANY, *Severity.choices], required=False)
    category = forms.ModelChoiceField(ComplaintCategory.objects.all(), label=_("Category"), required=False)
    floor = forms.ModelChoiceField(Floor.objects.all(), label=_("Floor"), required=False, empty_label=_("any"))
    department = forms.ModelChoiceField(
        Department.objects.filter(takes_complaints=True), label=_("Department"), required=False, empty_label=_("any")
    )
    channel = forms.ChoiceField(label=_("Came by"), choices=[*ANY, *Channel.choices], required=False)
    since = DayField(label=_("Registered from"), required=False)
    until = DayField(label=_("to"), required=False)
    sort = forms.ChoiceField(label=_("Sort"), choices=SORTS, required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        """Read the filters of an address."""
        super().__init__(data)
        self.user = user

    def with_choices(self) -> FilterForm:
        """Read what can be chosen; only the page that shows the form needs it."""
        offer(self, "category", [("", _("any")), *category_choices()[1:]])
        return self

    @classmethod
    def read(cls, asked: Mapping[str, str], *, user: User) -> Wanted:
        """Read what an address asks for; most addresses name a view only, and need no form for it."""
        form = cls(asked, user=user) if cls.base_fields.keys() & asked.keys() else None
        return cls._wanted(asked, form, user)

    def wanted(self) -> Wanted:
        """The filters of this form."""
        return self._wanted(self.data, self, self.user)

    @staticmethod
    def _wanted(asked: Mapping[str, str], form: FilterForm | None, user: User) -> Wanted:
        """The filters that could be read; the rest is passed over, never guessed."""
        data: dict[str, Any] = {}
        if form is not None:
            form.full_clean()
            data = form.cleaned_data
        view = str(asked.get("view", ""))
        handoff = str(asked.get("handoff", ""))
        severity, sort = data.get("severity"), str(data.get("sort") or "")
        return Wanted(
            view=view if view in VIEWS else tabs_of(user)[0],
            sort=sort if sort in ORDERS else "",
            category=data["category"].pk if data.get("category") else None,
            severity=int(severity) if severity else None,
            floor=data["floor"].pk if data.get("floor") else None,
            department=data["department"].pk if data.get("department") else None,
            channel=data.get("channel") or "",
            state=data.get("state") or "",
            handoff=handoff if handoff in Handoff.OWED else "",
            since=data.get("since"),
            until=data.get("until"),
        )


class BulkForm(forms.Form):
    """What supervisors do with several cases at once."""

    CHASE, ASSIGN = "chase", "assign"
    MOST = 200
    ids = forms.TypedMultipleChoiceField(coerce=int)
    what = forms.ChoiceField(choices=((CHASE, CHASE), (ASSIGN, ASSIGN)))
    person = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take only numbers for rows, and only people who handle complaints."""
        super().__init__(*args, **kwargs)
        offer_what_was_ticked(self, "ids", self.MOST)
        offer(self, "person", desk_people())

    def clean(self) -> dict[str, Any]:
        """Assigning needs somebody."""
        data = super().clean() or {}
        if data.get("what") == self.ASSIGN and not data.get("person"):
            self.add_error("person", _("Say who."))
        return data


def desk_people() -> Any:
    """Who handles complaints at the desk."""
    return people_who_may(Permission.COMPLAINT_REPLY).order_by("pinyin", "pk")
