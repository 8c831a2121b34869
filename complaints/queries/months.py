"""A month of complaints: its figures, its closed cases, whether it was looked through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from casework.models import Clock, ClosedPeriod, Folder
from complaints.models import Cause, Complaint, ComplaintCategory, Improvement, Settlement
from complaints.states import Against, Ending, Severity, State
from mall.limits import limit
from mall.localtime import local, month_bounds
from mall.models import User
from merchants.models import Tenancy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from complaints.models.complaint import ComplaintQuerySet

KIND = "complaints"
#: By this day of the month last month's cases have been looked through (CMP-42).
REVIEW_DAY = 10
MONTHS_OF_TREND = 6
MOST_MEASURES = 100
A_MOMENT = timedelta(microseconds=1)
#: What a cause's mark says in the figures: a matter of quality, another cause, or no cause named.
NATURE = {True: "quality", False: "other", None: ""}
#: What the month's list, its sheet and a frozen line hold of a case.
LIST_COLUMNS = (
    "id",
    "folder__number",
    "folder__title",
    "folder__closed_at",
    "folder__reopened",
    "severity",
    "ending",
    "category__name",
    "category__name_en",
    "cause__name",
    "cause__name_en",
    "responsible__name",
    "responsible__name_en",
    "personal_penalty",
    "merchant__name",
    "lesson",
    "late",
)
#: The figures of a month that stand at the head of its page, and may be corrected once it is frozen (CMP-44).
FIGURES = {
    "registered": _("cases registered"),
    "closed": _("cases closed"),
    "overdue": _("overdue"),
    "reopened": _("heard again"),
    "compensation": _("compensation (yuan)"),
    "measures": _("measures"),
}
AGAIN = Q(folder__reopened__gt=0)


def review_due(year: int, month: int) -> date:
    """CMP-42. Return the day by which a month's closed cases have been looked through: the 10th of the next."""
    return month_bounds(year, month).ends.date().replace(day=REVIEW_DAY)


def closed_in(year: int, month: int) -> ComplaintQuerySet:
    """Return the complaints closed in a month."""
    begins, ends = month_bounds(year, month)
    return Complaint.objects.filter(folder__closed_at__gte=begins, folder__closed_at__lt=ends)


def columns_of_list(cases: ComplaintQuerySet) -> ComplaintQuerySet:
    """Order cases as the month's list shows them, grave ones first, with whether anything of each was late."""
    late = Clock.objects.filter(folder=OuterRef("folder"), met_at__gt=F("due_at"))
    return cases.annotate(late=Exists(late)).order_by("-severity", "folder__closed_at", "id")


def review_list(user: User, year: int, month: int) -> Any:  # a queryset of dicts
    """CMP-42. Return the month's closed cases this person may see, grave ones first."""
    return columns_of_list(closed_in(year, month).visible_to(user)).values(*LIST_COLUMNS)


def severity_word(code: int | None) -> Any:
    """Return the word for a severity, or nothing."""
    return Severity(code).label if code else ""


def ending_word(code: str) -> Any:
    """Return the word for an ending, or nothing."""
    return Ending(code).label if code else ""


def figures(year: int, month: int, at: datetime) -> dict[str, Any]:
    """CMP-44, CMP-15, JOINT-S12. Count a month.

    Came in, closed, by kind, by ending, by cause, by quality or not, by severity, overdue, reopened, money. Plain
    numbers and codes, so they can be frozen.
    """
    begins, ends = month_bounds(year, month)
    came = Complaint.objects.filter(registered_at__gte=begins, registered_at__lt=ends)
    closed = closed_in(year, month)
    late = Clock.objects.filter(folder=OuterRef("folder"), due_at__lt=min(ends, at)).filter(
        Q(met_at__gt=F("due_at")) | Q(met_at=None, stopped_at=None)
    )
    money = Settlement.objects.filter(
        state=Settlement.State.CARRIED_OUT, carried_out_at__gte=begins, carried_out_at__lt=ends
    )
    # Two queries, each grouped by two things at once, instead of one for each figure.
    arrivals = list(
        came.order_by()
        .values("category__code", "severity")
        .annotate(n=Count("id"), late=Count("id", filter=Exists(late)), again=Count("id", filter=AGAIN))
    )
    endings = list(closed.order_by().values("cause__code", "cause__quality", "ending").annotate(n=Count("id")))
    return {
        "registered": sum(row["n"] for row in arrivals),
        "closed": sum(row["n"] for row in endings),
        "overdue": sum(row["late"] for row in arrivals),
        "reopened": sum(row["again"] for row in arrivals),
        "by_category": _summed(arrivals, "category__code"),
        "by_severity": _summed(arrivals, "severity"),
        "by_cause": _summed(endings, "cause__code"),
        "by_quality": _summed([{"is": NATURE[row["cause__quality"]], "n": row["n"]} for row in endings], "is"),
        "by_ending": _summed(endings, "ending"),
        "compensation": str(money.aggregate(total=Sum("amount"))["total"] or 0),
        "measures": Improvement.objects.filter(proposed_at__gte=begins, proposed_at__lt=ends)
        .exclude(state=Improvement.State.DECLINED)
        .count(),
    }


def _verified(begins: datetime, ends: datetime) -> Any:  # a queryset of dicts, one per person
    """CMP-43. The complaints about our own people that were looked into and found true, by the day they were closed."""
    return (
        Complaint.objects.filter(
            against=Against.STAFF,
            staff_person__isnull=False,
            state=State.CLOSED,
            folder__closed_at__gte=begins,
            folder__closed_at__lt=ends,
        )
        .exclude(ending__in=(Ending.UNFOUNDED, Ending.WITHDRAWN))
        .order_by()
        .values("staff_person")
    )


def people_of(year: int, month: int, user: User | None = None) -> list[dict[str, Any]]:
    """CMP-43. Count the verified complaints per person: this month's, and those of the twelve months up to it.

    Only people named this month are listed, by their ids, with the folders that count; `penalty` from the limit on.
    With `user`, of the cases this person may see.
    """
    begins, ends = month_bounds(year, month)
    verified = _verified(month_bounds(year - 1, month).ends, ends)
    if user is not None:
        verified = verified.filter(folder__in=Folder.objects.visible_to(user))
    this_month = Q(folder__closed_at__gte=begins)
    rows = (
        verified.annotate(month=Count("id", filter=this_month), year=Count("id"))
        .annotate(folders=ArrayAgg("folder"), month_folders=ArrayAgg("folder", filter=this_month))
        .filter(month__gt=0)
        .order_by("-year", "-month", "staff_person")
    )
    most = penalty_from(year, month)
    return [{**row, "penalty": row["year"] >= most} for row in rows]


def penalty_from(year: int, month: int) -> int:
    """CMP-43. Return how many verified complaints in twelve months mean a penalty by rule, as it was in that month."""
    most: int = limit("complaint_verified_person", month_bounds(year, month).begins)
    return most


def people_verified(user: User, year: int, month: int) -> list[dict[str, Any]]:
    """CMP-43. Count the verified complaints per person, with names. Nobody reads about himself."""
    rows = [row for row in people_of(year, month, user) if row["staff_person"] != user.pk]
    known = User.objects.in_bulk([row["staff_person"] for row in rows])
    return [{**row, "name": known[row["staff_person"]].name} for row in rows]


def trend(year: int, month: int) -> list[dict[str, Any]]:
    """CMP-41, IMPR-02. Return the complaint rate of the last months up to this one: complaints per hundred merchants.

    Two questions, however many months. A month without merchants has no rate.
    """
    months = [_month_back(year, month, back) for back in reversed(range(MONTHS_OF_TREND))]
    bounds = {f"{y}-{m:02}": month_bounds(y, m) for y, m in months}
    came = Complaint.objects.aggregate(
        **{
            f"m{i}": Count("id", filter=Q(registered_at__gte=begins, registered_at__lt=ends))
            for i, (begins, ends) in enumerate(bounds.values())
        }
    )
    let = Tenancy.objects.aggregate(
        **{
            f"m{i}": Count("merchant", distinct=True, filter=Q(period__contains=local(ends - A_MOMENT).date()))
            for i, (_from, ends) in enumerate(bounds.values())
        }
    )
    return [
        {
            "period": period,
            "registered": came[f"m{i}"],
            "merchants": let[f"m{i}"],
            "rate": f"{came[f'm{i}'] * 100 / let[f'm{i}']:.2f}" if let[f"m{i}"] else "",
        }
        for i, period in enumerate(bounds)
    ]


def _month_back(year: int, month: int, back: int) -> tuple[int, int]:
    months = year * 12 + month - 1 - back
    return months // 12, months % 12 + 1


def measures_in(year: int, month: int) -> Any:  # a queryset of measures
    """IMPR-02. Return the measures proposed in the month or to be looked at in it, without those sent back."""
    begins, ends = month_bounds(year, month)
    proposed = Q(proposed_at__gte=begins, proposed_at__lt=ends)
    checked = Q(check_on__gte=local(begins).date(), check_on__lt=local(ends).date())
    found = Improvement.objects.filter(proposed | checked).exclude(state=Improvement.State.DECLINED)
    return found.select_related("complaint__folder", "owner", "confirmed_by")


def measures_of(user: User, year: int, month: int) -> list[Improvement]:
    """IMPR-02. Return the month's measures of the cases this person may see."""
    seen = measures_in(year, month).filter(complaint__folder__in=Folder.objects.visible_to(user))
    return list(seen[:MOST_MEASURES])


def _summed(rows: Sequence[Mapping[str, Any]], field: str) -> dict[str, int]:
    """Add up the counts of rows by one of their fields; what is not said counts under a dash."""
    counts: dict[str, int] = {}
    for row in rows:
        key = "-" if row[field] in (None, "") else str(row[field])
        counts[key] = counts.get(key, 0) + row["n"]
    return counts


def named(counts: dict[str, int], names: dict[str, Any]) -> list[tuple[Any, int]]:
    """Return counts by their names, the most first."""
    return sorted(((names.get(key, key), n) for key, n in counts.items()), key=lambda row: -row[1])


def names() -> dict[str, dict[str, Any]]:
    """Return the words for the codes of the figures."""
    return {
        "by_category": {row.code: str(row) for row in ComplaintCategory.objects.all()},
        "by_cause": {row.code: str(row) for row in Cause.objects.all()},
        **words_of_codes(),
    }


def words_of_codes() -> dict[str, dict[str, Any]]:
    """Return the program's own words for codes of the figures; nobody can rename them."""
    return {
        "by_quality": {"quality": _("Quality"), "other": _("Not quality")},
        "by_ending": {str(value): label for value, label in Ending.choices},
        "by_severity": {str(value): label for value, label in Severity.choices},
    }


def closed_period(year: int, month: int) -> ClosedPeriod | None:
    """Return the frozen month, if it was looked through."""
    return ClosedPeriod.objects.filter(kind=KIND, period=f"{year}-{month:02}").select_related("closed_by").first()


def members(year: int, month: int) -> list[int]:
    """Return the folders that make up the month: those that came in and those that were closed in it."""
    begins, ends = month_bounds(year, month)
    came = Q(complaint__registered_at__gte=begins, complaint__registered_at__lt=ends)
    gone = Q(closed_at__gte=begins, closed_at__lt=ends)
    rows = Folder.objects.filter(complaint__isnull=False).filter(came | gone)
    return list(rows.order_by("id").values_list("id", flat=True))
