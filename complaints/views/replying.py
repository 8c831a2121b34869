"""The door of a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import replying
from complaints.forms.replying import ReplyForm
from complaints.rules.replying import REPLY
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(REPLY, form=ReplyForm, said=_("The reply is noted."))
def reply(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note what the complainant was told."""
    del row
    replying.reply(case, data["way"], data["words"], final=data["final"], accepted=data["accepted"], by=by, now=now)
