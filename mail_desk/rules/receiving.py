"""What forbids taking mail in, and what becomes of an item that is taken in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mail_desk.addresses import Written, read_address
from mail_desk.entry_sheet import EntrySheet
from mail_desk.numbers import fits_carrier, fits_unit, parts
from mail_desk.rules.moving import has_moved_out
from mail_desk.states import OPEN, State
from mall.limits import limit
from mall.localtime import local_day
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mail_desk.models import Carrier, Delivery, MailClass, MailItem, RefusedArea

EARLY = timedelta(minutes=5)
LONG_AGO = timedelta(days=7)
MOST_IN_A_BUNDLE = 10_000
OFFICE_FLOOR = "8F"


def obstacles_to_receiving(received_at: datetime, announced: int | None, now: datetime) -> list[Obstacle]:
    """MAIL-01. A delivery is signed for when it comes: not tomorrow's, not one of last week."""
    found = []
    if received_at > now + EARLY:
        found.append(Obstacle("future", _("This hour has not come yet."), "received_at"))
    if received_at < now - LONG_AGO:
        found.append(Obstacle("long_ago", _("That is more than a week ago."), "received_at"))
    if announced is not None and not 0 < announced <= MOST_IN_A_BUNDLE:
        found.append(Obstacle("announced", _("Write how many items their list names, or leave it empty."), "announced"))
    return found


def obstacles_to_adding(delivery: Delivery) -> list[Obstacle]:
    """MAIL-02. Items are added while the delivery is being registered."""
    if delivery.finished_at is None:
        return []
    return [Obstacle("finished", _("The registration of this delivery is finished: sign for another one."))]


def obstacles_to_registering(sheet: EntrySheet) -> list[Obstacle]:
    """MAIL-05, MAIL-S01, MAIL-S02. An item says what it is and whose; a damaged one what the carrier says to it."""
    policy, found = sheet.mail_class, []
    if policy.number_needed and not sheet.number:
        words = _("An item of this class carries a number: scan or type it.")
        found.append(Obstacle("number", words, "number"))
    if sheet.quantity < 1 or sheet.quantity > MOST_IN_A_BUNDLE:
        found.append(Obstacle("quantity", _("Between 1 and 10,000."), "quantity"))
    elif sheet.quantity > 1 and (not policy.counted or sheet.number):
        found.append(Obstacle("bundle", _("Only ordinary letters without a number are counted."), "quantity"))
    if sheet.quantity > 1 and sheet.floor is None and sheet.unit is None:
        found.append(Obstacle("floor", _("Say for which floor these letters are."), "where"))
    if sheet.damaged and not sheet.condition.strip():
        words = _("Damaged mail is signed for only with the carrier's proof or before the addressee: write which.")
        found.append(Obstacle("condition", words, "condition"))
    return found


def obstacles_to_finishing(delivery: Delivery, scanned_only: int, entered: int, now: datetime) -> list[Obstacle]:
    """MAIL-09. All items have their particulars; beyond the hour, or with another number than announced, say why."""
    found = []
    if delivery.finished_at is not None:
        found.append(Obstacle("finished", _("The registration is finished already.")))
    if scanned_only:
        words = _("%(n)d items are scanned only: add class and address first.") % {"n": scanned_only}
        found.append(Obstacle("scanned_only", words))
    if is_late(delivery.received_at, now) and not delivery.late_reason.strip():
        found.append(Obstacle("late", _("More than the time allowed has gone: write why."), "late_reason"))
    if delivery.announced is not None and delivery.announced != entered and not delivery.differs_reason.strip():
        words = _("Their list says %(theirs)d, %(ours)d were entered: write why.") % {
            "theirs": delivery.announced,
            "ours": entered,
        }
        found.append(Obstacle("differs", words, "differs_reason"))
    return found


def is_late(received_at: datetime, now: datetime) -> bool:
    """MAIL-09. Whether registration took longer than the limit."""
    return bool(now - received_at > limit("mail_register_min", now))


def area_of(written: Written, areas: Iterable[RefusedArea], on: date) -> RefusedArea | None:
    """MAIL-07, MAIL-08. The refused area an address lies in on a day, or None."""
    return next((area for area in areas if _holds(area, on) and _lies_in(written, area)), None)


def _holds(area: RefusedArea, on: date) -> bool:
    return (area.valid_from is None or area.valid_from <= on) and (area.valid_until is None or on <= area.valid_until)


def _lies_in(written: Written, area: RefusedArea) -> bool:
    if area.floor is not None and area.floor.code != written.floor:
        return False
    if area.zone is not None and area.zone.letter != written.zone:
        return False
    return not area.pattern or bool(written.unit and fits_unit(area.pattern, written.unit))


def written_on(sheet: EntrySheet) -> Written:
    """What the item's address says: its unit, else its words, else its floor."""
    if sheet.unit is not None:
        return read_address(sheet.unit.number)
    return read_address(sheet.words) or (Written(floor=sheet.floor.code) if sheet.floor else Written())


def is_internal(sheet: EntrySheet) -> bool:
    """MAIL-10. Whether an item is for 8F or the company itself: the clerk says so, or its address does."""
    return sheet.internal or written_on(sheet).floor == OFFICE_FLOOR


def is_unclear(sheet: EntrySheet) -> bool:
    """MAIL-03. Whether nobody is known to whom it could be brought: marked so, or no merchant and no floor."""
    if sheet.unclear:
        return True
    if is_internal(sheet) or sheet.merchant is not None:
        return False
    return not (sheet.mail_class.counted and sheet.floor is not None and not sheet.words and sheet.unit is None)


def marks_by_address(item: MailItem) -> frozenset[str]:
    """MAIL-03, MAIL-10. The marks that an item has by its address, whether or not a clerk has set them too."""
    if item.mail_class is None:
        return frozenset()
    sheet = EntrySheet(item.mail_class, unit=item.unit, merchant=item.merchant, floor=item.floor, words=item.unit_words)
    holds = {"unclear": is_unclear(sheet), "internal": is_internal(sheet)}
    return frozenset(name for name, by_address in holds.items() if by_address)


def first_state(sheet: EntrySheet, area: RefusedArea | None) -> State:
    """MAIL-02, MAIL-03, MAIL-07. What becomes of an item that is entered."""
    if area is not None or sheet.cash:
        return State.REFUSED
    if sheet.mail_class.goes_back:
        return State.TO_RETURN
    if sheet.large or sheet.heavy or sheet.damaged or is_unclear(sheet) or has_moved_out(sheet.merchant):
        return State.NOTIFIED
    return State.REGISTERED


def is_again_at_once(earlier: MailItem, now: datetime) -> bool:
    """MAIL-05. The same number within a minute is the same item under the same scanner: passed over."""
    return bool(now - earlier.folder.opened_at <= limit("mail_scan_again_min", now))


def asks_again(earlier: MailItem, now: datetime) -> bool:
    """MAIL-05. The same number later: the desk is asked, unless that was long ago."""
    days = (local_day(now) - local_day(earlier.received_at)).days
    return State(earlier.state) in OPEN or days <= limit("mail_same_number_days", now)


def guess_carrier(number: str, carriers: Iterable[Carrier]) -> Carrier | None:
    """Who brought it, by its number: the carrier whose pattern fits most exactly, None when none does."""
    fits = [(fits_carrier(carrier.pattern, number), carrier) for carrier in carriers if carrier.pattern]
    best = max(fits, key=lambda fit: fit[0], default=(0, None))
    return best[1] if best[0] else None


def guess_class(number: str, classes: Iterable[MailClass]) -> MailClass | None:
    """MAIL-05. The class an item number speaks for, by the letters it begins with; the longest that fits."""
    fits = [(len(begin), row) for row in classes for begin in parts(row.begins) if number.startswith(begin)]
    return max(fits, key=lambda fit: fit[0], default=(0, None))[1] if number else None
