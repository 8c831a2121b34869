"""Doors of the handovers: today's at a desk and the past, one handover with its acts, its paper F-32."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.me import me
from mall.models import Desk
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.actions import handovers as acts
from staffing.forms.handovers import (
    AcceptForm,
    AddForm,
    AloneForm,
    BeginForm,
    GiveUpForm,
    NamesForm,
    PrepareForm,
    SignForm,
)
from staffing.forms.plain import PlainForm
from staffing.models import Handover
from staffing.queries import handovers as reads
from staffing.queries.frames import day_of
from staffing.rules import handovers as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pdf import pdf_response
from ui.strokes import drawn
from ui.tokens import attempt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest

    from mall.models import User

P = Permission
T = Handover.Turn
S = Handover.State


@page(needs=P.HANDOVER)
def handovers(request: HttpRequest) -> HttpResponse:
    """Today's handovers at my desk with what is to be done, then the past by day."""
    now, user = timezone.now(), me(request)
    desk = reads.desk_of(request.GET.get("desk", ""), user)
    today = reads.of_day(desk, now) if desk else []
    everywhere = request.GET.get("of") == "all"
    context = {
        "desk": desk,
        "desks": list(Desk.objects.filter(is_active=True)),
        "everywhere": everywhere,
        "day": day_of(local_day(now)),
        "rows": [(one, reads.punctual(one, now), reads.TONES[one.state], reads.ICONS[one.state]) for one in today],
        "waiting": next((one for one in today if one.state in Handover.UNFINISHED), None),
        "missing": _missing(today, now) if desk else [],
        "page": reads.past(None if everywhere else desk, request.GET, now),
        "tones": reads.TONES,
        "icons": reads.ICONS,
        "me": user,
        "now": now,
    }
    return answer(request, "staffing/handovers.html", context)


def _missing(today: list[Handover], now: datetime) -> list[tuple[Any, datetime, bool]]:
    """HAND-01. The turns of the day without a record, their hours, whether they can be begun; none of a closed day."""
    day = day_of(local_day(now))
    if day.is_closed:
        return []
    made = {one.turn for one in today if one.on == day.on and one.state != S.GIVEN_UP}
    hours = {T.NOON: day.handover, T.NIGHT: day.closes}
    return [(turn, at, turn == T.NIGHT or now <= day.noon_to) for turn, at in hours.items() if turn not in made]


@page(needs=P.HANDOVER)
def new(request: HttpRequest) -> HttpResponse:
    """Choose which handover is begun; the roster's names are filled in."""
    return _new(request)


@act(needs=P.HANDOVER)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a handover."""
    now = timezone.now()
    desk = reads.desk_of(request.GET.get("desk", ""), me(request))
    if desk is None:
        raise Http404
    form = BeginForm(request.POST, people=_people())

    def make() -> str:
        made = acts.begin(desk, form.cleaned_data["turn"], **form.facts(now), by=me(request), now=now)
        return made.get_absolute_url()

    return attempt(request, form, make, partial(_new, request))


def _new(request: HttpRequest, form: BeginForm | None = None, *, status: int = 200) -> HttpResponse:
    now, user = timezone.now(), me(request)
    desk = reads.desk_of(request.GET.get("desk", ""), user)
    if desk is None:
        raise Http404
    day, waits = day_of(local_day(now)), reads.unfinished(desk)
    turn = request.GET.get("turn", "")
    turn = turn if turn in T.values else T.NOON if now <= day.noon_to else T.NIGHT
    if form is None:
        form = BeginForm.proposed(turn, reads.proposed(desk, turn, now), user, _people())
    context = {"form": form, "desk": desk, "day": day, "waits": waits, "turn": turn, "now": now}
    return answer(request, "staffing/handover_new.html", context, status=status)


@page(needs=P.HANDOVER)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one handover: what is open, what is written, who has signed, what is to be done."""
    return _show(request, _one(pk))


@act(needs=P.HANDOVER)
def name_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right who hands over to whom."""
    form = NamesForm(request.POST, people=_people())
    return _act(request, pk, "names", form, _("The names are put right."), _rename)


@act(needs=P.HANDOVER)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as the outgoing person."""
    form = PrepareForm(request.POST)
    return _act(request, pk, "prepare", form, _("Signed. Stay until the other side has signed too."), _prepare)


@act(needs=P.HANDOVER)
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the incoming person is there."""
    return _act(request, pk, "arrive", PlainForm(request.POST), _("Your arrival is noted."), _arrive)


@act(needs=P.HANDOVER)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept as the incoming person: counted, read, signed."""
    form = _accept_form(_one(pk), request.POST)
    return _act(request, pk, "accept", form, _("The desk is yours."), _accept)


@act(needs=P.HANDOVER)
def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    """Countersign that the desk was handed to the night."""
    form = SignForm(request.POST, auto_id="counter_%s")
    return _act(request, pk, "countersign", form, _("Countersigned: the desk is handed to the night."), _countersign)


@act(needs=P.HANDOVER)
def leave_alone(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why nobody countersigns."""
    form = AloneForm(request.POST)
    return _act(request, pk, "alone", form, _("Noted: the desk is handed to the night."), _leave_alone)


@act(needs=P.HANDOVER)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to a signed handover."""
    return _act(request, pk, "add", AddForm(request.POST), _("Added; the next shift sees it."), _add)


@act(needs=P.HANDOVER)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a handover nobody has signed."""
    return _act(request, pk, "give_up", GiveUpForm(request.POST), _("Given up."), _give_up)


@page(needs=P.HANDOVER)
def print_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """F-32. The handover record with all of it, both signatures and what was added."""
    row = _one(pk)
    context = {
        **reads.on_page(row, me(request), timezone.now()),
        **_signatures(row),
        "form_code": "F-32",
        "folder_number": row.code,
        "folder_url": request.build_absolute_uri(row.get_absolute_url()),
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/handover.html", context, name=f"F-32-{row.code}.pdf", request=request)


def _rename(row: Handover, form: Any, by: User, now: datetime) -> None:
    acts.rename(row, **form.names(), by=by, now=now)


def _arrive(row: Handover, _form: Any, by: User, now: datetime) -> None:
    acts.arrive(row, by=by, now=now)


def _prepare(row: Handover, form: Any, by: User, now: datetime) -> None:
    acts.prepare(row, form.notes(), form.signed(), by=by, now=now)


def _accept(row: Handover, form: Any, by: User, now: datetime) -> None:
    why = form.cleaned_data.get("why_alone", "")
    acts.accept(row, form.answers(), form.read(), form.signed(), why_alone=why, by=by, now=now)


def _countersign(row: Handover, form: Any, by: User, now: datetime) -> None:
    acts.countersign(row, form.signed(), by=by, now=now)


def _leave_alone(row: Handover, form: Any, by: User, now: datetime) -> None:
    acts.leave_alone(row, form.cleaned_data["why_alone"], by=by, now=now)


def _add(row: Handover, form: Any, by: User, now: datetime) -> None:
    acts.add(row, form.cleaned_data["text"], by=by, now=now)


def _give_up(row: Handover, form: Any, by: User, now: datetime) -> None:
    acts.give_up(row, form.cleaned_data["reason"], by=by, now=now)


def _act(
    request: HttpRequest,
    pk: int,
    name: str,
    form: forms.Form,
    said: str,
    do: Callable[[Handover, Any, User, datetime], None],
) -> HttpResponse:
    """Do it once and come back to the handover; what is refused is shown in its own form, nothing typed is lost."""
    row = _one(pk)

    def make() -> str:
        do(row, form, me(request), timezone.now())
        toast(request, said)
        return row.get_absolute_url()

    return attempt(request, form, make, partial(_again, request, pk), name=name)


def _again(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
    return _show(request, _one(pk), **more)


def _show(request: HttpRequest, row: Handover, *, status: int = 200, **bound: Any) -> HttpResponse:
    now, user = timezone.now(), me(request)
    shown = reads.on_page(row, user, now)
    taking = rules.obstacles_to_taking(row, user, now)
    # What was written while somebody else signed, or was named, stays on the page; it is no form within another.
    accepting = None if taking or "prepare" in bound else bound.get("accept") or _accept_form(row)
    is_open = row.state == S.OPEN
    context = {
        **shown,
        **_signatures(row),
        **_forms(row, bound),
        "is_mine": row.outgoing_id == user.pk,
        "is_open": is_open,
        "writes": (is_open and row.outgoing_id == user.pk) or "prepare" in bound,
        "is_night_to_sign": row.turn == T.NIGHT and row.state == S.PREPARED,
        "going": rules.obstacles_to_going(row, day_of(row.on), now) if is_open else [],
        "leaving": rules.obstacles_to_leaving(row) if row.state in Handover.UNFINISHED else [],
        "taking": taking,
        "accepting": accepting,
        "rows": [(kind, accepting.of_line(kind.line) if accepting and kind.line else None) for kind in shown["kinds"]],
        "refused": next(iter(bound.values()), None),
        "may_arrive": not rules.obstacles_to_arriving(row, user, now),
        "may_add": row.state not in {S.OPEN, S.GIVEN_UP},
        "now": now,
    }
    return answer(request, "staffing/handover.html", context, status=status)


def _forms(row: Handover, bound: dict[str, Any]) -> dict[str, Any]:
    """The forms of the page; the one that was refused keeps what was typed."""
    names = {"outgoing": row.outgoing_id or "", "incoming": row.incoming_id or ""}
    is_open = row.state == S.OPEN
    return {
        "names": bound.get("names") or (NamesForm(initial=names, people=_people()) if is_open else None),
        "preparing": bound.get("prepare") or PrepareForm(),
        "countersigning": bound.get("countersign") or SignForm(auto_id="counter_%s"),
        "alone": bound.get("alone") or AloneForm(),
        "adding": bound.get("add") or AddForm(),
        "giving_up": bound.get("give_up") or GiveUpForm(),
    }


def _accept_form(row: Handover, data: Any = None) -> AcceptForm:
    asks_why = row.turn == T.NIGHT and row.state == S.PREPARED
    return AcceptForm(data, lines=list(row.lines.all()), must_reads=list(row.must_reads.all()), asks_why=asks_why)


def _signatures(row: Handover) -> dict[str, Any]:
    return {
        "signature": drawn(row.signature, _("Signature of the outgoing person")),
        "accepted_signature": drawn(row.accepted_signature, _("Signature of the incoming person")),
        "countersignature": drawn(row.countersignature, _("Countersignature")),
    }


def _one(pk: int) -> Handover:
    """The handover of that key. Raises Http404."""
    rows = Handover.objects.select_related(
        "desk", "outgoing", "incoming", "renamed_by", "countersigned_by", "given_up_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _people() -> list[User]:
    """Who may hand a desk over or take it."""
    return list(people_who_may(P.HANDOVER))
