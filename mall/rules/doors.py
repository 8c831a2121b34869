"""Who may look at a masked number, and what must be said for it (design 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from mall.models import User

LEAST_REASON = 4


def obstacles_to_revealing(*, by: User, purpose: str, handles: bool, identity: bool = False) -> list[Obstacle]:
    """DATA-01. A number is shown to who handles the open folder; everybody else says why; ID numbers always.

    `handles` is the folder's word that this person works on it now. `identity` marks an ID number.
    """
    needed = Permission.IDENTITY_REVEAL if identity else Permission.PHONE_REVEAL
    if not (by.may(needed) or (handles and not identity)):
        return [Obstacle("reveal.role", _("Your role does not include looking at this number."))]
    if handles and not identity:
        return []
    if len(purpose.strip()) < LEAST_REASON:
        return [Obstacle("reveal.reason", _("Say what you need the number for."), "purpose")]
    return []
