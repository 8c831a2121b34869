"""What was learnt: the lessons of closed cases, for everybody who handles the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.models import Complaint, ComplaintCategory
from mall.bilingual import name_in
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from django.http import QueryDict

    from mall.models import User

NEWEST = Keyset(("-folder__closed_at", "-id"))


def lessons(user: User, category: int | None, parameters: QueryDict) -> Page:
    """CMP-41. Return the lessons of the closed cases this person may see, newest first, of one category or all."""
    rows = Complaint.objects.visible_to(user).exclude(lesson="").filter(folder__closed_at__isnull=False)
    if category is not None:
        rows = rows.filter(Q(category=category) | Q(category__parent=category))
    page = NEWEST.page(
        rows.values(
            "id",
            "folder__number",
            "folder__title",
            "folder__closed_at",
            "category__name",
            "category__name_en",
            "cause__name",
            "cause__name_en",
            "responsible__name",
            "responsible__name_en",
            "judgement",
            "lesson",
        ),
        parameters,
        size=30,
    )
    for row in page.rows:
        for name in ("category", "cause", "responsible"):
            row[name] = name_in(row, f"{name}__name")
    return page


def categories() -> list[ComplaintCategory]:
    """The upper categories, to choose from."""
    return list(ComplaintCategory.objects.filter(parent=None, is_active=True))
