"""What casework does when a package below tells something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from casework.actions.notices import tell
from mall.events import many_reveals
from mall.queries import people_with
from mall.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User


@receiver(many_reveals, dispatch_uid="casework.many_reveals")
def tell_the_supervisors(*, by: User, count: int, now: datetime, **_rest: Any) -> None:
    """DATA-01. Somebody looks at very many numbers: the supervisors are told, once an hour and person."""
    key = f"reveals:{by.pk}:{now:%Y%m%d%H}"
    watchers = [person for person in people_with(Role.SUPERVISOR) if person.pk != by.pk]
    tell(watchers, "many_reveals", None, key=key, now=now, facts={"person": by.pk, "count": count})
