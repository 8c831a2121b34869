"""Whatever is typed into any form of the product, the answer is a page, a refusal or a message, never a failure."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from mall.roles import Role
from tests import make, make_cases, make_merchants
from tests.doors import address, doors

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db
APPS = sorted({name.partition(":")[0] for name, _entry, door in doors() if door.door == "act"})
# They end the session the test walks with.
ENDS_SESSION = ("logout", ":lock")
NASTY = [
    "", " ", "\x00", "0", "1", "-1", "on", "500", "99999999999999999999", "1e999", "NaN", "Infinity", "null", "½",
    "2026-02-30", "2026-11-26", "2026-11-26T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "25:99", "08:30",
    "13812345678", "１３８１２３４５６７８", "110101199003070117", "a@b.cn", "A1105", "負一樓", "𠮷喆㙦", "﷽" * 60,
    "<script>alert(1)</script>", "'; DROP TABLE x; --", "%s %(x)s {0}", "../../etc/passwd", "字" * 6000, "\u202e\ud7ff",
]  # fmt: skip
EVERYWHERE = ["reason", "purpose", "q", "pk", "numbers", "version", "form_token", "draft_key", "act", "next", "to"]


class _Fields(HTMLParser):
    """The fields of the forms on a page, and what can be chosen in each."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.found: dict[str, list[str]] = defaultdict(list)
        self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, or a choice of the one that is open."""
        given = dict(attrs)
        name = given.get("name") or ""
        if tag in {"input", "textarea", "select"} and name != "csrfmiddlewaretoken":
            self.found[name].append(given.get("value") or "")
            self._list = name if tag == "select" else self._list
        elif tag == "option" and self._list:
            self.found[self._list].append(given.get("value") or "")


def _stages(by: User) -> list[Complaint]:
    """A case in every stage an act can find it in."""
    then = timezone.now() - timedelta(hours=9)
    make: list[Callable[..., Complaint]] = [
        make_cases.registered,
        make_cases.dispatched,
        make_cases.answered,
        make_cases.proposed,
        make_cases.replied,
        make_cases.followed_up,
    ]
    return [stage(by=by, now=then) for stage in make]


def _everybody() -> User:
    """Somebody who may do everything."""
    person = make.person(Role.MANAGER)
    for role in Role:
        if role != Role.MANAGER:
            make.member(person, role, "onsite" if role in {Role.DEPARTMENT_HEAD, Role.DEPARTMENT_USER} else "gm-office")
    return person


@pytest.mark.parametrize("app", APPS)
def test_no_input_breaks_a_form(app: str) -> None:
    client, person = Client(), _everybody()
    make.signed_in(client, person)
    cases, shop = _stages(make_cases.agent()), make_merchants.merchant()
    for name, entry, door in doors():
        if door.door != "act" or name.partition(":")[0] != app or any(end in name for end in ENDS_SESSION):
            continue
        places = [
            address(name, entry, case, shop, person)
            for case in (cases if "number" in str(entry.pattern) else cases[:1])
        ]
        fields = _fields(client, places)

        @settings(max_examples=max(4, settings().max_examples // 15), deadline=None, database=None)
        @given(place=st.sampled_from(places), typed=_typed(fields))
        def tried(place: str, typed: dict[str, str]) -> None:
            with transaction.atomic():
                status = client.post(place, typed).status_code
                transaction.set_rollback(True)
            assert status < 500, f"{place} answered {status}"

        tried()


def _fields(client: Client, places: list[str]) -> dict[str, list[str]]:
    seen = _Fields()
    for place in places:
        answer = client.get(place)
        if answer.status_code == 200 and not answer.streaming:
            seen.feed(answer.content.decode("utf-8", "ignore"))
    return {**{name: [] for name in EVERYWHERE}, **seen.found}


def _typed(fields: dict[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly what the form offers, so that the act behind it is reached, and now and then what nobody should type."""
    words = {
        name: st.one_of(st.sampled_from(sorted({*offered, "1", "字"})), st.sampled_from(NASTY), st.text(max_size=40))
        for name, offered in fields.items()
    }
    return st.fixed_dictionaries({}, optional=words).map(
        lambda typed: {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}
    )
