"""Opening many folders at once, for imports: as `open_folder` does one by one, in a few statements."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection

from casework import kinds
from casework.actions.folders import LONGEST_SEARCH_TEXT, phone_tail
from casework.models import Entry, Folder, PhoneTail, SearchText
from casework.words import normalise
from mall.localtime import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from mall.models import User

AT_ONCE = 500


def open_all(folders: Sequence[Folder], *, by: User, now: datetime) -> None:
    """Number and store folders, each on the day it was opened, and open their timelines.

    The folders come unsaved and without a number; afterwards they have both. Raises KeyError for a
    kind nobody registered.
    """
    wanted = Counter((kinds.kind(f.kind).prefix, local_day(f.opened_at)) for f in folders)
    last = {where: _take(*where, many) - many for where, many in sorted(wanted.items())}
    for folder in folders:
        where = kinds.kind(folder.kind).prefix, local_day(folder.opened_at)
        last[where] += 1
        folder.number = f"{where[0]}{where[1]:%Y%m%d}-{last[where]:04}"
    Folder.objects.bulk_create(folders, batch_size=AT_ONCE)
    record_all([(folder, "opened", {}) for folder in folders], by=by, now=now)


def record_all(lines: Iterable[tuple[Folder, str, dict[str, object]]], *, by: User, now: datetime) -> None:
    """HAND-08. Add one line to the timeline of each folder."""
    Entry.objects.bulk_create(
        [Entry(folder=folder, verb=verb, at=now, by=by, facts=facts) for folder, verb, facts in lines],
        batch_size=AT_ONCE,
    )


def write_all_words(words: Iterable[tuple[Folder, Iterable[str], Iterable[str]]]) -> None:
    """Store the words and phones that new folders are found by."""
    texts: list[SearchText] = []
    tails: list[PhoneTail] = []
    for folder, parts, phones in words:
        text = normalise(" ".join(part for part in parts if part))[:LONGEST_SEARCH_TEXT]
        texts.append(SearchText(folder=folder, text=text))
        tails += [tail for tail in (phone_tail(folder, phone) for phone in phones if phone) if tail is not None]
    SearchText.objects.bulk_create(texts, batch_size=AT_ONCE)
    PhoneTail.objects.bulk_create(tails, batch_size=AT_ONCE, ignore_conflicts=True)


def _take(prefix: str, day: date, many: int) -> int:
    """Take a run of numbers; returns the last of them. The counter stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO casework_numbercounter (prefix, "on", last) VALUES (%s, %s, %s) '
            'ON CONFLICT (prefix, "on") DO UPDATE SET last = casework_numbercounter.last + EXCLUDED.last '
            "RETURNING last",
            [prefix, day, many],
        )
        return int(cursor.fetchone()[0])
