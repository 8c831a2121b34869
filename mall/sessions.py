"""Sessions in the database; who is signed in comes with the session, for every page begins with both."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from mall.models import Session
from mall.prepared import ModelsOf

if TYPE_CHECKING:
    from mall.models import User

_SESSION = ModelsOf(
    Session,
    lambda keys: Session.objects.filter(session_key__in=keys).select_related("person").order_by(),
    stand_in="-",
)
_READ_ALONG: ContextVar[User | None] = ContextVar("read_along", default=None)


class SessionStore(db.SessionStore):
    """Django's own but for the reading, and for the person each row names."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our own rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of this session, with who is signed in."""
        row = cast("Session", super().create_model_instance(data))
        row.person_id = data.get(SESSION_KEY)
        return row

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that is unknown or over holds nothing and gets another key."""
        _READ_ALONG.set(None)
        for row in _SESSION.of(self.session_key):
            if row.expire_date > timezone.now():
                _READ_ALONG.set(row.person)
                return self.decode(row.session_data)
        self._session_key = None
        return {}


def person_read_along(key: int) -> User | None:
    """Give the person out, once, if it is the one that came with the session read last; else None."""
    person = _READ_ALONG.get()
    _READ_ALONG.set(None)
    return person if person is not None and person.pk == key else None
