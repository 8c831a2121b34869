"""Telling people: rows of the outbox, one for each receiver and channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.models import Reminder
from casework.notice_kinds import notice_kind
from casework.rules.folders import departments_that_may_be_told, who_may_be_told
from casework.rules.receivers import at_the_desk, can_be_told, group_address, may_go_out_at
from mall.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casework.models import Folder, Handoff
    from mall.models import Department

LONGEST_KEY = 160
C = Reminder.Channel


def tell(  # noqa: PLR0913 - one argument per fact of the message
    receivers: Iterable[User],
    kind: str,
    folder: Folder | None,
    *,
    key: str,
    now: datetime,
    urgent: bool = False,
    facts: Mapping[str, Any] | None = None,
    departments: Iterable[Department] = (),
) -> int:
    """Put a message into the outbox for each receiver (bell and e-mail) and each department.

    A department is told in its group chat and by its own e-mail address, whichever it has; a caller just names it.
    `key` names the occasion: the same key is told once to each receiver and channel, however often this is called.
    Who is shut out of the folder is never told, nor who may not read a secret one. A muted kind is left out, unless
    it is urgent or the folder carries the safety flag; only such a message goes out at any hour. Returns how many
    rows are new.
    """
    about = notice_kind(kind)
    loud = urgent or about.urgent or (folder is not None and folder.safety)
    if folder is not None:
        receivers = who_may_be_told(folder, receivers)
        departments = departments_that_may_be_told(folder, filter(can_be_told, departments), now)
    people = {person.pk: person for person in receivers if person.is_active}
    if about.mutable and not loud:
        people = {pk: person for pk, person in people.items() if kind not in (person.muted or ())}
    head = Reminder(folder=folder, kind=kind, facts=dict(facts or {}), urgent=loud, made_at=now)
    hours = _Hours(people, now, loud=loud)
    rows: list[Reminder] = []
    for person in people.values():
        send_at = hours.of_person(person.pk)
        # The bell needs no carrier: it is heard from `send_at` on.
        rows.append(_copy(head, key, receiver=person, channel=C.BELL, send_at=send_at, sent_at=send_at))
        if person.email and (about.mails or loud):
            rows.append(_copy(head, key, receiver=person, channel=C.MAIL, send_at=send_at))
    for department in departments:
        send_at = hours.of_department(department)
        if group_address(department):
            rows.append(_copy(head, key, department=department, channel=C.GROUP, send_at=send_at))
        if department.email and (about.mails or loud):
            rows.append(_copy(head, key, department=department, channel=C.MAIL, send_at=send_at))
    if not rows:
        return 0
    before = Reminder.objects.filter(key__in=[row.key for row in rows]).count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows) - before


class _Hours:
    """From when each receiver may be told, the calendars read once."""

    def __init__(self, people: Iterable[int], now: datetime, *, loud: bool) -> None:
        self.now, self.loud = now, loud
        self.desk_ids = set() if loud else at_the_desk(people, now)
        self.known: dict[bool, datetime] = {}

    def of_person(self, pk: int) -> datetime:
        return self._at(desk=pk in self.desk_ids)

    def of_department(self, department: Department) -> datetime:
        return self._at(desk=department.code == department.CUSTOMER_SERVICE)

    def _at(self, *, desk: bool) -> datetime:
        if self.loud:
            return self.now
        if desk not in self.known:
            self.known[desk] = may_go_out_at(self.now, desk=desk)
        return self.known[desk]


def _copy(head: Reminder, key: str, **values: Any) -> Reminder:
    whom = f"d{values['department'].pk}" if "department" in values else values["receiver"].pk
    return Reminder(
        key=f"{key}:{whom}:{values['channel']}"[-LONGEST_KEY:],
        folder=head.folder,
        kind=head.kind,
        facts=head.facts,
        urgent=head.urgent,
        made_at=head.made_at,
        **values,
    )


def mark_read(user: User, *, now: datetime, pk: int | None = None) -> int:
    """Mark one message, or all that were heard, as read. Returns how many."""
    unread = Reminder.objects.filter(receiver=user, channel=C.BELL, read_at=None, given_up_at=None, send_at__lte=now)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=now)


def mute(user: User, kinds: Iterable[str]) -> None:
    """Choose the kinds a person does not want to be told; kinds that cannot be muted are passed over."""
    user.muted = sorted({code for code in kinds if notice_kind(code).mutable})
    user.save(update_fields=["muted"])


def take_back(key: str, *, now: datetime) -> list[User]:
    """Take back what was told on an occasion, read or not. Returns who had heard it by now, to be told so."""
    told = Reminder.objects.filter(key__startswith=f"{key}:", given_up_at=None)
    heard = list(User.objects.filter(pk__in=told.filter(channel=C.BELL, send_at__lte=now).values("receiver")))
    told.update(given_up_at=now)
    return heard


def unsay(folder: Folder, *, now: datetime, kinds: Iterable[str], handoff: Handoff | None = None) -> int:
    """Take back what was to be said of these obligations and has not been heard yet. Returns how many messages."""
    waiting = Reminder.objects.filter(
        folder=folder, kind__startswith="clock.", send_at__gt=now, given_up_at=None, facts__what__in=list(kinds)
    )
    if handoff is not None:
        waiting = waiting.filter(facts__handoff=handoff.pk)
    return waiting.update(given_up_at=now)
