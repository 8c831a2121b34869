"""Whatever is typed into any form of the product, the answer is a page, a refusal or a message, never a failure."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.actions import aftermath, consequences
from mall.roles import Role
from tests import make, make_cases, make_merchants
from tests.doors import address, doors, everybody, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.urls import URLPattern

    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db
APPS = {name.partition(":")[0] for name, _entry, door in doors() if door.door == "act"}
# They end the session the test walks with.
ENDS_SESSION = ("logout", ":lock")
NASTY = [
    "", " ", "\x00", "0", "1", "-1", "on", "500", "99999999999999999999", "1e999", "NaN", "Infinity", "null", "½",
    "2026-02-30", "2026-11-26", "2026-11-26T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "25:99", "08:30",
    "13812345678", "１３８１２３４５６７８", "110101199003070117", "a@b.cn", "A1105", "負一樓", "𠮷喆㙦", "﷽" * 60,
    "<script>alert(1)</script>", "'; DROP TABLE x; --", "%s %(x)s {0}", "../../etc/passwd", "字" * 6000, "\u202e\ud7ff",
]  # fmt: skip
EVERYWHERE = ["reason", "purpose", "q", "pk", "numbers", "version", "form_token", "draft_key", "act", "next", "to"]


def _work(by: User) -> list[Complaint]:
    """A case in every stage of last month, and what waits beside the closed one: a measure, consequences."""
    cases = make_cases.stages(by=by, now=make_cases.last_month())
    closed, ahead = cases[-1], {"by": make_cases.agent(), "now": timezone.now()}
    check_on = timezone.localdate() + timedelta(days=20)
    aftermath.improve(closed, "收货抽检", owner=make.department("onsite"), check_on=check_on, **ahead)
    ahead["by"] = make.person(Role.GM_OFFICE, "gm-office")
    consequences.propose(closed, make.person(), "criticism", "当班离岗", **ahead)
    consequences.propose(closed, make.person(), "money", "当班离岗", amount=Decimal(100), **ahead)
    return cases


@pytest.mark.parametrize("apps", [{"complaints"}, APPS - {"complaints"}], ids=["the desk", "the rest"])
def test_no_input_breaks_a_form(apps: set[str]) -> None:
    client, person = Client(), everybody()
    cases, shop = _work(make_cases.agent()), make_merchants.merchant()
    make.signed_in(client, person)
    starts = [reverse("complaints:case", args=[case.folder.number]) for case in cases]
    # Each stage of a case has forms of its own; of everything else two of a kind are enough.
    most = len(cases) if "complaints" in apps else 2
    found = walk(client, [*starts, *(address(*door, cases[0], shop, person) for door in _pages())], most=most)
    for name, entry, door in doors():
        if door.door != "act" or name.partition(":")[0] not in apps or any(end in name for end in ENDS_SESSION):
            continue
        places = found.places[name] or [address(name, entry, cases[0], shop, person)]
        asked = {place: {**{field: set() for field in EVERYWHERE}, **found.fields[place]} for place in places}
        _try(client, asked)


def _pages() -> Iterator[tuple[str, URLPattern]]:
    return ((name, entry) for name, entry, door in doors() if door.door == "page")


def _try(client: Client, asked: dict[str, dict[str, set[str]]]) -> None:
    @settings(max_examples=max(len(asked), settings().max_examples // 15), deadline=None, database=None)
    @given(typed=st.sampled_from(sorted(asked)).flatmap(lambda place: st.tuples(st.just(place), _typed(asked[place]))))
    def tried(typed: tuple[str, dict[str, str]]) -> None:
        with transaction.atomic():
            status = client.post(*typed).status_code
            transaction.set_rollback(True)
        assert status < 500, f"{typed[0]} answered {status}"

    tried()


def _typed(fields: dict[str, set[str]]) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly what the form offers, so that the act behind it is reached, and now and then what nobody should type."""
    words = {
        name: st.one_of(st.sampled_from(sorted({*offered, "1", "字"})), st.sampled_from(NASTY), st.text(max_size=40))
        for name, offered in fields.items()
    }
    return st.fixed_dictionaries({}, optional=words).map(
        lambda typed: {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}
    )
