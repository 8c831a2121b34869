"""The clocks of a complaint: which obligation begins and ends with which act. How time is counted is casework's."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from casework.actions import clocks
from casework.actions.in_hand import in_hand
from casework.actions.notices import tell
from casework.actions.papers import write_note
from complaints import notice_kinds, sla
from complaints.rules import clocks as rules
from complaints.rules.closing import is_to_be_closed
from complaints.rules.papers import is_serious
from complaints.rules.replying import round_began
from complaints.sla import OBLIGATIONS, Kind
from complaints.states import Severity, State
from mall.limits import limit
from mall.localtime import day_bounds
from mall.queries import calendar
from mall.queries.people import deputies, general_managers, managers
from mall.worktime import add_working_days
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from casework.models import Clock, Handoff, PauseReason
    from complaints.models import Complaint, Improvement
    from mall.models import Department, User

P = ParamSpec("P")
# A time limit typed to the minute is the usual one when it differs by less.
A_MINUTE = timedelta(minutes=1)


def at_once(act: Callable[Concatenate[Complaint, P], None]) -> Callable[Concatenate[Complaint, P], None]:
    """Let an act that starts and ends several clocks hold them in hand: read once, written once."""

    @wraps(act)
    def held(complaint: Complaint, /, *args: P.args, **named: P.kwargs) -> None:
        with in_hand(complaint.folder, cast("datetime", named["now"])):
            act(complaint, *args, **named)

    return held


def first(complaint: Complaint, *, now: datetime) -> list[Clock]:
    """CMP-02, CMP-03, FUP-S02, JOINT-S13. The clocks of a complaint about to be stored, to be stored with it.

    The registering is done; hand-over, first reply, settling by severity, the authority's own date begin.
    """
    with in_hand(complaint.folder, now) as held:
        _start_the_first(complaint, now=now)
    return held.begun


def _start_the_first(complaint: Complaint, *, now: datetime) -> None:
    _start(complaint, Kind.REGISTER, at=complaint.arrived_at, now=now, warn_after=limit(sla.WARN_REGISTER, now))
    clocks.met(complaint.folder, Kind.REGISTER, now=complaint.registered_at)
    _start(complaint, Kind.DISPATCH, at=complaint.registered_at, now=now)
    _start(complaint, Kind.FIRST_REPLY, at=complaint.registered_at, now=now)
    if complaint.authority_due_at is not None and complaint.authority_due_at > complaint.registered_at:
        _start(complaint, Kind.AUTHORITY, at=complaint.registered_at, now=now, due_at=complaint.authority_due_at)
    _start_settling(complaint, at=complaint.registered_at, now=now)


@at_once
def handed_over(complaint: Complaint, handoffs: Iterable[Handoff], *, by: User, now: datetime) -> None:
    """CMP-03, CMP-21, CMP-26. The hand-over is done; each department owes its answer by the time written in."""
    del by
    clocks.met(complaint.folder, Kind.DISPATCH, now=now)
    clocks.stop(complaint.folder, Kind.REPLY, now=now)
    for handoff in handoffs:
        answer_owed(complaint, handoff, now=now)
    if not _settling_runs(complaint):
        _start_settling(complaint, at=round_began(complaint), now=now)


def answer_owed(complaint: Complaint, handoff: Handoff, *, now: datetime) -> None:
    """CMP-21. A department owes its answer: by one working day after the hand-over, or by the time written in."""
    usual = usual_answer_due(handoff.asked_at)
    written_in = handoff.state == "sent_back" or abs(handoff.answer_due_at - usual) >= A_MINUTE
    _start(
        complaint,
        Kind.ANSWER,
        at=now if handoff.state == "sent_back" else handoff.asked_at,
        now=now,
        due_at=handoff.answer_due_at if written_in else None,
        handoff=handoff,
        department=handoff.to_department,
    )


def usual_answer_due(at: datetime) -> datetime:
    """CMP-21. Return by when a department asked at this moment answers, unless another time is written in."""
    return add_working_days(at, limit(OBLIGATIONS[Kind.ANSWER].limit, at), calendar("office"))


@at_once
def answered(complaint: Complaint, handoff: Handoff, *, by: User, now: datetime) -> None:
    """CMP-21, CMP-27. A department has answered. With the last answer the investigation ends.

    The result is owed to the complainant, and of a serious case a report upward.
    """
    del by
    clocks.met(complaint.folder, Kind.ANSWER, now=now, handoff=handoff)
    if complaint.state != State.ANSWERED:
        return
    complaint.investigated_at = now
    complaint.save(update_fields=["investigated_at"])
    _start(complaint, Kind.REPLY, at=now, now=now)
    _start_reporting(complaint, now=now)


@at_once
def sent_back(complaint: Complaint, handoff: Handoff, *, by: User, now: datetime) -> None:
    """CMP-22. An answer went back: the department owes it again, the complainant's result waits."""
    del by
    clocks.stop(complaint.folder, Kind.REPLY, now=now)
    answer_owed(complaint, handoff, now=now)


@at_once
def let_go(complaint: Complaint, handoff: Handoff, *, by: User, now: datetime) -> None:
    """CMP-03. The department owes nothing any more: it was not theirs, or is not asked any longer."""
    del by
    clocks.stop(complaint.folder, Kind.ANSWER, now=now, handoff=handoff)
    if complaint.state == State.REGISTERED:
        _start(complaint, Kind.DISPATCH, at=now, now=now)


@at_once
def severity_changed(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-11, CMP-14, CMP-27. Another severity, another time: counted from the registration or the last reopening.

    The ladders of all that runs start where the case's weight says now; what turns out serious after the
    investigation is reported upward.
    """
    del by
    _start_settling(complaint, at=round_began(complaint), now=now)
    if complaint.investigated_at is not None:
        _start_reporting(complaint, now=now)
    clocks.climb_from(complaint.folder, _first_rung(complaint), now=now)
    tell_of_grave_case(complaint, now=now)


def authority_changed(complaint: Complaint, *, now: datetime) -> None:
    """JOINT-S13. The authority's own deadline follows what was put right, until the result is told."""
    if complaint.result_told_at is not None:
        return
    due_at = complaint.authority_due_at
    if due_at is None or due_at <= complaint.registered_at:
        clocks.stop(complaint.folder, Kind.AUTHORITY, now=now)
        return
    _start(complaint, Kind.AUTHORITY, at=complaint.registered_at, now=now, due_at=due_at)


@at_once
def replied(complaint: Complaint, *, final: bool, by: User, now: datetime) -> None:
    """FUP-S02, CMP-30. The first word meets the first reply; telling the result ends all that was owed until then."""
    del by
    clocks.met(complaint.folder, Kind.FIRST_REPLY, now=now)
    if not final:
        return
    for kind in (Kind.REPLY, Kind.SOLVE, Kind.REVIEW, Kind.AUTHORITY):
        clocks.met(complaint.folder, kind, now=now)
    clocks.stop_all(complaint.folder, now=now, keep=(Kind.REPORT_UP, Kind.FOLLOW_UP, Kind.RECHECK, Kind.IMPROVEMENT))


def proposal_waits(complaint: Complaint, *, now: datetime) -> None:
    """CMP-30. A proposal is to be decided: telling the result waits for it, unless its hour was set by hand."""
    if not complaint.folder.clocks.running().filter(kind=Kind.REPLY, by_hand=True).exists():
        clocks.stop(complaint.folder, Kind.REPLY, now=now)


def result_owed(complaint: Complaint, *, now: datetime) -> None:
    """CMP-30. The matter is settled, or its proposal was decided: the result is owed from this moment on."""
    _start(complaint, Kind.REPLY, at=now, now=now)


def follow_up_owed(
    complaint: Complaint, *, now: datetime, due_at: datetime | None = None, recheck: bool = False
) -> None:
    """FUP-S01, FUP-S11, FUP-S12. Somebody is to be asked, or asked again, within its days or at the hour promised."""
    _start(complaint, Kind.RECHECK if recheck else Kind.FOLLOW_UP, at=now, now=now, due_at=due_at)


def followed_up(complaint: Complaint, *, now: datetime, recheck: bool = False) -> None:
    """FUP-S03, FUP-S12. The person was asked, or it was given up."""
    clocks.met(complaint.folder, Kind.RECHECK if recheck else Kind.FOLLOW_UP, now=now)


def closing_owed(complaint: Complaint, *, now: datetime) -> None:
    """CMP-40. Nothing is left but to complete and file the case: its handler is reminded until it is closed."""
    if is_to_be_closed(complaint):
        _start(complaint, Kind.CLOSING, at=now, now=now)


def closed(complaint: Complaint, *, now: datetime) -> None:
    """CMP-40. The case is closed and filed."""
    clocks.met(complaint.folder, Kind.CLOSING, now=now)


def petition_owed(complaint: Complaint, *, now: datetime) -> None:
    """CMP-32. A petition went up and is to be decided; the case cannot be closed meanwhile."""
    clocks.stop(complaint.folder, Kind.CLOSING, now=now)
    _start(complaint, Kind.PETITION, at=now, now=now)


def petition_decided(complaint: Complaint, *, now: datetime) -> None:
    """CMP-32. The petition is decided."""
    clocks.met(complaint.folder, Kind.PETITION, now=now)


def reported_up(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-27. The report has gone upward."""
    del by
    clocks.met(complaint.folder, Kind.REPORT_UP, now=now)


def measure_owed(complaint: Complaint, measure: Improvement, *, now: datetime) -> None:
    """IMPR-03. A measure is looked at on its day; of a closed case `reminding.remind_of_measures` reminds instead."""
    if complaint.folder.closed_at is None:
        _start(
            complaint,
            Kind.IMPROVEMENT,
            at=now,
            now=now,
            due_at=day_bounds(measure.check_on).ends,
            department=measure.owner,
        )


def measure_checked(complaint: Complaint, *, now: datetime) -> None:
    """IMPR-03. The measure was looked at."""
    if complaint.folder.closed_at is None:
        clocks.met(complaint.folder, Kind.IMPROVEMENT, now=now)


@at_once
def ended(complaint: Complaint, *, by: User, now: datetime) -> None:
    """Handbook 6.1. Unfounded or withdrawn: the handling owes nothing more, the result is still to be told."""
    del by
    clocks.stop_all(complaint.folder, now=now, keep=(Kind.FIRST_REPLY, Kind.AUTHORITY, Kind.IMPROVEMENT))
    _start(complaint, Kind.REPLY, at=now, now=now)


@at_once
def reopened(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-29, JOINT-S03. The flow starts again one rung higher: hand over, reply, settle."""
    del by
    clocks.stop_all(complaint.folder, now=now, keep=(Kind.IMPROVEMENT,))
    _start(complaint, Kind.DISPATCH, at=now, now=now)
    _start(complaint, Kind.FIRST_REPLY, at=now, now=now)
    _start_settling(complaint, at=now, now=now)


def pause(complaint: Complaint, reason: PauseReason, *, by: User, now: datetime) -> None:
    """CMP-35. Let the clocks stand still for a reason from the list. Raises Refused."""
    refuse_if(rules.obstacles_to_pausing(complaint, by, now))
    clocks.pause(complaint.folder, reason, by=by, now=now)


def resume(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-35. Let them run again; deadlines move by the working time that was lost. Raises Refused."""
    refuse_if(rules.obstacles_to_resuming(complaint, by, now))
    clocks.resume(complaint.folder, by=by, now=now)


def set_deadline(complaint: Complaint, clock: Clock, due_at: datetime, reason: str, *, by: User, now: datetime) -> None:
    """CMP-35. Set a deadline by hand; the reason stands as an internal note. Raises Refused."""
    refuse_if([*rules.obstacles_to_setting(complaint, by, now), *rules.obstacles_to_deadline(due_at, now)])
    clocks.set_by_hand(clock, due_at, by=by, now=now)
    write_note(complaint.folder, reason, by=by, now=now)
    complaint.folder.refresh_from_db()


def recount(complaint: Complaint, *, by: User, now: datetime) -> int:
    """CMP-35. Count the deadlines anew by the corrected calendar; returns how many moved. Raises Refused."""
    refuse_if(rules.obstacles_to_recounting(complaint, by, now))
    return clocks.recalculate(complaint.folder, by=by, now=now)


@at_once
def set_review_day(complaint: Complaint, day: date, finding: str, *, by: User, now: datetime) -> None:
    """CMP-14. The especially serious case was looked at, and is looked at again on this day. Raises Refused."""
    due_at = day_bounds(day).ends
    refuse_if([*rules.obstacles_to_reviewing(complaint, by, now), *rules.obstacles_to_deadline(due_at, now)])
    clocks.met(complaint.folder, Kind.REVIEW, now=now)
    _start(complaint, Kind.REVIEW, at=now, now=now, due_at=due_at)
    write_note(complaint.folder, finding, by=by, now=now)


def tell_of_grave_case(complaint: Complaint, *, now: datetime) -> None:
    """CMP-13, CMP-34, JOINT-S07. Serious: the manager. Especially serious: the deputy at once. Important.

    The general manager, straight.
    """
    folder = complaint.folder
    if is_serious(complaint):
        tell(managers(), notice_kinds.SERIOUS, folder, key=f"serious:{folder.pk}", now=now)
    if complaint.severity == Severity.SPECIAL:
        tell(deputies(), notice_kinds.SPECIAL, folder, key=f"special:{folder.pk}", now=now)
    if complaint.important:
        tell(general_managers(), notice_kinds.IMPORTANT, folder, key=f"important:{folder.pk}", now=now)


# --- within ------------------------------------------------------------------------------------


def _start(  # noqa: PLR0913  # the facts of one obligation
    complaint: Complaint,
    kind: Kind,
    *,
    at: datetime,
    now: datetime,
    days: int | None = None,
    due_at: datetime | None = None,
    handoff: Handoff | None = None,
    department: Department | None = None,
    warn_after: timedelta | None = None,
    measure: sla.Measure | None = None,
) -> None:
    line = OBLIGATIONS[kind]
    value = None if due_at or days else limit(line.limit, now)
    in_days = isinstance(value, int)
    clocks.start(
        complaint.folder,
        kind,
        starts_at=at,
        now=now,
        amount=None if in_days or value is None else value,
        days=days or (value if in_days else None),
        due_at=due_at,
        calendar=measure or line.measure,
        handoff=handoff,
        department=department or complaint.folder.department,
        first_rung=_first_rung(complaint),
        warn_after=warn_after,
        order=line.order,
    )


def _first_rung(complaint: Complaint) -> int:
    return sla.first_rung(vip=complaint.vip, severity=complaint.severity, level=complaint.level)


def _start_settling(complaint: Complaint, *, at: datetime, now: datetime) -> None:
    """CMP-14, CMP-35. Start the time the whole case may take: by severity, cut off by the company's cap if it is on.

    The especially serious has no date but a review day.
    """
    if complaint.severity is None:
        return
    cap = limit(sla.CAP_DAYS, now)
    days_limit = sla.SOLVE_LIMIT.get(Severity(complaint.severity))
    days = limit(days_limit, now) if days_limit else None
    if days is None:
        _start(complaint, Kind.REVIEW, at=at, now=now)
        clocks.stop(complaint.folder, Kind.SOLVE, now=now)
    else:
        clocks.stop(complaint.folder, Kind.REVIEW, now=now)
        _start(complaint, Kind.SOLVE, at=at, now=now, days=days)
    if cap is not None:
        _cut_off(complaint, cap, at=at, now=now)


def _cut_off(complaint: Complaint, cap: int, *, at: datetime, now: datetime) -> None:
    """Let the case end with the company's cap where that comes first."""
    running = next((one for one in clocks.running(complaint.folder, Kind.SOLVE) if not one.by_hand), None)
    capped = at + timedelta(days=cap)  # 日 are calendar days, and the mall's zone has no summer time
    if running is None or capped < running.due_at:
        _start(complaint, Kind.SOLVE, at=at, now=now, days=cap, measure=sla.Measure.CALENDAR)


def _start_reporting(complaint: Complaint, *, now: datetime) -> None:
    if not is_serious(complaint):
        clocks.stop(complaint.folder, Kind.REPORT_UP, now=now)
    elif complaint.reported_at is None and not clocks.running(complaint.folder, Kind.REPORT_UP):
        _start(complaint, Kind.REPORT_UP, at=now, now=now)


def _settling_runs(complaint: Complaint) -> bool:
    return bool(clocks.running(complaint.folder, Kind.SOLVE, Kind.REVIEW))
