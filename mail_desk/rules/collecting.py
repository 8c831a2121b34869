"""What forbids giving mail out at the desk: the wrong person, a missing paper, no signature."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk.identity import normalise_id
from mail_desk.rules.handing import obstacles_to_internal_window
from mail_desk.rules.moving import obstacles_to_move
from mail_desk.rules.offering import ItemAct
from mail_desk.states import HELD, Collector, IdKind, State
from mall.limits import limit
from mall.roles import Permission
from ui.obstacles import Obstacle
from ui.times import when

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from mail_desk.collect_sheet import CollectSheet
    from mail_desk.models import MailItem
    from mall.models import User

S = State
SHORTEST_NAME = 2
TRIES_COUNT_FOR = timedelta(minutes=10)


def obstacles_to_giving(item: MailItem, now: datetime) -> list[Obstacle]:
    """MAIL-04, MAIL-10. What the desk still holds is given out, once."""
    if item.state == S.COLLECTED and item.collection is not None:
        words = _("%(number)s was collected already: %(at)s, %(name)s.") % {
            "number": item.folder.number,
            "at": when(item.collection.at, now),
            "name": item.collection.name,
        }
        return [Obstacle("collected", words)]
    found = obstacles_to_move(item, S.COLLECTED)
    if item.state == S.REGISTERED:
        found += obstacles_to_internal_window(item, now)
    return found


def obstacles_to_collecting(
    items: Collection[MailItem], sheet: CollectSheet, by: User, now: datetime
) -> list[Obstacle]:
    """MAIL-04. Mail goes to the addressee, his family or a proxy, as its class allows, against ID and signature."""
    found = [obstacle for item in items for obstacle in obstacles_to_giving(item, now)]
    if not items:
        found.append(Obstacle("nothing", _("Tick what is handed over.")))
    found += _obstacles_to_collector(items, sheet)
    lacking = lacking_proof(items, sheet)
    if lacking and sheet.without_proof.strip():
        if by.may(Permission.MAIL_RELEASE):
            lacking = []
        else:
            words = _("Only a supervisor releases mail without proof.")
            lacking.append(Obstacle("release", words, "without_proof"))
    return [*found, *lacking, *_obstacles_to_number(sheet)]


def lacking_proof(items: Iterable[MailItem], sheet: CollectSheet) -> list[Obstacle]:
    """MAIL-04. What the classes of these items ask for and the sheet does not have: ID number, signature."""
    found = []
    classes = [item.mail_class for item in items if item.mail_class is not None]
    asking = next((one for one in classes if one.id_needed), None)
    if asking is not None and not sheet.id_number.strip():
        words = _("%(kind)s is given out against an ID number only: write it.") % {"kind": asking}
        found.append(Obstacle("id", words, "id_number"))
    if any(one.proof_needed for one in classes) and not sheet.signed:
        words = _("Let the collector sign, or tick that the paper is signed.")
        found.append(Obstacle("signature", words, "signature"))
    return found


def _obstacles_to_collector(items: Iterable[MailItem], sheet: CollectSheet) -> list[Obstacle]:
    found = []
    for item in items:
        policy = item.mail_class
        if policy is None or sheet.collector == Collector.MERCHANT:
            continue
        facts = {"kind": policy, "number": item.number or item.folder.number}
        if sheet.collector == Collector.PROXY and not policy.proxy_allowed:
            words = _("A proxy cannot collect this: %(kind)s %(number)s goes to the addressee or his family only.")
            found.append(Obstacle("proxy", words % facts, "collector"))
        if sheet.collector == Collector.FAMILY and not policy.family_allowed:
            words = _("Family cannot collect this: %(kind)s %(number)s goes to the addressee only.")
            found.append(Obstacle("family", words % facts, "collector"))
    if len(sheet.name.strip()) < SHORTEST_NAME:
        found.append(Obstacle("name", _("Write who takes it."), "name"))
    if sheet.collector != Collector.MERCHANT and not sheet.relationship.strip():
        words = _("Write how the collector belongs to the addressee: wife, shop assistant.")
        found.append(Obstacle("relationship", words, "relationship"))
    return found


def _obstacles_to_number(sheet: CollectSheet) -> list[Obstacle]:
    if not sheet.id_number.strip():
        return []
    try:
        normalise_id(sheet.id_number, sheet.id_kind or IdKind.CARD)
    except ValueError:
        words = {
            IdKind.CARD: _("This is no ID card number: 18 digits, the last may be X. Compare it with the card."),
            IdKind.PASSPORT: _("This is no passport number: letters and digits, nothing else."),
        }
        other = _("Write the number as the paper shows it: digits and letters, four at least.")
        return [Obstacle("id_wrong", words.get(IdKind(sheet.id_kind or IdKind.CARD), other), "id_number")]
    return []


def obstacles_to_trying(wrong: Sequence[datetime], now: datetime) -> list[Obstacle]:
    """MAIL-04. After too many wrong pick-up codes a person waits; `wrong` are the hours of the latest, newest first."""
    most = int(limit("mail_code_tries", now))
    counted = [at for at in wrong if at > now - TRIES_COUNT_FOR]
    if len(counted) < most:
        return []
    words = _("Too many wrong codes. Codes are taken again from %(at)s; till then look for unit or name.")
    return [Obstacle("tries", words % {"at": when(counted[most - 1] + TRIES_COUNT_FOR, now)}, "q")]


def _offered(item: MailItem, _user: User, now: datetime) -> list[Obstacle]:
    return obstacles_to_giving(item, now)


COLLECT = ItemAct(
    "collected", gettext_lazy("Give out at the desk"), Permission.MAIL_HANDLE, "user-check",
    HELD, _offered, primary_in=frozenset({S.AWAITING, S.UNCLAIMED}), order=5,
)  # fmt: skip
OFFERS = (COLLECT,)
