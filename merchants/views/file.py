"""One merchant's page, the acts on his file, and the card that is printed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions import papers
from casework.queries import timeline
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from merchants import actions, reveals, rules
from merchants.forms import file as forms
from merchants.queries import visible_merchant
from merchants.queries.file import file_of
from merchants.views.acts import FileAct, file_act
from ui.doors import page
from ui.fragments import answer
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from mall.models import User
    from merchants.models import Contact, Merchant, Tenancy


def contact_of(merchant: Merchant, pk: int) -> Contact:
    """A person on the merchant's card. Raises Http404 for anybody else's."""
    return get_object_or_404(merchant.contacts.filter(removed_at=None).select_related("merchant__folder"), pk=pk)


def tenancy_of(merchant: Merchant, pk: int) -> Tenancy:
    """A tenancy of the merchant. Raises Http404 for anybody else's."""
    return get_object_or_404(merchant.tenancies.select_related("unit", "merchant__folder"), pk=pk)


@page(needs=Permission.FILE_READ)
def merchant_file(request: HttpRequest, number: str) -> HttpResponse:
    """Show a merchant: details, units over time, contacts with masked phones, class, disputes, what was done."""
    user = me(request)
    merchant = visible_merchant(user, number)
    today = local_day(timezone.now())
    context = {
        "merchant": merchant,
        "file": file_of(merchant, user, today),
        "may_edit": user.may(Permission.MERCHANT_EDIT),
        "may_reveal": user.may(Permission.PHONE_REVEAL),
        "phone_of": reveals.PHONE,
        "lines": timeline(merchant.folder, user, newest_first=True),
        "may_name": user.may(Permission.MERCHANT_NAME_A)
        and any(rules.keeps_floor(user, floor) for floor in rules.floors_of(merchant, today)),
        "may_note": user.may(Permission.NOTE_WRITE),
        "is_a": rules.is_class_a(merchant),
    }
    return answer(request, "merchants/file.html", context)


@page(needs=Permission.FILE_READ)
def card(request: HttpRequest, number: str) -> HttpResponse:
    """Print the card of a merchant's file; phones stay masked on paper."""
    user = me(request)
    merchant = visible_merchant(user, number)
    context = {
        "merchant": merchant,
        "file": file_of(merchant, user, local_day(timezone.now())),
        "folder_number": merchant.folder.number,
        "printed_by": user,
    }
    return pdf_response("merchants/print/card.html", context, name=f"{merchant.folder.number}.pdf", request=request)


@file_act(
    FileAct(
        Permission.MERCHANT_EDIT,
        title=_("Add a contact"),
        button=_("Add"),
        said=_("The contact was added."),
        icon="user-plus",
        form=forms.ContactForm,
    )
)
def add_contact(merchant: Merchant, data: dict[str, Any], _row: None, *, by: User, now: datetime) -> None:
    """Add a person of the merchant."""
    actions.add_contact(merchant, **data, by=by, now=now)


@file_act(
    FileAct(
        Permission.MERCHANT_EDIT,
        title=_("Change the contact"),
        button=_("Save"),
        said=_("The contact was changed."),
        form=forms.ContactChangeForm,
        row=contact_of,
    )
)
def change_contact(_merchant: Merchant, data: dict[str, Any], row: Contact, *, by: User, now: datetime) -> None:
    """Change a person's card."""
    actions.change_contact(row, **data, by=by, now=now)


@file_act(
    FileAct(
        Permission.MERCHANT_EDIT,
        title=_("Remove the contact"),
        button=_("Remove"),
        said=_("The contact was removed."),
        icon="user-minus",
        hint=_("The person will no longer be offered. What was done with him stays in the file."),
        danger=True,
        row=contact_of,
    )
)
def remove_contact(_merchant: Merchant, _data: dict[str, Any], row: Contact, *, by: User, now: datetime) -> None:
    """Take a person off the card."""
    actions.remove_contact(row, by=by, now=now)


@file_act(
    FileAct(
        Permission.MERCHANT_EDIT,
        title=_("Moving in"),
        button=_("Record"),
        said=_("The unit was added."),
        icon="door-enter",
        form=forms.MoveInForm,
    )
)
def move_in(merchant: Merchant, data: dict[str, Any], _row: None, *, by: User, now: datetime) -> None:
    """Let a further unit to the merchant."""
    actions.move_in(merchant, data["units"][0], on=data["on"], by=by, now=now)


@file_act(
    FileAct(
        Permission.MERCHANT_EDIT,
        title=_("Moving out"),
        button=_("Record"),
        said=_("The tenancy was ended."),
        icon="door-exit",
        hint=_("With his last unit the merchant leaves the register of those who trade."),
        form=forms.MoveOutForm,
        danger=True,
        row=tenancy_of,
    )
)
def move_out(_merchant: Merchant, data: dict[str, Any], row: Tenancy, *, by: User, now: datetime) -> None:
    """End a tenancy."""
    actions.move_out(row, on=data["on"], by=by, now=now)


@file_act(
    FileAct(
        Permission.MERCHANT_NAME_A,
        title=_("Name as class A"),
        button=_("Name"),
        said=_("The merchant is in class A."),
        icon="award",
        form=forms.NamingForm,
    )
)
def name_as_class_a(merchant: Merchant, data: dict[str, Any], _row: None, *, by: User, now: datetime) -> None:
    """MER-02. Name the merchant class A for a floor."""
    actions.name_as_class_a(merchant, data["floor"], reason=data["reason"], by=by, now=now)


@file_act(
    FileAct(
        Permission.MERCHANT_NAME_A,
        title=_("Take class A back"),
        button=_("Take back"),
        said=_("The merchant is no longer in class A."),
        icon="award-off",
        form=forms.TakingBackForm,
        danger=True,
    )
)
def take_class_a_back(merchant: Merchant, data: dict[str, Any], _row: None, *, by: User, now: datetime) -> None:
    """MER-02. Take class A back for a floor."""
    actions.take_class_a_back(merchant, data["floor"], reason=data["reason"], by=by, now=now)


@file_act(
    FileAct(
        Permission.NOTE_WRITE,
        title=_("Write a note"),
        button=_("Write"),
        said=_("The note was written."),
        icon="note",
        form=forms.NoteForm,
    )
)
def write_note(merchant: Merchant, data: dict[str, Any], _row: None, *, by: User, now: datetime) -> None:
    """Write an internal remark into the file."""
    papers.write_note(merchant.folder, data["text"], by=by, now=now)
