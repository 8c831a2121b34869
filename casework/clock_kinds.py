"""What can be due: the obligations by code, with the words they are shown by. Upper apps register theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from casework.models import Clock
    from mall.models import User
    from ui.obstacles import StrOrPromise

#: Who owes an obligation, as the desk knows it: asked each time somebody is to be told of the clock.
Owners = Callable[["Clock"], "Iterable[User]"]

_LABELS: dict[str, StrOrPromise] = {}
_OWNERS: dict[str, Owners] = {}


def register(code: str, label: StrOrPromise) -> None:
    """Make an obligation known by its code. Repeating it is harmless."""
    _LABELS[code] = label


def label(code: str) -> StrOrPromise:
    """The words for an obligation; an unknown code speaks for itself."""
    return _LABELS.get(code, code)


def plug_owners(code: str, owners: Owners) -> None:
    """Let the desk say who owes an obligation that is not simply the handler's."""
    _OWNERS[code] = owners


def owners(code: str) -> Owners | None:
    """What the desk plugged for that obligation; None where whoever handles the folder owes it."""
    return _OWNERS.get(code)


register("answer", _("Written answer"))
register("solve", _("Solution"))
register("follow_up", _("Follow-up"))
