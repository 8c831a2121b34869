"""A day of mail: its totals, its deliveries with their hour, its register."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mail_desk.models import MailItem
from mail_desk.queries import figures as counts
from mail_desk.queries.rows import rows_of
from mall.localtime import day_bounds
from mall.prepared import written_for
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mail_desk.models.items import MailItemQuerySet
    from mail_desk.queries.rows import Row
    from mall.models import User

AS_IT_CAME = Keyset(("received_at", "id"))
A_DAY = timedelta(days=1)
#: A sheet of more rows takes longer than anybody waits for a page.
LONG = 200


def register_of(user: User, on: date) -> Any:  # a queryset of dicts
    """F-03, MAIL-05. The register of a day: what came, the refused too, without what was struck out."""
    return _received(user, *day_bounds(on)).values("id", "folder_id", "received_at")


def _received(user: User, begins: datetime, ends: datetime) -> MailItemQuerySet:
    return MailItem.objects.visible_to(user).counted().filter(received_at__gte=begins, received_at__lt=ends)


@written_for
def _longest(user: User, *, begins: datetime, ends: datetime) -> Any:  # a queryset of dicts
    """A row for each item of a register, and not many more than a sheet takes."""
    return _received(user, begins, ends).order_by().values("id")[: LONG + 1]


def day_page(user: User, on: date, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page of a day shows; its register by fifties."""
    page: Page = AS_IT_CAME.page(register_of(user, on), parameters)
    return {
        **day_totals(on),
        "page": page,
        "rows": rows_of(row["folder_id"] for row in page.rows),
        "before": on - A_DAY,
        "after": on + A_DAY,
        "long": is_long(user, on),
    }


def is_long(user: User, on: date) -> bool:
    """Whether the day's sheet has so many rows that the worker writes it."""
    return len(_longest(user, **day_bounds(on)._asdict())) > LONG


def day_sheet(user: User, on: date) -> list[Row]:
    """F-03. All rows of the day in the order they came, for paper."""
    return rows_of(row["folder_id"] for row in register_of(user, on).order_by("received_at", "id"))


def day_totals(on: date) -> dict[str, Any]:
    """R-01, MAIL-05. The totals of a day in lines, and its deliveries."""
    bounds = day_bounds(on)
    figures = counts.totals(bounds)
    return {
        "on": on,
        "columns": list(counts.COLUMNS.values()),
        "figures": figures,
        "sum": [figures["total"][column] for column in counts.COLUMNS],
        "classes": counts.class_lines(figures, counts.class_names()),
        "desks": counts.desk_lines(figures),
        "people": counts.people_lines(figures),
        "deliveries": counts.deliveries_of(bounds),
    }
