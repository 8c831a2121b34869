"""Doors of the rotation: the months, one month, drafting, changing, submitting, F-15."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.inputs import key_in
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import rotation as acts
from staffing.forms.rotation import EXCHANGE, SeatForm
from staffing.months import following, preceding, read_month
from staffing.queries import rotation as reads
from staffing.rules import rotation as rules
from ui.doors import act, page
from ui.fragments import answer, go, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt, once

if TYPE_CHECKING:
    from datetime import date

    from staffing.models import Rotation, RotationLine

P = Permission


@page(needs=P.ROSTER_READ)
def rotations(request: HttpRequest) -> HttpResponse:
    """ROST-10, ROST-11. The months: this one and the next to be laid out, and those before."""
    today = local_day(timezone.now())
    context = {
        "upcoming": reads.upcoming(today),
        "page": reads.past_page(request.GET),
        "today": today,
        "may_lay": me(request).may(P.ROSTER_LAY),
    }
    return answer(request, "staffing/rotations.html", context)


@page(needs=P.ROSTER_READ)
def rotation(request: HttpRequest, month: str) -> HttpResponse:
    """ROST-10. Who sits where in a month, and where before."""
    first = _month(month)
    found, today, may_lay = reads.rotation_of(first), local_day(timezone.now()), me(request).may(P.ROSTER_LAY)
    groups = reads.groups(found) if found else []
    context = {
        "month": first,
        "code": month,
        "rotation": found,
        "groups": groups,
        "empty": [name for group in groups for name in group.empty],
        "missing": [name for group in groups for name in group.missing],
        "obstacles": acts.obstacles_to_submitting(found, groups) if found else [],
        "to_draft": rules.obstacles_to_drafting(first, today),
        "before": f"{preceding(first):%Y-%m}",
        "after": f"{following(first):%Y-%m}",
        "may_lay": may_lay,
        "may_change": may_lay and found is not None and found.submitted_at is None,
        "mine": me(request).pk,
    }
    return answer(request, "staffing/rotation.html", context)


@act(needs=P.ROSTER_LAY)
def draft(request: HttpRequest) -> HttpResponse:
    """ROST-10. Lay out a month."""
    month = _month(request.POST.get("month", ""))

    def make() -> str:
        made = acts.draft_rotation(month, now=timezone.now())
        toast(request, _("Everybody is moved one desk on: look at it, then submit it."))
        return acts.address(made)

    return once(request, make)


@act(needs=P.ROSTER_LAY)
def draft_anew(request: HttpRequest, month: str) -> HttpResponse:
    """ROST-10. Lay it out again."""
    found = _there(month)
    acts.draft_anew(found, edition=_edition(request))
    toast(request, _("It is laid out anew with the people and desks of today."))
    return go(request, acts.address(found))


@act(needs=P.ROSTER_LAY)
def submit(request: HttpRequest, month: str) -> HttpResponse:
    """ROST-11. Submit it."""
    found = _there(month)

    def make() -> str:
        acts.submit(found, edition=_edition(request), by=me(request), now=timezone.now())
        toast(request, _("The rotation is submitted; everybody in it is told."))
        return acts.address(found)

    return once(request, make)


@page(needs=P.ROSTER_LAY)
def show_seat(request: HttpRequest, month: str, row: int) -> HttpResponse:
    """ROST-10. The form for one person's desk."""
    found = _there(month)
    line = _line(found, row)
    return _seat_page(request, line, SeatForm(line=line))


@act(needs=P.ROSTER_LAY)
def change_seat(request: HttpRequest, month: str, row: int) -> HttpResponse:
    """ROST-10. Exchange two people, or give one another desk."""
    found = _there(month)
    line = _line(found, row)
    form = SeatForm(request.POST, line=line)

    def make() -> str:
        data = form.cleaned_data
        if data["how"] == EXCHANGE:
            acts.exchange(found, line.pk, data["other"], edition=data["edition"])
            toast(request, _("The two have exchanged their desks."))
        elif empty := acts.seat(found, line.pk, data["desk"], edition=data["edition"]):
            words = _("Nobody is left at %(desks)s: move somebody there before you submit it.")
            toast(request, words % {"desks": "、".join(empty)}, "late")
        else:
            toast(request, _("The desk is changed."))
        return acts.address(found)

    return attempt(request, form, make, partial(_seat_anew, request, month, row))


def _seat_anew(request: HttpRequest, month: str, row: int, *, form: SeatForm, status: int) -> HttpResponse:
    # Read anew: the next click is over what stands now.
    line = _line(_there(month), row)
    data = request.POST.copy()
    data["edition"] = str(line.rotation.edition)
    form.data = data
    return _seat_page(request, line, form, status=status)


seat_pair = pair(show_seat, change_seat)


@page(needs=P.ROSTER_READ)
def print_rotation(request: HttpRequest, month: str) -> HttpResponse:
    """F-15, R-04. The rotation of a month on paper: person, desk, desk before."""
    found = _there(month)
    context = {
        "form_code": "F-15",
        "folder_number": month,
        "rotation": found,
        "groups": reads.groups(found),
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/rotation.html", context, name=f"F-15-{month}.pdf", request=request)


def _seat_page(request: HttpRequest, line: RotationLine, form: SeatForm, *, status: int = 200) -> HttpResponse:
    context = {
        "line": line,
        "form": form,
        "back": acts.address(line.rotation),
        "obstacles": rules.obstacles_to_changing(line.rotation, None),
        "draft_address": reverse("staffing:rotations"),
    }
    return answer(request, "staffing/rotation_seat.html", context, status=status)


def _month(code: str) -> date:
    """The month asked for. Raises Http404."""
    found = read_month(code)
    if found is None:
        raise Http404(code)
    return found


def _there(code: str) -> Rotation:
    """The rotation of the month asked for. Raises Http404 while nobody has begun it."""
    found = reads.rotation_of(_month(code))
    if found is None:
        raise Http404(code)
    return found


def _line(found: Rotation, row: int) -> RotationLine:
    line = reads.line_of(found, row)
    if line is None:
        raise Http404(str(row))
    return line


def _edition(request: HttpRequest) -> int:
    """The edition a button was pressed on; one that cannot be read fits none."""
    found = key_in(request.POST.get("edition", ""))
    return -1 if found is None else found
