"""The list of the register, its export, the picker's options, and entering or changing a merchant."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.actions import doors as mall_doors
from mall.actions import jobs
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from merchants import actions
from merchants.export import AT_MOST, EXPORT, HEADERS, export_lines
from merchants.forms.register import ChangeForm, FilterForm, RegisterForm
from merchants.queries import filled, find, register, visible_merchant
from ui.doors import Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused, put_obstacles
from ui.paging import Keyset, capped_count
from ui.pairs import pair
from ui.sheets import xlsx_response
from ui.tokens import once

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from merchants.models import Merchant

ORDER = Keyset(("pinyin", "id"))


@page(needs=Permission.FILE_READ)
def merchant_list(request: HttpRequest) -> HttpResponse:
    """Show the merchants asked for, by the pinyin of their names, fifty at a time."""
    user = me(request)
    form = FilterForm(request.GET)
    wanted = form.wanted(local_day(timezone.now()))
    merchants = register(user, wanted)
    turned = ORDER.page(merchants, request.GET)
    context = {
        "form": form,
        "wanted": wanted,
        "page": turned,
        "rows": filled(turned.rows, wanted.today),
        "total": capped_count(merchants),
        "may_edit": user.may(Permission.MERCHANT_EDIT),
        "may_import": user.may(Permission.MERCHANT_IMPORT),
        "may_export": user.may(Permission.EXPORT),
    }
    return answer(request, "merchants/list.html", context, partial="rows")


@act(needs=Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """Take the merchants asked for out as a spreadsheet, phones masked; a long list is made by the worker."""
    user, now = me(request), timezone.now()
    wanted = FilterForm(request.GET).wanted(local_day(now))
    merchants = register(user, wanted).order_by("pinyin", "id")
    count = merchants.count()
    filters = {name: getattr(wanted, name) for name in ("status", "floor", "zone", "category", "merchant_class")}
    if count > AT_MOST:
        job = jobs.start(EXPORT, by=user, now=now, params=filters)
        return go(request, reverse("mall:job", args=[job.pk]))
    mall_doors.log_export(by=user, now=now, what="merchants", rows=count, filters=filters)
    return xlsx_response(_("merchants"), HEADERS, export_lines(filled(merchants, wanted.today)))


@page(needs=Permission.FILE_READ)
def pick(request: HttpRequest) -> HttpResponse:
    """Answer the picker: merchants by unit, name, pinyin, initials or the end of a phone."""
    options = find(request.GET.get("q", ""), me(request))
    return answer(request, "ui/_options.html", {"options": options})


@page(needs=Permission.MERCHANT_EDIT)
def show_register(request: HttpRequest) -> HttpResponse:
    """Show the form of a new merchant."""
    return _form(request, RegisterForm(initial={"entered_on": local_day(timezone.now())}))


@act(needs=Permission.MERCHANT_EDIT)
def do_register(request: HttpRequest) -> HttpResponse:
    """Enter a merchant in the register and open his file."""
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)

    def make() -> str:
        data = form.cleaned_data
        merchant = actions.register_merchant(
            form.details(),
            units=data["units"],
            contact=data["contact"],
            phone=data["phone"],
            by=me(request),
            now=timezone.now(),
        )
        return merchant.get_absolute_url()

    try:
        response = once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_form, request, form, status=refused.status)) from refused
    toast(request, _("The merchant was registered."))
    return response


@page(needs=Permission.MERCHANT_EDIT)
def show_change(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the register says of a merchant, to be changed."""
    merchant = visible_merchant(me(request), number)
    return _form(request, ChangeForm.showing(merchant), merchant)


@act(needs=Permission.MERCHANT_EDIT)
def do_change(request: HttpRequest, number: str) -> HttpResponse:
    """Save the changed details; when somebody saved in between, both texts are shown."""
    merchant = visible_merchant(me(request), number)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _form(request, form, merchant, status=422)
    try:
        changed = actions.change_details(
            merchant,
            form.details(),
            version=form.cleaned_data["version"],
            by=me(request),
            now=timezone.now(),
        )
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_form, request, form, merchant, status=refused.status)) from refused
    toast(request, _("The details were saved.") if changed else _("Nothing was changed."))
    return go(request, merchant.get_absolute_url())


register_pair = pair(show_register, do_register)
change_pair = pair(show_change, do_change)


def _form(
    request: HttpRequest, form: RegisterForm | ChangeForm, merchant: Merchant | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "merchant": merchant, "address": request.path}
    return answer(request, "merchants/form.html", context, status=status)
