"""Doors of the mediation agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from complaints.actions import agreements
from complaints.forms import agreements as forms
from complaints.rules import agreements as rules
from complaints.views.doors import case_act
from mall.actions.doors import staged
from ui.obstacles import Obstacle, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.DRAFT, form=forms.DraftForm, said=_("The draft is kept; print it to have it signed."))
def draft(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Draft the agreement."""
    del row
    agreements.draft(case, data, by=by, now=now)


@case_act(rules.SIGN, form=forms.SignedForm, said=_("A's signature is noted; the text is fixed now."))
def signed(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note A's signature."""
    del row
    agreements.sign_a(case, data["signed_on"], by=by, now=now)


@case_act(rules.SEAL, form=forms.SealedForm, said=_("The agreement is in force."))
def sealed(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note B's signature and seal, with the scan."""
    del row
    scans = staged(data["scan"], by=by)
    if len(scans) != 1:
        raise Refused(Obstacle("scan", _t("Attach the scan of the agreement, in one file."), "scan"))
    agreements.seal_b(case, data["signed_on"], scans[0], by=by, now=now)


@case_act(rules.VOID, form=forms.VoidForm, said=_("The agreement is void."))
def void(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Void the agreement."""
    del row
    agreements.void(case, data["reason"], by=by, now=now)
