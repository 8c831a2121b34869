"""Build the bench mall: merchants, complaints with their papers, and mail over ten years."""

from __future__ import annotations

import datetime as dt
import random
import time
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection

from casework.models import Clock, Entry, Folder, Handoff, PhoneTail, SearchText
from casework.words import blind_phone
from complaints.models import Complaint, ComplaintCategory, Party
from complaints.states import State
from config.bench.copying import copy, follow
from config.bench.mail import LARGE_MAIL, MailRows, Sizes
from config.demo.names import person_name, phone, shop_name
from config.demo.people import load_people
from config.demo.stories import STORIES
from mall.fields import encrypt
from mall.localtime import ZONE
from mall.models import Department, Desk, Floor, Unit, User, Zone
from mall.pinyin import keys
from merchants.models import Contact, Merchant, Tenancy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.utils import CursorWrapper

YEARS = 10
OPEN_DAYS = 6  # a matter younger than this may still be open
ENTRIES_PER_FOLDER = 4
FREQUENT = 120
NAMED_SHOPS = 800  # the rest are named after a person and a number
RARE_SHARE = 0.00002
MERCHANT_SHARE = 50  # in a small mall one folder in so many is a merchant's
MOST_MERCHANTS = 20_000  # as many has every larger one
LARGE_MALL = 50_000
RARE = ("鹦鹉", "琥珀", "算盘", "罗盘", "唢呐")  # words that stand in a handful of matters each
LARGE = (Folder, Complaint, Party, PhoneTail, SearchText, Handoff, Entry, Clock, *LARGE_MAIL)
OPEN_STATES = (State.REGISTERED, State.DISPATCHED, State.IN_HANDLING, State.ANSWERED, State.REPLIED)


class BenchMall:
    """One building of the bench; `say` prints how far it is."""

    def __init__(self, rows: int, *, now: dt.datetime, say: Callable[[str], None]) -> None:
        self.rows, self.now, self.say = rows, now, say
        self.dice = random.Random(20261122)  # noqa: S311 - a repeatable mall, nothing secret
        self.began = time.monotonic()
        self.merchants = MOST_MERCHANTS if rows >= LARGE_MALL else max(rows // MERCHANT_SHARE, 100)
        self.years = YEARS
        self.complaints = rows - self.merchants - Sizes.of(rows).folders
        self.phones = [(p, encrypt(p)) for p in (phone(self.dice) for _ in range(3000))]
        self.tails = {p: blind_phone(p) or ("", "") for p, _ in self.phones}
        self.names = [person_name(self.dice) for _ in range(3000)]

    def build(self) -> None:
        """Lay everything; takes minutes for a million rows."""
        call_command("migrate", verbosity=0)
        call_command("load_reference")
        today = self.now.astimezone(ZONE).date()
        load_people(password="bench", since=today - dt.timedelta(days=365 * YEARS), dice=self.dice)  # noqa: S106 - an invented mall's
        self._look_up()
        with connection.cursor() as cursor:
            # Foreign keys need no check for rows that are right by construction; it halves the time.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            indexes = self._lift_indexes(cursor)
        self._units()
        self._merchant_rows()
        self._complaint_rows()
        MailRows(self, self.merchants + self.complaints).lay()
        with connection.cursor() as cursor:
            self.say(f"{len(indexes)} indexes, {self.elapsed:.0f} s")
            cursor.execute("SET maintenance_work_mem = '1GB'")
            for statement in indexes:
                cursor.execute(statement)
            cursor.execute("SET session_replication_role = origin")
        for model in (*LARGE, Merchant, Contact, Tenancy, Unit):
            if model is not SearchText:  # its key is the folder's
                follow(model)
        connection.cursor().execute("VACUUM ANALYZE")
        self.say(f"ready after {self.elapsed:.0f} s")

    @property
    def elapsed(self) -> float:
        """Seconds since the building began."""
        return time.monotonic() - self.began

    def _look_up(self) -> None:
        self.agents = list(User.objects.filter(memberships__role="agent").values_list("pk", flat=True))
        User.objects.filter(staff_number="agent").update(password=make_password("bench"))
        self.departments = {d.code: d.pk for d in Department.objects.all()}
        self.desks = list(Desk.objects.values_list("pk", flat=True))
        self.categories = list(ComplaintCategory.objects.filter(children=None).values_list("pk", flat=True))
        self.floors = {f.digit: f.pk for f in Floor.objects.all()}
        self.zones = {z.letter: z.pk for z in Zone.objects.all()}

    def _lift_indexes(self, cursor: CursorWrapper) -> list[str]:
        """Drop the plain indexes of the large tables while they are filled; return what makes them again."""
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef NOT LIKE %s",
            [[model._meta.db_table for model in LARGE], "CREATE UNIQUE%"],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
        return [definition for _name, definition in found]

    def _units(self) -> None:
        numbers = (f"{z}{f}{n:03}" for z in self.zones for f in self.floors for n in range(1, 1000))
        wanted = [n for _, n in zip(range(self.merchants), numbers, strict=False)]
        known = set(Unit.objects.values_list("number", flat=True))
        copy(
            Unit,
            ("number", "floor_id", "zone_id"),
            ((n, self.floors[n[1]], self.zones[n[0]]) for n in wanted if n not in known),
        )
        self.units = list(Unit.objects.order_by("number").values_list("pk", "number", "floor_id")[: self.merchants])

    def _merchant_rows(self) -> None:
        self.say(f"{self.merchants} merchants")
        taken: set[str] = set()
        shops = []
        for i in range(self.merchants):
            name, _category = shop_name(self.dice, taken) if i < NAMED_SHOPS else (f"{self.names[i % 3000]}的店{i}", "")
            shops.append((i + 1, name, *keys(name)))
        self.shops = shops
        first = self.now - dt.timedelta(days=365 * YEARS)
        service = self.departments[Department.CUSTOMER_SERVICE]
        copy(
            Folder,
            ("id", "number", "kind", "title", "department_id", "is_file", "opened_at", "opened_by_id"),
            ((i, f"SH{i:08}", "merchant", name, service, True, first, self.agents[0]) for i, name, *_ in shops),
        )
        copy(
            Merchant,
            ("id", "folder_id", "name", "normalised_name", "pinyin", "initials"),
            ((i, i, name, name, full, initials) for i, name, full, initials in shops),
        )
        copy(
            Contact,
            ("merchant_id", "name", "phone", "phone_blind", "phone_last4_blind", "is_main"),
            (
                (i, self.names[i % 3000], c, *self.tails[p], True)
                for (i, *_), (p, c) in zip(shops, self._phones(), strict=False)
            ),
        )
        copy(
            Tenancy,
            ("merchant_id", "unit_id", "period"),
            ((s[0], u[0], f"[{first:%Y-%m-%d},)") for s, u in zip(shops, self.units, strict=False)),
        )
        copy(SearchText, ("folder_id", "text"), ((i, name.lower()) for i, name, *_ in shops))

    def _phones(self) -> Iterator[tuple[str, str]]:
        while True:
            yield self.phones[self.dice.randrange(3000)]

    def _complaint_rows(self) -> None:
        """Complaints from the oldest to the newest, table by table in slices that fit in memory."""
        step = dt.timedelta(days=365 * YEARS) / self.complaints
        begin = self.now - dt.timedelta(days=365 * YEARS)
        slice_size = 50_000
        for start in range(0, self.complaints, slice_size):
            end = min(start + slice_size, self.complaints)
            self._one_slice(start, end, begin, step)
            self.say(f"{end} of {self.complaints} complaints, {self.elapsed:.0f} s")

    def _one_slice(self, start: int, end: int, begin: dt.datetime, step: dt.timedelta) -> None:
        facts = [self._facts(n, begin + step * (n + 1)) for n in range(start, end)]
        copy(
            Folder,
            (
                "id", "number", "kind", "stage", "title", "department_id", "desk_id", "handler_id", "safety", "rank",
                "opened_at", "opened_by_id", "due_at", "warn_at", "due_kind", "closed_at", "closed_by_id",
            ),
            (f["folder"] for f in facts),
        )  # fmt: skip
        copy(
            Complaint,
            (
                "id", "folder_id", "state", "channel", "arrived_at", "registered_at", "dispatched_at",
                "complainant_kind", "against", "merchant_id", "unit_id", "floor_id", "happened", "category_id",
                "severity", "ending", "result_told_at",
            ),
            (f["complaint"] for f in facts),
        )  # fmt: skip
        copy(Party, ("complaint_id", "part", "name", "phone", "phone_blind"), (f["party"] for f in facts))
        copy(PhoneTail, ("folder_id", "whole", "last4", "opened_at"), (f["tail"] for f in facts))
        copy(SearchText, ("folder_id", "text"), (f["text"] for f in facts))
        copy(
            Handoff,
            (
                "folder_id", "to_department_id", "role", "state", "asked_at", "asked_by_id", "answer_due_at",
                "answered_at", "answered_by_id", "answer",
            ),
            (f["handoff"] for f in facts),
        )  # fmt: skip
        copy(Entry, ("folder_id", "verb", "at", "by_id", "facts"), (e for f in facts for e in f["entries"]))
        copy(
            Clock,
            (
                "folder_id",
                "kind",
                "starts_at",
                "days",
                "measure",
                "due_at",
                "warn_at",
                "met_at",
                "next_step_at",
                "order",
            ),
            (f["clock"] for f in facts),
        )

    def _facts(self, n: int, at: dt.datetime) -> dict[str, Any]:
        dice = self.dice
        pk = self.merchants + n + 1
        story = STORIES[dice.randrange(len(STORIES))]
        shop = self.shops[dice.randrange(len(self.shops))]
        unit = self.units[shop[0] - 1]
        agent = self.agents[dice.randrange(len(self.agents))]
        department = self.departments[story.department]
        # Somebody has called just as often in a small mall as in a large one: a search that fills a page in both.
        calls = n % max(self.complaints // FREQUENT, 1) == 0
        number, encrypted = self.phones[0 if calls else dice.randrange(1, 3000)]
        is_open = self.now - at < dt.timedelta(days=OPEN_DAYS)
        state = dice.choice(OPEN_STATES) if is_open else State.CLOSED
        words = story.happened + (f"另有{dice.choice(RARE)}一件。" if dice.random() < RARE_SHARE else "")
        due = at + dt.timedelta(days=OPEN_DAYS)
        closed = None if is_open else at + dt.timedelta(days=2)
        handed = at + dt.timedelta(minutes=2)
        answered = is_open and state in {State.REGISTERED, State.DISPATCHED, State.IN_HANDLING}
        title = words[:24]
        text = f"ts{at:%Y%m%d} {title} {words} {shop[1]} {unit[1]} {self.names[n % 3000]}".lower()
        return {
            "folder": (
                pk, f"TS{at:%Y%m%d}-{n % 10_000:04}", "complaint", state, title, department,
                self.desks[n % len(self.desks)], agent, story.injury, story.severity, at, agent,
                due if is_open else None, due if is_open else None, "solve" if is_open else "",
                closed, None if is_open else agent,
            ),
            "complaint": (
                n + 1, pk, state, "in_person", at, at, handed, "customer", "merchant", shop[0], unit[0], unit[2],
                words, self.categories[n % len(self.categories)], story.severity, "" if is_open else "solved", closed,
            ),
            "party": (n + 1, "complainant", self.names[n % 3000], encrypted, self.tails[number][0]),
            "tail": (pk, *self.tails[number], at),
            "text": (pk, text),
            "handoff": (
                pk, department, "lead", "asked" if answered else "answered", handed, agent, due,
                None if answered else due, None if answered else agent, "" if answered else story.answer,
            ),
            "entries": [
                (pk, verb, at + dt.timedelta(minutes=i), agent, "{}")
                for i, verb in enumerate(("register", "dispatch", "answer", "reply")[:ENTRIES_PER_FOLDER])
            ],
            "clock": (pk, "solve", at, 2, "office", due, due, closed, due if is_open else None, 50),
        }  # fmt: skip
