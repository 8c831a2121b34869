"""What is written down while a case is handled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import Link
from complaints.actions.handling import CHANGEABLE
from complaints.forms.case_form import CaseForm
from complaints.forms.dispatch import departments, file_name
from complaints.forms.fields import PlaceField
from complaints.forms.inputs import moment
from complaints.forms.intake import YES_NO, category_choices, merchant_label
from complaints.models import Authority, Cause, ComplaintCategory, Meeting, Party
from complaints.queries.deadlines import MINUTE, authority_due
from complaints.queries.people import handlers_to_choose
from complaints.queries.places import Place
from complaints.rules.handling import departments_answering_late
from complaints.states import Channel, ComplainantKind, Demand, Severity
from mall.inputs import DayField, MomentField, PhoneField, Words, offer
from mall.localtime import local
from mall.models import Department, User
from mall.queries.people import managers
from mall.roles import Role
from merchants.models import Merchant
from ui.widgets import DropZone, ManySegments, Picker, Segments, StagedFiles


class StatementForm(CaseForm):
    """What the other side says."""

    said_by = forms.CharField(label=_("Who says so"), max_length=60)
    text = Words(label=_("In their words"), rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the merchant's main contact."""
        super().__init__(*args, **kwargs)
        merchant = self.case.merchant
        contact = merchant.contacts.filter(removed_at=None).order_by("-is_main", "pk").first() if merchant else None
        self.initial.setdefault("said_by", contact.name if contact else (merchant.name[:60] if merchant else ""))


class SettleForm(CaseForm):
    """The words that settled it."""

    words = Words(label=_("What was said to the complainant"), rows=3)
    category = forms.ModelChoiceField(ComplaintCategory.objects.filter(is_active=True), label=_("Category"))
    content = forms.BooleanField(label=_("the complainant is content"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the category that is known."""
        super().__init__(*args, **kwargs)
        offer(self, "category", category_choices())
        self.initial.setdefault("category", self.case.category_id)


class AddForm(CaseForm):
    """More about it, or a correction: nothing written before is changed."""

    said_by = forms.CharField(label=_("Who says so"), max_length=60, required=False)
    text = Words(label=_("What is added or corrected"), rows=4)
    files = StagedFiles(label=_("Evidence"), required=False)  # type: ignore[assignment]  # Django keeps uploads under this name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget = DropZone(describe=file_name(self.user))


class NoteForm(CaseForm):
    """An internal remark."""

    text = Words(label=_("Internal note"), rows=3, help_text=_("Never printed on a paper for the outside."))


class MetForm(CaseForm):
    """Who met the customer."""

    met_by = forms.ModelChoiceField(User.objects.none(), label=_("Met by"))
    at = MomentField(label=_("When"))
    sent_by = forms.ModelChoiceField(User.objects.none(), label=_("Sent by the manager"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the person who writes it down."""
        super().__init__(*args, **kwargs)
        offer(self, "met_by", handlers_to_choose(self.case))
        offer(self, "sent_by", managers())
        self.initial.setdefault("met_by", self.user.pk)
        self.initial.setdefault("at", self.now)
        if not self.user.has_role(Role.MANAGER):
            self.initial.setdefault("sent_by", managers().values_list("pk", flat=True).first())

    def clean_at(self) -> Any:
        """Not in the future."""
        at = self.cleaned_data["at"]
        if at > self.now:
            raise forms.ValidationError(_("That lies in the future."))
        return at


class MeetingForm(CaseForm):
    """A joint meeting: who, when, where, about what."""

    departments = forms.ModelMultipleChoiceField(Department.objects.none(), label=_("Departments"), widget=ManySegments)
    takes_place_at = MomentField(label=_("When"))
    place = forms.CharField(label=_("Where"), max_length=60)
    agenda = Words(label=_("Topic"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with who is asked."""
        super().__init__(*args, **kwargs)
        offer(self, "departments", departments())
        asked = self.case.folder.handoffs.exclude(state__in=("withdrawn", "bounced"))
        self.initial.setdefault("departments", list(asked.values_list("to_department", flat=True)))


class MinutesForm(CaseForm):
    """What was said and decided, who came; above the fields whose answer is late, as the minutes will say."""

    intro = "complaints/case/_late_answers.html"
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"), empty_label=None)
    attended = forms.ModelMultipleChoiceField(Department.objects.none(), label=_("Came"), widget=ManySegments)
    minutes = Words(label=_("Minutes"), rows=5)
    decision = Words(label=_("Decision"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer meetings without minutes, and the departments called to them."""
        super().__init__(*args, **kwargs)
        self.late = departments_answering_late(self.case, self.now)
        waiting = self.case.meetings.filter(held_at=None)
        offer(self, "meeting", waiting)
        offer(self, "attended", Department.objects.filter(meeting__in=waiting).distinct())
        self.initial.setdefault("meeting", waiting.values_list("pk", flat=True).first())


class PartyForm(CaseForm):
    """A person of the matter."""

    part = forms.ChoiceField(label=_("Part"), choices=Party.Part.choices, widget=Segments)
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("part", Party.Part.WITNESS)


class TakeOverForm(CaseForm):
    """Who handles it at the desk."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who handles it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", handlers_to_choose(self.case))
        self.initial.setdefault("person", self.case.folder.handler_id)


class LinkForm(CaseForm):
    """Another case it belongs to."""

    number = forms.CharField(label=_("Number of the other case"), max_length=20)
    kind = forms.ChoiceField(
        label=_("How they belong together"),
        choices=((Link.Kind.REPEAT, Link.Kind.REPEAT.label), (Link.Kind.SAME_INCIDENT, Link.Kind.SAME_INCIDENT.label)),
        initial=Link.Kind.REPEAT,
        widget=Segments,
    )


class ChangeForm(CaseForm):
    """The grade and the particulars, with the version they were read in."""

    shown_for = {
        "complaining_merchant": "complainant_kind=merchant",
        "authority": "channel=authority",
        "authority_number": "channel=authority",
        "authority_due_at": "channel=authority",
    }
    title = forms.CharField(label=_("Title"), max_length=200)
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, empty_value=None, required=False, widget=Segments
    )
    injury = forms.BooleanField(label=_("Somebody is hurt or in danger"), required=False)
    important = forms.BooleanField(label=_("Important, straight to the general manager"), required=False)
    vip = forms.BooleanField(label="VIP", required=False)
    reason = forms.CharField(label=_("Why it is lowered"), max_length=300, required=False)
    category = forms.ModelChoiceField(
        ComplaintCategory.objects.filter(is_active=True), label=_("Category"), required=False
    )
    cause = forms.ModelChoiceField(Cause.objects.filter(is_active=True), label=_("Cause"), required=False)
    where = PlaceField(label=_("Where, which merchant"), required=False)
    complainant_kind = forms.ChoiceField(
        label=_("Who complains"), choices=ComplainantKind.choices, required=False, widget=Segments
    )
    complaining_merchant = forms.ModelChoiceField(
        Merchant.objects.none(),
        label=_("Complaining merchant"),
        required=False,
        widget=Picker("merchants:pick", label_of=merchant_label, icon="building-store"),
    )
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices, required=False, widget=Segments)
    authority = forms.ModelChoiceField(Authority.objects.filter(is_active=True), label=_("Authority"), required=False)
    authority_number = forms.CharField(label=_("Their number"), max_length=60, required=False)
    authority_due_at = moment(_("Their deadline"), required=False)
    demand = forms.ChoiceField(label=_("Wants"), choices=Demand.choices, required=False, widget=Segments)
    demand_words = forms.CharField(label=_("Demand in words"), max_length=200, required=False)
    demand_amount = forms.DecimalField(
        label=_("Amount asked (yuan)"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    goods = forms.CharField(label=_("Goods"), max_length=100, required=False)
    goods_model = forms.CharField(label=_("Model or size"), max_length=60, required=False)
    goods_quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1_000_000, required=False)
    defect_quantity = forms.IntegerField(label=_("Defective"), min_value=0, max_value=1_000_000, required=False)
    goods_price = forms.DecimalField(
        label=_("Price paid (yuan)"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    order_number = forms.CharField(label=_("Order or receipt number"), max_length=60, required=False)
    bought_on = DayField(label=_("Bought on"), required=False)
    has_receipt = forms.ChoiceField(label=_("Receipt shown"), choices=YES_NO, required=False)
    wants_call = forms.BooleanField(label=_("may be called afterwards"), required=False)
    rules_explained = forms.BooleanField(label=_("The mall's dispute rules were explained"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with what is stored."""
        super().__init__(*args, **kwargs)
        case = self.case
        place = self.fields["where"]
        assert isinstance(place, PlaceField)  # noqa: S101 - declared above
        place.know(self.user)
        offer(self, "category", category_choices())
        offer(self, "complaining_merchant", Merchant.objects.visible_to(self.user))
        self.initial.update({name: getattr(case, name) for name in CHANGEABLE if name in self.fields})
        self.initial.update(title=case.folder.title, version=case.folder.version, where=place_of(case))
        self.initial["has_receipt"] = {True: "1", False: "0"}.get(case.has_receipt, "")  # type: ignore[arg-type]  # None is neither key

    def facts(self) -> ChangeForm:
        """The form itself: a conflict needs both texts."""
        return self

    def values(self) -> dict[str, Any]:
        """The columns of the complaint, as the form sets them."""
        data = self.cleaned_data
        place: Place = data["where"]
        values = {name: data[name] for name in CHANGEABLE if name in data}
        values["has_receipt"] = {"1": True, "0": False}.get(data["has_receipt"])
        values |= self._source()
        if place:
            floor = place.floor or (place.unit.floor if place.unit else None)
            values |= {"merchant": place.merchant, "unit": place.unit, "floor": floor, "place": place.words}
        return values

    def _source(self) -> dict[str, Any]:
        """JOINT-S13, CMP-06. Who complains and how it came; a post that does not say so changes nothing of it."""
        data, case = self.cleaned_data, self.case
        channel, kind = data["channel"] or case.channel, data["complainant_kind"] or case.complainant_kind
        forwarded, authority = channel == Channel.AUTHORITY, data["authority"] or case.authority
        due_at = data["authority_due_at"]
        if due_at is not None and case.authority_due_at is not None and abs(due_at - case.authority_due_at) < MINUTE:
            due_at = case.authority_due_at  # the form shows no seconds
        elif due_at is None and forwarded and authority is not None and authority != case.authority:
            due_at = authority_due(authority, None, case.arrived_at)
        return {
            "channel": channel,
            "authority": authority if forwarded else None,
            "authority_number": data["authority_number"] if forwarded else "",
            "authority_due_at": due_at if forwarded else None,
            "complainant_kind": kind,
            "complaining_merchant": data["complaining_merchant"] if kind == ComplainantKind.MERCHANT else None,
        }

    def texts(self) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
        """What was typed, what is stored, and the labels: both sides of a version conflict."""
        shown = [name for name in self.fields if name not in ("version", "where", "reason")]
        stored = type(self)(case=self.case, user=self.user, now=self.now)
        mine = {name: _text(self.data.get(name, "")) for name in shown}
        theirs = {name: _text(stored.initial.get(name)) for name in shown}
        return mine, theirs, {name: self.fields[name].label for name in shown}


def place_of(case: Any) -> Place:
    """Where it was, as the picker shows it."""
    return Place(merchant=case.merchant, unit=case.unit, floor=case.floor, words=case.place)


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%dT%H:%M}"
    return str(getattr(value, "pk", value))
