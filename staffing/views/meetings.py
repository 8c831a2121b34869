"""Doors of meetings: the lists, announcing, one meeting, changes, excuses, the paper F-69."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.limits import limit
from mall.me import me
from mall.roles import Permission
from staffing.actions import meetings as acts
from staffing.forms.meetings import (
    ActionForm,
    AnswerForm,
    AttendanceForm,
    ChangeForm,
    ExcuseForm,
    MeetingForm,
    MinutesForm,
    ProblemForm,
    RecordForm,
    ReportForm,
    UpwardForm,
)
from staffing.forms.plain import PlainForm
from staffing.models import Meeting, MeetingKind, Participant
from staffing.queries import meetings as reads
from staffing.rules import meetings as rules
from staffing.rules import minutes as kept
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model
    from django.http import HttpRequest

    from mall.models import User
    from ui.obstacles import Obstacle

P = Permission
F = TypeVar("F", bound=forms.Form)
ATTENDS = (P.MEETING_ATTEND, P.STAFF_MEETING)
VIEWS = ("coming", "past", "actions")


@page(needs=ATTENDS)
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the meetings to come and past, and the actions still to be reported."""
    user, now = me(request), timezone.now()
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    is_list = view != "actions"
    found = reads.meetings_page(user, view, request.GET, now) if is_list else reads.actions_page(user, request.GET)
    context = {
        "page": found,
        "rows": [(row, *reads.TONES[Meeting.State(row.state)]) for row in found] if is_list else list(found),
        "view": view,
        "views": VIEWS,
        "may_hold": user.may(P.STAFF_MEETING),
        "me": user,
        "now": now,
    }
    return answer(request, "staffing/meetings.html", context)


# -- announcing


@page(needs=P.STAFF_MEETING)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the notice of a kind of meeting, filled with the hour it comes round and the people of the last one."""
    return _new(request)


@act(needs=P.STAFF_MEETING)
def do_new(request: HttpRequest) -> HttpResponse:
    """MEET-01…05. Announce a meeting."""
    user, now = me(request), timezone.now()
    form = MeetingForm(request.POST, **_choices(request))

    def make() -> str:
        made = acts.announce(form.wanted(), by=user, now=now)
        toast(request, _("Announced: everybody called is told."))
        return made.get_absolute_url()

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, *, form: MeetingForm | None = None, status: int = 200) -> HttpResponse:
    user, now, kind = me(request), timezone.now(), _kind(request)
    context = {
        "form": form or MeetingForm(**_choices(request), initial=reads.proposed(kind, user, now)),
        "kind": kind,
        "kinds": list(MeetingKind.objects.filter(is_active=True)),
        "days": max(kind.notice_days, kind.change_days),
        "now": now,
    }
    return answer(request, "staffing/meeting_new.html", context, status=status)


def _choices(request: HttpRequest) -> dict[str, Any]:
    people, departments = reads.callable_people(), reads.holding(me(request))
    return {"kind": _kind(request), "departments": departments, "people": people}


def _kind(request: HttpRequest) -> MeetingKind:
    """The kind asked for, the first one when nothing is said. Raises Http404."""
    code = request.GET.get("kind", "")
    found = reads.kind_of(code) if code else MeetingKind.objects.filter(is_active=True).first()
    if found is None:
        raise Http404(code)
    return found


# -- one meeting


@page(needs=ATTENDS)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting: its notice, who is called, and what came of it."""
    return show_meeting(request, pk)


@page(needs=ATTENDS)
def show_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what may be changed of a meeting."""
    return _change(request, pk)


@act(needs=ATTENDS)
def do_change(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-05. Change a meeting."""
    found, form = meeting_of(request, pk), ChangeForm(request.POST)

    def make() -> str:
        acts.change(found, form.change(), by=me(request), now=timezone.now())
        toast(request, _("Changed: everybody called is told."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(_change, request, pk))


change = pair(show_change, do_change)


def _change(request: HttpRequest, pk: int, *, form: ChangeForm | None = None, status: int = 200) -> HttpResponse:
    found, user, now = meeting_of(request, pk), me(request), timezone.now()
    initial = {name: getattr(found, name) for name in ("place", "begins_at", "ends_at", "notes")}
    context = {
        "meeting": found,
        "form": form or ChangeForm(initial=initial),
        "reasons": rules.obstacles_to_touching(found, user, now),
        "now": now,
    }
    return answer(request, "staffing/meeting_change.html", context, status=status)


@act(needs=ATTENDS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-05. Cancel a meeting."""
    found = meeting_of(request, pk)

    def make() -> str:
        acts.cancel(found, by=me(request), now=timezone.now())
        toast(request, _("Cancelled: everybody called is told."), "info")
        return found.get_absolute_url()

    return attempt(request, PlainForm(request.POST), make, partial(show_meeting, request, pk), name="plain")


@act(needs=ATTENDS)
def excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-06. Excuse oneself."""
    found, form = meeting_of(request, pk), ExcuseForm(request.POST)
    seat = found.participants.filter(person=me(request)).select_related("meeting").first()
    if seat is None:
        raise Http404(pk)

    def make() -> str:
        acts.excuse(seat, form.cleaned_data["excuse"], by=me(request), now=timezone.now())
        toast(request, _("Your excuse is noted; the chair is told."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="excusing")


@page(needs=ATTENDS)
def print_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """F-69. The notice of a meeting; `?as=minutes` its minutes, for whoever reads them."""
    found, user = meeting_of(request, pk), me(request)
    is_minutes = request.GET.get("as") == "minutes"
    if is_minutes and not kept.reads_minutes(found, user, timezone.now()):
        raise Http404(pk)
    context = {
        "meeting": found,
        "is_minutes": is_minutes,
        "seats": [(seat, kept.reads_fine(seat, found, user)) for seat in reads.seats_of(found)],
        "actions": reads.actions_of(found),
        "problems": reads.problems_of(found),
        "is_void": found.state == Meeting.State.CANCELLED,
        "form_code": "F-69",
        "folder_number": f"F-69-{found.pk:06d}",
        "printed_by": user,
    }
    return pdf_response("staffing/print/meeting.html", context, name=f"F-69-{found.pk}.pdf", request=request)


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting one may look at. Raises Http404."""
    rows = Meeting.objects.visible_to(me(request)).select_related("kind", "department", "chair", "announced_by")
    found = rows.select_related("filed_by", "cancelled_by", "changed_by").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def show_meeting(
    request: HttpRequest, pk: int, *, row: int = 0, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The page of a meeting; a form that was refused, of the row it stands in, keeps what was typed."""
    found, user, now = meeting_of(request, pk), me(request), timezone.now()
    seats = reads.seats_of(found)
    mine = next((seat for seat in seats if seat.person_id == user.pk), None)
    tone, icon = reads.TONES[Meeting.State(found.state)]
    actions, problems = reads.actions_of(found), reads.problems_of(found)
    rows = _RowForms(bound, row)
    context = {
        "meeting": found,
        "tone": tone,
        "icon": icon,
        "seats": [
            (seat, kept.reads_fine(seat, found, user), *reads.SEEN_TONES.get(seat.attendance, ("plain", "circle")))
            for seat in seats
        ],
        "mine": mine,
        "actions": [(one, rows.of("reporting", one, kept.obstacles_to_reporting(one, user))) for one in actions],
        "problems": [
            (
                one,
                rows.of("going_up", one, kept.obstacles_to_reporting_upward(one, user)),
                rows.of("answering", one, kept.obstacles_to_answering(one, user)),
            )
            for one in problems
        ],
        **_offers(found, mine, user, now),
        **_forms(found, seats, user, bound),
        "filing": kept.obstacles_to_filing(found, seats, problems, by=user, now=now),
        "fines": limit("meeting_fines", found.begins_at),
        "refused": next(iter(bound.values()), None),
        "opened": set(bound),
        "now": now,
    }
    return answer(request, "staffing/meeting.html", context, status=status)


def _offers(found: Meeting, mine: Participant | None, user: User, now: datetime) -> dict[str, Any]:
    return {
        "leads": rules.leads(found, user),
        "reads_minutes": kept.reads_minutes(found, user, now),
        "may_touch": not rules.obstacles_to_touching(found, user, now),
        "may_keep": not kept.obstacles_to_keeping(found, user, now),
        "excusing_reasons": rules.obstacles_to_excusing(mine, found, user, now) if mine else [],
    }


class _RowForms:
    """The forms that stand in a row each; the one that was refused keeps what was typed, in its row."""

    KINDS: ClassVar[dict[str, type[forms.Form]]] = {
        "reporting": ReportForm,
        "going_up": UpwardForm,
        "answering": AnswerForm,
    }

    def __init__(self, bound: dict[str, forms.Form], row: int) -> None:
        self.bound, self.row = bound, row

    def of(self, name: str, row: Model, obstacles: list[Obstacle]) -> forms.Form | None:
        """The form of a row; None where the act is not to be done there."""
        if obstacles:
            return None
        if name in self.bound and row.pk == self.row:
            return self.bound[name]
        return row_form(self.KINDS[name], row.pk)


def row_form(kind: type[F], row: int, data: Mapping[str, Any] | None = None) -> F:
    """A form that stands in a row, with names of its own for its inputs."""
    return kind(data, auto_id=f"row_{row}_%s")


def _forms(found: Meeting, seats: list[Participant], user: User, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """The forms of the page; the one that was refused keeps what was typed."""
    mine = next((seat for seat in seats if seat.person_id == user.pk), None)
    texts = {
        "minutes": found.minutes or rules.headings(found.kind),
        "decisions": found.decisions,
        "version": found.version,
    }
    empty: dict[str, forms.Form] = {
        "excusing": ExcuseForm(),
        "attending": AttendanceForm(meeting=found, seats=seats, user=user),
        "writing": MinutesForm(initial=texts),
        "assigning": ActionForm(people=reads.callable_people()),
        "noting": ProblemForm(),
        "recording": RecordForm(initial={"own_record": mine.own_record if mine else ""}),
    }
    return {**empty, **bound}
