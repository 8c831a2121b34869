"""Doors of corrections: particulars, a step taken back, an item struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mail_desk.actions import mending
from mail_desk.forms import mend_forms as forms
from mail_desk.rules import mending as rules
from mail_desk.views.doors import item_act

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User


@item_act(rules.PUT_RIGHT, form=forms.PutRightForm, corrects=True, said=_("Put right; what stood before is kept."))
def put_right(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Put an item's particulars right (HAND-08)."""
    mending.put_right(item, data["sheet"], data["reason"], by=by, now=now)


@item_act(rules.TAKE_BACK, form=forms.TakeBackForm, corrects=True, said=_("The last step is taken back."))
def take_back(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Take an item's last step back (HAND-08)."""
    mending.take_back(item, data["reason"], by=by, now=now)


@item_act(rules.STRIKE_OUT, form=forms.StrikeOutForm, corrects=True, said=_("Struck out; it counts nowhere."))
def strike_out(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Strike an item out (HAND-08)."""
    mending.strike_out(item, data["reason"], by=by, now=now)
