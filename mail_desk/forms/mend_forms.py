"""The forms of corrections: particulars, a step taken back, an item struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mail_desk import held
from mail_desk.addresses import read_address
from mail_desk.entry_sheet import EntrySheet
from mail_desk.forms.item_form import ItemForm
from mail_desk.models import MailClass
from mail_desk.numbers import LONGEST_NUMBER, normalise_number
from mail_desk.queries.addresses import floor_alone
from mail_desk.rules.mending import state_before
from mail_desk.rules.receiving import marks_by_address
from mall.inputs import row_of
from mall.localtime import local_day
from mall.models import Unit
from merchants.models import Merchant
from merchants.queries.register import tenant_of
from ui.widgets import ManySegments, Picker, Segments

if TYPE_CHECKING:
    from mall.models import Floor

MARKS = (
    ("unclear", _("Address unclear")),
    ("large", _("Large")),
    ("heavy", _("Heavy")),
    ("damaged", _("Damaged")),
    ("cash", _("Cash on delivery")),
    ("internal", _("For 8F or the company")),
)


class ReasonForm(ItemForm):
    """HAND-08. Why a mistake is put right."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class TakeBackForm(ReasonForm):
    """HAND-08. Which step is taken back, and why."""

    intro = "mail_desk/act/_take_back.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say where the item goes back to."""
        super().__init__(*args, **kwargs)
        self.goal = state_before(self.item)


class StrikeOutForm(ReasonForm):
    """HAND-08. Why an item counts nowhere."""

    intro = "mail_desk/act/_strike_out.html"


def _name_of(value: Any) -> str:
    merchant = row_of(Merchant.objects.all(), str(value))
    return merchant.name if merchant else ""


class PutRightForm(ItemForm):
    """HAND-08. What an item is and whose it is, as it should have been entered, and why it was not."""

    mail_class = forms.ChoiceField(label=_("Class"), widget=Segments)
    number = forms.CharField(label=_("Item number"), max_length=LONGEST_NUMBER, required=False)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1)
    where = forms.CharField(
        label=_("Unit, floor or address as written"), max_length=60, required=False, help_text=_("A3118, 3F, or words.")
    )
    merchant = forms.CharField(
        label=_("Merchant"), required=False, widget=Picker("merchants:pick", label_of=_name_of, icon="building-store")
    )
    addressee = forms.CharField(label=_("Addressee"), max_length=60, required=False)
    sender = forms.CharField(label=_("Sender"), max_length=60, required=False)
    marks = forms.MultipleChoiceField(label=_("Marks"), choices=MARKS, required=False, widget=ManySegments)
    condition = forms.CharField(
        label=_("Condition"), max_length=120, required=False, help_text=_("The carrier's proof for what is damaged.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("What was wrong, and how it was noticed."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with what stands on the item."""
        super().__init__(*args, **kwargs)
        item = self.item
        classes = held.mail_classes()
        if item.mail_class is not None and item.mail_class not in classes:
            classes.append(item.mail_class)
        self.classes: dict[str, MailClass] = {row.code: row for row in classes}
        self.fields["mail_class"].choices = [(code, str(row)) for code, row in self.classes.items()]  # type: ignore[attr-defined]  # a field of choices
        self.initial = {
            "mail_class": item.mail_class.code if item.mail_class else "",
            "number": item.number,
            "quantity": item.quantity,
            "where": item.unit.number if item.unit else item.unit_words or (item.floor.code if item.floor else ""),
            "merchant": item.merchant_id or "",
            "addressee": item.addressee,
            "sender": item.sender,
            "marks": [name for name, _label in MARKS if getattr(item, name)],
            "condition": item.condition,
            "version": item.folder.version,
            **self.initial,
        }

    def clean(self) -> dict[str, Any]:
        """Stop where somebody has put the item right since the form was opened; both texts are shown, none is lost."""
        data = super().clean() or self.cleaned_data
        stored = self.item.folder.version
        if data.get("version") not in (None, stored):
            self._show_what_is_stored()
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a test's dict
            self.data["version"] = str(stored)  # type: ignore[index]  # sent again, it is saved
        return data

    def _show_what_is_stored(self) -> None:
        """Say who was faster, and beside each field that differs what stands there now."""
        last = self.item.mends.select_related("by").order_by("-at", "-id").first()
        said = _t("Put right meanwhile by %(by)s. Compare what is stored now, beside each field, and send it again.")
        self.add_error(None, forms.ValidationError(said % {"by": last.by if last else "—"}, code="changed"))
        for name in self.fields:
            stored = _plain(self.initial.get(name))
            if name in ("version", "reason") or _plain(self[name].data) == stored:
                continue
            choices = dict(getattr(self.fields[name], "choices", ()))
            names = "、".join(_name_of(one) if name == "merchant" else str(choices.get(one, one)) for one in stored)
            self.add_error(
                name, forms.ValidationError(_t("Stored now: %(value)s") % {"value": names or "—"}, code="old")
            )

    def clean_number(self) -> str:
        """The number in its one spelling."""
        try:
            return normalise_number(self.cleaned_data["number"])
        except ValueError:
            raise forms.ValidationError(_t("No carrier prints such a number: compare it."), code="number") from None

    def clean_merchant(self) -> Merchant | None:
        """The merchant that was picked. Raises ValidationError for one that is not to be found."""
        key = self.cleaned_data["merchant"]
        if not key:
            return None
        visible = Merchant.objects.visible_to(self.user)
        found: Merchant | None = row_of(visible, key)
        if found is None:
            raise forms.ValidationError(_t("Choose again: this is not to be found."), code="merchant")
        return found

    def facts(self) -> dict[str, Any]:
        """The sheet as it should have been, and the reason."""
        data, item = self.cleaned_data, self.item
        unit, floor, words = _placed(data["where"])
        merchant = data["merchant"]
        moved = unit is not None and unit.pk != item.unit_id
        if moved and (merchant is None or merchant.pk == item.merchant_id):
            # Another room, and nobody else was picked: whoever trades there.
            merchant = tenant_of(unit, local_day(item.received_at)) if unit else None
        # What the old address made of the item was ticked by nobody: a new address says it anew.
        elsewhere = data["where"] != self.initial["where"] or merchant != item.merchant
        by_address = marks_by_address(item) & set(self.initial["marks"]) if elsewhere else set()
        marks = {name: name in data["marks"] and name not in by_address for name, _label in MARKS}
        sheet = EntrySheet(
            mail_class=self.classes[data["mail_class"]],
            number=data["number"],
            carrier=item.carrier if item.carrier_chosen else None,
            quantity=data["quantity"],
            unit=unit,
            merchant=merchant,
            floor=floor,
            words=words,
            addressee=data["addressee"],
            sender=data["sender"],
            condition=data["condition"],
            **marks,
        )
        return {"sheet": sheet, "reason": data["reason"]}


def _plain(value: Any) -> list[str]:
    """A value of a field as the browser would send it: typed and stored are compared as text."""
    many = value if isinstance(value, list) else [value]
    return sorted(str(one).strip() for one in many if one not in (None, ""))


def _placed(text: str) -> tuple[Unit | None, Floor | None, str]:
    """What stands in the box of the address: a unit of the register, a floor alone, or words."""
    written = read_address(text)
    unit = Unit.objects.filter(number=written.unit).select_related("floor").first() if written.unit else None
    if unit is not None:
        return unit, None, ""
    floor = floor_alone(text)
    return None, floor, "" if floor else text.strip()
