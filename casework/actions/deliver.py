"""Carrying the outbox out: e-mail and group chat, tried again with growing pauses, given up after a limit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from casework.models import Reminder
from casework.queries.notices import said
from casework.rules.receivers import group_address

log = structlog.get_logger()

# How long to wait after each failed try; after the last the message is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
LONGEST_PROBLEM = 300


class NotCarried(Exception):
    """The carrier did not take the message."""


@dataclass
class Delivered:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def deliver(now: datetime, *, most: int = 2_000) -> Delivered:
    """Send every message whose hour has come, oldest first.

    Each is claimed and its next try written down before it is sent: a worker killed in between loses nothing, for it
    is sent again after the pause. A mail has the same identity then, by which a mail server knows a double; a group
    chat knows none, so the message itself says that it may have come before.
    """
    done = Delivered()
    while done.sent + done.failed + done.given_up < most:
        reminder = claim(now)
        if reminder is None:
            break
        try:
            _carry(reminder)
        except Exception as failure:  # noqa: BLE001 - a carrier may fail in any way; the others go on
            _failed(reminder, failure, now)
            done.failed += 1
            done.given_up += reminder.given_up_at is not None
            continue
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=now, problem="")
        done.sent += 1
    return done


def claim(now: datetime) -> Reminder | None:
    """Take the message that has waited longest, and write down when it is tried next should this try be lost."""
    with transaction.atomic():
        reminder = (
            Reminder.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("folder", "receiver", "department")
            .filter(sent_at=None, given_up_at=None, send_at__lte=now)
            .order_by("send_at", "id")
            .first()
        )
        if reminder is None:
            return None
        if reminder.attempts > len(WAITS):
            reminder.given_up_at = now
            reminder.save(update_fields=["given_up_at"])
            return claim(now)
        reminder.send_at = now + WAITS[min(reminder.attempts, len(WAITS) - 1)]
        # A try that failed left its problem behind; one that left nothing was cut off, perhaps after the sending.
        reminder.in_doubt = reminder.attempts > 0 and not reminder.problem
        reminder.attempts += 1
        reminder.problem = ""
        reminder.save(update_fields=["send_at", "attempts", "problem"])
        return reminder


def _carry(reminder: Reminder) -> None:
    if reminder.channel == Reminder.Channel.MAIL:
        _mail(reminder)
    elif reminder.channel == Reminder.Channel.GROUP:
        _group(reminder)


def _mail(reminder: Reminder) -> None:
    person, department = reminder.receiver, reminder.department
    if person is not None:
        address, language = person.email if person.is_active else "", person.language
    else:
        address, language = department.email if department else "", settings.LANGUAGE_CODE
    if not address:
        return
    with translation.override(language):
        sentence = said([reminder])[0].sentence
        body = f"{sentence}\n\n{_('Open the service desk to see more. Please do not answer this mail.')}\n"
        mark = hashlib.sha256(reminder.key.encode()).hexdigest()[:32]
        headers = {"Message-ID": f"<{mark}@fuwutai>", "Auto-Submitted": "auto-generated"}
        EmailMessage(subject=sentence[:120], body=body, to=[address], headers=headers).send()


def _group(reminder: Reminder) -> None:
    import apprise  # slow to import: only the worker that needs it pays

    address = group_address(reminder.department) if reminder.department is not None else ""
    if not address:
        return
    with translation.override(settings.LANGUAGE_CODE):
        sentence = said([reminder])[0].sentence
        if reminder.in_doubt:
            sentence = _("%(sentence)s (Sent again: it may have come before.)") % {"sentence": sentence}
    carrier = apprise.Apprise()
    if not carrier.add(address) or not carrier.notify(body=sentence):
        message = "the group chat did not take it"
        raise NotCarried(message)


def _failed(reminder: Reminder, failure: Exception, now: datetime) -> None:
    """Keep what went wrong (its kind, never its words, which may hold addresses) and give up after the last try."""
    reminder.problem = type(failure).__name__[:LONGEST_PROBLEM]
    if reminder.attempts > len(WAITS):
        reminder.given_up_at = now
    reminder.save(update_fields=["problem", "given_up_at"])
    log.warning("message_not_carried", message=reminder.pk, channel=reminder.channel, kind=reminder.problem)
