"""The page of a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from complaints.queries.case import case_page
from complaints.queries.hints import complaints_of
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.fragments import answer


@page(needs=Permission.COMPLAINT_READ)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show what happened, what is due, what was done, and what can be done now."""
    context = case_page(number, me(request), timezone.now())
    return answer(request, "complaints/case.html", context, partial="live")


@page(needs=Permission.COMPLAINT_READ)
def of_merchant(request: HttpRequest, merchant: int) -> HttpResponse:
    """Show a merchant's complaints on the merchant's own page, as far as the person may see them."""
    context = complaints_of(merchant, me(request), timezone.now())
    return answer(request, "complaints/_of_merchant.html", context)
