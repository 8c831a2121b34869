"""What there is to do now, by the time left: each seat's own work, never somebody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import clock_kinds
from casework.kinds import address_of
from casework.models import Folder, FollowUp, Handoff
from complaints.queries.follow_ups import may_ask
from complaints.queries.lists import VIEWS, Moment
from complaints.queries.waiting import DECIDES, read_waiting
from mall.bilingual import name_in
from mall.prepared import written_for
from mall.roles import Permission
from reports.queries.mail import mail_due, shows_mail
from reports.queries.row import DueRow
from reports.rules import Seat
from ui.obstacles import StrOrPromise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from casework.models.folders import FolderQuerySet
    from mall.models import User

DUE_ROWS = 12
SOON = timedelta(minutes=30)
#: Who is asked for a word is expected to give it within a day.
A_DAY = timedelta(days=1)
OPEN = gettext_lazy("Open")
#: Obligation → icon, and the word on the row's button for whoever works on the case.
LOOKS: dict[str, tuple[str, StrOrPromise]] = {
    "dispatch": ("send", gettext_lazy("Hand over")),
    "first_reply": ("message-reply", gettext_lazy("Reply")),
    "reply": ("message-reply", gettext_lazy("Reply")),
    "answer": ("corner-down-right", gettext_lazy("Chase")),
    "review": ("calendar-search", gettext_lazy("Review")),
    "report_up": ("file-arrow-right", gettext_lazy("Report")),
    "authority": ("building-bank", OPEN),
    "improvement": ("tools", gettext_lazy("Check")),
    "petition": ("gavel", gettext_lazy("Decide")),
    "closing": ("lock", gettext_lazy("Close the case")),
    "mail_register": ("truck-delivery", gettext_lazy("Register")),
    "mail_return_register": ("truck-return", gettext_lazy("Hand back")),
}
#: What waits for somebody's word → how the row says it.
WAITING: dict[str, StrOrPromise] = {
    "settlements": gettext_lazy("Settlement to approve"),
    "petitions": gettext_lazy("Petition to decide"),
    "reports": gettext_lazy("Report to sign"),
    "flags": gettext_lazy("Flag to confirm"),
    "penalties": gettext_lazy("Money penalty to approve"),
    "proposals": gettext_lazy("Measure to agree to"),
}
#: How far a department is with what it was asked → the word on its button.
ANSWERING: dict[str, StrOrPromise] = {
    Handoff.State.ASKED: gettext_lazy("Accept"),
    Handoff.State.DISPUTED: OPEN,
}
_SHOP = {"shop": "complaint__merchant__name", "unit": "complaint__unit__number", "place": "complaint__place"}


def due_now(user: User, seat: Seat, now: datetime, *, mine: bool) -> list[DueRow]:
    """Return what a seat has to do, what is dangerous first, then by the time left."""
    if seat == Seat.DEPARTMENT:
        rows = _owed_answers(user, mine=mine)
    elif seat == Seat.QUIET:
        rows = []
    else:
        rows = _matters(user, seat, now, mine=mine)
        if not mine and shows_mail(user, seat):
            rows += mail_due(user, now)
        if seat != Seat.LEADER and user.may(Permission.FOLLOW_UP_ASK):
            rows += _follow_ups(user, mine=mine)
        if any(user.may(permission) for permission in DECIDES):
            rows += _decisions(user, now)
    rows.sort(key=lambda row: (not row.safety, row.due_at))
    return rows[:DUE_ROWS]


def _matters(user: User, seat: Seat, now: datetime, *, mine: bool) -> list[DueRow]:
    """The desk's obligations; a leader sees the grave ones only, and opens them."""
    if seat != Seat.LEADER and not mine:
        found = _of_the_desk(user)
    else:
        folders = Folder.objects.open().visible_to(user)
        grave = VIEWS["grave"].which
        if seat == Seat.LEADER and grave is not None:
            folders = folders.filter(grave(user, Moment.of(now)))
        found = list(_obligations(folders.filter(handler=user) if mine else folders))
    rows = []
    for row in found:
        icon, act = LOOKS.get(row["due_kind"], ("message-report", OPEN))
        elsewhere = name_in(row, "due_department__name") if row["due_kind"] == "answer" else ""
        what = " · ".join(filter(None, (str(clock_kinds.label(row["due_kind"])), elsewhere)))
        rows.append(
            DueRow(
                **_head(row["kind"], row["number"], row["title"], safety=row["safety"], icon=icon),
                where=_where(row),
                what=what,
                act=str(OPEN if seat == Seat.LEADER else act),
                due_at=cast("datetime", row["due_at"]),
                warn_at=row["warn_at"],
                paused=row["paused_at"] is not None,
            )
        )
    return rows


def _obligations(folders: FolderQuerySet) -> Any:  # a queryset of dicts
    """The nearest obligations of these folders.

    Calls to make come with their promised hour instead, items of mail by the dozen with what is due of them.
    """
    return (
        folders.filter(due_at__isnull=False)
        .exclude(due_kind="follow_up")
        .exclude(kind="mail")
        .order_by("due_at", "id")
        .values(
            "kind",
            "number",
            "title",
            "due_at",
            "warn_at",
            "due_kind",
            "safety",
            "paused_at",
            "due_department__name",
            "due_department__name_en",
            **{name: F(path) for name, path in _SHOP.items()},
        )[:DUE_ROWS]
    )


@written_for
def _of_the_desk(user: User) -> Any:
    return _obligations(Folder.objects.open().visible_to(user))


def _owed_answers(user: User, *, mine: bool) -> list[DueRow]:
    """CMP-21. What the person's departments are asked, by the hour their answer is due."""
    owed = Handoff.objects.unanswered().filter(
        to_department__in=user.department_ids, folder__in=Folder.objects.open().visible_to(user)
    )
    if mine:
        owed = owed.filter(assigned_to=user)
    found = owed.order_by("answer_due_at", "id").values(
        "state",
        "role",
        "answer_due_at",
        number=F("folder__number"),
        title=F("folder__title"),
        safety=F("folder__safety"),
        paused_at=F("folder__paused_at"),
        **{name: F(f"folder__{path}") for name, path in _SHOP.items()},
    )[:DUE_ROWS]
    return [
        DueRow(
            **_head("complaint", row["number"], row["title"], safety=row["safety"], icon="corner-down-right"),
            where=_where(row),
            what=str(Handoff.State(row["state"]).label),
            act=str(ANSWERING.get(row["state"], _("Answer"))),
            due_at=row["answer_due_at"],
            warn_at=None,
            paused=row["paused_at"] is not None,
        )
        for row in found
    ]


def _follow_ups(user: User, *, mine: bool) -> list[DueRow]:
    """FUP-S06. The calls this person may make; `mine` keeps those given to him or promised by him."""
    if mine:
        own = Q(assigned_to=user) | Q(promised_by=user)
        found = list(_calls(FollowUp.objects.filter(own, folder__in=Folder.objects.visible_to(user))))
    else:
        found = _to_call(user)
    return [
        DueRow(
            number=row["folder__number"],
            url=follow_up_url(row["folder__kind"], row["folder__number"], row["id"]),
            icon="phone",
            title=_("Follow-up: %(title)s") % {"title": row["folder__title"]},
            where=row["folder__complaint__merchant__name"] or "",
            what=_("Try %(number)d") % {"number": row["attempts_made"] + 1},
            act=_("Call"),
            due_at=row["promised_at"] or row["due_at"],
            warn_at=(row["promised_at"] or row["due_at"]) - SOON,
        )
        for row in found
    ]


def _calls(tasks: QuerySet[FollowUp]) -> Any:  # a queryset of dicts
    return (
        tasks.filter(done_at=None)
        .order_by("due_at", "id")
        .values(
            "id",
            "folder__kind",
            "folder__number",
            "folder__title",
            "due_at",
            "promised_at",
            "attempts_made",
            "folder__complaint__merchant__name",
        )[:DUE_ROWS]
    )


@written_for
def _to_call(user: User) -> Any:
    return _calls(may_ask(FollowUp.objects.filter(folder__in=Folder.objects.visible_to(user)), user))


def follow_up_url(kind: str, number: str, pk: int) -> str:
    """Where a follow-up is done: a merchant's has a page of its own, a complaint's is its case."""
    if kind == "merchant":
        return reverse("complaints:visit", args=[pk])
    return reverse("complaints:case", args=[number])


def _decisions(user: User, now: datetime) -> list[DueRow]:
    """CMP-22, CMP-32, CMP-37, CMP-42, CMP-45, IMPR-01. What waits for this person's word, for as long as it does."""
    return [
        DueRow(
            **_head("complaint", row["case_number"], row["case_title"], icon="gavel"),
            where=str(row["who"]),
            what=str(WAITING[kind]),
            act=_("Decide"),
            due_at=row["since"] + A_DAY,
            warn_at=row["since"],
        )
        for kind, rows in read_waiting(user, now).rows.items()
        for row in rows[:DUE_ROWS]
    ]


def _head(kind: str, number: str, title: str, *, icon: str, safety: bool = False) -> dict[str, Any]:
    return {
        "number": number,
        "url": address_of(kind, number),
        "icon": "shield-exclamation" if safety else icon,
        "title": title,
        "safety": safety,
    }


def _where(row: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (row["shop"], row["unit"]))) or row["place"] or ""
