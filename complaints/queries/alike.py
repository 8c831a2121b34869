"""Cases told in like words, by the pairs of signs they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from casework.models import Folder
from casework.words import normalise
from mall.timeouts import TookTooLong, at_most

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

COMPARED_AT_MOST = 800
LONGEST = 400
ENOUGH = 0.42
BEST = 6
MILLISECONDS = 300
# The share of the shorter text's pairs that stand in the other one too.
ALIKE = """
    SELECT folder_id FROM (
        SELECT folder_id, cardinality(ARRAY(SELECT unnest(pairs) INTERSECT SELECT unnest(wanted)))::float
               / GREATEST(LEAST(cardinality(pairs), cardinality(wanted)), 1) AS share
        FROM (
            SELECT folder_id, casework_grams(left(text, %(longest)s)) AS pairs, casework_grams(%(text)s) AS wanted
            FROM casework_searchtext WHERE folder_id = ANY(%(folders)s)
        ) AS taken_apart
    ) AS graded
    WHERE share >= %(enough)s ORDER BY share DESC LIMIT %(best)s
"""


def alike(text: str, *, kind: str, since: datetime, user: User) -> list[int]:
    """Return the folders since then whose words hold a good part of this text, the likest first.

    It looks at the newest cases the person may see and gives up after 0.3 seconds: a hint must never make anybody
    wait at the counter.
    """
    recent = Folder.objects.visible_to(user).filter(kind=kind, opened_at__gte=since)
    folders = list(recent.order_by("-opened_at", "-pk").values_list("pk", flat=True)[:COMPARED_AT_MOST])
    if not folders:
        return []
    values: dict[str, Any] = {
        "folders": folders,
        "text": normalise(text)[:LONGEST],
        "longest": LONGEST,
        "enough": ENOUGH,
        "best": BEST,
    }
    try:
        with at_most(MILLISECONDS), connection.cursor() as cursor:
            cursor.execute(ALIKE, values)
            return [folder for (folder,) in cursor.fetchall()]
    except TookTooLong:
        return []
