"""Opening, moving, closing a folder; its number, its timeline, its audience, its words for the search."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import F

from casework import kinds
from casework.models import Audience, Clock, Entry, Folder, FollowUp, Handoff, PhoneTail, Reminder, SearchText
from casework.rules.folders import obstacles_to_closing, obstacles_to_reopening, who_may_be_told
from casework.words import blind_phone, normalise
from mall.asking import asking
from mall.localtime import local_day
from mall.models import Desk, User
from mall.together import NextKeys
from ui.obstacles import Conflict, refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import Model

    from mall.models import Department

LONGEST_TITLE = 200
LONGEST_SEARCH_TEXT = 8_000


def next_number(prefix: str, now: datetime, *papers: Model) -> str:
    """Take the next number of a prefix on the mall's day: `TS20261122-0007`; papers get their keys along with it.

    The counter row stays locked until the transaction ends, so a number is never given twice; a transaction that is
    rolled back gives its number back or leaves a gap.
    """
    day, keys = local_day(now), NextKeys(*papers)
    with asking() as cursor:
        cursor.execute(
            'INSERT INTO casework_numbercounter (prefix, "on", last) VALUES (%s, %s, 1) '
            'ON CONFLICT (prefix, "on") DO UPDATE SET last = casework_numbercounter.last + 1 '
            f"RETURNING {', '.join(['last', *keys.sql])}",
            [prefix, day, *keys.values],
        )
        last, *given = cursor.fetchone()
    keys.give(given)
    return f"{prefix}{day:%Y%m%d}-{last:04}"


class Head(TypedDict):
    """What a folder's head says when it is opened."""

    kind: str
    title: str
    department: Department
    desk: Desk | None
    due_at: NotRequired[datetime | None]
    is_file: NotRequired[bool]
    confidential: NotRequired[bool]
    safety: NotRequired[bool]
    stage: NotRequired[str]
    rank: NotRequired[int]
    handler: NotRequired[User | None]


def open_folder(*, by: User, now: datetime, opened_at: datetime | None = None, **head: Unpack[Head]) -> Folder:
    """Open a folder of a registered kind under the next number of the day.

    `opened_at` is for papers brought in later (imports); the number counts on that day. Raises KeyError for a kind
    nobody registered.
    """
    folder = new_folder(by=by, now=now, opened_at=opened_at, **head)
    folder.save(force_insert=True)
    record(folder, "opened", by=by, now=now)
    return folder


def new_folder(
    *papers: Model, by: User, now: datetime, opened_at: datetime | None = None, **head: Unpack[Head]
) -> Folder:
    """The same folder, not stored: for who stores the papers of its opening together with it (`mall.together`).

    It has its key, and so have the papers that others will name.
    """
    head["title"] = head["title"][:LONGEST_TITLE]
    folder = Folder(**head, opened_at=opened_at or now, opened_by=by, warn_at=head.get("due_at"))
    folder.number = next_number(kinds.kind(folder.kind).prefix, folder.opened_at, folder, *papers)
    return folder


def record(
    folder: Folder, verb: str, *, by: User | None, now: datetime, facts: Mapping[str, Any] | None = None
) -> Entry:
    """HAND-08. Add one line to the timeline; lines are never changed, only followed by others.

    Facts are ids, numbers and field names, never names, phones or free text.
    """
    entry = line(folder, verb, by=by, now=now, facts=facts)
    entry.save(force_insert=True)
    return entry


def line(folder: Folder, verb: str, *, by: User | None, now: datetime, facts: Mapping[str, Any] | None = None) -> Entry:
    """The same line, not stored: for who stores several papers together."""
    return Entry(folder=folder, verb=verb, at=now, by=by, facts=dict(facts or {}))


def lock(folder: Folder) -> Folder:
    """Read the folder again and hold it until the transaction ends, so that two acts follow one another."""
    return Folder.objects.select_for_update(of=("self",), no_key=True).get(pk=folder.pk)


def bump_version(
    folder: Folder,
    expected: int | None,
    *,
    mine: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
    labels: Mapping[str, Any] | None = None,
) -> int:
    """Take the next version of a folder, if it still is the one the form was made from.

    `expected` None skips the check. Raises `Conflict` with both texts and who saved in between.
    """
    rows = Folder.objects.filter(pk=folder.pk)
    if expected is not None:
        rows = rows.filter(version=expected)
    if rows.update(version=F("version") + 1):
        folder.version = (folder.version if expected is None else expected) + 1
        return folder.version
    current = Folder.objects.get(pk=folder.pk)
    last = folder.entries.exclude(by=None).select_related("by").order_by("-at", "-id").first()
    raise Conflict(
        mine=mine or {},
        theirs=theirs or {},
        changed_by=str(last.by) if last and last.by else "",
        changed_at=last.at if last else None,
        version=current.version,
        labels=labels,
    )


def move_stage(folder: Folder, stage: str, *, by: User, now: datetime, verb: str = "", **facts: Any) -> None:
    """Copy the desk's own state to the folder's head, for the queues; with a verb it is a line of the timeline too."""
    before = folder.stage
    folder.stage = stage
    folder.save(update_fields=["stage"])
    if verb:
        record(folder, verb, by=by, now=now, facts={"from": before, "to": stage, **facts})


def take_over(folder: Folder, handler: User, *, by: User, now: datetime) -> None:
    """Give the folder to the person who handles it from now on."""
    folder.handler = handler
    folder.save(update_fields=["handler"])
    record(folder, "taken_over", by=by, now=now, facts={"person": handler.pk})


@transaction.atomic
def close_folder(folder: Folder, *, by: User, now: datetime, keep: tuple[str, ...] = ()) -> None:
    """Close a matter: nothing is due any more but the kinds to keep. Raises Refused while papers are open."""
    refuse_if(obstacles_to_closing(folder))
    Clock.objects.filter(folder=folder).running().exclude(kind__in=keep).update(stopped_at=now, next_step_at=None)
    folder.closed_at, folder.closed_by = now, by
    folder.due_at = folder.warn_at = folder.paused_at = folder.due_department = None
    folder.due_kind = ""
    folder.save(
        update_fields=["closed_at", "closed_by", "due_at", "warn_at", "paused_at", "due_kind", "due_department"]
    )
    folder.pauses.filter(ended_at=None).update(ended_at=now, ended_by=by)
    unsaid = Reminder.objects.filter(folder=folder, kind__startswith="clock.", send_at__gt=now)
    unsaid.exclude(facts__what__in=keep).update(given_up_at=now)
    record(folder, "closed", by=by, now=now)


@transaction.atomic
def reopen_folder(folder: Folder, *, by: User, now: datetime) -> None:
    """Open a closed matter again; it keeps its number and all its papers. Raises Refused when it is open."""
    refuse_if(obstacles_to_reopening(folder))
    folder.closed_at = folder.closed_by = None
    folder.reopened += 1
    folder.save(update_fields=["closed_at", "closed_by", "reopened"])
    record(folder, "reopened", by=by, now=now, facts={"times": folder.reopened})


def add_audience(
    folder: Folder,
    *,
    by: User,
    now: datetime,
    department: Department | None = None,
    person: User | None = None,
    may: str = Audience.May.READ,
) -> Audience:
    """Let a department or a person in; a person who is shut out stays out. Handling includes reading."""
    found, made = Audience.objects.get_or_create(
        folder=folder, department=department, person=person, defaults={"may": may}
    )
    if not made and found.may == Audience.May.READ and may == Audience.May.HANDLE:
        found.may = may
        found.save(update_fields=["may"])
    if made and person is not None:
        record(folder, "let_in", by=by, now=now, facts={"person": person.pk})
    return found


def let_in(
    folder: Folder, whom: Department | User, *, by: User, now: datetime, may: str = Audience.May.READ
) -> Audience:
    """Let a department or a person in to read (or, with `may`, to handle)."""
    if isinstance(whom, User):
        return add_audience(folder, person=whom, may=may, by=by, now=now)
    return add_audience(folder, department=whom, may=may, by=by, now=now)


def shut_out(folder: Folder, person: User, *, by: User, now: datetime, for_a_time: bool = False) -> None:
    """Keep a person out of the folder: whom it is about neither sees it, nor handles it, nor is told of it.

    `for_a_time` until `let_back`, without a line of the timeline: not everybody who reads the folder may know of whom
    it speaks. Who is kept out for good stays so.
    """
    nothing = Audience.May.NOTHING
    row, made = Audience.objects.select_for_update().get_or_create(
        folder=folder,
        department=None,
        person=person,
        defaults={"may": nothing, "restored_to": Audience.UNLISTED if for_a_time else ""},
    )
    if not for_a_time:
        row.may, row.restored_to = nothing, ""
    elif row.may != nothing:
        row.may, row.restored_to = nothing, row.may
    row.save(update_fields=["may", "restored_to"])
    if folder.handler_id == person.pk:
        folder.handler = None
        folder.save(update_fields=["handler"])
    Handoff.objects.unanswered().filter(folder=folder, assigned_to=person).update(assigned_to=None)  # type: ignore[attr-defined]  # the manager knows it, its type does not
    FollowUp.objects.filter(folder=folder, done_at=None, assigned_to=person).update(assigned_to=None)
    # What was told before is taken back, read or not.
    Reminder.objects.filter(folder=folder, receiver=person, given_up_at=None).update(given_up_at=now)
    if made and not for_a_time:
        record(folder, "shut_out", by=by, now=now, facts={"person": person.pk})


def let_back(folder: Folder, person: User) -> None:
    """Let a person who was kept out for a time do again what he might do before; who is kept out for good stays out.

    No line of the timeline says so, as none said that he was kept out.
    """
    rows = Audience.objects.filter(folder=folder, person=person, may=Audience.May.NOTHING).exclude(restored_to="")
    rows.filter(restored_to=Audience.UNLISTED).delete()
    rows.update(may=F("restored_to"), restored_to="")


def keep_secret(folder: Folder, *, now: datetime) -> None:
    """CMP-46. From now on only who is let in, or may read secrets, sees the folder.

    Let people in before. What others were told of it is taken back, read or not; no group chat hears of it any more.
    """
    folder.confidential = True
    folder.save(update_fields=["confidential"])
    told = Reminder.objects.filter(folder=folder, given_up_at=None)
    people = User.objects.filter(pk__in=told.filter(receiver__isnull=False).values("receiver"))
    keeping = [person.pk for person in who_may_be_told(folder, people)]
    told.exclude(receiver__in=keeping).filter(receiver__isnull=False).update(given_up_at=now)
    told.filter(receiver=None, sent_at=None).update(given_up_at=now)


def send_away(folder: Folder, department: Department) -> None:
    """Take back what `let_in` gave a department."""
    Audience.objects.filter(folder=folder, department=department).delete()


def write_search_text(folder: Folder, text: str | Iterable[str], *, phones: Iterable[str] = ()) -> None:
    """Store the words a folder is found by, and its phones as blind indexes; nothing is written when nothing changed.

    Call it again with everything whenever a word or a phone changes. Texts that are no phone number are passed over.
    """
    words, *wanted = search_rows(folder, text, phones=phones)
    if not SearchText.objects.filter(folder=folder).exclude(text=words.text).update(text=words.text):
        SearchText.objects.bulk_create([words], ignore_conflicts=True)
    PhoneTail.objects.filter(folder=folder).exclude(whole__in=[row.whole for row in wanted]).delete()
    if wanted:
        PhoneTail.objects.bulk_create(wanted, ignore_conflicts=True)


def search_rows(
    folder: Folder, text: str | Iterable[str], *, phones: Iterable[str] = ()
) -> tuple[SearchText, *tuple[PhoneTail, ...]]:
    """What a folder is found by, not stored: its words, then its phones, each once."""
    words = normalise(text if isinstance(text, str) else " ".join(part for part in text if part))[:LONGEST_SEARCH_TEXT]
    tails = {row.whole: row for row in (phone_tail(folder, phone) for phone in phones) if row is not None}
    return SearchText(folder=folder, text=words), *tails.values()


def phone_tail(folder: Folder, phone: str) -> PhoneTail | None:
    """The blind indexes of a phone, not saved; None when the text is no phone number."""
    blinds = blind_phone(phone)
    if blinds is None:
        return None
    return PhoneTail(folder=folder, whole=blinds[0], last4=blinds[1], opened_at=folder.opened_at)


def fingerprint(*parts: object) -> str:
    """A sha256 of some values, to know a row or a file again."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
