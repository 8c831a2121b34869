"""What came and what went in a stretch of time, by class, by desk and by person: of a day, of a month."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Q, Sum, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.kinds import address_of
from mail_desk import held
from mail_desk.models import Collection, Delivery, MailItem, Mend
from mail_desk.states import OPEN, State
from mall.bilingual import in_english, name_in
from mall.limits import limit
from mall.models import Desk, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mall.localtime import Bounds
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
WENT = {S.DISTRIBUTED: "handed_out", S.COLLECTED: "collected", S.RETURNED: "returned"}
#: Through whose hands it went.
_BY = {S.DISTRIBUTED: "hand_out__by", S.COLLECTED: "collection__by", S.RETURNED: "return_batch__handed_by"}
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


def totals(bounds: Bounds) -> dict[str, Any]:
    """MAIL-05, MAIL-12. Count a stretch of time in pieces: two questions, whatever is asked of it.

    A bundle counts with its quantity, what was struck out not at all. Plain numbers and codes, so they can be frozen:
    `classes` by code, `desks` by code, `people` by id.
    """
    came = _came(bounds)
    went = _went(bounds)
    classes: dict[str, dict[str, int]] = {row.code: _nought() for row in held.mail_classes()}
    desks: dict[str, dict[str, int]] = defaultdict(lambda: {"came": 0, "collected": 0})
    people: dict[int, dict[str, int]] = defaultdict(lambda: {"came": 0, "went": 0})
    for row in came:
        column = "refused" if row["turned_away"] else "came"
        classes.setdefault(row["mail_class__code"] or UNSAID, _nought())[column] += row["pieces"]
        if column == "came":
            desks[row["folder__desk__code"] or UNSAID]["came"] += row["pieces"]
        person = row["registered_by"]
        if person is not None:
            people[person]["came"] += row["pieces"]
    for row in went:
        classes.setdefault(row["mail_class__code"] or UNSAID, _nought())[WENT[S(row["state"])]] += row["pieces"]
        if row["state"] == S.COLLECTED:
            desks[row["collection__desk__code"] or UNSAID]["collected"] += row["pieces"]
        person = row[_BY[S(row["state"])]]
        if person is not None:
            people[person]["went"] += row["pieces"]
    return {
        "classes": classes,
        "order": list(classes),  # what is frozen forgets the order of its keys
        "total": {column: sum(one[column] for one in classes.values()) for column in COLUMNS},
        "desks": dict(desks),
        "people": {str(person): one for person, one in people.items()},
    }


def _nought() -> dict[str, int]:
    return dict.fromkeys(COLUMNS, 0)


def _came(bounds: Bounds) -> Any:  # a queryset of dicts
    """What came in, by what became of it at the door."""
    return (
        MailItem.objects.counted()
        .filter(received_at__gte=bounds.begins, received_at__lt=bounds.ends)
        .order_by()
        .annotate(turned_away=Case(When(state=S.REFUSED, then=True), default=False, output_field=BooleanField()))
        .values("mail_class__code", "folder__desk__code", "registered_by", "turned_away")
        .annotate(pieces=Sum("quantity"))
    )


def _went(bounds: Bounds) -> Any:  # a queryset of dicts
    """What left the desk, by how it went and through whose hands."""
    return (
        MailItem.objects.filter(ended_at__gte=bounds.begins, ended_at__lt=bounds.ends, state__in=sorted(WENT))
        .order_by()
        .values(
            "mail_class__code",
            "state",
            "collection__desk__code",
            "collection__by",
            "hand_out__by",
            "return_batch__handed_by",
        )
        .annotate(pieces=Sum("quantity"))
    )


def open_by_age(at: datetime) -> list[dict[str, int]]:
    """MAIL-15. What the desk held at an hour, by the days it had been there: one question, oldest last."""
    then_here = Q(state__in=sorted(OPEN)) | (Q(ended_at__gte=at) & ~Q(state=S.VOID))
    borders = [at - timedelta(days=days) for days, _label in AGES[:-1]]
    stretch = Case(*(When(received_at__gt=border, then=n) for n, border in enumerate(borders)), default=len(borders))
    rows = (
        MailItem.objects.filter(then_here, received_at__lt=at)
        .order_by()
        .annotate(age=stretch)
        .values("age")
        .annotate(items=Count("pk"), pieces=Sum("quantity"))
    )
    found: dict[int, Any] = {row["age"]: row for row in rows}
    return [{key: found.get(n, {}).get(key, 0) for key in ("items", "pieces")} for n in range(len(AGES))]


def deliveries_of(bounds: Bounds) -> list[dict[str, Any]]:
    """MAIL-09. The deliveries of a stretch of time, each with its pieces and how long its registration took."""
    allowed = limit("mail_register_min", bounds.begins)
    rows = (
        Delivery.objects.filter(received_at__gte=bounds.begins, received_at__lt=bounds.ends)
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
    )
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    for row in found:
        took = row["finished_at"] - row["received_at"] if row["finished_at"] else None
        row["late"] = took is not None and took > allowed and not row["imported"]
        row["took"], row["due_at"], row["pieces"] = took, row["received_at"] + allowed, row["pieces"] or 0
        row["carrier"], row["url"] = name_in(row, "carrier__name"), address_of("mail_delivery", row["folder__number"])
    return found


def without_proof(bounds: Bounds) -> Any:  # a queryset of collections
    """MAIL-04. What was given out without the proof its class asks for, with who let it go and why."""
    found = Collection.objects.filter(at__gte=bounds.begins, at__lt=bounds.ends).exclude(without_proof="")
    return found.select_related("released_by", "by").prefetch_related("items__folder").order_by("at", "id")


def mended_later(bounds: Bounds, since: datetime) -> int:
    """MAIL-12. How many items of earlier months were put right in this stretch of time."""
    found = Mend.objects.filter(at__gte=bounds.begins, at__lt=bounds.ends, item__received_at__lt=since)
    return found.values("item").distinct().count()


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
    """The desks that figures speak of, by code, as they are called now: in both languages."""
    rows = Desk.objects.filter(code__in=figures["desks"])
    return {row.code: {"name": row.name, "name_en": row.name_en} for row in rows}


def people_names(figures: Mapping[str, Any]) -> dict[str, str]:
    """The people that figures speak of, by key, as they are called now."""
    return {str(person.pk): person.name for person in User.objects.filter(pk__in=figures["people"])}


def desk_lines(figures: Mapping[str, Any]) -> list[Line]:
    """What came and was collected at each desk, the busiest first; a closed month keeps the desks' names."""
    rows = figures.get("desk_names") or desk_names(figures)
    names = {code: (in_english() and row["name_en"]) or row["name"] for code, row in rows.items()}
    return _lines(figures["desks"], names, ("came", "collected"))


def people_lines(figures: Mapping[str, Any]) -> list[Line]:
    """What each person registered and gave out, the busiest first; a closed month keeps the persons' names."""
    return _lines(figures["people"], figures.get("people_names") or people_names(figures), ("came", "went"))


def _lines(rows: Mapping[str, Mapping[str, int]], names: Mapping[str, str], columns: Iterable[str]) -> list[Line]:
    unsaid = str(_("without a desk"))
    lines = [Line(names.get(key, unsaid), [one[column] for column in columns]) for key, one in rows.items()]
    return sorted(lines, key=lambda line: -sum(line.cells))
