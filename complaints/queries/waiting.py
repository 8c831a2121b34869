"""What waits for somebody's word: settlements, petitions, reports to sign, flags. One question for list and count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from casework.models import Approval, Folder, Handoff
from complaints.models import Consequence, FlaggedCustomer, Improvement, Paper, Petition
from complaints.rules.aftermath import CONFIRM_FLAG
from complaints.rules.closing import DECIDE_PETITION
from complaints.rules.money import BANDS, WHAT
from complaints.rules.papers import HEADS, SIGN
from complaints.states import SettlementKind, State
from mall.models import Membership
from mall.roles import Permission
from ui.doors import allowed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from mall.models import User

#: As many of each kind are shown, the oldest first.
PAGE = 100
CAP = 999
#: Who may have something to decide; the page's door and its entry in the navigation ask for one of these.
DECIDES: tuple[Permission, ...] = tuple(
    dict.fromkeys(
        (
            *BANDS,
            Permission.HANDOFF_ANSWER,
            Permission.HANDOFF_DECIDE,
            Permission.FLAGGED_CONFIRM,
            Permission.PENALTY_APPROVE,
            Permission.MEASURE_AGREE,
        )
    )
)


#: The hand-offs that count: neither withdrawn nor agreed to be somebody else's.
COUNTED = tuple(set(Handoff.State) - {Handoff.State.WITHDRAWN, Handoff.State.BOUNCED})


@dataclass
class Waiting:
    """What waits for one person's word, by kind; the numbers of the page and of the board come from here."""

    settlements: QuerySet[Approval]
    petitions: QuerySet[Petition]
    reports: QuerySet[Paper]
    flags: QuerySet[FlaggedCustomer]
    penalties: QuerySet[Consequence]
    proposals: QuerySet[Improvement]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def count(self) -> str:
        """How many there are in all, in one question; "999+" beyond."""
        kinds = (self.settlements, self.petitions, self.reports, self.flags, self.penalties, self.proposals)
        first, *others = (each.order_by().values_list("pk") for each in kinds)
        found = first.union(*others, all=True)[: CAP + 1].count()
        return f"{CAP}+" if found > CAP else str(found)


def waiting_for(user: User) -> Waiting:
    """CMP-22, CMP-32, CMP-37, CMP-42, CMP-45, IMPR-01. What this person may decide: of what he sees.

    Never his own proposal. The same conditions as those of the acts themselves.
    """
    return Waiting(
        _settlements(user), _petitions(user), _reports(user), _flags(user), _penalties(user), _proposals(user)
    )


def read_waiting(user: User, now: datetime) -> Waiting:
    """Return it with the rows of each kind, the oldest first."""
    found = waiting_for(user)
    rows: dict[str, Iterable[Any]] = {
        "settlements": [
            {**row, "kind": SettlementKind(row["settlement__kind"]).label if row["settlement__kind"] else ""}
            for row in found.settlements.order_by("asked_at", "id").values(
                "amount", "proposal", "settlement__kind", "settlement__paid_by_mall", **_head("asked_at", "asked_by")
            )[:PAGE]
        ],
        "petitions": (
            found.petitions.order_by("asked_at", "id").values(
                "proposal", paper=F("number"), **_head("asked_at", "asked_by", "complaint__folder")
            )[:PAGE]
        ),
        "reports": (
            found.reports.order_by("made_at", "id").values(
                "reviewed_by__name", paper=F("number"), **_head("made_at", "made_by", "complaint__folder")
            )[:PAGE]
        ),
        "flags": (
            found.flags.order_by("proposed_at", "id").values(
                "reason", customer=F("name"), **_head("proposed_at", "proposed_by", "origin__folder")
            )[:PAGE]
        ),
        "penalties": (
            found.penalties.order_by("proposed_at", "id").values(
                "id",
                "reason",
                "amount",
                person_name=F("person__name"),
                **_head("proposed_at", "proposed_by", "complaint__folder"),
            )[:PAGE]
        ),
        "proposals": (
            found.proposals.order_by("proposed_at", "id").values(
                "id", "measure", "check_on", **_head("proposed_at", "proposed_by", "complaint__folder")
            )[:PAGE]
        ),
    }
    found.rows = {kind: [{**row, "waits": now - row["since"]} for row in each] for kind, each in rows.items()}
    return found


def _head(at: str, by: str, folder: str = "folder") -> dict[str, F]:
    """What every row begins with, under the same names."""
    return {
        "since": F(at),
        "who": F(f"{by}__name"),
        "case_number": F(f"{folder}__number"),
        "case_title": F(f"{folder}__title"),
    }


def _seen(user: User, folder: str) -> Exists:
    return Exists(Folder.objects.visible_to(user).filter(pk=OuterRef(folder)))


def _settlements(user: User) -> QuerySet[Approval]:
    bands = [str(band) for band in BANDS if user.may(band)]
    return (
        Approval.objects.undecided()
        .filter(_seen(user, "folder"), what=WHAT, permission__in=bands, settlement__isnull=False)
        .exclude(asked_by=user)
    )


def _petitions(user: User) -> QuerySet[Petition]:
    if not allowed(user, DECIDE_PETITION.needs):
        return Petition.objects.none()
    return Petition.objects.filter(_seen(user, "complaint__folder"), decided_at=None).exclude(asked_by=user)


def _reports(user: User) -> QuerySet[Paper]:
    """The handling report of the present edition of an open case, the newest one, that still lacks a signature.

    The conditions of `rules.papers.obstacles_to_signing`, for the list.
    """
    if not allowed(user, SIGN.needs):
        return Paper.objects.none()
    form = Paper.Form.HANDLING_REPORT
    newer = Paper.objects.filter(
        complaint=OuterRef("complaint"), form=form, edition=OuterRef("edition"), id__gt=OuterRef("id")
    )
    return (
        Paper.objects.filter(
            _seen(user, "complaint__folder"),
            _signed_by(user),
            ~Exists(newer),
            form=form,
            approved_by=None,
            edition=F("complaint__folder__reopened") + 1,
        )
        .exclude(complaint__state=State.CLOSED)
        .exclude(prepared_by=user)
        .exclude(reviewed_by=user)
    )


def _signed_by(user: User) -> Q:
    """CMP-22. The head of a department that was asked; who approves, once a head has signed or where there is none."""
    asked = Handoff.objects.current().filter(folder=OuterRef("complaint__folder"))
    headed = [held.department_id for held in user.current_memberships if held.role in HEADS]
    signs = Q(Exists(asked.filter(to_department__in=headed)))
    if user.may(Permission.APPROVE_BAND_1):
        heads = Membership.objects.in_force(timezone.localdate()).filter(
            department__handoffs__folder=OuterRef("complaint__folder"),
            department__handoffs__state__in=COUNTED,
            role__in=HEADS,
            person__is_active=True,
        )
        other = heads.exclude(person=OuterRef("prepared_by"))
        signs |= Q(reviewed_by__isnull=False) | ~Q(Exists(other))
    return signs


def _flags(user: User) -> QuerySet[FlaggedCustomer]:
    if not allowed(user, CONFIRM_FLAG.needs):
        return FlaggedCustomer.objects.none()
    waiting = FlaggedCustomer.objects.filter(confirmed_at=None, lifted_at=None)
    return waiting.filter(_seen(user, "origin__folder")).exclude(proposed_by=user)


def _penalties(user: User) -> QuerySet[Consequence]:
    """CMP-42. The money penalties that wait for the general manager, never his own proposal nor about him."""
    if not user.may(Permission.PENALTY_APPROVE):
        return Consequence.objects.none()
    waiting = Consequence.objects.filter(_seen(user, "complaint__folder"), state=Consequence.State.PROPOSED)
    return waiting.exclude(proposed_by=user).exclude(person=user)


def _proposals(user: User) -> QuerySet[Improvement]:
    """IMPR-01. The measures that wait for the superior's word, not his own."""
    if not user.may(Permission.MEASURE_AGREE):
        return Improvement.objects.none()
    waiting = Improvement.objects.filter(_seen(user, "complaint__folder"), state=Improvement.State.PROPOSED)
    return waiting.exclude(proposed_by=user)
