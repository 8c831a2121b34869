"""A month of mail: its figures while it runs, as they were frozen, and what was put beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.models import Adjustment, ClosedPeriod
from mail_desk import held
from mail_desk.models import Collection, Delivery, MailItem
from mail_desk.queries import figures as counts
from mall.bilingual import in_english
from mall.localtime import Bounds, month_bounds
from mall.prepared import ModelsOf, RowsAt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: Under this name the months of mail are closed.
KIND = "mail_desk"
#: Stands for all classes in the name of a figure.
ALL = "total"
#: Why an item stands beside a closed month; the words are read in the language of who reads them.
MENDED, ENTERED_LATE = "mended", "late"
WHY = {MENDED: _("See the correction of the item."), ENTERED_LATE: _("Entered after the month was closed.")}


def period_of(year: int, month: int) -> str:
    """2026-11, as a closed month is named."""
    return f"{year}-{month:02}"


def figures(year: int, month: int, now: datetime) -> dict[str, Any]:
    """MAIL-12, PERF-05, R-02. Count a month: plain numbers, codes and ids, so that they can be frozen."""
    bounds = month_bounds(year, month)
    return {
        **counts.totals(bounds),
        "open": counts.open_by_age(min(bounds.ends, now)),
        "deliveries": counts.registration_of(bounds),
        "without_proof": counts.without_proof(bounds),
        "adjustments": adjustments_in(bounds),
        "mended": counts.mended_later(bounds),
    }


def to_freeze(found: Mapping[str, Any]) -> dict[str, Any]:
    """MAIL-12. The figures with classes, desks and people as they are called now, and what was let go without proof."""
    rows = {row.code: {"name": row.name, "name_en": row.name_en} for row in held.mail_classes(in_use=False)}
    released = {
        str(row.pk): [item.folder.number for item in row.items.all()] for row in counts.released(found["without_proof"])
    }
    return {
        **found,
        "labels": rows,
        "desk_names": counts.desk_names(found),
        "people_names": counts.people_names(found),
        "released": released,
    }


def members(year: int, month: int) -> list[int]:
    """The folders that make up the month: what came in and what went in it."""
    begins, ends = month_bounds(year, month)
    came = MailItem.objects.counted().filter(received_at__gte=begins, received_at__lt=ends)
    went = MailItem.objects.counted().filter(ended_at__gte=begins, ended_at__lt=ends)
    ids = came.order_by().values_list("folder_id", flat=True).union(went.order_by().values_list("folder_id", flat=True))
    return list(ids)


def closed_period(year: int, month: int) -> ClosedPeriod | None:
    """The frozen month, when it is closed."""
    return next(iter(_CLOSED.of(period_of(year, month))), None)


_CLOSED = ModelsOf(
    ClosedPeriod,
    lambda periods: ClosedPeriod.objects.filter(kind=KIND, period__in=periods).select_related("closed_by"),
    stand_in="",
)


def last_closed() -> str | None:
    """MAIL-12. The latest month of mail that is closed, as 2026-11."""
    found = _LAST_CLOSED()
    return found[0]["period"] if found else None


_LAST_CLOSED = RowsAt(lambda: ClosedPeriod.objects.filter(kind=KIND).order_by("-period").values("period")[:1])


def is_next_in_order(year: int, month: int, last: str | None) -> bool:
    """MAIL-12. Whether no mail lies between the last closed month and this one; the first to be closed begins."""
    if last is None:
        return True
    since, begins = month_bounds(int(last[:4]), int(last[5:])).ends, month_bounds(year, month).begins
    between = MailItem.objects.counted().filter(received_at__gte=since, received_at__lt=begins)
    return since == begins or not between.exists()


def adjustments_in(bounds: Bounds) -> int:
    """MAIL-12. How many corrections of closed months were made in a stretch of time."""
    return len(_ADJUSTED(**bounds._asdict()))


_ADJUSTED = RowsAt(
    lambda begins, ends: (
        Adjustment.objects.filter(period__kind=KIND, at__gte=begins, at__lt=ends).order_by().values("id")
    ),
    *Bounds._fields,
)


# -- how a month is shown


def names_of(figures: Mapping[str, Any]) -> dict[str, str]:
    """The classes by their codes: as they were called when the month was closed, else as they are called."""
    kept = figures.get("labels")
    if kept is None:
        return counts.class_names()
    english = in_english()
    return {code: (english and row["name_en"]) or row["name"] for code, row in kept.items()}


def month_shown(year: int, month: int, now: datetime) -> dict[str, Any]:
    """MAIL-12. The month as it is, or as it was frozen with what was put beside it: for the page and for paper."""
    closed = closed_period(year, month)
    found = closed.figures if closed else figures(year, month, now)
    names = names_of(found)
    bounds = month_bounds(year, month)
    made_now = _made_in(bounds) if found["adjustments"] else []
    return {
        "period": period_of(year, month),
        "first_day": bounds.begins,
        "closed": closed,
        "figures": found,
        "columns": list(counts.COLUMNS.values()),
        "sum": [found["total"][column] for column in counts.COLUMNS],
        "classes": counts.class_lines(found, names),
        "desks": counts.desk_lines(found),
        "people": counts.people_lines(found),
        "ages": [(label, row) for (_days, label), row in zip(counts.AGES, found["open"], strict=True)],
        "open_items": sum(row["items"] for row in found["open"]),
        "open_pieces": sum(row["pieces"] for row in found["open"]),
        "late": _late(found),
        "without_proof": _released(found),
        "corrections": corrections(closed, names) if closed else [],
        "made_now": made_now,
    }


def _late(figures: Mapping[str, Any]) -> Any:
    """The deliveries that took too long, with the reasons that were written."""
    late = figures["deliveries"]["late"]
    rows = Delivery.objects.filter(folder__in=late).select_related("folder", "carrier", "finished_by")
    return list(rows.order_by("received_at", "id")) if late else []


def _released(figures: Mapping[str, Any]) -> list[tuple[Collection, list[str]]]:
    """What was let go without proof, with the numbers of its items: those of the closing, once a month is closed."""
    if not figures["without_proof"]:
        return []
    kept = figures.get("released", {})
    return [
        (row, kept.get(str(row.pk)) or [item.folder.number for item in row.items.all()])
        for row in counts.released(figures["without_proof"])
    ]


def _made_in(bounds: Bounds) -> list[dict[str, Any]]:
    """The corrections of earlier months that were made in this one."""
    rows = Adjustment.objects.filter(period__kind=KIND, at__gte=bounds.begins, at__lt=bounds.ends)
    names = counts.class_names()
    return [_in_words(row, names) for row in rows.select_related("by", "period")]


# -- corrections beside a frozen month


def figure_choices(closed: ClosedPeriod) -> list[tuple[str, str]]:
    """What of a frozen month may be corrected: each total of each class, and of all."""
    names = names_of(closed.figures)
    groups = {**{code: names.get(code, code) for code in closed.figures["order"] if code}, ALL: str(_("All classes"))}
    return [
        (f"{code}.{column}", f"{name} · {label}")
        for code, name in groups.items()
        for column, label in counts.COLUMNS.items()
    ]


def standing(closed: ClosedPeriod, figure: str) -> int | None:
    """The figure that stands: as it was frozen or last corrected, with what items have changed since.

    None for what is no figure of the month.
    """
    value = _frozen(closed, figure)
    for row in closed.adjustments.order_by("id"):
        moved = figure in _moved(row)
        value = (value or 0) + row.figures["quantity"] if moved else row.figures.get(figure, value)
    return value


def _moved(row: Adjustment) -> tuple[str, ...]:
    """The figures that the difference of an item changes: of its class and of all; none for one set by hand."""
    if "class" not in row.figures:
        return ()
    column = row.figures.get("column", "came")
    return f"{row.figures['class']}.{column}", f"{ALL}.{column}"


def corrections(closed: ClosedPeriod, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """MAIL-12. What was put beside a frozen month, each with what stood before it."""
    stood: dict[str, Any] = {}
    found = []
    for row in closed.adjustments.select_related("by", "period"):
        words = _in_words(row, names)
        for key in _moved(row):
            stood[key] = (stood.get(key, _frozen(closed, key)) or 0) + row.figures["quantity"]
        if words["key"]:
            words["was"] = stood.get(words["key"], _frozen(closed, words["key"]))
            stood[words["key"]] = words["value"]
        found.append(words)
    return found


def _frozen(closed: ClosedPeriod, figure: str) -> int | None:
    code, _dot, column = figure.rpartition(".")
    cells = closed.figures[ALL] if code == ALL else closed.figures["classes"].get(code, {})
    value: int | None = cells.get(column)
    return value


def _in_words(row: Adjustment, names: Mapping[str, str]) -> dict[str, Any]:
    """A correction as it is read: a figure and the right value, or an item that was put right and its difference."""
    words = {"key": "", "item": "", "reason": row.reason, "by": row.by, "at": row.at, "period": row.period.period}
    if "class" in row.figures:
        name = names.get(row.figures["class"], row.figures["class"]) or _("not said yet")
        figure = f"{name} · {counts.COLUMNS[row.figures.get('column', 'came')]}"
        difference = f"{row.figures['quantity']:+d}"
        words["reason"] = WHY.get(row.figures.get("why"), row.reason)
        return {**words, "figure": figure, "value": difference, "moved": True, "item": row.figures.get("item", "")}
    ((key, value),) = row.figures.items()
    code, _dot, column = key.rpartition(".")
    name = _("All classes") if code == ALL else names.get(code, code)
    return {**words, "key": key, "figure": f"{name} · {counts.COLUMNS.get(column, column)}", "value": value}
