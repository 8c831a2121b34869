"""Numbers locked by wrong passwords, and their release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from mall.actions.account import release_lock
from mall.queries import locks as queries
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer, go, toast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(needs=Permission.LOCKOUT_RELEASE)
def locks(request: HttpRequest) -> HttpResponse:
    """Show which numbers are locked now, and the last releases."""
    context = {"locks": queries.locks(timezone.now()), "releases": queries.releases()}
    return answer(request, "mall/locks.html", context)


@act(needs=Permission.LOCKOUT_RELEASE)
def release(request: HttpRequest) -> HttpResponse:
    """Open a locked number."""
    number = request.POST.get("staff_number", "")[:30]
    release_lock(by=request.user, now=timezone.now(), staff_number=number)  # type: ignore[arg-type]  # signed in
    toast(request, _("%(number)s can sign in again.") % {"number": number})
    return go(request, "/people/locks/")
