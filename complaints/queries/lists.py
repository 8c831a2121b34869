"""The queue: saved views by role, filters, counters in one question, rows made of plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from casework.models import Approval, Folder, FollowUp, Handoff
from complaints.models import Complaint, Petition
from complaints.queries.rows import Row, rows_of
from complaints.rules.closing import CLOSABLE
from complaints.rules.money import WHAT
from complaints.states import WITH_DEPARTMENT, ComplainantKind, Severity, State
from mall.localtime import day_bounds, local_day
from mall.prepared import written_for
from mall.roles import Permission
from mall.timeouts import TookTooLong, at_most
from ui.obstacles import StrOrPromise
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from casework.models.folders import FolderQuerySet
    from mall.models import User

KIND = "complaint"
CAP = 999
COUNT_MS = 400
BANDS = (Permission.APPROVE_BAND_1, Permission.APPROVE_BAND_2, Permission.APPROVE_BAND_3)

BY_DUE = Keyset(("due_at", "id"))
BY_OWN_DUE = Keyset(("own_due", "id"))
NEWEST = Keyset(("-opened_at", "-id"))
OLDEST = Keyset(("opened_at", "id"))
GRAVEST = Keyset(("-rank", "due_at", "id"))
ORDERS = {"due": BY_DUE, "newest": NEWEST, "oldest": OLDEST, "gravest": GRAVEST}


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the queue for; every value has been checked against its list."""

    view: str = "desk"
    sort: str = ""
    category: int | None = None
    severity: int | None = None
    floor: int | None = None
    department: int | None = None
    channel: str = ""
    state: str = ""
    handoff: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the view."""
        asked = (self.category, self.severity, self.floor, self.department, self.channel, self.state)
        return any((*asked, self.since, self.until))


class Moment(NamedTuple):
    """When the queue is asked for, and when that day ends."""

    now: datetime
    day_ends: datetime

    @classmethod
    def of(cls, now: datetime) -> Moment:
        """The moment with the end of its day."""
        return cls(now, day_bounds(local_day(now)).ends)


Which = Callable[["User", Moment], Q]


@dataclass(frozen=True)
class View:
    """A saved view: its word, which open folders it shows, and what it is sorted by.

    `which` None is the whole register, open and closed.
    """

    code: str
    label: StrOrPromise
    which: Which | None
    order: str = "due"


def owed_to(user: User, **more: Any) -> Q:
    """The hand-offs the person's departments owe an answer to, as a condition on folders."""
    return _one_of(Handoff.objects.unanswered().filter(to_department__in=user.department_ids, **more))


def _one_of(papers: QuerySet[Any]) -> Q:
    """The folders of papers of which there are few at any time: read once, not looked up for each folder."""
    return Q(pk__in=papers.order_by().values("folder"))


def _stage(*states: State) -> Which:
    return lambda _user, _at: Q(stage__in=states)


def _desk(user: User, _at: Moment) -> Q:
    desk = user.home.desk_id if user.home else None
    here = Q(desk=desk) if desk else Q(department__in=user.department_ids)
    return here & ~Q(stage=State.CLOSED)


def _mine(user: User, _at: Moment) -> Q:
    return Q(handler=user) | owed_to(user, assigned_to=user)


def _department(user: User, _at: Moment) -> Q:
    return owed_to(user) if at_a_department(user) else Q(department__in=user.department_ids)


def _overdue(user: User, at: Moment) -> Q:
    if at_a_department(user):
        return owed_to(user, answer_due_at__lte=at.now)
    return Q(due_at__lte=at.now)


def _today(user: User, at: Moment) -> Q:
    if at_a_department(user):
        return owed_to(user, answer_due_at__gt=at.now, answer_due_at__lt=at.day_ends)
    return Q(due_at__gt=at.now, due_at__lt=at.day_ends)


def _disputed(_user: User, _at: Moment) -> Q:
    return _one_of(Handoff.objects.filter(state=Handoff.State.DISPUTED))


def _not_met(_user: User, _at: Moment) -> Q:
    return Q(complaint__complainant_kind=ComplainantKind.CUSTOMER, complaint__met_at=None) & ~Q(stage=State.WITHDRAWN)


def _approve(user: User, _at: Moment) -> Q:
    mine = [str(band) for band in BANDS if user.may(band)]
    return _one_of(Approval.objects.undecided().filter(permission__in=mine).exclude(asked_by=user))


def _undecided(_user: User, _at: Moment) -> Q:
    """Somebody's yes is waited for."""
    return Q(stage=State.AWAITING_APPROVAL) & _asked()


def _to_reply(_user: User, _at: Moment) -> Q:
    """Answered, or decided since: the condition of `rules.money.is_decided`, for the queue."""
    return Q(stage__in=(State.ANSWERED, State.AWAITING_APPROVAL)) & ~_asked()


def _asked() -> Q:
    return _one_of(Approval.objects.undecided().filter(what=WHAT))


def _to_call(_user: User, _at: Moment) -> Q:
    """Somebody is still to be asked; a supervisor's re-check stands in its own list."""
    return _calls()


def _to_close(_user: User, _at: Moment) -> Q:
    """The condition of `rules.closing.is_to_be_closed`, for the queue."""
    objected = Petition.objects.filter(complaint__folder=OuterRef("pk"), decided_at=None)
    told = Complaint.objects.filter(folder=OuterRef("pk"), result_told_at__isnull=False)
    return Q(stage__in=CLOSABLE) & Q(Exists(told)) & ~_calls() & ~Q(Exists(objected))


def _calls() -> Q:
    return _one_of(FollowUp.objects.filter(done_at=None).exclude(reason=FollowUp.Reason.RECHECK))


def _grave(_user: User, _at: Moment) -> Q:
    return Q(safety=True) | Q(rank__gte=Severity.SERIOUS) | Q(complaint__important=True)


VIEWS = {
    view.code: view
    for view in (
        View("desk", _("My desk"), _desk),
        View("department", _("My department"), _department),
        View("mine", _("Mine"), _mine),
        View("today", _("Due today"), _today),
        View("overdue", _("Overdue"), _overdue),
        View("disputed", _("“Not ours”"), _disputed),
        View("not_met", _("Customer not met"), _not_met),
        View("answered", _("To be replied"), _to_reply),
        View("approval", _("Waiting for approval"), _undecided),
        View("follow_up", _("Waiting for follow-up"), _to_call),
        View("closing", _("To be closed"), _to_close),
        View("approve", _("For me to approve"), _approve),
        View("grave", _("Grave"), _grave, "gravest"),
        View("with_departments", _("With departments"), _stage(*WITH_DEPARTMENT)),
        View("all", _("All"), None, "newest"),
    )
}
TABS_AT_THE_DESK = (
    "desk",
    "mine",
    "department",
    "today",
    "overdue",
    "answered",
    "approval",
    "follow_up",
    "closing",
    "all",
)
TABS_ABOVE = (
    "overdue",
    "mine",
    "today",
    "disputed",
    "not_met",
    "answered",
    "approval",
    "follow_up",
    "closing",
    "desk",
    "all",
)
TABS_AT_A_DEPARTMENT = ("department", "mine", "today", "overdue", "all")
TABS_OF_A_LEADER = ("approve", "grave", "overdue", "with_departments", "all")


def at_a_department(user: User) -> bool:
    """Whether the person sees only what his departments are asked."""
    return not user.may(Permission.ALL_FOLDERS)


def tabs_of(user: User) -> tuple[str, ...]:
    """The saved views shown as tabs, the first one being where the person begins."""
    if at_a_department(user):
        return TABS_AT_A_DEPARTMENT
    if not user.may(Permission.COMPLAINT_REGISTER):
        return TABS_OF_A_LEADER
    return TABS_ABOVE if user.may(Permission.HANDOFF_DECIDE) else TABS_AT_THE_DESK


def folders_wanted(user: User, wanted: Wanted, now: datetime) -> FolderQuerySet:
    """The complaints' folders of a view, narrowed by the filters; only what the person may see."""
    folders = _visible(user)
    if VIEWS[wanted.view].which is not None:
        folders = folders.open().filter(_condition(wanted, user, Moment.of(now)))
    return _narrowed(folders, wanted)


def _condition(wanted: Wanted, user: User, at: Moment) -> Q:
    """What a view asks of open folders, and in which state the hand-off must be where that is asked too."""
    which = VIEWS[wanted.view].which
    condition = which(user, at) if which is not None else Q()
    return condition & owed_to(user, state=wanted.handoff) if wanted.handoff else condition


def _visible(user: User) -> FolderQuerySet:
    return Folder.objects.visible_to(user).filter(kind=KIND)


def _narrowed(folders: FolderQuerySet, wanted: Wanted) -> FolderQuerySet:
    """Apply the filters that were asked for, each from its own list."""
    if wanted.state:
        folders = folders.filter(stage=wanted.state)
    if wanted.severity:
        folders = folders.filter(rank=wanted.severity)
    if wanted.since:
        folders = folders.filter(opened_at__gte=day_bounds(wanted.since).begins)
    if wanted.until:
        folders = folders.filter(opened_at__lt=day_bounds(wanted.until).ends)
    if wanted.department:
        asked = Handoff.objects.current().filter(folder=OuterRef("pk"), to_department=wanted.department)
        folders = folders.filter(Exists(asked))
    own: dict[str, Any] = {}
    if wanted.floor:
        own["floor"] = wanted.floor
    if wanted.channel:
        own["channel"] = wanted.channel
    complaints = Complaint.objects.filter(folder=OuterRef("pk"), **own)
    if wanted.category:
        complaints = complaints.filter(Q(category=wanted.category) | Q(category__parent=wanted.category))
    return folders.filter(Exists(complaints)) if own or wanted.category else folders


@dataclass(frozen=True)
class Queue:
    """One page of the queue with what stands over it."""

    rows: list[Row]
    page: Page


def queue(user: User, wanted: Wanted, parameters: Mapping[str, str], now: datetime, *, size: int = 50) -> Queue:
    """Return a page of rows: three questions, whatever their number."""
    folders: QuerySet[Folder, Any] = folders_wanted(user, wanted, now)
    order = ORDERS.get(wanted.sort) or ORDERS[VIEWS[wanted.view].order]
    if order is BY_DUE and at_a_department(user) and wanted.view != "all":
        owed = Handoff.objects.unanswered().filter(folder=OuterRef("pk"), to_department__in=user.department_ids)
        first = owed.order_by().values("folder").annotate(due=Min("answer_due_at")).values("due")
        folders = folders.annotate(own_due=Subquery(first)).values(*Row.COLUMNS, "own_due")
        order = BY_OWN_DUE
    else:
        folders = folders.values(*Row.COLUMNS)
    page = order.page(folders, parameters, size=size)
    return Queue(rows=rows_of(page.rows), page=page)


def total(user: User, wanted: Wanted, counted: Mapping[str, str], now: datetime) -> str:
    """Return how many rows there are: the tab's own counter where it is exact, else counted under a time-out.

    The whole register, unfiltered, is not counted on each look; beyond the time-out it is "999+".
    """
    narrowed = wanted.filtered or bool(wanted.handoff)
    known = counted.get(wanted.view, "")
    if not narrowed and (wanted.view == "all" or (known and not known.endswith("+"))):
        return known
    try:
        with at_most(COUNT_MS):
            return str(folders_wanted(user, wanted, now).order_by().count())
    except TookTooLong:
        return f"{CAP}+"


def counters(user: User, now: datetime) -> dict[str, str]:
    """Count the tabs; the register itself is not counted."""
    codes = [code for code in tabs_of(user) if VIEWS[code].which is not None]
    return dict(zip(codes, count_open([Wanted(view=code) for code in codes], user, now), strict=True))


def count_open(wanted: Sequence[Wanted], user: User, now: datetime) -> list[str]:
    """Count several views of open folders in one walk over them, each up to 999: for tabs and for the board.

    Only the view and the state of the hand-off are looked at, not the filters.
    """
    counted = _counted(user, *wanted, **Moment.of(now)._asdict()) if user.is_active else []
    for found in counted:
        return [f"{CAP}+" if number > CAP else str(number) for number in found.values()]
    return ["0" for _ in wanted]


@written_for
def _counted(user: User, *wanted: Wanted, **moment: datetime) -> Any:  # a queryset of dicts
    """One row of counts, or none where there is nothing to count."""
    at = Moment(**moment)
    asked = {f"n{i}": Count("pk", filter=_condition(one, user, at)) for i, one in enumerate(wanted)}
    return _visible(user).open().order_by().annotate(all=Value(1)).values("all").annotate(**asked).values(*asked)
