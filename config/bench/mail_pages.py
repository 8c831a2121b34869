"""The pages of the mail desk, as the bench asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import Folder
from mail_desk import held
from mail_desk.models import Delivery, MailItem
from mail_desk.queries.addresses import MERCHANT, UNIT
from mail_desk.states import WAITING
from mall.localtime import local_day
from merchants.models import Tenancy

if TYPE_CHECKING:
    from config.bench.measure import Bench, Line


#: Ratios to the floor's median, from docs/performance.md: a list 3.5, a page of one thing 4, a page of many things 5.
TARGETS = {
    "mail queue, first page": 3.5,
    "mail queue, 500th page": 3.5,
    "mail item page": 4.0,
    "mail deliveries": 3.5,
    "mail delivery, being registered": 4.0,
    "mail delivery, registered": 4.0,
    "mail notices": 5.0,
    "mail rounds": 3.5,
    "mail round of a floor": 5.0,
    "mail collect: nothing looked for": 3.5,
    "mail collect: item number": 4.0,
    "mail collect: unit": 4.0,
    "mail returns": 5.0,
    "mail open matters": 5.0,
    "mail day": 5.0,
    "mail month": 5.0,
    "mail month before": 5.0,
    # It is answered with the list of its delivery: a list's price, and not only that of storing it.
    "mail enter one item (POST)": 3.5,
}


def mail_lines(bench: Bench) -> list[Line]:
    """Measure each page of the desk, and the entry of one item."""
    queue = reverse("mail_desk:list")
    return [
        bench.page("mail queue, first page", [queue]),
        bench.page("mail queue, 500th page", [bench.deep(queue, "?view=all")]),
        bench.page("mail item page", [reverse("mail_desk:item", args=[number]) for number in _numbers("mail")]),
        *at_the_desk(bench),
        *counted(bench),
        enter_one(bench),
    ]


def at_the_desk(bench: Bench) -> list[Line]:
    """The pages people work with: what comes, what is brought, what waits, what is fetched, what goes back."""
    floors = [reverse("mail_desk:round-floor", args=[floor.code]) for floor in held.floors()]
    running = Delivery.objects.filter(finished_at=None).select_related("folder").order_by("-received_at")[:20]
    done = [reverse("mail_desk:delivery", args=[number]) for number in _numbers("mail_delivery", closed=True)]
    waiting = MailItem.objects.filter(state__in=sorted(WAITING)).order_by("-id")
    numbers = waiting.exclude(number="").values_list("number", flat=True)[:40]
    units = waiting.exclude(unit=None).values_list("unit__number", flat=True)[:40]
    look = f"{reverse('mail_desk:collect')}?q="
    return [
        bench.page("mail deliveries", [reverse("mail_desk:deliveries")]),
        bench.page("mail delivery, being registered", [one.get_absolute_url() for one in running]),
        bench.page("mail delivery, registered", done),
        bench.page("mail notices", [reverse("mail_desk:notices")]),
        bench.page("mail rounds", [reverse("mail_desk:round")]),
        bench.page("mail round of a floor", floors),
        bench.page("mail collect: nothing looked for", [reverse("mail_desk:collect")]),
        bench.page("mail collect: item number", [look + number for number in numbers]),
        bench.page("mail collect: unit", [look + unit for unit in units if unit]),
        bench.page("mail returns", [reverse("mail_desk:returns")]),
    ]


def counted(bench: Bench) -> list[Line]:
    """The pages that count: what is left for the next shift, a day, the running month and the one before."""
    today = local_day(timezone.now())
    month = reverse("mail_desk:month")
    return [
        bench.page("mail open matters", [reverse("mail_desk:open")]),
        bench.page("mail day", [f"{reverse('mail_desk:day')}?on={today}"]),
        bench.page("mail month", [f"{month}?month={today:%Y-%m}"]),
        bench.page("mail month before", [month]),
    ]


def _numbers(kind: str, *, closed: bool = False) -> list[str]:
    """Numbers of fifty folders of a kind, new and old."""
    rows = Folder.objects.filter(kind=kind, **({"closed_at__isnull": False} if closed else {}))
    return list(rows.order_by("-id").values_list("number", flat=True)[:2000:40])


def enter_one(bench: Bench) -> Line:
    """POST items of a burst as the scanner's form does; each is rolled back, so that the mall stays as it was."""
    delivery = Delivery.objects.filter(finished_at=None).select_related("folder").latest("received_at")
    page, url = delivery.get_absolute_url(), reverse("mail_desk:enter", args=[delivery.folder.number])
    shops = list(Tenancy.objects.order_by("-id").values_list("merchant", "unit")[:2000:20])

    def fill(turn: int) -> str:
        merchant, unit = shops[turn % len(shops)]
        sheet = {
            "form_token": bench.token(page),
            "mail_class": "registered",
            "number": f"XA{turn:09}CN",
            "where": f"{MERCHANT}{merchant}{UNIT}{unit}",
            "addressee": "周女士",
        }
        return urlencode(sheet)

    def send(_turn: int, sheet: str) -> None:
        with transaction.atomic():
            answer = bench.client.post(
                url, sheet, content_type="application/x-www-form-urlencoded", headers={"HX-Request": "true"}
            )
            transaction.set_rollback(True)
        if answer.status_code != 200:  # noqa: PLR2004 - the burst gets its list back
            raise RuntimeError(f"entering answered {answer.status_code}")

    return bench.timed("mail enter one item (POST)", send, fill)
