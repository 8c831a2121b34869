"""From the post's hands into the register: deliveries, items, scanned numbers, letters by count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import CharField, Func, Model

from casework.actions import clocks
from casework.actions.folders import close_folder, line, move_stage, new_folder, open_folder, record, search_rows
from mail_desk import held
from mail_desk.actions.beside import hold_earlier, put_late
from mail_desk.actions.codes import free_codes
from mail_desk.actions.moving import hold, move_all, set_head, title_of, words_of, write_words
from mail_desk.models import Delivery, MailItem
from mail_desk.reference import RETURNED
from mail_desk.rules import receiving as rules
from mail_desk.states import WAITING, State
from mall.asking import asking
from mall.held import tie
from mall.limits import limit
from mall.localtime import local_day
from mall.models import Department
from mall.prepared import ModelsOf
from mall.queries.departments import department
from mall.together import store
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from casework.actions.folders import Head
    from casework.models import Entry, Folder
    from mail_desk.entry_sheet import EntrySheet
    from mail_desk.models import Carrier
    from mall.models import Floor, User

CASH = "货到付款，请承运人直接交收件人"
CLOCK = "mail_register"


class Outcome(StrEnum):
    """What became of an entry."""

    TAKEN = "taken"
    REFUSED = "refused"
    SCANNED = "scanned"
    AGAIN = "again"
    ASKS = "asks"


@dataclass(frozen=True)
class Entered:
    """An entry's outcome and the item it made, or the earlier one of the same number."""

    outcome: Outcome
    item: MailItem


#: What else is stored with an item.
Along = Callable[[MailItem], Sequence[Model]]


def _nothing(_item: MailItem) -> Sequence[Model]:
    """Nothing else is stored with it."""
    return ()


def sign_for(
    carrier: Carrier | None,
    *,
    received_at: datetime,
    by: User,
    now: datetime,
    brought_by: str = "",
    announced: int | None = None,
    signature: str = "",
) -> Delivery:
    """MAIL-01, MAIL-09. Sign for a delivery; the hour for its registration runs from when it came. Raises Refused."""
    refuse_if(rules.obstacles_to_receiving(received_at, announced, now))
    folder = open_folder(
        kind="mail_delivery",
        title=carrier.name if carrier else "—",
        department=department(Department.CUSTOMER_SERVICE),
        desk=by.home.desk if by.home else None,
        stage="open",
        handler=by,
        opened_at=min(received_at, now),
        by=by,
        now=now,
    )
    delivery = Delivery.objects.create(
        folder=folder,
        carrier=carrier,
        brought_by=brought_by.strip()[:40],
        received_at=received_at,
        announced=announced,
        signature=signature,
    )
    amount = limit("mail_register_min", now)
    clocks.start(folder, CLOCK, starts_at=received_at, amount=amount, calendar="wall", now=now)
    return delivery


def hold_delivery(delivery: Delivery) -> Delivery:
    """Lock a delivery until the transaction ends, and read it anew."""
    (now_held,) = _HOLD.of(delivery.pk)
    for column in Delivery._meta.concrete_fields:
        setattr(delivery, column.attname, getattr(now_held, column.attname))
    delivery.folder = now_held.folder
    tie([delivery], "carrier")
    return delivery


_HOLD = ModelsOf(
    Delivery,
    lambda keys: (
        Delivery.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("folder").order_by()
    ),
)


def enter(
    delivery: Delivery, sheet: EntrySheet, *, by: User, now: datetime, again: bool = False, along: Along = _nothing
) -> Entered:
    """MAIL-02, MAIL-05, MAIL-07. Enter one item: taken, refused by its area, or known already.

    The same number within a minute is passed over; later it is asked about, and entered when said `again`. One that
    was only scanned is completed. `along` gives what else is stored with the item, or not at all. Raises Refused.

    Months are locked before codes, codes before the counter of numbers: here as in an import, or the two might wait
    for each other.
    """
    refuse_if([*rules.obstacles_to_adding(delivery), *rules.obstacles_to_registering(sheet)])
    hold_earlier(delivery.received_at, now=now)
    earlier = _earlier(sheet.number)
    if earlier is not None and earlier.state == State.RECEIVED:
        return complete(earlier, sheet, by=by, now=now, along=along)
    if earlier is not None and not again:
        if rules.is_again_at_once(earlier, now):
            return Entered(Outcome.AGAIN, earlier)
        if rules.asks_again(earlier, now):
            return Entered(Outcome.ASKS, earlier)
    item = new_item(delivery, sheet, by=by, now=now)
    if item.state in WAITING:
        (item.pickup_code,) = free_codes(1)
    item.folder = folder = new_folder(item, **head_of(item, by), by=by, now=now)
    set_head(item, by=by, now=now)
    verb = "mail_refused" if item.state == State.REFUSED else "mail_registered"
    opened = entry_of(folder, verb, item, by=by, now=now)
    store(folder, item, opened, *search_rows(folder, words_of(item)), *along(item))
    put_late([item], by=by, now=now)
    return Entered(Outcome.REFUSED if item.state == State.REFUSED else Outcome.TAKEN, item)


def scan(
    delivery: Delivery, number: str, *, by: User, now: datetime, again: bool = False, along: Along = _nothing
) -> Entered:
    """MAIL-05. Take a number only: it has come; class and address follow. `along` as in `enter`. Raises Refused."""
    refuse_if(rules.obstacles_to_adding(delivery))
    earlier = _earlier(number)
    if earlier is not None and not again:
        if earlier.state == State.RECEIVED or rules.is_again_at_once(earlier, now):
            return Entered(Outcome.AGAIN, earlier)
        if rules.asks_again(earlier, now):
            return Entered(Outcome.ASKS, earlier)
    item = MailItem(
        state=State.RECEIVED,
        delivery=delivery,
        received_at=delivery.received_at,
        number=number,
        carrier=carrier_of(number, delivery),
        mail_class=rules.guess_class(number, held.mail_classes()),
    )
    item.folder = folder = new_folder(item, **head_of(item, by), by=by, now=now)
    set_head(item, by=by, now=now)
    opened = entry_of(folder, "mail_scanned", item, by=by, now=now)
    store(folder, item, opened, *search_rows(folder, words_of(item)), *along(item))
    return Entered(Outcome.SCANNED, item)


def complete(item: MailItem, sheet: EntrySheet, *, by: User, now: datetime, along: Along = _nothing) -> Entered:
    """MAIL-05. Add class and address to what was only scanned. `along` as in `enter`. Raises Refused."""
    refuse_if(rules.obstacles_to_registering(sheet))
    hold_earlier(item.received_at, now=now)
    (item,) = hold([item])
    if item.state != State.RECEIVED:
        return Entered(Outcome.AGAIN, item)
    filled = new_item(item.delivery, sheet, by=by, now=now)
    columns = [field for field in PARTICULARS if field != "number"]
    for name in (*columns, "registered_at", "registered_by", "notified_at", "return_reason"):
        setattr(item, name, getattr(filled, name))
    goal = State(filled.state)
    changed = [*columns, "registered_at", "registered_by", "notified_at", "return_reason"]
    verb, facts = ("mail_refused", {"area": filled.refused_by_id}) if goal == State.REFUSED else ("mail_registered", {})
    move_all([item], goal, by=by, now=now, verb=verb, facts=facts, changed=changed)
    item.folder.title = title_of(item)
    item.folder.save(update_fields=["title"])
    write_words(item)
    put_late([item], by=by, now=now)
    if rows := along(item):
        store(*rows)
    return Entered(Outcome.REFUSED if goal == State.REFUSED else Outcome.TAKEN, item)


def enter_counts(
    delivery: Delivery, sheet: EntrySheet, counts: Sequence[tuple[Floor, int]], *, by: User, now: datetime
) -> list[Entered]:
    """MAIL-02. Ordinary letters by floor: one item a floor with its quantity; floors without any are left out.

    `sheet` says the class. Raises Refused.
    """
    wanted = [(floor, many) for floor, many in counts if many]
    return [enter(delivery, replace(sheet, floor=floor, quantity=many), by=by, now=now) for floor, many in wanted]


def finish(delivery: Delivery, *, by: User, now: datetime, late_reason: str = "", differs_reason: str = "") -> None:
    """MAIL-09. The registration of a delivery is finished: its clock is met, late with its reason. Raises Refused."""
    hold_delivery(delivery)
    delivery.late_reason, delivery.differs_reason = late_reason.strip()[:200], differs_reason.strip()[:200]
    refuse_if(rules.obstacles_to_finishing(delivery, *counts_of(delivery), now))
    delivery.finished_at, delivery.finished_by = now, by
    delivery.save(update_fields=["finished_at", "finished_by", "late_reason", "differs_reason"])
    clocks.met(delivery.folder, CLOCK, now=now)
    move_stage(delivery.folder, "finished", by=by, now=now)
    record(delivery.folder, "mail_delivery_finished", by=by, now=now, facts={"delivery": delivery.pk})
    close_folder(delivery.folder, by=by, now=now)


def counts_of(delivery: Delivery) -> tuple[int, int]:
    """How many items of a delivery are scanned only, and how many pieces it has in all."""
    rows = delivery.items.exclude(state=State.VOID).values_list("state", "quantity")
    states = list(rows)
    return sum(state == State.RECEIVED for state, _many in states), sum(many for _state, many in states)


#: The columns of an item that say what it is and whose.
PARTICULARS = (
    "mail_class",
    "number",
    "carrier",
    "carrier_chosen",
    "quantity",
    "large",
    "heavy",
    "unclear",
    "damaged",
    "cash",
    "condition",
    "unit",
    "unit_words",
    "floor",
    "merchant",
    "addressee",
    "sender",
    "internal",
    "refused_by",
    "refusal",
)


def new_item(
    delivery: Delivery, sheet: EntrySheet, *, by: User, now: datetime, received_at: datetime | None = None
) -> MailItem:
    """Make an item of a sheet as its address and marks have it, not stored and without its folder."""
    came = received_at or delivery.received_at
    written = rules.written_on(sheet)
    area = rules.area_of(written, held.refused_areas(), local_day(came))
    state = rules.first_state(sheet, area)
    internal = rules.is_internal(sheet)
    floor = sheet.unit.floor if sheet.unit else (sheet.floor or held.floor(written.floor))
    item = MailItem(
        state=state,
        delivery=delivery,
        received_at=came,
        registered_at=now,
        registered_by=by,
        mail_class=sheet.mail_class,
        number=sheet.number,
        carrier=sheet.carrier or carrier_of(sheet.number, delivery),
        carrier_chosen=sheet.carrier is not None,
        quantity=sheet.quantity,
        large=sheet.large,
        heavy=sheet.heavy,
        damaged=sheet.damaged,
        cash=sheet.cash,
        condition=sheet.condition.strip()[:120],
        unit=sheet.unit,
        unit_words="" if sheet.unit else sheet.words.strip()[:60],
        # What is for the company is brought to its floor.
        floor=floor or (held.floor(rules.OFFICE_FLOOR) if internal else None),
        merchant=sheet.merchant,
        addressee=sheet.addressee.strip()[:60],
        sender=sheet.sender.strip()[:60],
        internal=internal,
        unclear=state != State.REFUSED and rules.is_unclear(sheet),
        refused_by=area,
    )
    if state == State.REFUSED:
        item.refusal = (f"{area.name} {area.words}" if area else CASH)[:120]
    elif state == State.NOTIFIED:
        item.notified_at = now
    elif state == State.TO_RETURN:
        item.return_reason = held.return_reason(RETURNED)
    return item


def carrier_of(number: str, delivery: Delivery) -> Carrier | None:
    """Who brought an item nobody named the carrier of: by its number, else who brought the delivery."""
    return rules.guess_carrier(number, held.carriers()) or delivery.carrier


def head_of(item: MailItem, by: User) -> Head:
    """What the head of an item's folder says when it is opened."""
    return {
        "kind": "mail",
        "title": title_of(item),
        "department": department(Department.CUSTOMER_SERVICE),
        "desk": by.home.desk if by.home else None,
        "stage": item.state,
    }


def entry_of(folder: Folder, verb: str, item: MailItem, *, by: User, now: datetime) -> Entry:
    """The first line of an item's timeline."""
    facts = {"to": item.state, "delivery": item.delivery_id}
    if item.refused_by is not None:
        facts["area"] = item.refused_by.pk
    return line(folder, verb, by=by, now=now, facts=facts)


def _earlier(number: str) -> MailItem | None:
    """The latest item with a number; two who enter the same number at once come one after the other here."""
    if not number:
        return None
    with asking() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"mail {number}"])
    found = _LATEST.of(number)
    tie(found, "mail_class")
    return found[0] if found else None


#: Written into the question and not handed over beside it: the index holds numbers that are not empty, and a plan that
#: is made before the number is known would read all of them.
_EMPTY = Func(template="''", output_field=CharField())
_LATEST = ModelsOf(
    MailItem,
    lambda numbers: (
        MailItem.objects.filter(number__in=numbers)
        .exclude(number=_EMPTY)
        .exclude(state=State.VOID)
        .order_by("-received_at", "-id")[:1]
    ),
    stand_in="-",
)
