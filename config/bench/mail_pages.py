"""The pages of the mail desk, as the bench asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import Folder
from mail_desk.models import Delivery
from mail_desk.queries.addresses import MERCHANT, UNIT
from mall.localtime import local_day
from merchants.models import Tenancy

if TYPE_CHECKING:
    from config.bench.measure import Bench, Line


def mail_lines(bench: Bench) -> list[Line]:
    """Measure the queue, an item, the day, the month, and the entry of one item."""
    queue = reverse("mail_desk:list")
    items = Folder.objects.filter(kind="mail").order_by("-id").values_list("number", flat=True)[:2000:40]
    today = local_day(timezone.now())
    return [
        bench.page("mail queue, first page", [queue]),
        bench.page("mail queue, 500th page", [bench.deep(queue, "?view=all")]),
        bench.page("mail item page", [reverse("mail_desk:item", args=[number]) for number in items]),
        bench.page("mail day", [f"{reverse('mail_desk:day')}?on={today}"]),
        bench.page("mail month", [f"{reverse('mail_desk:month')}?month={today:%Y-%m}"]),
        enter_one(bench),
    ]


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
