"""One box: the shape of what was typed decides where it is looked for (design 8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from casework import kinds
from casework.models import Folder, PhoneTail, SearchText
from casework.queries import lookups as _lookups  # noqa: F401  # pk__any_of
from casework.words import blind_phone, blind_tail, normalise
from mall.asking import asking
from mall.roles import Permission
from mall.timeouts import TookTooLong, at_most
from mall.units import normalise_unit
from ui.paging import PARAMETER, Keyset, Page

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casework.models.folders import FolderQuerySet
    from mall.models import User

NUMBER, PHONE, TAIL, UNIT, TEXT, SHORT, EMPTY, SLOW = (
    "number",
    "phone",
    "tail",
    "unit",
    "text",
    "short",
    "empty",
    "slow",
)
NEWEST = Keyset(("-opened_at", "-id"))
FIELDS = (
    "id",
    "number",
    "kind",
    "stage",
    "rank",
    "title",
    "opened_at",
    "due_at",
    "warn_at",
    "closed_at",
    "department_id",
    "desk_id",
    "handler_id",
)
MOST_COUNTED = 1_000
# Up to so many hits are fetched by the index; with more the newest folders are walked, where hits are dense.
MOST_FETCHED = 4_000
# So many of the newest are looked at to tell a word that stands in many: where four of six hundred hold it, fifty rows
# are found by walking the newest seven thousand, which is quicker than fetching thousands of hits by the index and
# giving up.
SAMPLE = 600
DENSE = 4
# So many times as many of the newest as the sample lets expect are looked at for a page, and this many at most.
SPARE = 1.5
MOST_LOOKED_AT = 10_000
MOST_WORDS = 6
LONGEST = 100
TIMEOUT_MS = 4_000
YEARS_BACK = 10

_WHOLE_NUMBER = re.compile(r"([A-Z]{2,4})(\d{8})-(\d{1,6})")
_DAY_NUMBER = re.compile(r"([A-Z]{2,4})(\d{6,8})")
_PART_NUMBER = re.compile(r"([A-Z]{2,4})?(\d{4})?(\d{4})-(\d{1,6})")
_FOUR = re.compile(r"\d{4}")

# What upper apps add: merchants by name or pinyin, say. Called with the person and the text; answers groups of hits.
Hook = Callable[["User", str], "SideHits | None"]
_HOOKS: list[Hook] = []


@dataclass(frozen=True)
class SideHits:
    """What a desk found beside the folders, under its own heading."""

    label: Any
    rows: list[Any]
    template: str


@dataclass(frozen=True)
class SearchAnswer:
    """What was found: `kind` says by which path, `count` how many (at most 1,000; `more` when there are more).

    `next` and `previous` are query strings of the neighbouring pages, or ''. Kind `short` asks for two characters,
    `slow` for narrower words.
    """

    kind: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    more: bool = False
    next: str = ""
    previous: str = ""
    beside: list[SideHits] = field(default_factory=list)

    @property
    def count_words(self) -> str:
        """The count as it is shown: "1000+" beyond what is counted."""
        return f"{self.count}+" if self.more else str(self.count)


def add_hook(hook: Hook) -> None:
    """Let an upper app answer beside the folders; repeating it is harmless."""
    if hook not in _HOOKS:
        _HOOKS.append(hook)


def shape(text: str, today: date) -> tuple[str, Any]:
    """Which path a text takes, and what is looked for on it.

    A folder's number, whole (TS20261122-0007) or in part (1122-7, TS20261122); a phone, whole or its last four digits;
    a unit; else words.
    """
    plain = normalise(text)[:LONGEST]
    bare = plain.replace(" ", "").upper()
    if not bare:
        return EMPTY, None
    numbers = _numbers(bare, today)
    if numbers is not None:
        return NUMBER, numbers
    if _FOUR.fullmatch(bare):
        return TAIL, blind_tail(bare)
    blinds = blind_phone(plain)
    if blinds is not None:
        return PHONE, blinds[0]
    unit = normalise_unit(plain)
    if unit is not None:
        return UNIT, [unit.lower()]
    words = [word for word in plain.split() if len(word) > 1][:MOST_WORDS]
    return (TEXT, words) if words else (SHORT, plain)


def search(
    user: User, text: str, parameters: Mapping[str, str] | None = None, *, today: date, size: int = 50
) -> SearchAnswer:
    """Find folders the person may see, newest first, by keyset pages (`parameters` is the query string).

    Runs under a time-out of its own: words too common for it answer kind `slow`.
    """
    kind, wanted = shape(text, today)
    beside = [found for found in (hook(user, text) for hook in _HOOKS) if found is not None and found.rows]
    if kind in (SHORT, EMPTY):
        return SearchAnswer(kind, beside=beside)
    try:
        with at_most(TIMEOUT_MS):
            answer = _answer(user, kind, wanted, text, parameters or {}, size)
    except TookTooLong:
        return SearchAnswer(SLOW, beside=beside)
    return SearchAnswer(**{**answer, "beside": beside})


def folders_with_words(user: User, words: list[str]) -> FolderQuerySet:
    """Folders the person may see whose text holds all the words (normalised, two characters at least)."""
    found, _many = _by_words(user, words)
    return found


def _answer(user: User, kind: str, wanted: Any, text: str, parameters: Mapping[str, str], size: int) -> dict[str, Any]:
    visible = Folder.objects.visible_to(user)
    many = 0
    if kind == NUMBER:
        found = _of_numbers(visible, wanted)
    elif kind in (PHONE, TAIL):
        column = "whole" if kind == PHONE else "last4"
        newest = PhoneTail.objects.filter(**{column: wanted}).order_by("-opened_at", "-folder_id")
        found = visible.filter(pk__any_of=list(newest.values_list("folder_id", flat=True)[:MOST_FETCHED]))
    else:
        found, many = _by_words(user, wanted)
    page = _of_the_newest(visible, wanted, many, parameters, size) if many and PARAMETER not in parameters else None
    page = page or NEWEST.page(found.values(*FIELDS), parameters, size=size)
    if kind == TAIL and not page.rows:  # four digits of a text, then
        kind, (found, many) = TEXT, _by_words(user, [normalise(text)])
        page = NEWEST.page(found.values(*FIELDS), parameters, size=size)
    if not page.next and not page.previous:
        count = len(page.rows)
    elif not many:
        count = found.order_by()[: MOST_COUNTED + 1].count()
    else:
        # Counting would read all that the walk spares; who sees every department sees as many as there are.
        count = MOST_COUNTED + 1 if user.may(Permission.ALL_FOLDERS) else len(page.rows)
    return {
        "kind": kind,
        "rows": page.rows,
        "count": min(count, MOST_COUNTED),
        "more": count > MOST_COUNTED or (many and bool(page.next)),
        "next": page.next_query,
        "previous": page.previous_query,
    }


def _numbers(bare: str, today: date) -> tuple[str, list[str]] | None:
    """Whole numbers to look for, or the beginning of one."""
    whole = _WHOLE_NUMBER.fullmatch(bare)
    if whole is not None:
        return "in", [f"{whole[1]}{whole[2]}-{int(whole[3]):04}"]
    part = _PART_NUMBER.fullmatch(bare)
    if part is not None:
        heads = [part[1]] if part[1] else list(kinds.prefixes())
        years = [part[2]] if part[2] else [str(today.year - back) for back in range(YEARS_BACK)]
        serial = f"{int(part[4]):04}"
        return "in", [f"{head}{year}{part[3]}-{serial}" for head in heads for year in years]
    begun = _DAY_NUMBER.fullmatch(bare)
    if begun is not None and begun[1] in kinds.prefixes():
        return "startswith", [bare]
    return None


def _of_numbers(visible: FolderQuerySet, wanted: tuple[str, list[str]]) -> FolderQuerySet:
    how, numbers = wanted
    return visible.filter(number__in=numbers) if how == "in" else visible.filter(number__startswith=numbers[0])


def _by_words(user: User, words: list[str]) -> tuple[FolderQuerySet, int]:
    """The folders that hold all words; and how many of the sample do, where they are too many for the index."""
    visible = Folder.objects.visible_to(user)
    many = _hits_in_sample(words)
    if not many:
        ids = _probe(words)
        if len(ids) <= MOST_FETCHED:
            return visible.filter(pk__any_of=ids), 0
    # A sub-select that is no join keeps the planner on the walk from the newest folder down.
    texts: QuerySet[SearchText, Any] = SearchText.objects.filter(folder=OuterRef("pk")).values("text")
    walked = visible.annotate(words=Subquery(texts))
    for word in words:
        walked = walked.filter(words__contains=word)
    return walked, many or 1


def _hits_in_sample(words: list[str]) -> int:
    """How many of the newest folders hold the words, where far more hold them than are ever counted; else none.

    The index would have to read every one of them (a second and more at a million), the walk only the first hits.
    """
    with asking() as cursor:
        cursor.execute(
            "SELECT (SELECT reltuples FROM pg_class WHERE oid = 'casework_searchtext'::regclass), count(*)"
            f" FROM casework_searchtext WHERE {_among(words)}",
            _values(words, SAMPLE),
        )
        stored, hits = cursor.fetchone()
    return hits if hits >= DENSE and stored * hits / SAMPLE > MOST_FETCHED else 0


def _of_the_newest(
    visible: FolderQuerySet, words: list[str], many: int, parameters: Mapping[str, str], size: int
) -> Page | None:
    """The first page of a word that stands in many, where the newest folders alone fill it; else None.

    As many of them are looked at as the sample lets expect, all in one go: half the price of a walk row by row.
    """
    enough = min(MOST_LOOKED_AT, round(SPARE * SAMPLE * (size + 1) / many))
    hits = visible.filter(pk__any_of=_among_newest(words, enough))
    page = NEWEST.page(hits.values(*FIELDS), parameters, size=size)
    return page if page.next else None


def _among_newest(words: list[str], newest: int) -> list[int]:
    """Which of so many of the newest folders hold all words."""
    with asking() as cursor:
        cursor.execute(f"SELECT folder_id FROM casework_searchtext WHERE {_among(words)}", _values(words, newest))
        return [pk for (pk,) in cursor.fetchall()]


def _among(words: list[str]) -> str:
    """Whether a text is of one of the newest folders and holds all words."""
    newest = "SELECT id FROM casework_folder ORDER BY opened_at DESC, id DESC LIMIT %s"
    return " AND ".join([f"folder_id = ANY(ARRAY({newest}))", *["text LIKE %s"] * len(words)])


def _values(words: list[str], newest: int) -> list[Any]:
    return [newest, *(f"%{_escaped(word)}%" for word in words)]


def _probe(words: list[str]) -> list[int]:
    """The folders whose text holds all words, by the index of 2-grams; each hit verified on the text itself."""
    conditions, values = [], []
    for word in words:
        conditions.append("casework_grams(text) @> casework_grams(%s)")
        values.append(word)
        conditions.append("text LIKE %s")
        values.append(f"%{_escaped(word)}%")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT folder_id FROM casework_searchtext WHERE {' AND '.join(conditions)} LIMIT {MOST_FETCHED + 1}",
            values,
        )
        return [pk for (pk,) in cursor.fetchall()]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
