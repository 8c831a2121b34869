"""The mail of the bench mall: a delivery a day over ten years, its items long gone but for those of the last days."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from casework.models import Clock, Entry, Folder, SearchText
from config.bench.copying import batches, copy
from config.demo.names import person_name
from mail_desk.models import (
    Call,
    Carrier,
    Collection,
    Delivery,
    HandOut,
    MailClass,
    MailItem,
    RefusedArea,
    ReturnBatch,
    ReturnReason,
)
from mail_desk.states import ENDED, WAITING, State
from mall.fields import encrypt
from mall.localtime import ZONE
from mall.models import Department

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from config.bench.build import BenchMall

LARGE_MAIL = (MailItem, Delivery, ReturnBatch, HandOut, Collection, Call)
SHARE = 0.6  # of all folders
A_DELIVERY = 164  # so many items come a day: 600,000 in ten years
DENSE = 5  # deliveries that came in as many days up to today, in a small mall too
OPEN_SHARE = 800  # one item in so many is still at the desk …
FEWEST_OPEN = 300  # … but a page of them in a small mall too
KEPT = dt.timedelta(days=30)
MORNING = dt.timedelta(hours=9)
PAPERS = 500  # so many ID numbers are shown again and again

#: What becomes of a hundred items that came long ago, by class.
FATES: dict[str, tuple[tuple[State, int], ...]] = {
    "ordinary": ((State.DISTRIBUTED, 88), (State.COLLECTED, 10), (State.RETURNED, 2)),
    "returned": ((State.RETURNED, 97), (State.COLLECTED, 3)),
    "": ((State.DISTRIBUTED, 62), (State.COLLECTED, 34), (State.RETURNED, 4)),
}
CLASSES = (("ordinary", 42), ("parcel", 27), ("registered", 17), ("ems", 10), ("returned", 4))
REFUSED_SHARE = 0.1
#: Where those stand that came this morning, and the others that are still here.
TODAY = ((State.REGISTERED, 70), (State.NOTIFIED, 15), (State.AWAITING, 8), (State.TO_RETURN, 4), (State.RECEIVED, 3))
LATER = ((State.AWAITING, 55), (State.NOTIFIED, 10), (State.UNCLAIMED, 15), (State.TO_RETURN, 20))
NEXT_STEP = {
    State.RECEIVED: "mail_complete",
    State.REGISTERED: "mail_pass_on",
    State.NOTIFIED: "mail_call",
    State.AWAITING: "mail_remind",
    State.UNCLAIMED: "mail_last_call",
    State.TO_RETURN: "mail_return",
}
LAST_LINE = {
    State.DISTRIBUTED: "mail_handed_out",
    State.COLLECTED: "mail_collected",
    State.RETURNED: "mail_returned",
    State.REFUSED: "mail_refused",
}


@dataclass(frozen=True)
class Sizes:
    """How many folders of each kind the mail of a mall has."""

    items: int
    deliveries: int

    @classmethod
    def of(cls, rows: int) -> Sizes:
        """Six of ten folders are items; for each delivery there is a batch of returns."""
        items = int(rows * SHARE)
        return cls(items, -(-items // A_DELIVERY))

    @property
    def folders(self) -> int:
        """Items, deliveries and batches of returns."""
        return self.items + 2 * self.deliveries


class MailRows:
    """Lays the mail of a bench mall behind the folders that are there; `first` is the last key taken."""

    ITEM: ClassVar = (
        "id", "folder_id", "state", "delivery_id", "received_at", "registered_at", "registered_by_id", "mail_class_id",
        "number", "carrier_id", "quantity", "large", "unclear", "unit_id", "unit_words", "floor_id", "merchant_id",
        "addressee", "sender", "refused_by_id", "refusal", "pickup_code", "notified_at", "collect_by", "remind_at",
        "keep_until", "hand_out_id", "collection_id", "return_reason_id", "return_batch_id", "ended_at",
    )  # fmt: skip
    FOLDER: ClassVar = (
        "id", "number", "kind", "stage", "title", "department_id", "desk_id", "opened_at", "opened_by_id", "due_at",
        "warn_at", "due_kind", "closed_at", "closed_by_id",
    )  # fmt: skip

    def __init__(self, mall: BenchMall, first: int) -> None:
        self.mall, self.first, self.dice = mall, first, mall.dice
        self.sizes = Sizes.of(mall.rows)
        self.open_from = self.sizes.items - min(max(self.sizes.items // OPEN_SHARE, FEWEST_OPEN), self.sizes.items // 2)
        self.service = mall.departments[Department.CUSTOMER_SERVICE]
        self.classes = {row.code: row for row in MailClass.objects.all()}
        self.carriers = list(Carrier.objects.values_list("pk", flat=True))
        self.areas = {row.name: row for row in RefusedArea.objects.exclude(pattern="")}
        self.reasons = {row.code: row.pk for row in ReturnReason.objects.all()}
        self.papers = [encrypt(f"1101051949{i:07}X") for i in range(PAPERS)]
        self.people = [person_name(self.dice) for _ in range(3000)]
        today = mall.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        self.newest = today + MORNING if today + MORNING <= mall.now else today + MORNING - dt.timedelta(days=1)
        self.handed = self.collected = 0

    def lay(self) -> None:
        """Lay deliveries and batches, then the items in slices that fit in memory."""
        self._deliveries()
        for numbers in batches(self.sizes.items):
            self._slice([self._facts(n) for n in numbers])
            self.mall.say(f"{numbers.stop} of {self.sizes.items} mail items, {self.mall.elapsed:.0f} s")

    def came(self, delivery: int) -> dt.datetime:
        """When a delivery came: evenly over the years, the last ones day by day."""
        back = self.sizes.deliveries - 1 - delivery
        years = dt.timedelta(days=365 * self.mall.years)
        return self.newest - (
            dt.timedelta(days=back) if back < DENSE else self._day(years * back / self.sizes.deliveries)
        )

    @staticmethod
    def _day(ago: dt.timedelta) -> dt.timedelta:
        return dt.timedelta(days=max(ago.days, DENSE))

    def _deliveries(self) -> None:
        """A delivery and a batch of returns for each; the newest is being registered."""
        count, agent = self.sizes.deliveries, self.mall.agents[0]
        last = count - 1
        ends = dt.timedelta(minutes=50)
        came = [self.came(d) for d in range(count)]
        copy(Folder, self.FOLDER, (
            (
                self.first + d + 1, f"SJ{at:%Y%m%d}-{d % 10_000:04}", "mail_delivery",
                "open" if d == last else "finished", "中国邮政", self.service, None, at, agent,
                at + MORNING if d == last else None, at + MORNING if d == last else None,
                "mail_register" if d == last else "", None if d == last else at + ends, None if d == last else agent,
            )
            for d, at in enumerate(came)
        ))  # fmt: skip
        copy(
            Delivery,
            ("id", "folder_id", "carrier_id", "brought_by", "received_at", "finished_at", "finished_by_id"),
            (
                (d + 1, self.first + d + 1, self.carriers[0], "邮递员小马", at)
                + ((None, None) if d == last else (at + ends, agent))
                for d, at in enumerate(came)
            ),
        )
        copy(
            Clock,
            ("folder_id", "kind", "starts_at", "minutes", "measure", "due_at", "warn_at", "order"),
            [(self.first + last + 1, "mail_register", came[last], 60, "wall", *[came[last] + MORNING] * 2, 100)],
        )
        copy(Entry, ("folder_id", "verb", "at", "by_id", "facts"), (
            (self.first + d + 1, verb, at, agent, "{}") for d, at in enumerate(came) for verb in ("opened", "closed")
        ))  # fmt: skip
        behind = self.first + count + self.sizes.items
        copy(Folder, self.FOLDER, (
            (
                behind + d + 1, f"TJ{at:%Y%m%d}-{d % 10_000:04}", "mail_return", "handed", "中国邮政", self.service,
                None, at, agent, None, None, "", at + ends, agent,
            )
            for d, at in enumerate(came)
        ))  # fmt: skip
        copy(
            ReturnBatch,
            ("id", "folder_id", "carrier_id", "begun_at", "taken_by", "on_paper", "handed_at", "handed_by_id"),
            (
                (d + 1, behind + d + 1, self.carriers[0], at, "邮递员小马", True, at + ends, agent)
                for d, at in enumerate(came)
            ),
        )

    def _slice(self, facts: list[dict[str, Any]]) -> None:
        copy(Folder, self.FOLDER, (f["folder"] for f in facts))
        copy(
            HandOut, ("id", "way", "at", "by_id", "floor_id", "receiver", "on_paper", "count"), _all(facts, "hand_out")
        )
        copy(
            Collection,
            ("id", "at", "by_id", "desk_id", "collector", "name", "id_kind", "id_number", "on_paper"),
            _all(facts, "collection"),
        )
        copy(MailItem, self.ITEM, (f["item"] for f in facts))
        copy(Call, ("item_id", "at", "by_id", "outcome", "collect_by"), _all(facts, "call"))
        copy(SearchText, ("folder_id", "text"), (f["text"] for f in facts))
        copy(Entry, ("folder_id", "verb", "at", "by_id", "facts"), (e for f in facts for e in f["entries"]))

    def _facts(self, n: int) -> dict[str, Any]:
        """Everything of one item, as its tables store it."""
        dice, delivery = self.dice, n // A_DELIVERY
        folder = self.first + self.sizes.deliveries + n + 1
        at = self.came(delivery) + dt.timedelta(seconds=n % A_DELIVERY)
        agent, desk = self.mall.agents[n % len(self.mall.agents)], self.mall.desks[n % len(self.mall.desks)]
        mail_class = self.classes[_drawn(dice.random(), CLASSES)]
        state = self._state(n, delivery, mail_class.code)
        gone = self._gone(state, at, n, agent, desk)
        ended = gone["at"] if state in ENDED else None
        whose = self._whose(state, dice.randrange(len(self.mall.shops)))
        number = f"XJ{at.astimezone(ZONE):%Y%m%d}-{n % 10_000:04}"
        written = f"RA{n:09}CN" if mail_class.number_needed else ""
        title = " ".join(filter(None, (mail_class.name, whose["where"], whose["name"])))
        person, waits = self.people[n % 3000], state in WAITING
        waited = waits or state == State.COLLECTED
        due = at + dt.timedelta(hours=4) if state in NEXT_STEP else None
        warn = due - dt.timedelta(hours=1) if due else None
        code = f"{n * 7919 % 1_000_000:06}" if waited else ""
        came_back = mail_class.goes_back or state in (State.RETURNED, State.TO_RETURN)
        reason = self.reasons["returned" if mail_class.goes_back else "unclaimed"] if came_back else None
        announced = at + dt.timedelta(days=1) if state in (State.AWAITING, State.COLLECTED) else None
        registered = (None, None) if state == State.RECEIVED else (at, agent)
        return {
            "folder": (
                folder, number, "mail", state, title, self.service, desk, at, agent, due, warn,
                NEXT_STEP.get(state, ""), ended, agent if ended else None,
            ),
            "item": (
                n + 1, folder, state, delivery + 1, at, *registered, mail_class.pk, written,
                self.carriers[n % 2], 1, waited and n % 3 > 0, waited and n % 3 == 0, whose["unit"], whose["words"],
                whose["floor"], whose["merchant"], person, "", whose["area"], whose["refusal"], code,
                at if waited else None, announced, announced, at + KEPT if waited else None, gone["hand_out_id"],
                gone["collection_id"], reason, delivery + 1 if state == State.RETURNED else None, ended,
            ),
            "hand_out": gone["hand_out"],
            "collection": gone["collection"],
            "call": (n + 1, at + dt.timedelta(hours=1), agent, "reached", announced) if announced else None,
            "text": (folder, f"{number} {written} {title} {whose['words']} {person}".lower()),
            "entries": self._lines(folder, at, agent, state, gone, delivery),
        }  # fmt: skip

    def _state(self, n: int, delivery: int, code: str) -> State:
        draw, second = self.dice.random(), self.dice.random()
        if draw < REFUSED_SHARE:
            return State.REFUSED
        if n < self.open_from:
            return State(_drawn(second, FATES.get(code, FATES[""])))
        if code == "returned":
            return State.TO_RETURN
        return State(_drawn(second, TODAY if delivery == self.sizes.deliveries - 1 else LATER))

    def _whose(self, state: State, place: int) -> dict[str, Any]:
        """The shop an item is for; what is refused is for a unit of a refused area."""
        if state == State.REFUSED:
            area = self.areas[("A16", "A26", "A36")[place % 3]]
            words = f"{area.name}{place % 100:02}"
            floor = self.mall.floors[area.name[1]]
            return {
                "unit": None, "words": words, "where": words, "floor": floor, "merchant": None, "name": "",
                "area": area.pk, "refusal": f"{area.name} {area.words}"[:120],
            }  # fmt: skip
        shop, unit = self.mall.shops[place], self.mall.units[place]
        return {
            "unit": unit[0], "words": "", "where": unit[1], "floor": unit[2], "merchant": shop[0], "name": shop[1],
            "area": None, "refusal": "",
        }  # fmt: skip

    def _gone(self, state: State, at: dt.datetime, n: int, agent: int, desk: int) -> dict[str, Any]:
        """How an item left: the paper of its hand-out or of its collection, with its key."""
        found: dict[str, Any] = dict.fromkeys(("hand_out", "hand_out_id", "collection", "collection_id"))
        found["at"] = at if state == State.REFUSED else at + dt.timedelta(minutes=40 + n % 300)
        if state == State.DISTRIBUTED:
            self.handed += 1
            floor = self.mall.units[n % len(self.mall.units)][2]
            way, name = ("receiver", "staff")[n % 2], self.people[n % 3000]
            found |= {
                "hand_out_id": self.handed,
                "hand_out": (self.handed, way, found["at"], agent, floor, name, True, 1),
            }
        elif state == State.COLLECTED:
            self.collected += 1
            found["at"] += dt.timedelta(days=n % 3)
            paper, name = self.papers[n % PAPERS], self.people[n % 3000]
            row = (self.collected, found["at"], agent, desk, "merchant", name, "card", paper, True)
            found |= {"collection_id": self.collected, "collection": row}
        return found

    def _lines(
        self, folder: int, at: dt.datetime, agent: int, state: State, gone: dict[str, Any], delivery: int
    ) -> list[tuple[Any, ...]]:
        """Four lines of a timeline: opened, registered, labelled, and what became of it."""
        last = LAST_LINE.get(state, "mail_notified" if state in WAITING else "mail_label_printed")
        facts = {name: gone[f"{name}_id"] for name in ("hand_out", "collection") if gone[f"{name}_id"]}
        lines: tuple[tuple[str, dict[str, Any]], ...] = (
            ("opened", {}),
            ("mail_registered", {"to": state, "delivery": delivery + 1}),
            ("mail_label_printed", {}),
            (last, {"to": state, **facts}),
        )
        return [
            (folder, verb, at + dt.timedelta(seconds=i), agent, json.dumps(said))
            for i, (verb, said) in enumerate(lines)
        ]


def _all(facts: Iterable[dict[str, Any]], name: str) -> Iterator[tuple[Any, ...]]:
    return (f[name] for f in facts if f[name] is not None)


def _drawn(draw: float, shares: tuple[tuple[Any, int], ...]) -> Any:
    """What a draw between 0 and 1 hits; shares are of a hundred."""
    reached = 0
    for what, share in shares:
        reached += share
        if draw * 100 < reached:
            return what
    return shares[-1][0]
