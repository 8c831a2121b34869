"""What the desks' apps show of themselves when a shift is handed over, and the banner of a night that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casework.models import Folder, FollowUp
from casework.queries import open_folders, owed_handoffs
from config.counters import counters
from mail_desk.models import Delivery, MailItem
from mail_desk.queries.papers import collection_desk
from mail_desk.states import State as MailState
from mall.localtime import day_bounds, local_day
from staffing.providers import MOST, Gathered, Open, register
from staffing.queries.handovers import late_entries
from ui.plugs import Banner

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from mall.models import Desk, User

M = MailState
#: Kinds of folders that have a line of their own.
TOLD_APART = ("complaint", "mail", "mail_delivery", "mail_return")


def register_providers() -> None:
    """HAND-05. Make known what each app shows of itself; called once, when all apps are there."""
    register("complaints", gettext_lazy("Open complaints"), _complaints, icon="message-report")
    register("handoffs", gettext_lazy("Hand-offs not answered"), _handoffs, icon="send")
    register("call_backs", gettext_lazy("Call-backs promised"), _follow_ups(promised=True), icon="phone-call")
    register("follow_ups", gettext_lazy("Follow-ups due today"), _follow_ups(promised=False), icon="phone-check")
    register("deliveries", gettext_lazy("Deliveries still to be registered"), _deliveries, icon="truck-delivery")
    register(
        "mail_received",
        gettext_lazy("Mail to be completed"),
        _mail("received", M.RECEIVED),
        icon="mail-question",
    )
    register("mail_registered", gettext_lazy("Mail to be handed out"), _mail("registered", M.REGISTERED), icon="mail")
    register(
        "mail_waiting",
        gettext_lazy("Mail not collected"),
        _mail("waiting", M.NOTIFIED, M.AWAITING, is_kept=True),
        icon="mailbox",
    )
    register(
        "mail_unclaimed",
        pgettext_lazy("handover", "Mail unclaimed"),
        _mail("unclaimed", M.UNCLAIMED, is_kept=True),
        icon="mail-off",
    )
    register(
        "mail_to_return",
        gettext_lazy("Mail to go back"),
        _mail("to_return", M.TO_RETURN, is_kept=True),
        icon="truck-return",
    )
    register("other", gettext_lazy("Other open matters"), _others, icon="folder-open")
    register("late_entries", gettext_lazy("Additions to earlier handovers"), late_entries, icon="writing")


def night_banners(user: User, now: datetime) -> list[Banner]:
    """HAND-01. Tell whoever has a desk that its night's handover must be accepted before its first act."""
    found = counters(user, now).night
    if found is None:
        return []
    words = _("The night's handover of your desk waits: accept it before anything else.")
    return [Banner("soon", words, reverse("staffing:handover", args=[found]))]


def _complaints(desk: Desk, now: datetime, user: User) -> Gathered:
    del now
    return _folders(open_folders(user, kind="complaint", desk=desk), reverse("complaints:list"))


def _others(desk: Desk, now: datetime, user: User) -> Gathered:
    del now
    return _folders(open_folders(user, desk=desk).exclude(kind__in=TOLD_APART), "")


def _folders(rows: QuerySet[Folder], url: str) -> Gathered:
    """Open folders; secret ones are handed over by word of mouth."""
    rows = rows.filter(confidential=False)
    first = rows.values_list("pk", "number", "due_at")[:MOST]
    return Gathered(rows.order_by().count(), tuple(Open(number, pk, due) for pk, number, due in first), url)


def _handoffs(desk: Desk, now: datetime, user: User) -> Gathered:
    del now
    rows = owed_handoffs(user).filter(folder__desk=desk, folder__confidential=False)
    lines = tuple(
        Open(f"{one.folder.number} · {one.to_department}", one.folder_id, one.answer_due_at) for one in rows[:MOST]
    )
    return Gathered(rows.order_by().count(), lines, reverse("complaints:list"))


def _follow_ups(*, promised: bool) -> Callable[[Desk, datetime, User], Gathered]:
    """Calls to be made today; also those the outgoing person may not make, for the incoming one may."""

    def gather(desk: Desk, now: datetime, user: User) -> Gathered:
        rows = FollowUp.objects.filter(
            done_at=None,
            due_at__lt=day_bounds(local_day(now)).ends,
            promised_at__isnull=not promised,
            folder__desk=desk,
            folder__confidential=False,
            folder__in=Folder.objects.visible_to(user),
        )
        first = rows.order_by("due_at", "id").values_list("folder__number", "folder", "due_at")[:MOST]
        lines = tuple(Open(number, folder, due) for number, folder, due in first)
        return Gathered(rows.order_by().count(), lines, reverse("complaints:follow_ups"))

    return gather


def _mail(view: str, *states: MailState, is_kept: bool = False) -> Callable[[Desk, datetime, User], Gathered]:
    """MAIL-15. Items of some states; what is kept until it is fetched lies at the desk of collection, the rest here."""

    def gather(desk: Desk, now: datetime, user: User) -> Gathered:
        del now
        rows = _at(desk, MailItem.objects.visible_to(user).filter(state__in=states), is_kept=is_kept)
        first = rows.order_by("received_at", "id").values_list("folder__number", "folder", "folder__due_at")[:MOST]
        lines = tuple(Open(number, folder, due) for number, folder, due in first)
        return Gathered(rows.order_by().count(), lines, f"{reverse('mail_desk:list')}?view={view}")

    return gather


def _at(desk: Desk, rows: Any, *, is_kept: bool) -> Any:  # querysets of items
    collected_at = collection_desk()
    if not is_kept or collected_at is None:
        return rows.filter(folder__desk=desk)
    return rows if collected_at == desk else rows.none()


def _deliveries(desk: Desk, now: datetime, user: User) -> Gathered:
    del now
    rows = Delivery.objects.filter(
        Q(finished_at=None), folder__desk=desk, folder__closed_at=None, folder__in=Folder.objects.visible_to(user)
    )
    first = rows.order_by("received_at", "id").values_list("folder__number", "folder", "folder__due_at")[:MOST]
    lines = tuple(Open(number, folder, due) for number, folder, due in first)
    return Gathered(rows.order_by().count(), lines, reverse("mail_desk:deliveries"))
