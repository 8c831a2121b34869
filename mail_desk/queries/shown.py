"""Items as their lists show them, whole: found by a page's own question, read by their keys in one prepared one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mail_desk.models import MailItem
from mall.held import tie
from mall.prepared import ModelsOf

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Joined: what there is much of. The small lists are tied from what is held, for a join of all takes 15 ms to plan.
_ITEMS = ModelsOf(
    MailItem,
    lambda keys: MailItem.objects.filter(pk__in=keys).select_related("folder", "unit", "merchant").order_by(),
)
_LISTS = ("mail_class", "floor", "unit__floor", "carrier", "return_reason")


def items_of(keys: Iterable[int]) -> list[MailItem]:
    """The items with these keys in their order, with all that a line shows: one question."""
    wanted = list(keys)
    if not wanted:
        return []
    found = {item.pk: item for item in _ITEMS.of(*wanted)}
    items = [found[key] for key in wanted if key in found]
    tie(items, *_LISTS)
    return items
