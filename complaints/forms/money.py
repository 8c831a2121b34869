"""Forms of money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.case_form import CaseForm
from complaints.forms.inputs import chips, words, yuan
from complaints.rules.money import advanced_settlement, still_to_recover
from complaints.states import SettlementKind


class SettleForm(CaseForm):
    """What the complainant is to get."""

    kind = chips(_("Settlement"), SettlementKind.choices)
    amount = yuan(_("Amount (yuan)"), required=False, help_text=_("Empty where nothing is paid."))
    reason = words(_("Grounds"), rows=3)
    paid_by_mall = forms.BooleanField(
        label=_("The mall pays in advance"), required=False, help_text=_("And gets it back from the merchant.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with what the complainant asked for."""
        super().__init__(*args, **kwargs)
        if self.case.demand_amount:
            self.initial.setdefault("amount", self.case.demand_amount)


class ApproveForm(CaseForm):
    """A yes, with a remark if wanted."""

    intro = "complaints/act/_proposal.html"
    reason = words(_("Remark"), required=False, rows=2)


class RefuseForm(CaseForm):
    """A no, with its reason."""

    intro = "complaints/act/_proposal.html"
    reason = words(_("Reason"), rows=3)


class TakeBackForm(CaseForm):
    """Why the proposal is taken back."""

    intro = "complaints/act/_proposal.html"
    reason = words(_("Reason"), required=False, rows=2)


class CarryOutForm(CaseForm):
    """Nothing to fill in: it was paid or done."""

    intro = "complaints/act/_settlement.html"


class RecoverForm(CaseForm):
    """What came back from the merchant."""

    intro = "complaints/act/_advance.html"
    amount = yuan(_("Amount received (yuan)"))
    receipt = forms.CharField(label=_("Receipt number"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with what is still open."""
        super().__init__(*args, **kwargs)
        settlement = advanced_settlement(self.case)
        if settlement is not None:
            self.initial.setdefault("amount", still_to_recover(settlement))
