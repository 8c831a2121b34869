"""The form of an act on a case: shown in the drawer, or as a page of its own without scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from complaints.actions.moving import hold
from complaints.forms.case_form import CaseForm
from complaints.queries.finding import visible_complaint
from mall.me import me
from ui.doors import Undone, page
from ui.doors import act as act_door
from ui.fragments import answer, go, toast
from ui.obstacles import Obstacle, Refused, StrOrPromise, put_obstacles
from ui.pairs import pair
from ui.tokens import once

if TYPE_CHECKING:
    from complaints.models import Complaint
    from complaints.rules.offering import CaseAct
    from mall.models import User

DRAWER = "complaints/act.html"


Do = Callable[..., str | None]
View = Callable[..., Any]


def case_act(
    spec: CaseAct, *, form: type[CaseForm], said: StrOrPromise = "", template: str = DRAWER
) -> Callable[[Do], View]:
    """Make the two doors of an act from its description, its form and the function that does it.

    The function is called as `do(case, data, by=, now=, row=)` with the case locked and the form's facts; it
    returns an address to go to, or None for the case page. What it refuses is shown in the form, and nothing typed
    is lost. `row` is the key the address names, and for an act on rows the row itself.
    """

    def decorate(do: Do) -> View:
        @page(needs=spec.needs)
        def look(request: HttpRequest, number: str, row: int | None = None) -> HttpResponse:
            now = timezone.now()
            case = visible_complaint(me(request), number)
            shown = row or spec.row(case)
            empty = form(case=case, user=me(request), now=now, row=shown)
            reasons = spec.reasons(case, me(request), now, shown)
            return drawer(request, spec, case, empty, reasons, template=template)

        def again(request: HttpRequest, case: Complaint, filled: forms.BaseForm, status: int) -> HttpResponse:
            case.refresh_from_db()
            return drawer(request, spec, case, filled, template=template, status=status)

        @act_door(needs=spec.needs)
        def perform(request: HttpRequest, number: str, row: int | None = None) -> HttpResponse:
            now = timezone.now()
            case = hold(visible_complaint(me(request), number))
            filled = form(request.POST, request.FILES, case=case, user=me(request), now=now, row=row)
            if not filled.is_valid():
                return drawer(request, spec, case, filled, template=template, status=422)

            def make() -> str:
                meant = _meant(spec, case, row, me(request))
                return do(case, filled.facts(), by=me(request), now=now, row=meant) or case.get_absolute_url()

            try:
                response = once(request, make)
            except Refused as refused:
                put_obstacles(filled, refused.obstacles)
                raise Undone(partial(again, request, case, filled, refused.status)) from refused
            if said:
                toast(request, said)
            return response

        perform.__name__ = do.__name__
        perform.__doc__ = do.__doc__
        return pair(look, perform)

    return decorate


def _meant(spec: CaseAct, case: Complaint, row: int | None, user: User) -> Any:
    """What the address names: of an act on rows the row itself. Raises Refused where the case has no such row."""
    if spec.rows is None:
        return row
    found = spec.rows.named(case, row)
    if found is None:
        raise Refused(spec.rows.obstacles(None, user))
    return found


def _address(request: HttpRequest, form: forms.BaseForm) -> str:
    """Where the form is sent: to the row it shows, also where the page was opened without naming one."""
    row = getattr(form, "row", None)
    return request.path if row is None or request.path.endswith(f"/{row}/") else f"{request.path}{row}/"


def drawer(  # one value per thing the drawer shows
    request: HttpRequest,
    spec: CaseAct,
    case: Complaint,
    form: forms.BaseForm,
    reasons: list[Obstacle] | None = None,
    *,
    template: str = DRAWER,
    status: int = 200,
) -> HttpResponse:
    """Answer with the form of an act: in the drawer for htmx, as a page otherwise."""
    address = _address(request, form)
    context = {
        "spec": spec,
        "complaint": case,
        "form": form,
        "reasons": reasons or [],
        "address": address,
        # What was typed for an older state of the particulars is not put over a newer one.
        "draft": ":".join((*address.strip("/").split("/")[1:], str(case.folder.version))),
    }
    return answer(request, template, context, partial="drawer", status=status)


__all__ = ["CaseForm", "case_act", "drawer", "go"]
