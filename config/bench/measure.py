"""Ask each page many times in one process and say how long it took and how many queries it made."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.sweep import sweep
from casework.models import Clock, Folder
from complaints.models import Party
from config.bench.build import RARE
from config.bench.mail_pages import mail_lines
from mall.models import User
from merchants.models import Merchant

FLOOR = "/bench-floor/"
WARM_UP = 5
DEEP = 500
NEXT = re.compile(r'rel="next" href="([^"]+)"')
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
OPENED = re.compile(r'name="opened" value="([^"]+)"')
PERCENTILE = 95


@dataclass(frozen=True)
class Line:
    """One measured page: milliseconds, queries, and the floor's median over the very same turns."""

    what: str
    p50: float
    p95: float
    queries: int
    floor: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


class Bench:
    """A signed-in client and the ways to ask."""

    def __init__(self, runs: int) -> None:
        """Sign in as the person at the counter."""
        self.runs = runs
        self.client = Client(headers={"host": "localhost"})
        self.user = User.objects.get(staff_number="agent")
        self.client.force_login(self.user, backend="mall.backends.PasswordBackend")

    def lines(self) -> list[Line]:
        """Measure everything."""
        numbers = list(
            Folder.objects.filter(kind="complaint").order_by("-id").values_list("number", flat=True)[:2000:40]
        )
        phone = Party.objects.get(pk=1).phone  # of somebody who has called often
        initials = Merchant.objects.order_by("-id")[3].initials[:4]
        queue = reverse("complaints:list") + "?view=all"
        found = reverse("reports:search") + "?q="
        return [
            self.page("floor", [FLOOR]),
            self.page("board", ["/"]),
            self.page("queue, first page", [queue]),
            self.page("queue, 500th page", [self.deep(reverse("complaints:list"), "?view=all")]),
            self.page("case page", [reverse("complaints:case", args=[n]) for n in numbers]),
            self.page("search: number", [found + n for n in numbers]),
            self.page("search: phone tail", [found + phone[-4:]]),
            self.page("search: merchant initials", [found + initials]),
            self.page("search: two characters, common", [found + "退货"]),
            self.page("search: two characters, rare", [found + word for word in RARE]),
            self.page("search: four characters", [found + "羽绒服开", found + "皮草大衣"]),
            *self.pickers(),
            self.register(),
            *mail_lines(self),
            self.sweep(),
        ]

    def pickers(self) -> list[Line]:
        """Both pickers of the forms, each by the five ways to name a merchant."""
        some = list(Merchant.objects.filter(tenancies__isnull=False).order_by("-id")[:2000:100])
        ways = {
            "unit": [one.tenancies.all()[0].unit.number for one in some],
            "name": [one.name[:3] for one in some],
            "pinyin": [one.pinyin[:6] for one in some],
            "initials": [one.initials[:3] for one in some],
            "phone tail": [one.contacts.all()[0].phone[-4:] for one in some],
        }
        doors = {"merchant picker": reverse("merchants:pick"), "place picker": reverse("complaints:places")}
        return [
            self.page(f"{door}: {way}", [f"{url}?q={words}" for words in wanted])
            for door, url in doors.items()
            for way, wanted in ways.items()
        ]

    def page(self, what: str, urls: list[str]) -> Line:
        """GET the addresses in turn."""

        def ask(turn: int, _prepared: None) -> None:
            answer = self.client.get(urls[turn % len(urls)])
            if answer.status_code != 200:  # noqa: PLR2004 - anything else is not the page
                raise RuntimeError(f"{what}: {urls[turn % len(urls)]} answered {answer.status_code}")

        return self.timed(what, ask)

    def register(self) -> Line:
        """POST complaints as the counter's form does; each is rolled back, so that the mall stays as it was."""
        url = reverse("complaints:new")

        def fill(turn: int) -> str:
            form = self.client.get(url).content.decode()
            token, opened = TOKEN.search(form), OPENED.search(form)
            sheet = {
                "form_token": token[1] if token else "",
                "channel": "in_person",
                "complainant_kind": "customer",
                "name": "周女士",
                "phone": f"199001{turn:05}",
                "against": "merchant",
                "where_text": "三楼中庭",
                "happened": "昨日购买羽绒服，穿一天袖口开线，商户称试穿过不予退货。",
                "severity": "1",
                "opened": opened[1] if opened else "",
                "then": "only",
            }
            return urlencode(sheet)

        def send(_turn: int, sheet: str) -> None:
            with transaction.atomic():
                answer = self.client.post(url, sheet, content_type="application/x-www-form-urlencoded")
                transaction.set_rollback(True)
            if answer.status_code != 302:  # noqa: PLR2004 - the act ends in a redirect
                raise RuntimeError(f"registering answered {answer.status_code}")

        return self.timed("register a complaint (POST)", send, fill)

    def sweep(self) -> Line:
        """Let the clock ring for a hundred due rows, rolled back each time."""
        now = timezone.now()
        due = list(Clock.objects.filter(next_step_at__isnull=False).values_list("pk", flat=True)[:100])
        far = now.replace(year=now.year + 5)

        def ask(_turn: int) -> None:
            with transaction.atomic():
                Clock.objects.filter(next_step_at__isnull=False).exclude(pk__in=due).update(next_step_at=far)
                Clock.objects.filter(pk__in=due).update(next_step_at=now)
                began = time.perf_counter()
                sweep(now)
                took.append(time.perf_counter() - began)
                transaction.set_rollback(True)

        took: list[float] = []
        counted = _Counter()
        with connection.execute_wrapper(counted):
            for turn in range(3):
                ask(turn)
        return Line("sweep of 100 due rows", _ms(statistics.median(took)), _ms(max(took)), counted.count // 3)

    def token(self, url: str) -> str:
        """The one-time token of a page's first form."""
        found = TOKEN.search(self.client.get(url).content.decode())
        return found[1] if found else ""

    def deep(self, queue: str, view: str) -> str:
        """The address of a view's 500th page, or of its last one."""
        url = queue + view
        for _ in range(DEEP - 1):
            following = NEXT.search(self.client.get(url).content.decode())
            if following is None:
                return url
            url = queue + following[1].replace("&amp;", "&")
        return url

    def timed(
        self,
        what: str,
        ask: Callable[[int, Any], None],
        prepare: Callable[[int], Any] = lambda _turn: None,
    ) -> Line:
        """Ask the floor and the page in turns: a machine that slows down slows both, and the ratio stands."""
        counted, took, floor = _Counter(), [], []
        for turn in range(-WARM_UP, self.runs):
            prepared = prepare(turn % self.runs)
            before = time.perf_counter()
            self.client.get(FLOOR)
            began = time.perf_counter()
            with connection.execute_wrapper(counted):
                ask(turn % self.runs, prepared)
            if turn < 0:
                counted.count = 0
                continue
            floor.append(began - before)
            took.append(time.perf_counter() - began)
        took.sort()
        p95 = took[min(len(took) * PERCENTILE // 100, len(took) - 1)]
        queries = counted.count // self.runs
        return Line(what, _ms(statistics.median(took)), _ms(p95), queries, _ms(statistics.median(floor)))


class _Counter:
    """Counts statements; those that only frame a transaction are not asked for by a page."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")):
            self.count += 1
        return execute(sql, params, many, context)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
