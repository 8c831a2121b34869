"""Making and revoking the secret address of a person's shifts."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from mall.models import User
from staffing.models import CalendarFeed
from staffing.queries.feeds import hashed

if TYPE_CHECKING:
    from datetime import datetime

#: Octets of a secret.
LENGTH = 32


@transaction.atomic
def make_feed(*, by: User, now: datetime) -> str:
    """Make a person's feed; one that is in use opens nothing from now on. Returns the secret, which is not kept."""
    revoke_feed(by=by, now=now)
    secret = secrets.token_urlsafe(LENGTH)
    CalendarFeed.objects.create(person=by, key_hash=hashed(secret), made_at=now)
    return secret


@transaction.atomic
def revoke_feed(*, by: User, now: datetime) -> int:
    """Let the feed in use open nothing any more. Returns how many there were: one, or none."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once make one feed, not two
    return CalendarFeed.objects.filter(person=by, revoked_at=None).update(revoked_at=now)
