"""The pages of swaps, as people click them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.localtime import local_day
from staffing.actions import swaps as acts
from staffing.models import Swap
from staffing.rules.swaps import Exchange
from tests import make, make_staffing
from tests.counting import questions
from tests.make_staffing import DAY
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import date

    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
#: Questions of a list page, whatever the number of rows.
MOST_ASKED = 12
NEW = "staffing:swap-new"


@pytest.fixture
def first() -> date:
    """The first day that is published: the day after tomorrow."""
    return local_day(timezone.now()) + 2 * DAY


@pytest.fixture
def people(boss: User, first: date) -> list[User]:
    """Six people with three published days."""
    crew = make_staffing.centre(6)
    make_staffing.published(crew, first, ["A..", "..B", "BBB", "AAA"], by=boss, now=timezone.now())
    return make_staffing.members(crew)


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(people: list[User], first: date, other_on: date | None = None) -> Swap:
    exchange = Exchange(people[0].pk, first, people[1].pk, other_on)
    return acts.ask(exchange, "孩子家长会", by=people[0], now=timezone.now())


@rule.both("ROST-15")
def test_a_shift_a_colleague_and_an_exchange_are_chosen_each_with_its_effect(
    client: Client, people: list[User], first: date
) -> None:
    person, colleague = people[:2]
    make.signed_in(client, person)
    assert f'value="{first.isoformat()}"' in text(client, NEW)
    query = f"?on={first.isoformat()}&colleague={colleague.pk}"
    page = text(client, NEW, query=query)
    last = (first + 2 * DAY).isoformat()
    assert 'value="take"' in page
    assert f'value="{last}"' in page
    assert "符合工时规定" in page
    address = reverse(NEW) + query
    assert client.post(address, {"other_on": last, "reason": ""}).status_code == 422
    kept = client.post(address, {"other_on": "2020-01-01", "reason": "孩子家长会"})
    assert kept.status_code == 422
    assert "孩子家长会" in kept.content.decode()
    token = page.split('id="swap-new"')[1].split('name="form_token" value="')[1].partition('"')[0]
    given = {"other_on": last, "reason": "孩子家长会", "form_token": token}
    one, two = (client.post(address, given) for _n in range(2))
    swap = Swap.objects.get()
    assert one["Location"] == reverse("staffing:swap-one", args=[swap.pk])
    assert two["Location"] == one["Location"], "a double click leads to the same swap"
    assert swap.other_on == first + 2 * DAY
    assert "换取" in text(client, "staffing:swaps")


def test_bad_addresses_choose_nothing_and_crash_nothing(client: Client, people: list[User], first: date) -> None:
    make.signed_in(client, people[0])
    for query in (
        "?on=x",
        "?on=2026-13-40&colleague=zz",
        f"?on={first.isoformat()}&colleague=99999999999999999999",
        "?on=9999-12-31",
    ):
        assert 'value="take"' not in text(client, NEW, query=query)
        assert client.post(reverse(NEW) + query, {"other_on": "take", "reason": "x"}).status_code == 422
    assert client.get(reverse("staffing:swap-one", args=[10**20])).status_code == 404


@rule.both("ROST-15")
def test_the_colleague_accepts_and_the_supervisor_approves_with_the_effect_shown(
    client: Client, boss: User, people: list[User], first: date
) -> None:
    swap = asked(people, first, first + 2 * DAY)
    reply, decide = (reverse(f"staffing:swap-{name}", args=[swap.pk]) for name in ("reply", "decide"))
    make.signed_in(client, people[0])
    assert 'value="accept"' not in text(client, "staffing:swap-one", swap.pk)
    assert client.post(reply, {"verdict": "accept"}).status_code == 409
    make.signed_in(client, people[2])
    assert client.get(reverse("staffing:swap-one", args=[swap.pk])).status_code == 404
    make.signed_in(client, people[1])
    page = text(client, "staffing:swap-one", swap.pk)
    assert 'value="accept"' in page
    assert "中午值班" in page
    assert client.post(reply, {"verdict": "x"}).status_code == 422
    assert client.post(reply, {"verdict": "accept"}).status_code == 302
    assert client.post(decide, {"verdict": "approve"}).status_code == 403
    make.signed_in(client, boss)
    assert people[0].name in text(client, "staffing:swaps")
    assert "小时" in text(client, "staffing:swap-one", swap.pk)
    assert client.post(decide, {"verdict": "refuse"}).status_code == 422
    assert client.post(decide, {"verdict": "approve"}).status_code == 302
    assert client.post(decide, {"verdict": "refuse", "decision": "不行"}).status_code == 409
    swap.refresh_from_db()
    assert swap.state == "approved"
    paper = client.get(reverse("staffing:swap-print", args=[swap.pk]))
    assert (paper["Content-Type"], "F-100" in paper["Content-Disposition"]) == ("application/pdf", True)
    assert "第 2 版" in text(client, "staffing:swap-one", swap.pk)


@rule.both("ROST-15")
def test_the_supervisor_starts_one_for_somebody_and_others_only_for_themselves(
    client: Client, boss: User, people: list[User], first: date
) -> None:
    query = f"?person={people[0].pk}&on={first.isoformat()}&colleague={people[1].pk}"
    make.signed_in(client, people[2])
    assert 'name="person"' not in text(client, NEW, query=query)
    make.signed_in(client, boss)
    assert people[0].name in text(client, NEW)
    assert client.post(reverse(NEW) + query, {"other_on": "take", "reason": "本人住院"}).status_code == 302
    swap = Swap.objects.get()
    assert (swap.person, swap.asked_by) == (people[0], boss)
    acts.accept(swap, by=people[1], now=timezone.now())
    page = text(client, "staffing:swap-one", swap.pk)
    assert "不得审批本人代为提出的换班" in page
    assert 'value="approve"' not in page
    decide = reverse("staffing:swap-decide", args=[swap.pk])
    assert client.post(decide, {"verdict": "approve", "decision": "可以"}).status_code == 409
    make.signed_in(client, people[0])
    assert "待主管审批。" in text(client, "staffing:swap-one", swap.pk)
    make.signed_in(client, boss)
    assert client.post(reverse("staffing:swap-withdraw", args=[swap.pk])).status_code == 302
    assert client.post(reverse("staffing:swap-withdraw", args=[swap.pk])).status_code == 409


@rule.refuses("ROST-15")
def test_what_is_against_the_law_is_shown_and_cannot_be_chosen(
    client: Client, boss: User, people: list[User], first: date
) -> None:
    monday = first + (7 - first.weekday()) * DAY
    crew = people[0].crews.get().crew
    # Five days in the week of that shift are already the colleague's.
    rows = ["." * (monday - first).days + ".....A.", "." * (monday - first).days + "BBBBB.."]
    make_staffing.published(crew, first, rows, by=boss, now=timezone.now())
    make.signed_in(client, people[0])
    saturday = (monday + 5 * DAY).isoformat()
    page = text(client, NEW, query=f"?on={saturday}&colleague={people[1].pk}")
    assert "违反工时规定" in page
    assert 'value="take" disabled' in page


def test_a_lapsed_swap_says_so(client: Client, people: list[User], first: date) -> None:
    swap = asked(people, first)
    Swap.objects.filter(pk=swap.pk).update(expires_at=timezone.now())
    make.signed_in(client, people[1])
    assert "不再办理" in text(client, "staffing:swap-one", swap.pk)
    assert client.post(reverse("staffing:swap-reply", args=[swap.pk]), {"verdict": "decline"}).status_code == 302
    swap.refresh_from_db()
    assert swap.state == "expired"
    assert "失效" in text(client, "staffing:swap-one", swap.pk)


def test_the_tab_says_on_every_view_how_many_wait(client: Client, boss: User, people: list[User], first: date) -> None:
    swap = asked(people, first)

    def said(user: User) -> list[bool]:
        make.signed_in(client, user)
        pages = [text(client, "staffing:swaps", query=f"?view={view}") for view in ("decide", "mine", "all")]
        return ["<small>1</small>" in page.split("<main", 1)[1] for page in pages]

    assert [said(one) for one in (people[0], people[1], boss)] == [[False] * 3, [True] * 3, [False] * 3]
    acts.accept(swap, by=people[1], now=timezone.now())
    assert [said(one) for one in (people[1], boss)] == [[False] * 3, [True] * 3]


@pytest.mark.parametrize("view", ["decide", "mine", "all"])
def test_lists_ask_the_same_few_questions_however_long(
    client: Client, boss: User, people: list[User], first: date, view: str
) -> None:
    make.signed_in(client, boss)
    address = reverse("staffing:swaps") + f"?view={view}"
    counts = []
    for many in (1, 60):
        start = first + (0 if many == 1 else 100) * DAY
        Swap.objects.bulk_create(
            Swap(
                person=people[n % 6],
                colleague=people[(n + 1) % 6],
                on=start + n * DAY,
                reason="家中有事",
                state="accepted",
                asked_at=timezone.now(),
                asked_by=people[n % 6],
                expires_at=timezone.now() + DAY,
            )
            for n in range(many)
        )
        counts.append(questions(client, address))
    assert counts[0] <= MOST_ASKED, counts
    assert counts[1] <= counts[0], counts
    page = client.get(address).content.decode()
    assert ("page=" in page) == (view != "mine")
