"""The one screen at the counter."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from complaints.forms.fields import PlaceField
from complaints.intake_sheet import IntakeSheet, PartySheet
from complaints.models import Authority, ComplaintCategory, Party
from complaints.queries.deadlines import authority_due
from complaints.queries.places import Place, is_key
from complaints.states import Against, Channel, ComplainantKind, Demand, Severity
from mall.inputs import DayField, ManyFields, MomentField, PhoneField, Words, offer
from mall.models import Department, User
from mall.queries.departments import department_key
from merchants.models import Merchant
from ui.widgets import DropZone, Picker, Segments, StagedFiles

if TYPE_CHECKING:
    from ui.obstacles import Obstacle

SALT = "complaints.opened"
HAND_OVER, ONLY, SETTLE, ADD = "hand_over", "only", "settle", "add"
OTHERS = 2
MONEY = Decimal("99999999.99")
YES_NO = (("", _("not asked")), ("1", _("yes")), ("0", _("no")))


def opened_mark(now: datetime) -> str:
    """The hour the form was opened, signed, so that nobody shortens his own clock."""
    return signing.Signer(salt=SALT).sign(f"{now.timestamp():.3f}")


def opened_at(mark: str, now: datetime) -> datetime:
    """The hour the form was opened; now, when the mark is missing or was touched."""
    try:
        return min(datetime.fromtimestamp(float(signing.Signer(salt=SALT).unsign(mark)), UTC), now)
    except (signing.BadSignature, ValueError, TypeError, OverflowError, OSError):
        return now


def category_choices() -> list[Any]:
    """The categories in use as a tree of two levels, for a list with groups."""
    rows = list(ComplaintCategory.objects.filter(is_active=True).order_by("order", "code"))
    children: dict[int | None, list[ComplaintCategory]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    choices: list[Any] = [("", _("later"))]
    for top in children.get(None, []):
        below = [(row.pk, str(row)) for row in children.get(top.pk, [])]
        choices.append((str(top), [(top.pk, str(top)), *below]) if below else (top.pk, str(top)))
    return choices


def staff_label(value: Any) -> str:
    """The name shown for a person already picked."""
    found = User.objects.filter(pk=value).first() if is_key(value) else None
    return f"{found.name} {found.staff_number}" if found else ""


def merchant_label(value: Any) -> str:
    """The name shown for a merchant already picked."""
    found = Merchant.objects.filter(pk=value).first() if is_key(value) else None
    return found.name if found else ""


class _AskedByTheRule(Words):
    """Marked as required; that it is missing is said by the rule, in one go with whatever else is missing."""

    def validate(self, value: Any) -> None:
        """Leave it to `obstacles_to_words`."""


class IntakeForm(forms.Form):
    """Everything that can be taken down. Only channel, who, where or whom, and what happened are required."""

    channel = forms.ChoiceField(
        label=_("Came by"),
        choices=Channel.choices,
        initial=Channel.IN_PERSON,
        widget=Segments(attrs={"autofocus": True}),
    )
    authority = forms.ModelChoiceField(Authority.objects.filter(is_active=True), label=_("Authority"), required=False)
    authority_number = forms.CharField(label=_("Their number"), max_length=60, required=False)
    authority_due_at = MomentField(label=_("Their deadline"), required=False)
    name = forms.CharField(label=_("Complainant"), max_length=60, required=False)
    complainant_kind = forms.ChoiceField(
        label=_("Who complains"), choices=ComplainantKind.choices, initial=ComplainantKind.CUSTOMER, widget=Segments
    )
    will_not_say = forms.BooleanField(label=_("will not say"), required=False)
    vip = forms.BooleanField(label="VIP", required=False)
    complaining_merchant = forms.ModelChoiceField(
        Merchant.objects.none(),
        label=_("Complaining merchant"),
        required=False,
        widget=Picker("merchants:pick", label_of=merchant_label, icon="building-store"),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    wants_call = forms.BooleanField(label=_("may be called afterwards"), required=False, initial=True)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    against = forms.ChoiceField(label=_("About"), choices=Against.choices, initial=Against.MERCHANT, widget=Segments)
    staff_person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label=_("Person of our staff"),
        required=False,
        widget=Picker("complaints:staff", label_of=staff_label, icon="user"),
    )
    where = PlaceField(label=_("Where, which merchant"), required=False)
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        choices=Severity.choices,
        coerce=int,
        empty_value=None,
        initial=Severity.GENERAL,
        required=False,
        widget=Segments,
    )
    injury = forms.BooleanField(label=_("Somebody is hurt or in danger"), required=False)
    happened = _AskedByTheRule(label=_("What happened"), rows=3)
    category = forms.ModelChoiceField(
        ComplaintCategory.objects.filter(is_active=True), label=_("Category"), required=False
    )
    demand = forms.ChoiceField(label=_("Wants"), choices=Demand.choices, required=False, widget=Segments)
    demand_words = forms.CharField(label=_("Demand in words"), max_length=200, required=False)
    demand_amount = forms.DecimalField(
        label=_("Amount asked (yuan)"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    files = StagedFiles(label=_("Evidence"), required=False)  # type: ignore[assignment]  # Django keeps uploads under this name
    rules_explained = forms.BooleanField(label=_("The mall's dispute rules were explained"), required=False)
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
    arrived_at = MomentField(label=_("Arrived at"), required=False)
    arrival_corrected = forms.CharField(label=_("Why it is corrected"), max_length=200, required=False)
    lead = forms.ModelChoiceField(
        Department.objects.filter(takes_complaints=True, is_active=True), label=_("Hand over to"), required=False
    )
    words = Words(label=_("What was said to the complainant"), rows=2, required=False)
    content = forms.BooleanField(label=_("the complainant is content"), required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    repeats = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    to_case = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        """Fill what depends on the person and the hour."""
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        if not self.is_bound:
            self.initial.setdefault("opened", opened_mark(now))
            self.initial.setdefault("lead", department_key(Department.ONSITE))
        place = self.fields["where"]
        assert isinstance(place, PlaceField)  # noqa: S101 - declared above
        place.know(user)
        offer(self, "category", category_choices)  # read when it is drawn
        if self.data.get("complaining_merchant"):
            offer(self, "complaining_merchant", Merchant.objects.visible_to(user))
        self.fields["files"].widget = DropZone(describe=self._file_name)

    def _file_name(self, key: str) -> str:
        from mall.models import StagedUpload

        row = StagedUpload.objects.filter(person=self.user, key=key).first()
        return row.name if row else key

    @cached_property
    def opened_at(self) -> datetime:
        """When this form was first opened: the clock of the registration runs from there."""
        mark = self.data.get("opened", "") if self.is_bound else self.initial["opened"]
        return opened_at(str(mark), self.now)

    def clean(self) -> dict[str, Any]:
        """Nothing more here: what forbids a registration is a rule, read from the sheet."""
        return super().clean() or {}

    def sheet(self) -> IntakeSheet:
        """The facts of a valid form."""
        data = self.cleaned_data
        place: Place = data["where"]
        about_staff = data["against"] == Against.STAFF
        channel = Channel(data["channel"])
        authority = data["authority"] if channel == Channel.AUTHORITY else None
        arrived_at = data["arrived_at"] or self.opened_at
        return IntakeSheet(
            channel=channel,
            authority=authority,
            authority_number=data["authority_number"] if authority else "",
            authority_due_at=self._authority_due(authority, arrived_at),
            arrived_at=arrived_at,
            arrival_shown=self.opened_at,
            arrival_corrected=data["arrival_corrected"],
            complainant_kind=ComplainantKind(data["complainant_kind"]),
            against=Against(data["against"]),
            merchant=None if about_staff else place.merchant,
            unit=place.unit,
            floor=place.floor,
            place=place.words,
            staff_person=data["staff_person"] if about_staff else None,
            complaining_merchant=self._complaining(),
            has_receipt={"1": True, "0": False}.get(data["has_receipt"]),
            others=self._others(),
            files=tuple(data["files"]),
            **{name: data[name] for name in _PLAIN},
        )

    def _complaining(self) -> Merchant | None:
        merchant = self.cleaned_data["complaining_merchant"]
        return merchant if self.cleaned_data["complainant_kind"] == ComplainantKind.MERCHANT else None

    def _authority_due(self, authority: Authority | None, arrived_at: datetime) -> datetime | None:
        if authority is None:
            return None
        return authority_due(authority, self.cleaned_data["authority_due_at"], arrived_at)

    def _others(self) -> tuple[PartySheet, ...]:
        data = self.cleaned_data
        return tuple(
            PartySheet(
                data[f"other_part_{row}"] or Party.Part.OTHER_SIDE,
                data[f"other_name_{row}"],
                data[f"other_phone_{row}"],
            )
            for row in range(OTHERS)
            if data[f"other_name_{row}"].strip()
        )

    def put(self, obstacles: list[Obstacle]) -> None:
        """Show each obstacle beside its field."""
        for obstacle in obstacles:
            field = "happened" if obstacle.field == "text" else obstacle.field  # what is added to a case is told here
            self.add_error(field if field in self.fields else None, str(obstacle.message))


def _other_fields() -> dict[str, forms.Field]:
    """Who else has a part in it."""
    parts = [choice for choice in Party.Part.choices if choice[0] != Party.Part.COMPLAINANT]
    fields: dict[str, forms.Field] = {}
    for row in range(OTHERS):
        fields[f"other_part_{row}"] = forms.ChoiceField(label=_("Part"), choices=parts, required=False)
        fields[f"other_name_{row}"] = forms.CharField(label=_("Name"), max_length=60, required=False)
        fields[f"other_phone_{row}"] = PhoneField(label=_("Phone"), required=False)
    return fields


IntakeForm.base_fields = ManyFields(
    IntakeForm.base_fields | _other_fields(), own=("where", "category", "complaining_merchant", "files")
)

_PLAIN = [
    "name",
    "will_not_say",
    "phone",
    "email",
    "address",
    "wants_call",
    "vip",
    "happened",
    "category",
    "severity",
    "injury",
    "rules_explained",
    "demand",
    "demand_words",
    "demand_amount",
    "goods",
    "goods_model",
    "goods_quantity",
    "defect_quantity",
    "goods_price",
    "order_number",
    "bought_on",
]
