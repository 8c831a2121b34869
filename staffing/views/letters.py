"""Doors of work letters: the lists, writing one, one letter with its acts, the papers F-80 and F-81."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.queries.timeline import lines_of
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import letters as acts
from staffing.forms.letters import AppliedForm, LetterForm, PromiseForm, ReasonForm, ResultForm, SignForm
from staffing.forms.plain import PlainForm
from staffing.models import WorkLetter
from staffing.queries import letters as reads
from staffing.rules import letters as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
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
READS = (P.LETTER_WRITE, P.LETTER_APPROVE, P.ALL_FOLDERS)
State = WorkLetter.State


@page(needs=READS)
def letters(request: HttpRequest) -> HttpResponse:
    """TASK-07. The letters to us and from us: open, due today, late, ended."""
    user, now = me(request), timezone.now()
    ways = reads.ways_of(user)
    way, show = request.GET.get("way", ""), request.GET.get("show", "")
    way = way if way in ways else ways[0]
    show = show if show in reads.SHOWS else reads.SHOWS[0]
    found = reads.letters_page(user, way, show, request.GET, now)
    context = {
        "page": found,
        "rows": [(row, *reads.TONES[State(row.state)]) for row in found],
        "ways": ways,
        "way": way,
        "show": show,
        "today": reads.letters_due_today(user, now) if "to" in ways else 0,
        "may_write": user.may(P.LETTER_WRITE),
        "now": now,
    }
    return answer(request, "staffing/letters.html", context)


# -- writing


@page(needs=P.LETTER_WRITE)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show an empty letter."""
    return _new(request)


@act(needs=P.LETTER_WRITE)
def do_new(request: HttpRequest) -> HttpResponse:
    """TASK-01, TASK-02, TASK-03. Write a letter, or record what was agreed by word of mouth."""
    user, now = me(request), timezone.now()
    form = LetterForm(request.POST, user=user, today=local_day(now))

    def make() -> str:
        written = form.written()
        made = (acts.agree_by_word if written.is_oral else acts.write)(written, by=user, now=now)
        toast(request, _("Recorded; executor and head are told.") if written.is_oral else _("It waits for the head."))
        return made.get_absolute_url()

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, *, form: LetterForm | None = None, status: int = 200) -> HttpResponse:
    shown = form or LetterForm(user=me(request), today=local_day(timezone.now()))
    context = {"form": shown, "half_day": rules.HALF_DAY_HOURS}
    return answer(request, "staffing/letter_new.html", context, status=status)


@page(needs=P.LETTER_WRITE)
def show_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Show a letter to be put right."""
    return _edit(request, number)


@act(needs=P.LETTER_WRITE)
def do_edit(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01. Put right what the own head has not signed."""
    found, user, now = _letter(request, number), me(request), timezone.now()
    form = LetterForm(request.POST, user=user, today=local_day(now), letter=found)

    def make() -> str:
        acts.rewrite(found, form.written(), by=user, now=now)
        toast(request, _("It waits for the head."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(_edit, request, number))


edit = pair(show_edit, do_edit)


def _edit(request: HttpRequest, number: str, *, form: LetterForm | None = None, status: int = 200) -> HttpResponse:
    found, user = _letter(request, number), me(request)
    initial = {"content": found.content, "executor": str(found.executor_id), "final_at": found.final_at}
    context = {
        "form": form or LetterForm(user=user, today=local_day(timezone.now()), letter=found, initial=initial),
        "letter": found,
        "reasons": rules.obstacles_to_rewriting(found, user),
        "half_day": rules.HALF_DAY_HOURS,
    }
    return answer(request, "staffing/letter_new.html", context, status=status)


# -- one letter


@page(needs=READS)
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """Show a letter: what is asked, what is due, what was done, and what can be done now."""
    return _show(request, number)


@act(needs=P.LETTER_APPROVE)
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01. Sign as the own head."""

    def do(did: _Posted) -> None:
        acts.approve(did.letter, **did.data, by=did.by, now=did.now)

    return _act(request, number, "signing", _("Signed: it is on its way."), do)


@act(needs=P.LETTER_APPROVE)
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01. Send it back instead of signing."""

    def do(did: _Posted) -> None:
        acts.send_back(did.letter, did.data["reason"], by=did.by, now=did.now)

    return _act(request, number, "returning", _("Sent back."), do)


@act(needs=P.LETTER_WRITE)
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01. Have it in hand."""

    def do(did: _Posted) -> None:
        acts.receive(did.letter, by=did.by, now=did.now)

    return _act(request, number, "receiving", _("Received: state the realistic time."), do)


@act(needs=P.LETTER_WRITE)
def commit(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01, TASK-04. State the realistic time and the commitment."""

    def do(did: _Posted) -> None:
        acts.commit(did.letter, did.form.promise(), by=did.by, now=did.now)

    return _act(request, number, "promising", _("Promised; the asking department is told."), do)


@act(needs=P.LETTER_WRITE)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01. Report the result."""

    def do(did: _Posted) -> None:
        acts.report(did.letter, did.data["result"], done=did.form.is_done, by=did.by, now=did.now)

    return _act(request, number, "reporting", _("The result is reported."), do)


@act(needs=P.LETTER_WRITE)
def apply_commitment(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-04. Record how the commitment was carried out."""

    def do(did: _Posted) -> None:
        acts.apply_commitment(did.letter, did.data["applied"], by=did.by, now=did.now)

    return _act(request, number, "applying", _("Recorded."), do)


@act(needs=P.LETTER_WRITE)
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-03. Refuse what was only said."""

    def do(did: _Posted) -> None:
        acts.refuse(did.letter, did.data["reason"], by=did.by, now=did.now)

    return _act(request, number, "refusing", _("Refused; who asked is told."), do)


@act(needs=P.LETTER_WRITE)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """TASK-01. Withdraw it."""

    def do(did: _Posted) -> None:
        acts.withdraw(did.letter, did.data["reason"], by=did.by, now=did.now)

    return _act(request, number, "withdrawing", _("Withdrawn."), do)


@page(needs=READS)
def print_letter(request: HttpRequest, number: str) -> HttpResponse:
    """F-80, F-81. The letter with its lines to sign."""
    found = _letter(request, number)
    context = {
        "letter": found,
        **_signatures(found),
        "form_code": found.form_code,
        "folder_number": found.folder.number,
        "folder_url": request.build_absolute_uri(found.get_absolute_url()),
        "is_void": found.state in (State.WITHDRAWN, State.REFUSED),
        "printed_by": me(request),
    }
    name = f"{found.form_code}-{found.folder.number}.pdf"
    return pdf_response("staffing/print/letter.html", context, name=name, request=request)


class _Posted(NamedTuple):
    """What was posted to a letter: by whom, when."""

    letter: WorkLetter
    form: Any  # each act takes its own kind of form
    by: User
    now: datetime

    @property
    def data(self) -> dict[str, Any]:
        """What was typed."""
        typed: dict[str, Any] = self.form.cleaned_data
        return typed


def _act(request: HttpRequest, number: str, name: str, said: str, do: Callable[[_Posted], object]) -> HttpResponse:
    """Do it once and come back to the letter; what is refused is shown in its own form."""
    found, form = _letter(request, number), _KINDS[name](request.POST, auto_id=f"{name}_%s")

    def make() -> str:
        do(_Posted(found, form, me(request), timezone.now()))
        toast(request, said)
        return found.get_absolute_url()

    return attempt(request, form, make, partial(_show, request, number), name=name)


def _letter(request: HttpRequest, number: str) -> WorkLetter:
    """The letter of that number. Raises Http404."""
    found = reads.letter_of(me(request), number)
    if found is None:
        raise Http404(number)
    return found


def _show(request: HttpRequest, number: str, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    found, user, now = _letter(request, number), me(request), timezone.now()
    tone, icon = reads.TONES[State(found.state)]
    folder = found.folder
    context = {
        "letter": found,
        "folder": folder,
        "tone": tone,
        "icon": icon,
        **_signatures(found),
        **_offers(found, user, now),
        **{name: bound.get(name) or kind(auto_id=f"{name}_%s") for name, kind in _KINDS.items()},
        "refused": next(iter(bound.values()), None),
        "opened": set(bound),
        "is_today": rules.is_due_today(found, now),
        "lines": lines_of(folder, user, newest_first=True),
        "answering": rules.answering(found.to_department) if found.state in rules.WITH_EXECUTOR else [],
        "now": now,
    }
    return answer(request, "staffing/letter.html", context, status=status)


_KINDS: dict[str, type[forms.Form]] = {
    "signing": SignForm,
    "returning": ReasonForm,
    "receiving": PlainForm,
    "promising": PromiseForm,
    "reporting": ResultForm,
    "applying": AppliedForm,
    "refusing": ReasonForm,
    "withdrawing": ReasonForm,
}


def _offers(found: WorkLetter, user: User, now: datetime) -> dict[str, Any]:
    """What this person may do with the letter as it stands; the obstacle of the one act that waits for others."""
    return {
        "may_rewrite": not rules.obstacles_to_rewriting(found, user),
        "may_sign": not rules.obstacles_to_sending_back(found, user),
        "approving": rules.obstacles_to_approving(found, user, now),
        "may_receive": not rules.obstacles_to_receiving(found, user),
        "may_promise": not rules.obstacles_to_promising(found, user),
        "may_report": not rules.obstacles_to_reporting(found, user, now),
        "may_apply": not rules.obstacles_to_applying(found, user),
        "may_refuse": not rules.obstacles_to_refusing(found, user),
        "may_withdraw": not rules.obstacles_to_withdrawing(found, user),
    }


def _signatures(found: WorkLetter) -> dict[str, Any]:
    return {
        "signature": drawn(found.signature, _("Signature of the own head")),
        "committed_signature": drawn(found.committed_signature, _("Signature of the executing head")),
    }
