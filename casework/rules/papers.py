"""What forbids writing, attaching, removing and linking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.models import Folder, Link
from casework.rules.folders import obstacle_of_the_person
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from casework.models import Attachment
    from mall.models import User


#: The kind of an attachment that is a signed paper.
SIGNED = "signed copy"


def obstacles_to_noting(folder: Folder, by: User, text: str = "-") -> list[Obstacle]:
    """HAND-08. A note adds to the file and says something; also to a closed one, for nothing is overwritten."""
    found = obstacle_of_the_person(folder, by)
    if not by.may(Permission.NOTE_WRITE):
        found.append(Obstacle("may", _("Your role does not write notes.")))
    if not text.strip():
        found.append(Obstacle("text", _("Write the note."), "text"))
    return found


def obstacles_to_removing(attachment: Attachment, by: User) -> list[Obstacle]:
    """HAND-08. An attachment of an open folder can be taken out by who attached it or a supervisor; the line stays."""
    found = []
    if attachment.folder.closed_at is not None:
        found.append(Obstacle("closed", _("It is closed; reopen it first.")))
    if attachment.removed_at is not None:
        found.append(Obstacle("removed", _("It is removed already.")))
    if attachment.kind == SIGNED:
        found.append(Obstacle("signed", _("A signed paper stays in the file.")))
    if attachment.by_id != by.pk and not by.may(Permission.COMPLAINT_ASSIGN):
        found.append(Obstacle("not_yours", _("Only who attached it, or a supervisor, can remove it.")))
    return found


def obstacles_to_unlinking(made: Link, by: User) -> list[Obstacle]:
    """CMP-29. A link set by mistake is taken back by who may see both sides; where something came from stays."""
    found = obstacle_of_the_person(made.folder, by)
    if made.kind == Link.Kind.ORIGIN:
        found.append(Obstacle("origin", _("Where it came from stays in the file.")))
    if Folder.objects.visible_to(by).filter(pk__in=(made.folder_id, made.other_id)).count() < 2:  # noqa: PLR2004 - both sides
        found.append(Obstacle("unseen", _("There is no such folder for you.")))
    return found


def obstacles_to_linking(folder: Folder, other: Folder, kind: str, by: User) -> list[Obstacle]:
    """CMP-29. Two different folders are linked once in each way; both stay whole. Both must be open to the person."""
    found = obstacle_of_the_person(folder, by)
    if folder.pk == other.pk:
        found.append(Obstacle("itself", _("A folder is not linked to itself."), "other"))
    elif not Folder.objects.visible_to(by).filter(pk=other.pk).exists():
        found.append(Obstacle("unseen", _("There is no such folder for you."), "other"))
    elif Link.objects.filter(folder=folder, other=other, kind=kind).exists():
        found.append(Obstacle("linked", _("They are linked already."), "other"))
    return found
