"""What the counter's screen shows beside the form."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

from complaints.models import ComplaintCategory, DisputeRule
from complaints.queries.places import Option, is_key
from complaints.rules.intake import lateness
from complaints.sla import OBLIGATIONS, SOLVE_LIMIT, WARN_REGISTER, Kind
from complaints.states import Severity
from mall.limits import limit
from mall.localtime import day_bounds, local_day
from mall.models import Draft, User
from mall.queries import calendar
from mall.roles import Permission
from mall.worktime import add_working_days

if TYPE_CHECKING:
    from datetime import datetime

SHOWN = 8
#: The form of the counter, as its draft is called.
COUNTER_FORM = "complaint-new"


class Opened(Protocol):
    """The form of registration, as far as its page asks."""

    @property
    def opened_at(self) -> datetime:
        """When the form was opened."""
        ...  # a protocol has no body

    def __getitem__(self, name: str) -> Any:
        """One field, ready to be shown."""
        ...


def forms_left_open(user: User, now: datetime) -> list[tuple[User, datetime]]:
    """CMP-02. Return who has taken a complaint down for too long today, since when; all of them for who supervises."""
    allowed = limit(OBLIGATIONS[Kind.REGISTER].limit, now)
    late = Draft.objects.filter(
        key=COUNTER_FORM, begun_at__gte=day_bounds(local_day(now)).begins, begun_at__lte=now - allowed
    )
    if not user.may(Permission.HANDOFF_DECIDE):
        late = late.filter(person=user)
    return [(one.person, one.begun_at) for one in late.select_related("person").defer("body").order_by("begun_at")]


def counter_page(form: Opened, now: datetime, then: str = "") -> dict[str, Any]:
    """Return the context of the form: its clock, its rules, the time each severity gives."""
    opened = form.opened_at
    return {
        "form": form,
        "now": now,
        "opened_at": opened,
        "lateness": lateness(opened, now),
        "late_after": limit(OBLIGATIONS[Kind.REGISTER].limit, now),
        "warn_after": limit(WARN_REGISTER, now),
        **rules_beside(form["category"].value()),
        "settle_until": _settle_until(now),
        "then": then,
        "other_rows": [[form[f"other_{name}_{row}"] for name in ("part", "name", "phone")] for row in range(2)],
    }


def rules_beside(chosen: Any) -> dict[str, Any]:
    """MER-08, CMP-02. Return the dispute rules to explain: those of the chosen category and those for all.

    A rule for a main kind is one for the kinds below it. While no category is chosen nothing is narrowed down.
    """
    category = ComplaintCategory.objects.filter(pk=chosen).first() if is_key(chosen) else None
    found = DisputeRule.objects.filter(is_active=True)
    if category is not None:
        kinds = [category.pk, *([category.parent_id] if category.parent_id else [])]
        found = found.filter(Q(categories=None) | Q(categories__in=kinds)).distinct()
    return {"dispute_rules": list(found), "rules_of": category}


def _settle_until(now: datetime) -> list[tuple[Severity, int | None, datetime | None]]:
    """Severity, working days allowed, and the hour they end; the especially serious has no date."""
    office = calendar("office")
    rows: list[tuple[Severity, int | None, datetime | None]] = []
    for severity in Severity:
        name = SOLVE_LIMIT.get(severity)
        days = limit(name, now) if name else None
        rows.append((severity, days, add_working_days(now, days, office) if days else None))
    return rows


def staff_options(text: str) -> list[Option]:
    """Our own people by name, pinyin or staff number, at most eight."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()[:40]
    if not plain:
        return []
    named = Q(name__contains=plain) | Q(pinyin__startswith=plain) | Q(initials__startswith=plain)
    people = User.objects.filter(named | Q(staff_number__istartswith=plain), is_active=True).order_by("pinyin", "pk")
    return [Option(str(person.pk), person.name, person.staff_number) for person in people[:SHOWN]]
