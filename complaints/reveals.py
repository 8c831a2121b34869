"""The numbers and addresses of the persons in a complaint that are shown masked, and how each is found for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.reveals import Hidden, register
from complaints.models import Complaint, FlaggedCustomer, Party
from mall.masking import mask_email, mask_phone
from mall.roles import Permission

if TYPE_CHECKING:
    from mall.models import User

PHONE = "complaints.Party.phone"
EMAIL = "complaints.Party.email"
FLAGGED = "complaints.FlaggedCustomer.phone"


def _party(user: User, row: int) -> Party | None:
    visible = Complaint.objects.visible_to(user)
    return Party.objects.filter(pk=row, complaint__in=visible).select_related("complaint__folder").first()


def _phone(user: User, row: int) -> Hidden | None:
    party = _party(user, row)
    if party is None or not party.phone:
        return None
    return Hidden(party.complaint.folder, party.phone, mask_phone(party.phone))


def _email(user: User, row: int) -> Hidden | None:
    party = _party(user, row)
    if party is None or not party.email:
        return None
    return Hidden(party.complaint.folder, party.email, mask_email(party.email))


def _flagged(user: User, row: int) -> Hidden | None:
    """The list of flags is the supervisors'; so is the phone on it."""
    if not user.may(Permission.FLAGGED_CONFIRM):
        return None
    visible = Complaint.objects.visible_to(user)
    flag = FlaggedCustomer.objects.filter(pk=row, origin__in=visible).select_related("origin__folder").first()
    if flag is None or not flag.phone:
        return None
    return Hidden(flag.origin.folder, flag.phone, mask_phone(flag.phone))


register(PHONE, _phone)
register(FLAGGED, _flagged)
register(EMAIL, _email, mail=True)
