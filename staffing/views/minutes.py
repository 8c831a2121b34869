"""Doors of what a meeting leaves behind: attendance, minutes, actions, problems, one's own record (F-69)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.me import me
from mall.roles import Permission
from staffing.actions import minutes as acts
from staffing.forms.meetings import (
    ActionForm,
    AnswerForm,
    AttendanceForm,
    MinutesForm,
    ProblemForm,
    RecordForm,
    ReportForm,
    UpwardForm,
)
from staffing.models import MeetingAction, MeetingProblem
from staffing.queries import meetings as reads
from staffing.views.meetings import meeting_of, row_form, show_meeting
from ui.doors import act
from ui.fragments import toast
from ui.tokens import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

P = Permission
ATTENDS = (P.MEETING_ATTEND, P.STAFF_MEETING)


@act(needs=ATTENDS)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-06, MEET-07. Record how everybody took part."""
    found, user = meeting_of(request, pk), me(request)
    form = AttendanceForm(request.POST, meeting=found, seats=reads.seats_of(found), user=user)

    def make() -> str:
        version = form.cleaned_data["version"]
        total = acts.record_attendance(found, form.seen(), version=version, by=user, now=timezone.now())
        said = ngettext("Recorded; fines in all: %(n)d yuan.", "Recorded; fines in all: %(n)d yuan.", total)
        toast(request, said % {"n": total})
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="attending")


@act(needs=ATTENDS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-07. Write the minutes."""
    found, form = meeting_of(request, pk), MinutesForm(request.POST)

    def make() -> str:
        acts.write_minutes(found, **form.cleaned_data, by=me(request), now=timezone.now())
        toast(request, _("The minutes are saved."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="writing")


@act(needs=ATTENDS)
def file_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-09. Write the minutes and file them."""
    found, form = meeting_of(request, pk), MinutesForm(request.POST)

    def make() -> str:
        acts.file_minutes(found, **form.cleaned_data, by=me(request), now=timezone.now())
        toast(request, _("The minutes are filed."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="writing")


@act(needs=ATTENDS)
def own_record(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-10. Keep one's own record."""
    found, form = meeting_of(request, pk), RecordForm(request.POST)

    def make() -> str:
        acts.keep_own_record(found, form.cleaned_data["own_record"], by=me(request), now=timezone.now())
        toast(request, _("Your record is saved; nobody else reads it."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="recording")


@act(needs=ATTENDS)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-08. Give somebody something to do."""
    found = meeting_of(request, pk)
    form = ActionForm(request.POST, people=reads.callable_people())

    def make() -> str:
        acts.assign(found, **form.cleaned_data, by=me(request), now=timezone.now())
        toast(request, _("Assigned; the person is told."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="assigning")


@act(needs=ATTENDS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-08. Report the result of an action."""
    action = MeetingAction.objects.filter(pk=pk).select_related("meeting").first()
    if action is None:
        raise Http404(pk)
    found = _of_action(request, action)
    form = row_form(ReportForm, pk, request.POST)

    def make() -> str:
        words = form.cleaned_data["report"]
        acts.report(action, words, done=form.is_done, by=me(request), now=timezone.now())
        toast(request, _("The result is reported."))
        return found

    return attempt(request, form, make, partial(show_meeting, request, action.meeting_id, row=pk), name="reporting")


def _of_action(request: HttpRequest, action: MeetingAction) -> str:
    return meeting_of(request, action.meeting_id).get_absolute_url()


@act(needs=ATTENDS)
def note_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-09. Note a problem."""
    found, form = meeting_of(request, pk), ProblemForm(request.POST)

    def make() -> str:
        data = form.cleaned_data
        acts.note_problem(found, data["problem"], solved=data["is_solved"], by=me(request), now=timezone.now())
        toast(request, _("Noted."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, pk), name="noting")


@act(needs=ATTENDS)
def report_upward(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-09. Report upward what was not solved."""
    problem, form = _problem(request, pk), row_form(UpwardForm, pk, request.POST)

    def make() -> str:
        acts.report_upward(problem, form.cleaned_data["letter"], by=me(request), now=timezone.now())
        toast(request, _("Reported upward."))
        return problem.meeting.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, problem.meeting_id, row=pk), name="going_up")


@act(needs=ATTENDS)
def answer_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-09. Answer what was reported upward."""
    problem, form = _problem(request, pk), row_form(AnswerForm, pk, request.POST)

    def make() -> str:
        acts.answer(problem, form.cleaned_data["answer"], by=me(request), now=timezone.now())
        toast(request, _("Answered; who reported it is told."))
        return problem.meeting.get_absolute_url()

    return attempt(request, form, make, partial(show_meeting, request, problem.meeting_id, row=pk), name="answering")


def _problem(request: HttpRequest, pk: int) -> MeetingProblem:
    """A problem of a meeting one may look at. Raises Http404."""
    problem = MeetingProblem.objects.filter(pk=pk).select_related("meeting").first()
    if problem is None:
        raise Http404(pk)
    meeting_of(request, problem.meeting_id)
    return problem
