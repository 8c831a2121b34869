"""The rows of the doors: one-time tokens, drafts, staged uploads, the export log, reveals."""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import localtime
from mall.asking import asking
from mall.events import many_reveals
from mall.limits import limit
from mall.models import Draft, ExportLog, FormToken, Reveal, Session, SignedPc, StagedUpload
from mall.rules.doors import obstacles_to_revealing
from ui.obstacles import Obstacle, Refused, refuse_if
from ui.plugs import StoredDraft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mall.models import User

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,43}")
LONGEST_URL = 200
LONGEST_DRAFT = 200_000
MOST_DRAFTS = 40
# What must never be kept in a draft, whatever the form calls it.
SECRETS = frozenset({"csrfmiddlewaretoken", "form_token", "password", "pin", "secret", "otp_token"})
HOUR = timedelta(hours=1)
# `bulk_create(ignore_conflicts=True)` does not say whether the row is new.
FIRST_USE = """
    INSERT INTO mall_formtoken (token, person_id, spent_at, led_to) VALUES (%s, %s, %s, '')
    ON CONFLICT (token) DO NOTHING
"""
LED_TO = "UPDATE mall_formtoken SET led_to = %s WHERE token = %s"


class Tokens:
    """The store of one-time form tokens (`ui.plugs.TokenStore`). A row appears when a token is spent."""

    def issue(self, user: Any) -> str:
        """Return a new token; nothing is written."""
        del user
        return secrets.token_urlsafe(32)

    def spend(self, token: str, user: Any) -> str | None:
        """Use the token: None the first time, else the address the first use led to.

        Two at once: the second waits at the unique index until the first has committed. Raises Refused for a
        token that is none of ours or was spent by somebody else.
        """
        row = self.spent(token, user, "")
        with asking() as cursor:
            cursor.execute(FIRST_USE, [row.token, row.person_id, row.spent_at])
            if cursor.rowcount == 1:
                return None
        return self.led_to(token, user)

    def settle(self, token: str, user: Any, url: str) -> None:
        """Remember the address of what the first use made."""
        del user
        with asking() as cursor:
            cursor.execute(LED_TO, [url[:LONGEST_URL], token])

    def spent(self, token: str, user: Any, url: str) -> FormToken:
        """The row of a used token, not stored: for an act that stores it with its record. Raises Refused as `spend`.

        Two at once: the second waits at the unique index until the first has committed, and fails.
        """
        if not TOKEN.fullmatch(token):
            raise Refused(Obstacle("form.token", _("This form is damaged. Load the page again.")))
        person_id = user.pk if getattr(user, "is_authenticated", False) else None
        return FormToken(token=token, person_id=person_id, spent_at=timezone.now(), led_to=url[:LONGEST_URL])

    def led_to(self, token: str, user: Any) -> str | None:
        """The address the first use led to, None while there was none. Raises Refused when it was somebody else's."""
        row = FormToken.objects.filter(token=token).first()
        if row is None:
            return None
        if row.person_id != (user.pk if getattr(user, "is_authenticated", False) else None):
            raise Refused(Obstacle("form.token", _("This form was sent by somebody else already.")))
        return row.led_to or "/"


class Drafts:
    """The store of drafts (`ui.plugs.DraftStore`): each person sees only what he typed himself."""

    def get(self, user: Any, key: str) -> StoredDraft | None:
        """Return what was kept, if anything."""
        if not user.is_authenticated:
            return None
        try:
            draft = Draft.objects.get(person=user, key=key[:60])
        except ObjectDoesNotExist:
            return None
        return StoredDraft(data=json.loads(draft.body), saved_at=draft.saved_at)

    def put(self, user: Any, key: str, data: Mapping[str, Sequence[str]]) -> datetime:
        """Keep the fields; returns when. Passwords and codes are never kept. Raises Refused when too long.

        What nobody touched for an hour is another beginning, whatever still stands in it.
        """
        now = timezone.now()
        if not user.is_authenticated:
            return now
        kept = {name: list(values) for name, values in data.items() if name not in SECRETS}
        body = json.dumps(kept, ensure_ascii=False)
        if len(body) > LONGEST_DRAFT:
            raise Refused(Obstacle("draft.long", _("This is too long to be kept as a draft.")))
        whose = {"person": user, "key": key[:60]}
        Draft.objects.filter(**whose, saved_at__lte=now - HOUR).update(begun_at=now, told_at=None)
        kept_now = {"body": body, "saved_at": now}
        Draft.objects.update_or_create(**whose, defaults=kept_now, create_defaults={**kept_now, "begun_at": now})
        spare = Draft.objects.filter(person=user).order_by("-saved_at").values("pk")[MOST_DRAFTS:]
        Draft.objects.filter(pk__in=list(spare.values_list("pk", flat=True))).delete()
        return now

    def drop(self, user: Any, key: str) -> None:
        """Forget the draft."""
        if user.is_authenticated:
            Draft.objects.filter(person=user, key=key[:60]).delete()


def stage(file: Any, *, name: str, content_type: str, by: User, now: datetime) -> StagedUpload:
    """Keep a file dropped on a form that is not sent yet. The stored name is generated."""
    key = secrets.token_urlsafe(24)
    upload = StagedUpload(
        key=key, person=by, name=name[:200], content_type=content_type[:100], size=file.size, staged_at=now
    )
    upload.file.save(key, file, save=False)
    upload.save()
    return upload


def staged(keys: Sequence[str], *, by: User) -> list[StagedUpload]:
    """The person's own staged files, in the order given. Raises Refused when one has gone.

    Copy what you need of `.file`, then call `unstage`.
    """
    if not keys:
        return []
    found = {upload.key: upload for upload in StagedUpload.objects.filter(person=by, key__in=keys)}
    missing = [key for key in keys if key not in found]
    if missing:
        raise Refused(Obstacle("upload.gone", _("A file is no longer there. Add it again."), "files"))
    return [found[key] for key in keys]


def unstage(uploads: Sequence[StagedUpload]) -> None:
    """Forget staged files once they are taken over; the bytes go when the transaction has committed."""
    for upload in uploads:
        storage, path = upload.file.storage, str(upload.file.name)
        upload.delete()
        transaction.on_commit(partial(storage.delete, path), robust=True)


def log_export(
    *, by: User, now: datetime, what: str, rows: int, filters: Mapping[str, Any] | None = None, reason: str = ""
) -> ExportLog:
    """DATA-03. Write down who takes which rows out; in the transaction that makes the file."""
    return ExportLog.objects.create(
        by=by, at=now, what=what, rows=rows, filters=dict(filters or {}), reason=reason[:200]
    )


def reveal(  # noqa: PLR0913 - one argument per column
    *,
    by: User,
    now: datetime,
    what: str,
    row: int,
    folder_number: str = "",
    purpose: str = "",
    handles: bool = False,
    identity: bool = False,
) -> Reveal:
    """DATA-01. Write down who looks at which number and why; the caller then shows it.

    `what` is `model.field`, `row` its primary key. `handles`: the person works on the open folder, `purpose` is
    then filled in by the page. Raises Refused. Above the limit of an hour `many_reveals` is sent, once.
    """
    refuse_if(obstacles_to_revealing(by=by, purpose=purpose, handles=handles, identity=identity))
    seen = Reveal.objects.create(
        by=by, at=now, what=what, row=row, folder_number=folder_number, purpose=purpose.strip()[:200]
    )
    count = Reveal.objects.filter(by=by, at__gt=now - HOUR, at__lte=now).count()
    if count == limit("reveals_an_hour", now) + 1:
        many_reveals.send(sender=Reveal, by=by, count=count, now=now)
    return seen


def sweep_doors(*, now: datetime) -> dict[str, int]:
    """Clean up: tokens after two days, staged files after one day, drafts after thirty, what has its own day by it."""
    tokens, _rows = FormToken.objects.filter(spent_at__lt=now - timedelta(days=2)).delete()
    stale = list(StagedUpload.objects.filter(staged_at__lt=now - timedelta(days=1))[:500])
    unstage(stale)
    drafts, _rows = Draft.objects.filter(saved_at__lt=now - timedelta(days=30)).delete()
    pcs, _rows = SignedPc.objects.filter(on__lt=localtime.local_day(now)).delete()
    sessions, _rows = Session.objects.filter(expire_date__lt=now).delete()
    return {"tokens": tokens, "uploads": len(stale), "drafts": drafts, "pcs": pcs, "sessions": sessions}
