"""A worker killed at any point of a sweep or a delivery loses nothing and says nothing twice."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from casework.actions.deliver import deliver
from casework.actions.notices import tell
from casework.actions.sweep import sweep
from casework.models import Clock, Entry, Folder, Reminder
from mall.models import User
from mall.roles import Role
from tests import make, make_casework
from tests.dying import deaths
from tests.make_casework import at

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
DUE = at(26, 14)
MAIL_HOUR = at(26, 15)
FILED = "django.core.mail.backends.filebased.EmailBackend"


def sweep_all() -> None:
    """Take every step that is due; done by the process that is killed."""
    sweep(DUE)


def deliver_all(folder: str) -> None:
    """Send every message that is due into files; done by the process that is killed."""
    from django.conf import settings

    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILED, folder
    deliver(MAIL_HOUR)


def overdue(handler: User, clocks: int) -> list[Folder]:
    """Matters whose time is over."""
    made = [make_casework.folder(handler=handler) for _ in range(clocks)]
    for folder in made:
        make_casework.clock(folder)
    return made


def steps_of(folders: list[Folder]) -> list[tuple[int, int, int]]:
    """Of each matter: the step its clock stands at, the lines of its timeline, the messages about it."""
    return [
        (
            Clock.objects.get(folder=folder).rung,
            Entry.objects.filter(folder=folder, verb="clock_overdue").count(),
            Reminder.objects.filter(folder=folder, kind="clock.overdue").count(),
        )
        for folder in folders
    ]


def sent_to(where: Path, moment: int) -> dict[str, set[str]]:
    """Of each receiver of that moment: the identities of the mails that were sent."""
    found: dict[str, set[str]] = {}
    for path in where.glob("*.log"):
        for text in path.read_bytes().split(b"-" * 79):
            mail = message_from_bytes(text.strip())
            if str(mail["To"]).startswith(f"p{moment}-"):
                found.setdefault(mail["To"], set()).add(mail["Message-ID"])
    return found


def test_a_sweep_killed_at_any_statement_says_each_step_once() -> None:
    handler = make.person(name="坐席", email="agent@mall.example")
    make.person(Role.SUPERVISOR, name="主管")
    example = overdue(handler, 1)
    [untouched] = steps_of(example)
    sweep(DUE)
    [whole] = steps_of(example)
    assert whole[1:] == (1, 3)
    with deaths("tests.casework.test_killing:sweep_all") as process:
        for moment in count():
            folders = overdue(handler, 2)
            killed = process.die(moment)
            assert set(steps_of(folders)) <= {untouched, whole}
            sweep(DUE)
            assert steps_of(folders) == [whole, whole]
            if not killed:
                break
    assert moment > 20


def test_an_outbox_killed_at_any_statement_loses_no_mail_and_every_double_is_known(
    tmp_path: Path, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILED, str(tmp_path)
    folder = make_casework.folder()
    with deaths("tests.casework.test_killing:deliver_all") as process:
        for moment in count():
            people = [make.person(email=f"p{moment}-{n}@mall.example") for n in range(2)]
            for person in people:
                tell([person], "clock.overdue", folder, key=person.email, now=DUE)
            killed = process.die(moment, tmp_path)
            deliver(MAIL_HOUR)
            # The try that was lost is made again after its pause.
            deliver(MAIL_HOUR + timedelta(minutes=1))
            identities = sent_to(tmp_path, moment)
            assert sorted(identities) == sorted(person.email for person in people)
            assert all(len(marks) == 1 for marks in identities.values())
            assert not Reminder.objects.filter(sent_at=None, channel="mail").exists()
            if not killed:
                break
    assert moment > 10
