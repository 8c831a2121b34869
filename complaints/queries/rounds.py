"""Regular follow-ups: who is to be asked again, and what a quarter of asking came to (FUP-09, FUP-11, FUP-12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from casework.models import Evaluation, Folder, FollowUp
from complaints.models import Complaint
from mall.limits import limit
from mall.localtime import Bounds, local, local_day, month_bounds
from merchants.models import Merchant
from merchants.tables import CLASS_A

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mall.models import Floor, User

R, O = FollowUp.Reason, FollowUp.Outcome  # noqa: E741 - the words are long and stand often

#: Whom a round asks, by the word of the form.
WHOM = {
    "a_class": _("A-class merchants"),
    "merchants": _("All merchants in turn"),
    "moved_in": _("Merchants who moved in"),
    "customers": _("Customers of closed cases"),
}
#: The four items of SURV-04.
ITEMS = {"attitude": _("Attitude"), "skill": _("Skill"), "timeliness": _("Time taken"), "promises": _("Kept promises")}
COUNTED = ("planned", "done", "satisfied", "unsatisfied", "unreached")
QUARTER = 3
MONTH = timedelta(days=30)


def reason_of(whom: str) -> str:
    """Why those are asked."""
    return R.A_CLASS if whom == "a_class" else R.ROUTINE


def to_be_asked(user: User, whom: str, now: datetime, floor: Floor | None = None) -> QuerySet[Folder]:
    """FUP-09, FUP-11, FUP-12, FUP-S10. Return whose turn it is: who waits for no follow-up and was not asked lately.

    A-class merchants and all others each after the months of their limit, the longest not asked first. Who moved in
    within the quarter is asked once; a customer whose case was closed within it, too.
    """
    folders = _of_customers(now, floor) if whom == "customers" else _of_merchants(whom, now, floor)
    asked = FollowUp.objects.filter(folder=OuterRef("pk")).exclude(outcome=O.CANCELLED)
    own = asked.filter(reason__in=(R.A_CLASS, R.ROUTINE))  # a call counts, whichever round it was made in
    months = {"a_class": "follow_up_a_class", "merchants": "follow_up_merchants"}.get(whom)
    lately = own if months is None else own.filter(done_at__gt=now - limit(months, now) * MONTH)
    return (
        folders.filter(pk__in=Folder.objects.visible_to(user))
        .exclude(Exists(asked.filter(done_at=None)))
        .exclude(Exists(lately))
        .annotate(asked_at=Subquery(own.order_by().values("folder").annotate(at=Max("done_at")).values("at")))
        .order_by(F("asked_at").asc(nulls_first=True), "id")
    )


def _of_merchants(whom: str, now: datetime, floor: Floor | None) -> QuerySet[Folder]:
    merchants = Merchant.objects.trading()
    if whom == "a_class":
        merchants = merchants.filter(merchant_class__code=CLASS_A)
    if whom == "moved_in":
        merchants = merchants.filter(entered_on__gt=local_day(now) - QUARTER * MONTH, entered_on__lte=local_day(now))
    if floor is not None:
        merchants = merchants.filter(tenancies__unit__floor=floor, tenancies__period__contains=local_day(now))
    return Folder.objects.filter(pk__in=merchants.values("folder"))


def _of_customers(now: datetime, floor: Floor | None) -> QuerySet[Folder]:
    cases = Complaint.objects.filter(complainant_kind="customer", wants_call=True).exclude(parties__phone_blind="")
    if floor is not None:
        cases = cases.filter(floor=floor)
    return Folder.objects.filter(
        pk__in=cases.values("folder"), closed_at__gt=now - QUARTER * MONTH, closed_at__lte=now, confidential=False
    )


def quarter_of(now: datetime) -> tuple[int, int]:
    """Return year and number of the quarter of a moment."""
    here = local(now)
    return here.year, (here.month - 1) // QUARTER + 1


def quarter_bounds(year: int, quarter: int) -> Bounds:
    """Return the first moment of a quarter and of the next."""
    first = (quarter - 1) * QUARTER + 1
    return Bounds(month_bounds(year, first).begins, month_bounds(year, first + QUARTER - 1).ends)


def _of_quarter(user: User, year: int, quarter: int) -> QuerySet[FollowUp]:
    begins, ends = quarter_bounds(year, quarter)
    return (
        FollowUp.objects.filter(folder__in=Folder.objects.visible_to(user))
        .filter(Q(planned_at__gte=begins, planned_at__lt=ends) | Q(done_at__gte=begins, done_at__lt=ends))
        .exclude(outcome=O.CANCELLED)
    )


def report(user: User, year: int, quarter: int) -> dict[str, Any]:
    """FUP-11. Count a quarter of asking: by reason, by outcome, the four items on average, and what is pending."""
    rows = _of_quarter(user, year, quarter)
    by_reason: list[Any] = list(  # dicts; the word of the reason is added below
        rows.order_by()
        .values("reason")
        .annotate(
            planned=Count("id"),
            done=Count("id", filter=Q(done_at__isnull=False)),
            satisfied=Count("id", filter=Q(outcome=O.SATISFIED)),
            unsatisfied=Count("id", filter=Q(outcome=O.UNSATISFIED)),
            unreached=Count("id", filter=Q(outcome__in=(O.UNREACHED, O.DECLINED))),
        )
        .order_by("-planned")
    )
    totals = {name: sum(row[name] for row in by_reason) for name in COUNTED}
    answered = totals["satisfied"] + totals["unsatisfied"]
    for row in by_reason:
        row["label"] = R(row["reason"]).label
    return {
        "period": f"{year}-Q{quarter}",
        "by_reason": by_reason,
        "totals": totals,
        "target": limit("satisfaction_target", quarter_bounds(year, quarter)[0]),
        "share": round(totals["satisfied"] * 100 / answered) if answered else None,
        "items": _items(rows),
        "pending": pending(user, year, quarter),
    }


def _items(rows: QuerySet[FollowUp]) -> list[tuple[Any, str]]:
    names = {
        "attitude": _("Attitude"),
        "skill": _("Skill"),
        "timeliness": _("Time taken"),
        "promises": _("Kept promises"),
    }
    found = Evaluation.objects.filter(follow_up__in=rows).aggregate(**{item: Avg(item) for item in names})
    return [(label, f"{found[item]:.1f}" if found[item] is not None else "—") for item, label in names.items()]


def pending(user: User, year: int, quarter: int) -> list[Any]:  # dicts
    """FUP-11. Return what a person asked in the quarter was not content with and is not settled yet.

    A case that is open again is pending until it is closed; a merchant's matter until a supervisor says it is settled.
    """
    rows = _of_quarter(user, year, quarter).filter(outcome=O.UNSATISFIED)
    open_again = Q(folder__complaint__isnull=False, folder__closed_at=None)
    unsettled = Q(folder__complaint__isnull=True, reviewed_at=None)
    return list(
        rows.filter(open_again | unsettled)
        .order_by("done_at", "id")
        .values("id", "reason", "done_at", "folder__number", "folder__kind", "folder__title", "evaluation__opinion")
    )
