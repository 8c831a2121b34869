"""What is put right afterwards: whom it is about, a wrong file, a wrong link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Folder, Link
from casework.rules.papers import obstacles_to_removing
from complaints.rules.handling import obstacles_to_handling
from complaints.rules.offering import CaseAct
from complaints.states import State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Attachment
    from complaints.models import Complaint
    from mall.models import User


def obstacles_to_naming_staff(complaint: Complaint, person: User, by: User) -> list[Obstacle]:
    """CMP-06. Whom of our staff it is about may become known later; nobody writes it down of himself."""
    if complaint.state == State.CLOSED:
        return [Obstacle("closed", _("The case is closed; reopen it first."))]
    if person.pk == by.pk:
        return [Obstacle("own", _("It is about you: let a colleague write it down."), "staff_person")]
    if person.pk == complaint.staff_person_id:
        return [Obstacle("same", _("This person is named already."), "staff_person")]
    return []


def removable(complaint: Complaint, by: User) -> list[Attachment]:
    """The files of a case that the person may take off it."""
    return [one for one in complaint.folder.attachments.all() if not obstacles_to_removing(one, by)]


def unlinkable(complaint: Complaint, by: User) -> list[Link]:
    """The links of a case that people set, from either side, as far as the person may see the other one."""
    folder = complaint.folder
    links = [one for one in (*folder.links.all(), *folder.linked_from.all()) if one.kind != Link.Kind.ORIGIN]
    if not links:
        return []
    others = {one.other_id if one.folder_id == folder.pk else one.folder_id for one in links}
    seen = set(Folder.objects.visible_to(by).filter(pk__in=others).values_list("pk", flat=True))
    return [one for one in links if {one.folder_id, one.other_id} - {folder.pk} <= seen]


def obstacles_to_taking_off(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """HAND-08. There is a file on the open case that this person may take off."""
    found = obstacles_to_handling(complaint, user, now)
    if not found and not removable(complaint, user):
        found.append(Obstacle("none", _("There is no file here that you may take off.")))
    return found


def obstacles_to_parting(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-29, JOINT-S05. There is a link that somebody set by hand."""
    return [] if unlinkable(complaint, user) else [Obstacle("none", _("It is linked with no other case."))]


def _open(complaint: Complaint, _user: User) -> bool:
    return complaint.state != State.CLOSED


def _is_linked(complaint: Complaint, _user: User) -> bool:
    folder = complaint.folder
    return any(one.kind != Link.Kind.ORIGIN for one in (*folder.links.all(), *folder.linked_from.all()))


NAME_STAFF = CaseAct(
    "about-staff",
    gettext_lazy("About a person of our staff"),
    Permission.COMPLAINT_REPLY,
    "user-exclamation",
    obstacles_to_handling,
    _open,
    order=64,
    in_bar=False,
)
TAKE_OFF = CaseAct(
    "take-off",
    gettext_lazy("Take a file off the case"),
    Permission.NOTE_WRITE,
    "trash",
    obstacles_to_taking_off,
    lambda complaint, user: bool(removable(complaint, user)),
    order=96,
    danger=True,
    on_card=True,
)
UNLINK = CaseAct(
    "unlink",
    gettext_lazy("Take a link back"),
    Permission.COMPLAINT_REPLY,
    "unlink",
    obstacles_to_parting,
    _is_linked,
    order=71,
    danger=True,
    on_card=True,
)

OFFERS = (NAME_STAFF, TAKE_OFF, UNLINK)
