"""The page of an item."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mail_desk.queries.item import item_page
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.fragments import answer


@page(needs=Permission.MAIL_READ)
def item(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the item is, what is due, what was done, and what can be done now."""
    return answer(request, "mail_desk/item.html", item_page(number, me(request), timezone.now()))
