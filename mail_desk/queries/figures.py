"""What came and what went in a stretch of time, by class, by desk and by person: of a day, of a month."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    Sum,
    When,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.kinds import address_of
from mail_desk import held
from mail_desk.models import Collection, Delivery, MailClass, MailItem, Mend
from mail_desk.states import OPEN, State
from mall.bilingual import in_english, name_in
from mall.held import table
from mall.limits import limit
from mall.localtime import Bounds
from mall.models import Desk, User
from mall.prepared import RowsAt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ui.obstacles import StrOrPromise

S = State
#: The columns of every total, in their order: what came and was taken, what was refused, how the rest went.
COLUMNS: dict[str, StrOrPromise] = {
    "came": pgettext_lazy("mail", "Taken in"),
    "refused": pgettext_lazy("mail", "Refused"),
    "handed_out": pgettext_lazy("mail", "Handed out"),
    "collected": pgettext_lazy("mail", "Collected"),
    "returned": pgettext_lazy("mail", "Returned"),
}
#: The column an end counts in, the desk it counts for, and the person through whose hands it went.
_HOW = {
    S.DISTRIBUTED: ("handed_out", "delivery__folder__desk", "given__by"),
    S.COLLECTED: ("collected", "fetched__desk", "fetched__by"),
    S.RETURNED: ("returned", "sent__folder__desk", "sent__handed_by"),
}
WENT = {state: column for state, (column, _desk, _person) in _HOW.items()}
#: How long open items have been here: up to so many days, and how the stretch is called.
AGES: tuple[tuple[int, StrOrPromise], ...] = (
    (3, _("up to 3 days")),
    (7, _("4 to 7 days")),
    (30, _("8 to 30 days")),
    (0, _("more than 30 days")),
)
UNSAID = ""


class Line(NamedTuple):
    """A line of a table of totals."""

    label: str
    cells: list[int]


class _Act(NamedTuple):
    """Pieces of one class that were taken in, refused or given away at a desk by a person."""

    column: str
    mail_class: str | None
    desk: int | None
    person: int | None
    pieces: int
    scanned_only: bool = False


def totals(bounds: Bounds) -> dict[str, Any]:
    """MAIL-05, MAIL-12, R-02. Count a stretch of time in pieces: one walk over its mail, whatever is asked of it.

    A bundle counts with its quantity, what was struck out not at all. Plain numbers, codes and ids, so they can be
    frozen: `classes` by code, `desks` and `people` by id. Each of the three adds up to `total`. What is `scanned_only`
    is in no class yet, and keeps a month from being closed.
    """
    classes, desks, people = (defaultdict[str, dict[str, int]](_nought) for _table in range(3))
    for row in held.mail_classes():
        classes[row.code] = _nought()
    scanned_only = 0
    for act in _acts(bounds):
        scanned_only += act.pieces if act.scanned_only else 0
        for counted, key in ((classes, act.mail_class), (desks, act.desk), (people, act.person)):
            counted[str(key or UNSAID)][act.column] += act.pieces
    return {
        "classes": dict(classes),
        "order": list(classes),  # what is frozen forgets the order of its keys
        "total": {column: sum(one[column] for one in classes.values()) for column in COLUMNS},
        "desks": dict(desks),
        "people": dict(people),
        "scanned_only": scanned_only,
    }


def _nought() -> dict[str, int]:
    return dict.fromkeys(COLUMNS, 0)


def _acts(bounds: Bounds) -> Iterator[_Act]:
    """What came in and what left.

    Mail is taken in, refused and handed out at the desk that signed for its delivery; it is collected at the desk of
    the collection and returned from that of the slip.
    """
    codes = {row["id"]: row["code"] for row in _CODES()}
    for row in _MAIL(**bounds._asdict()):
        code = codes.get(row["mail_class"])
        if row["came"]:
            column = "refused" if row["state"] == S.REFUSED else "came"
            desk, person = row["delivery__folder__desk"], row["registered_by"]
            yield _Act(column, code, desk, person, row["pieces"], row["state"] == S.RECEIVED)
        if row["went"] and row["state"] in _HOW:
            column, at, by = _HOW[row["state"]]
            yield _Act(column, code, row[at], row[by], row["pieces"])


def _mail(begins: datetime, ends: datetime) -> Any:  # a queryset of dicts
    """One walk over what came and what went: by what, where and whose it was.

    An item goes at the hour of its paper; asked for the papers of the same time, PostgreSQL reads those together and
    not each by its key.
    """

    def within(time: str) -> Q:
        return Q((f"{time}__gte", begins), (f"{time}__lt", ends))

    came, went = within("received_at"), within("ended_at")
    rows = MailItem.objects.counted().filter(came | went).order_by()
    rows = rows.annotate(
        came=ExpressionWrapper(came, BooleanField()),
        went=ExpressionWrapper(went, BooleanField()),
        given=FilteredRelation("hand_out", condition=within("hand_out__at")),
        fetched=FilteredRelation("collection", condition=within("collection__at")),
        sent=FilteredRelation("return_batch", condition=within("return_batch__handed_at")),
    )
    whose = sorted({name for _column, *names in _HOW.values() for name in names} | {"registered_by"})
    return rows.values("mail_class", "state", "came", "went", *whose).annotate(pieces=Sum("quantity"))


_MAIL = RowsAt(_mail, *Bounds._fields, planned_once=True)
_CODES = RowsAt(lambda: MailClass.objects.order_by().values("id", "code"))


def open_by_age(at: datetime) -> list[dict[str, int]]:
    """MAIL-15. What the desk held at an hour, by the days it had been there: one question, oldest last."""
    borders = {name: at - timedelta(days=days) for name, (days, _label) in zip(_BORDERS, AGES, strict=False)}
    found = {row["age"]: row for row in _HELD(at=at, **borders)}
    return [{key: found.get(n, {}).get(key, 0) for key in ("items", "pieces")} for n in range(len(AGES))]


def _held_at(at: datetime, **borders: datetime) -> Any:  # a queryset of dicts
    then_here = Q(state__in=sorted(OPEN)) | (Q(ended_at__gte=at) & ~Q(state=S.VOID))
    stretch = Case(
        *(When(received_at__gt=borders[name], then=n) for n, name in enumerate(_BORDERS)), default=len(_BORDERS)
    )
    rows = MailItem.objects.filter(then_here, received_at__lt=at).order_by().annotate(age=stretch)
    return rows.values("age").annotate(items=Count("pk"), pieces=Sum("quantity"))


#: The hours between one stretch of ages and the next.
_BORDERS = tuple(f"border_{n}" for n in range(len(AGES) - 1))
_HELD = RowsAt(_held_at, "at", *_BORDERS)


def registration_of(bounds: Bounds) -> dict[str, Any]:
    """MAIL-09. How the deliveries of a stretch of time were registered: all, those late by folder, those unfinished."""
    rows = _DELIVERED(**bounds._asdict())
    allowed = limit("mail_register_min", bounds.begins)
    return {
        "all": len(rows),
        "late": [row["folder_id"] for row in rows if _took_too_long(row, allowed)],
        "unfinished": sum(row["finished_at"] is None for row in rows),
    }


_DELIVERED = RowsAt(
    lambda begins, ends: (
        Delivery.objects.filter(received_at__gte=begins, received_at__lt=ends)
        .order_by("received_at", "id")
        .values("folder_id", "received_at", "finished_at", "imported")
    ),
    *Bounds._fields,
)


def _took_too_long(row: Mapping[str, Any], allowed: timedelta) -> bool:
    """MAIL-09. Whether a delivery was registered late; what was imported says nothing of it."""
    finished: datetime | None = row["finished_at"]
    return finished is not None and not row["imported"] and finished - row["received_at"] > allowed


def deliveries_of(bounds: Bounds) -> list[dict[str, Any]]:
    """MAIL-09. The deliveries of a stretch of time, each with its pieces and how long its registration took.

    What was refused is among the pieces: it stands on the list of who brought it.
    """
    allowed = limit("mail_register_min", bounds.begins)
    found = _DELIVERIES(**bounds._asdict())
    for row in found:
        row["took"] = row["finished_at"] - row["received_at"] if row["finished_at"] else None
        row["late"] = _took_too_long(row, allowed)
        row["due_at"], row["pieces"] = row["received_at"] + allowed, row["pieces"] or 0
        row["carrier"], row["url"] = name_in(row, "carrier__name"), address_of("mail_delivery", row["folder__number"])
    return found


_DELIVERIES = RowsAt(
    lambda begins, ends: (
        Delivery.objects.filter(received_at__gte=begins, received_at__lt=ends)
        .order_by("received_at", "id")
        .annotate(pieces=Sum("items__quantity", filter=~Q(items__state=S.VOID)))
        .values(
            "folder_id",
            "folder__number",
            "carrier__name",
            "carrier__name_en",
            "brought_by",
            "received_at",
            "finished_at",
            "finished_by__name",
            "late_reason",
            "differs_reason",
            "announced",
            "imported",
            "pieces",
        )
    ),
    *Bounds._fields,
)


def without_proof(bounds: Bounds) -> list[int]:
    """MAIL-04. The collections given out without the proof their classes ask for, in the order of time.

    A release of which every item was taken back or struck out has not happened, and is not told.
    """
    return [row["id"] for row in _RELEASED(**bounds._asdict())]


_RELEASED = RowsAt(
    lambda begins, ends: (
        Collection.objects.filter(
            Exists(MailItem.objects.filter(collection=OuterRef("pk"), state=S.COLLECTED)), at__gte=begins, at__lt=ends
        )
        .exclude(without_proof="")
        .order_by("at", "id")
        .values("id")
    ),
    *Bounds._fields,
)


def released(collections: Iterable[int]) -> list[Collection]:
    """MAIL-04. These collections with who let them go, and their items with their numbers."""
    given = MailItem.objects.filter(state=S.COLLECTED).select_related("folder").order_by("id")
    rows = Collection.objects.filter(pk__in=collections).select_related("released_by", "by")
    return list(rows.prefetch_related(Prefetch("items", given)).order_by("at", "id"))


def mended_later(bounds: Bounds) -> int:
    """MAIL-12. How many items that had come before a stretch of time were put right in it."""
    return len(_MENDED(**bounds._asdict()))


_MENDED = RowsAt(
    lambda begins, ends: (
        Mend.objects.filter(at__gte=begins, at__lt=ends, item__received_at__lt=begins)
        .order_by()
        .values("item")
        .distinct()
    ),
    *Bounds._fields,
)


# -- figures in words


def class_lines(figures: Mapping[str, Any], names: Mapping[str, str]) -> list[Line]:
    """The table of classes in the order of the list, then what has none yet."""
    lines = [
        Line(names.get(code, code) or str(_("not said yet")), [cells.get(column, 0) for column in COLUMNS])
        for code, cells in ((code, figures["classes"][code]) for code in figures["order"])
        if code in names or any(cells.values())
    ]
    return [line for line in lines if line.label]


def class_names() -> dict[str, str]:
    """The classes by their codes, in the language of the page."""
    return {row.code: str(row) for row in held.mail_classes(in_use=False)}


def desk_names(figures: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The desks that figures speak of, by id, as they are called now: in both languages."""
    rows = Desk.objects.filter(pk__in=_ids(figures["desks"]))
    return {str(row.pk): {"name": row.name, "name_en": row.name_en} for row in rows}


def people_names(figures: Mapping[str, Any]) -> dict[str, str]:
    """The people that figures speak of, by id, as they are called now."""
    rows = User.objects.filter(pk__in=_ids(figures["people"])).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def _ids(table: Iterable[str]) -> list[str]:
    return [key for key in table if key != UNSAID]


def desk_lines(figures: Mapping[str, Any]) -> list[Line]:
    """What came and went at each desk, the busiest first; a closed month keeps the desks' names."""
    kept = figures.get("desk_names")
    if kept is None:
        names = {str(pk): str(desk) for pk, desk in table(Desk).get().items()}
    else:
        names = {key: (in_english() and row["name_en"]) or row["name"] for key, row in kept.items()}
    return _lines(figures["desks"], names, _("without a desk"))


def people_lines(figures: Mapping[str, Any]) -> list[Line]:
    """What each person registered and gave out, the busiest first; a closed month keeps the persons' names."""
    names = figures.get("people_names")
    if names is None:
        names = {str(pk): person.name for pk, person in table(User).get().items()}
    return _lines(figures["people"], names, _("not registered yet"))


def _lines(rows: Mapping[str, Mapping[str, int]], names: Mapping[str, str], unsaid: StrOrPromise) -> list[Line]:
    lines = [
        Line(names.get(key) or str(unsaid), [one.get(column, 0) for column in COLUMNS]) for key, one in rows.items()
    ]
    return sorted(lines, key=lambda line: -sum(line.cells))
