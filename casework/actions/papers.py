"""Notes, attachments and links of a folder."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction

from casework.actions.folders import record
from casework.models import Attachment, Link, Note
from casework.rules import papers as rules
from casework.rules.files import display_name, examine, largest
from mall.actions.doors import unstage
from mall.models import StagedUpload
from ui.obstacles import TooLarge, refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Folder, Handoff
    from mall.models import User


@transaction.atomic
def write_note(folder: Folder, text: str, *, by: User, now: datetime) -> Note:
    """Write an internal note; no paper for the outside can reach it. Raises Refused."""
    refuse_if(rules.obstacles_to_noting(folder, by, text))
    note = Note.objects.create(folder=folder, text=text.strip(), at=now, by=by)
    record(folder, "noted", by=by, now=now, facts={"note": note.pk})
    return note


@transaction.atomic
def attach(
    folder: Folder,
    upload: Any,
    *,
    by: User | None,
    now: datetime,
    kind: str = "evidence",
    handoff: Handoff | None = None,
) -> Attachment:
    """Put a file into a folder: type from its content, our own name, pictures drawn anew (design 10).

    `upload` is an uploaded file or a staged upload, which is used up. Raises Refused for a file that is not taken.
    """
    staged = isinstance(upload, StagedUpload)
    source = upload.file if staged else upload
    if source.size > largest():
        raise TooLarge(largest())
    source.seek(0)
    content = examine(source.read())
    attachment = Attachment(
        folder=folder,
        handoff=handoff,
        key=secrets.token_urlsafe(24),
        name=display_name(upload.name),
        kind=kind,
        content_type=content.content_type,
        size=len(content.data),
        sha256=hashlib.sha256(content.data).hexdigest(),
        shown_inline=content.inline,
        at=now,
        by=by,
    )
    attachment.file.save(secrets.token_hex(16) + content.ending, ContentFile(content.data), save=False)
    attachment.save()
    facts: dict[str, int] = {"attachment": attachment.pk}
    if handoff is not None:
        facts["handoff"] = handoff.pk
    record(folder, "attached", by=by, now=now, facts=facts)
    if staged:
        source.close()
        unstage([upload])
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: User, now: datetime) -> Attachment:
    """Take an attachment out of sight; the file is kept until the folder's term ends. Raises Refused."""
    refuse_if(rules.obstacles_to_removing(attachment, by))
    attachment.removed_at, attachment.removed_by = now, by
    attachment.save(update_fields=["removed_at", "removed_by"])
    record(attachment.folder, "attachment_removed", by=by, now=now, facts={"attachment": attachment.pk})
    return attachment


@transaction.atomic
def link(folder: Folder, other: Folder, kind: str, *, by: User, now: datetime) -> Link:
    """CMP-29. Say that two folders belong together; nothing is moved or merged. Raises Refused."""
    refuse_if(rules.obstacles_to_linking(folder, other, kind, by))
    made = Link.objects.create(folder=folder, other=other, kind=kind, at=now, by=by)
    record(folder, "linked", by=by, now=now, facts={"folder": other.pk, "kind": kind})
    record(other, "linked", by=by, now=now, facts={"folder": folder.pk, "kind": kind, "back": True})
    return made


@transaction.atomic
def unlink(made: Link, *, by: User, now: datetime) -> None:
    """CMP-29. Take back that two folders belong together. Raises Refused."""
    refuse_if(rules.obstacles_to_unlinking(made, by))
    record(made.folder, "unlinked", by=by, now=now, facts={"folder": made.other_id, "kind": made.kind})
    record(made.other, "unlinked", by=by, now=now, facts={"folder": made.folder_id, "kind": made.kind, "back": True})
    made.delete()
