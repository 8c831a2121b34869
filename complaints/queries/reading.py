"""The papers of one case, read once for everything on its page: rules, offers and panels look at the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Prefetch

from casework.models import Approval, Attachment, Clock, FollowUp, Handoff, Link, Pause
from complaints.models import (
    Agreement,
    Consequence,
    FlaggedCustomer,
    Improvement,
    Meeting,
    Paper,
    Party,
    Petition,
    Recovery,
    Reply,
    Settlement,
    Statement,
)
from complaints.rules.aftermath import complainant
from mall.held import table, tie
from mall.prepared import ModelsOf

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from complaints.models import Complaint


@dataclass(frozen=True)
class Papers:
    """One kind of paper: how a case or its folder calls it, how it is read, whom and what its rows name."""

    name: str
    rows: QuerySet[Any]
    key: str = "complaint"
    tied: tuple[str, ...] = ()

    @property
    def of_folder(self) -> bool:
        """Whether it hangs on the folder, not on the complaint."""
        return self.key in {"folder", "other"}


_RECOVERIES = Prefetch("recoveries", queryset=Recovery.objects.select_related("by"))
PAPERS = (
    Papers("parties", Party.objects.all()),
    Papers("statements", Statement.objects.all(), tied=("by",)),
    Papers(
        "meetings",
        Meeting.objects.prefetch_related("departments", "attended", "answers_late"),
        tied=("called_by", "held_by"),
    ),
    Papers("agreements", Agreement.objects.order_by("drafted_at", "id")),
    Papers("flags", FlaggedCustomer.objects.all(), "origin", ("proposed_by",)),
    Papers(
        "settlements",
        Settlement.objects.select_related("approval").prefetch_related(_RECOVERIES),
        tied=("approval__decided_by", "proposed_by"),
    ),
    Papers("papers", Paper.objects.all(), tied=("prepared_by", "reviewed_by", "approved_by")),
    Papers("petitions", Petition.objects.all(), tied=("asked_by", "decided_by")),
    Papers("improvements", Improvement.objects.all(), tied=("owner", "owner_person", "confirmed_by", "proposed_by")),
    Papers(
        "consequences",
        Consequence.objects.all(),
        tied=("person", "proposed_by", "decided_by"),
    ),
    Papers("replies", Reply.objects.all(), tied=("by",)),
    Papers("handoffs", Handoff.objects.all(), "folder", ("to_department", "assigned_to", "answered_by", "asked_by")),
    Papers("attachments", Attachment.objects.order_by("at", "id"), "folder", ("by",)),
    Papers("clocks", Clock.objects.order_by("starts_at", "order", "id"), "folder", ("department",)),
    Papers("approvals", Approval.objects.all(), "folder", ("asked_by",)),
    Papers(
        "follow_ups",
        FollowUp.objects.select_related("evaluation", "recheck_of").order_by("id"),
        "folder",
        ("asked_by", "assigned_to", "promised_by"),
    ),
    Papers("pauses", Pause.objects.all(), "folder", ("reason", "began_by")),
    Papers("links", Link.objects.order_by("at", "id"), "folder"),
    Papers("linked_from", Link.objects.order_by("at", "id"), "other"),
)


def read_papers(complaint: Complaint) -> None:
    """Read every paper of the case. Most cases have few kinds: one question asks which, and only those are read."""
    there = _which_are_there(complaint)
    for kind in PAPERS:
        holder = complaint.folder if kind.of_folder else complaint
        rows = _rows(kind, holder.pk) if kind.name in there else []
        for row in rows:
            setattr(row, kind.key, holder)
        tie(rows, *kind.tied)
        _hold(holder, kind, rows)
    handoffs = {one.pk: one for one in complaint.folder.handoffs.all()}
    for clock in complaint.folder.clocks.all():
        if clock.handoff_id in handoffs:
            clock.handoff = handoffs[clock.handoff_id]
    complaint.known_flag = _flag(complaint)  # type: ignore[attr-defined]  # read once for the whole page


def _flag(complaint: Complaint) -> FlaggedCustomer | None:
    """CMP-45. The flag that stands on the complainant's phone, from the held list: few are flagged."""
    known = complainant(complaint)
    phone = known.phone_blind if known is not None else ""
    standing = (one for one in table(FlaggedCustomer).get().values() if one.confirmed_at and not one.lifted_at)
    return next((one for one in standing if phone and one.phone_blind == phone), None)


def _rows(kind: Papers, holder: int) -> list[Any]:
    """The rows of one kind; the plain ones by a question that is written once."""
    query = kind.rows.query
    if query.select_related or kind.rows._prefetch_related_lookups:  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own prefetch does
        return list(kind.rows.filter(**{kind.key: holder}))
    return _written(kind).of(holder)


@cache
def _written(kind: Papers) -> ModelsOf[Any]:
    return ModelsOf(kind.rows.model, lambda holders: kind.rows.filter(**{f"{kind.key}__in": holders}))


def _which_are_there(complaint: Complaint) -> set[str]:
    keys = [complaint.folder_id if kind.of_folder else complaint.pk for kind in PAPERS]
    with connection.cursor() as cursor:
        cursor.execute(_question(), keys)
        return {kind.name for kind, found in zip(PAPERS, cursor.fetchone(), strict=True) if found}


@cache
def _question() -> str:
    """One EXISTS per kind, written once: compiling eighteen of the ORM's own would cost more than asking them."""
    quote = connection.ops.quote_name
    exists = (
        f"EXISTS (SELECT 1 FROM {quote(meta.db_table)} WHERE {quote(str(meta.get_field(kind.key).column))} = %s)"
        for kind in PAPERS
        for meta in (kind.rows.model._meta,)
    )
    return f"SELECT {', '.join(exists)}"


def _hold(holder: Model, kind: Papers, rows: list[Any]) -> None:
    """Let the holder know its rows, as a prefetch would: who asks for all of them asks nobody else."""
    known = kind.rows.all()
    known._result_cache = rows  # noqa: SLF001 - as Django's own prefetch does
    known._prefetch_done = True  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own prefetch does
    cached: dict[str, Any] = holder.__dict__.setdefault("_prefetched_objects_cache", {})
    cached[kind.name] = known
