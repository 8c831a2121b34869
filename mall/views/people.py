"""The list of people, one person's page, and what is done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall import localtime
from mall.actions import people as acts
from mall.forms.people import EndForm, NameForm, PersonForm, RoleForm
from mall.models import Department, Membership, User
from mall.queries.staff import history_of_person, staff
from mall.roles import Permission
from mall.rules.people import obstacles_to_changing, obstacles_to_locking_out
from ui.doors import act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused
from ui.paging import Keyset
from ui.tokens import once

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

Form = TypeVar("Form", bound="forms.Form")
BY_NAME = Keyset(("pinyin", "pk"))


@page(needs=Permission.PEOPLE_EDIT)
def people(request: HttpRequest) -> HttpResponse:
    """Show people by name, with their roles of today."""
    words = request.GET.get("q", "").strip()[:40]
    department = request.GET.get("department", "")
    active = request.GET.get("active") != "no"
    today = localtime.local_day(timezone.now())
    chosen = int(department) if department.isdecimal() and len(department) < 10 else None  # noqa: PLR2004 - a short id
    found = staff(words=words, department=chosen, active=active, on=today)
    context = {
        "page": BY_NAME.page(found, request.GET),
        "words": words,
        "chosen": chosen,
        "active": active,
        "departments": Department.objects.filter(is_active=True),
    }
    return answer(request, "mall/people.html", context, partial="rows")


@page(needs=Permission.PEOPLE_EDIT)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person: roles with their days, signing in, history."""
    found = get_object_or_404(User, pk=pk)
    by = _by(request)
    today = localtime.local_day(timezone.now())
    context = {
        "person": found,
        "memberships": found.memberships.select_related("department", "desk"),
        "today": today,
        "history": history_of_person(found),
        "codes": TOTPDevice.objects.filter(user=found, confirmed=True).exists(),
        "changing": obstacles_to_changing(found, by=by),
        "locking_out": obstacles_to_locking_out(found, by=by) if found.is_active else [],
    }
    return answer(request, "mall/person.html", context)


@page(needs=Permission.PEOPLE_EDIT)
def new_form(request: HttpRequest) -> HttpResponse:
    """Show the form of a new person."""
    return _form(request, PersonForm(), _("Add a person"), reverse("mall:people"))


@act(needs=Permission.PEOPLE_EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST)
    back = reverse("mall:people")
    if not form.is_valid():
        return _form(request, form, _("Add a person"), back, status=422)
    fields = {name: form.cleaned_data[name] for name in ("staff_number", "name", "email")}

    def make() -> str:
        made = acts.add_person(by=_by(request), now=timezone.now(), **fields)
        return reverse("mall:person", args=[made.pk])

    try:
        return once(request, make)
    except Refused as refused:
        return _form(request, _with(form, refused), _("Add a person"), back, status=422)


@page(needs=Permission.PEOPLE_EDIT)
def name_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of name and e-mail."""
    found = get_object_or_404(User, pk=pk)
    form = NameForm(initial={"name": found.name, "email": found.email})
    return _form(request, form, _("Name and e-mail"), _address(found))


@act(needs=Permission.PEOPLE_EDIT)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct name and e-mail."""
    found = get_object_or_404(User, pk=pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("Name and e-mail"), _address(found), status=422)
    acts.rename(found, by=_by(request), now=timezone.now(), **form.cleaned_data)
    return go(request, _address(found))


@page(needs=Permission.PEOPLE_EDIT)
def role_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a new role."""
    found = get_object_or_404(User, pk=pk)
    form = RoleForm(initial={"from_on": localtime.local_day(timezone.now())})
    return _form(request, form, _("New role of %(name)s") % {"name": found.name}, _address(found))


@act(needs=Permission.PEOPLE_EDIT)
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    found = get_object_or_404(User, pk=pk)
    title = _("New role of %(name)s") % {"name": found.name}
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _form(request, form, title, _address(found), status=422)
    fields = {name: form.cleaned_data[name] for name in ("role", "department", "desk", "from_on", "to_on")}

    def make() -> str:
        acts.give_role(found, by=_by(request), now=timezone.now(), **fields)
        return _address(found)

    try:
        return once(request, make)
    except Refused as refused:
        return _form(request, _with(form, refused), title, _address(found), status=422)


@page(needs=Permission.PEOPLE_EDIT)
def end_form(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Show the form of a role's last day."""
    held = _held(pk, membership_pk)
    form = EndForm(initial={"to_on": localtime.local_day(timezone.now())})
    return _form(request, form, _end_title(held), _address(held.person))


@act(needs=Permission.PEOPLE_EDIT)
def end_role(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """End a role on its last day."""
    held = _held(pk, membership_pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            acts.end_role(held, last_on=form.cleaned_data["to_on"], by=_by(request), now=timezone.now())
        except Refused as refused:
            form = _with(form, refused)
        else:
            return go(request, _address(held.person))
    return _form(request, form, _end_title(held), _address(held.person), status=422)


@act(needs=Permission.PEOPLE_EDIT)
def lock_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in no more."""
    found = get_object_or_404(User, pk=pk)
    acts.lock_out(found, by=_by(request), now=timezone.now())
    toast(request, _("%(name)s cannot sign in any more.") % {"name": found.name})
    return go(request, _address(found))


@act(needs=Permission.PEOPLE_EDIT)
def let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in again."""
    found = get_object_or_404(User, pk=pk)
    acts.let_in(found, by=_by(request), now=timezone.now())
    return go(request, _address(found))


@act(needs=Permission.PEOPLE_EDIT)
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a temporary password and show it, this once."""
    found = get_object_or_404(User, pk=pk)
    password = acts.reset_password(found, by=_by(request), now=timezone.now())
    response = answer(request, "mall/person_password.html", {"person": found, "password": password})
    response["Cache-Control"] = "no-store"
    return response


@act(needs=Permission.PEOPLE_EDIT)
def remove_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the one-time codes of a person whose telephone is lost."""
    found = get_object_or_404(User, pk=pk)
    acts.remove_codes(found, by=_by(request), now=timezone.now())
    toast(request, _("The one-time codes are removed."))
    return go(request, _address(found))


def _form(request: HttpRequest, form: forms.Form, title: str, back: str, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "back": back}
    return answer(request, "mall/form.html", context, status=status)


def _with(form: Form, refused: Refused) -> Form:
    """Put the sentences of a refusal beside the fields they speak of."""
    for obstacle in refused.obstacles:
        form.add_error(obstacle.field if obstacle.field in form.fields else None, str(obstacle.message))
    return form


def _held(pk: int, membership_pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("person", "department"), pk=membership_pk, person=pk)


def _end_title(held: Membership) -> str:
    return _("End of “%(role)s” of %(name)s") % {"role": held.get_role_display(), "name": held.person.name}


def _address(found: User) -> str:
    return reverse("mall:person", args=[found.pk])


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the door lets in nobody else
