"""Sessions in the database, read by a question written once, for every page begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from mall.prepared import RowsOf

_SESSION = RowsOf(
    lambda keys: (
        db.SessionStore.get_model_class()
        .objects.filter(session_key__in=keys)
        .values("session_data", "expire_date")
        .order_by()
    ),
    stand_in="-",
)


class SessionStore(db.SessionStore):
    """Django's own but for the reading."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that is unknown or over holds nothing and gets another key."""
        for row in _SESSION([self.session_key]):
            if row["expire_date"] > timezone.now():
                return self.decode(row["session_data"])
        self._session_key = None
        return {}
