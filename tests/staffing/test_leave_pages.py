"""The pages of leave, of leaving the post and of wishes, as people click them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.localtime import local_day
from mall.roles import Role
from staffing.actions import leave as acts
from staffing.actions import posts
from staffing.halves import half_of
from staffing.models import Leave, PostLeave, Wish
from staffing.rules.leave import Asked
from tests import make, make_staffing
from tests.counting import questions
from tests.make_staffing import DAY
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
#: Questions of a list page, whatever the number of rows.
MOST_ASKED = 12
LIST = "staffing:leave"


def ahead(days: int = 2) -> str:
    return (local_day(timezone.now()) + days * DAY).isoformat()


def leave(person: User, days: int = 1, start: int = 2, kind: str = "personal", **more: str) -> Leave:
    first = local_day(timezone.now()) + start * DAY
    return acts.ask(
        Asked(person, kind, first, first + (days - 1) * DAY, "家中有事", **more), by=person, now=timezone.now()
    )


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def token(page: str, after: str = "<main") -> str:
    return page.split(after, 1)[1].split('name="form_token" value="')[1].partition('"')[0]


@rule.both("LEAVE-01")
def test_the_slip_is_asked_and_a_late_one_keeps_what_was_typed(client: Client) -> None:
    person = make.person()
    make_staffing.supervisor()
    make.signed_in(client, person)
    page = text(client, "staffing:leave-new")
    given = {
        "kind": "personal",
        "from_on": ahead(0),
        "to_on": ahead(0),
        "reason": "孩子家长会",
        "form_token": token(page),
    }
    late = client.post(reverse("staffing:leave-new"), given)
    assert late.status_code == 422
    assert "孩子家长会" in late.content.decode()
    assert "旷工" in late.content.decode()
    right = {**given, "from_on": ahead(), "to_on": ahead()}
    first, second = (client.post(reverse("staffing:leave-new"), right) for _n in range(2))
    made = Leave.objects.get()
    assert first["Location"] == second["Location"] == reverse("staffing:leave-one", args=[made.pk])
    assert "待审批" in text(client, LIST) or "已申请" in text(client, LIST)


def test_bad_input_gets_a_sentence_and_no_crash(client: Client) -> None:
    make.signed_in(client, make.person())
    for wrong in ({}, {"kind": "x", "from_on": "2026-13-40", "to_on": "", "person": "99999999999999999999"}):
        assert client.post(reverse("staffing:leave-new"), wrong).status_code == 422
    assert client.get(reverse("staffing:leave-new") + "?extends=99999999999999999999").status_code == 404
    given = {"kind": "personal", "from_on": ahead(), "to_on": ahead(), "reason": "家中有事"}
    emergency = {**given, "is_emergency": "on"}
    for on in ("9999-12-31", "0001-01-01"):
        for far in ({**given, "from_on": on, "to_on": on}, {**emergency, "told_at": f"{on}T08:30"}):
            answer = client.post(reverse("staffing:leave-new"), far)
            assert answer.status_code == 422
            assert "请核对年份" in answer.content.decode()
        assert client.post(reverse("staffing:wishes"), {"days": [on]}).status_code == 422
        assert client.get(reverse("staffing:wishes") + f"?half={on[:7]}-H2").status_code == 404
    assert client.get(reverse("staffing:wishes") + "?half=2099-12-H2").status_code == 200
    assert client.get(reverse("staffing:leave-one", args=[10**20])).status_code == 404


@rule.both("LEAVE-02", "LEAVE-06")
def test_the_supervisor_sees_the_effect_and_decides_and_a_stale_screen_is_told(client: Client) -> None:
    person, boss, other = make.person(name="陈静"), make_staffing.supervisor(), make_staffing.supervisor("钱主管")
    crew = make_staffing.centre(6)
    person = make_staffing.members(crew)[0]
    first = local_day(timezone.now()) + 2 * DAY
    make_staffing.published(crew, first, ["AA", "AA", "AA"], by=boss, now=timezone.now())
    made = leave(person, 1)
    make.signed_in(client, boss)
    assert person.name in text(client, LIST)
    page = text(client, "staffing:leave-one", made.pk)
    assert "人手不足" in page
    address = reverse("staffing:leave-decide", args=[made.pk])
    given = {"verdict": "approve", "form_token": token(page, "leave-decide")}
    assert client.post(address, {"verdict": "refuse"}).status_code == 422
    assert client.post(address, {"verdict": "x"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 302, "a double click leads to the same page"
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("approved", boss)
    make.signed_in(client, other)
    stale = client.post(address, {"verdict": "refuse", "decision": "人手不足"})
    assert stale.status_code == 409
    assert "已批准" in stale.content.decode()


@rule.both("LEAVE-03")
def test_long_leave_is_passed_on_and_the_general_manager_decides(client: Client) -> None:
    boss, chief, person = make_staffing.supervisor(), make_staffing.general_manager(), make.person()
    made = leave(person, 5)
    make.signed_in(client, boss)
    page = text(client, "staffing:leave-one", made.pk)
    assert 'value="pass_on"' in page
    assert 'value="approve"' not in page
    client.post(reverse("staffing:leave-decide", args=[made.pk]), {"verdict": "pass_on", "decision": "已核实"})
    make.signed_in(client, chief)
    assert person.name in text(client, LIST)
    assert 'value="approve"' in text(client, "staffing:leave-one", made.pk)
    client.post(reverse("staffing:leave-decide", args=[made.pk]), {"verdict": "approve"})
    made.refresh_from_db()
    assert made.state == "approved"
    assert client.get(reverse("staffing:leave-new")).status_code == 403


def test_wrong_roles_come_to_no_door(client: Client) -> None:
    person, stranger = make.person(), make.person()
    made = leave(person)
    post = PostLeave.objects.create(person=person, desk=make.desk(), reason="取伞", asked_at=timezone.now())
    make.signed_in(client, stranger)
    assert client.get(reverse("staffing:leave-one", args=[made.pk])).status_code == 404
    assert client.get(reverse("staffing:leave-print", args=[made.pk])).status_code == 404
    assert client.post(reverse("staffing:leave-decide", args=[made.pk]), {"verdict": "approve"}).status_code == 403
    assert client.post(reverse("staffing:leave-withdraw", args=[made.pk])).status_code == 404
    assert client.get(reverse("staffing:leave-absent")).status_code == 403
    assert client.post(reverse("staffing:post-permit", args=[post.pk])).status_code == 403
    assert client.post(reverse("staffing:post-back", args=[post.pk])).status_code == 404
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "fire"))
    for name in (LIST, "staffing:leave-new", "staffing:swaps", "staffing:posts", "staffing:wishes"):
        assert client.get(reverse(name)).status_code == 403


@rule.both("LEAVE-01", "LEAVE-05")
def test_withdrawn_extended_and_printed(client: Client) -> None:
    boss, chief, person = make_staffing.supervisor(), make_staffing.general_manager(), make.person()
    trip, plain = leave(person, 2, kind="trip", place="杭州"), leave(person, start=9)
    make.signed_in(client, person)
    for one, code in ((trip, "F-89"), (plain, "F-68")):
        assert code in text(client, "staffing:leave-one", one.pk)
        paper = client.get(reverse("staffing:leave-print", args=[one.pk]))
        assert paper["Content-Type"] == "application/pdf"
        assert code in paper["Content-Disposition"]
    extend = f"?extends={trip.pk}"
    assert client.get(reverse("staffing:leave-new") + extend).status_code == 404
    acts.approve(acts.pass_on(trip, by=boss, now=timezone.now()), by=chief, now=timezone.now())
    assert extend in text(client, "staffing:leave-one", trip.pk)
    page = text(client, "staffing:leave-new", query=extend)
    assert ahead(4) in page
    given = {"kind": "trip", "place": "杭州", "from_on": ahead(4), "to_on": ahead(4), "reason": "会议延长"}
    assert client.post(reverse("staffing:leave-new") + extend, given).status_code == 302
    assert Leave.objects.get(extends=trip).kind == "trip"
    assert client.post(reverse("staffing:leave-withdraw", args=[plain.pk])).status_code == 302
    assert client.post(reverse("staffing:leave-withdraw", args=[plain.pk])).status_code == 409


@rule.both("LEAVE-04")
def test_the_supervisor_counts_as_absent(client: Client) -> None:
    boss, person = make_staffing.supervisor(), make.person(name="陈静")
    make.signed_in(client, boss)
    assert "陈静" in text(client, "staffing:leave-absent")
    given = {"person": str(person.pk), "from_on": ahead(0), "to_on": ahead(0), "reason": "未到岗，电话不通"}
    assert client.post(reverse("staffing:leave-absent"), {**given, "to_on": ahead(3)}).status_code == 422
    assert client.post(reverse("staffing:leave-absent"), given).status_code == 302
    made = Leave.objects.get()
    assert "旷工" in text(client, "staffing:leave-one", made.pk)
    late = leave(person, start=5)
    assert client.post(reverse("staffing:leave-count-absent", args=[late.pk])).status_code == 409
    Leave.objects.filter(pk=late.pk).update(from_on=ahead(-2), to_on=ahead(-1))
    assert client.post(reverse("staffing:leave-count-absent", args=[late.pk])).status_code == 302


@rule.allows("LEAVE-03")
def test_the_tab_says_on_every_view_how_many_wait(client: Client, boss: User) -> None:
    first, second = leave(make.person()), leave(make.person(), start=9)
    make.signed_in(client, boss)
    for view in ("decide", "mine", "all"):
        assert "<small>2</small>" in text(client, LIST, query=f"?view={view}")
    acts.refuse(first, "人手不足", by=boss, now=timezone.now())
    for view in ("decide", "mine", "all"):
        assert "<small>1</small>" in text(client, LIST, query=f"?view={view}")
    make.signed_in(client, second.person)
    assert "<small>" not in text(client, LIST).split('class="tabs"')[1].partition("</nav>")[0]


@pytest.mark.parametrize("view", ["decide", "mine", "all"])
def test_lists_ask_the_same_few_questions_however_long(client: Client, view: str) -> None:
    boss, person = make_staffing.supervisor(), make.person()
    others = [make.person(name=f"员{n}") for n in range(20)]
    make.signed_in(client, boss)
    address = reverse(LIST) + f"?view={view}"
    counts = []
    for many in (1, 60):
        today = local_day(timezone.now())
        Leave.objects.bulk_create(
            Leave(
                person=others[n % 20] if n % 2 else boss,
                kind="personal",
                from_on=today + n * DAY,
                to_on=today + n * DAY,
                reason="家中有事",
                asked_at=timezone.now(),
                asked_by=person,
                state="passed_on" if n % 10 == 3 else "requested",
            )
            for n in range(many)
        )
        counts.append(questions(client, address))
    assert counts[0] <= MOST_ASKED, counts
    assert counts[1] <= counts[0], counts
    page = client.get(address).content.decode()
    assert ("page=" in page) == (view == "all")


@rule.both("ROST-16")
def test_the_post_is_left_and_come_back_to_on_the_phone(client: Client) -> None:
    boss = make_staffing.supervisor()
    person, now = make.person(name="陈静"), timezone.now()
    make_staffing.duty(person, make.desk("floor-4"), now - timedelta(hours=1), now + timedelta(hours=1))
    make.signed_in(client, person)
    page = text(client, "staffing:posts")
    assert "四楼" in page
    assert client.post(reverse("staffing:posts"), {"reason": ""}).status_code == 422
    asked = client.post(reverse("staffing:posts"), {"reason": "送顾客到电梯", "form_token": token(page)})
    assert asked.status_code == 302
    assert "不得空岗" in text(client, "staffing:posts")
    post = PostLeave.objects.get()
    refused = client.post(reverse("staffing:post-leave", args=[post.pk]))
    assert refused.status_code == 409
    assert "不得空岗" in refused.content.decode()
    make.signed_in(client, boss)
    assert "送顾客到电梯" in text(client, "staffing:posts")
    assert client.post(reverse("staffing:post-permit", args=[post.pk])).status_code == 302
    make.signed_in(client, person)
    for name in ("post-leave", "post-back"):
        assert client.post(reverse(f"staffing:{name}", args=[post.pk])).status_code == 302
    post.refresh_from_db()
    assert post.back_at is not None
    assert "周主管" in text(client, "staffing:posts")


@rule.both("ROST-16")
def test_a_colleague_who_came_relieves_and_the_supervisor_refuses(client: Client) -> None:
    boss, now = make_staffing.supervisor(), timezone.now()
    person, colleague, desk = make.person(), make.person(), make.desk("floor-4")
    make_staffing.duty(person, desk, now - timedelta(hours=1), now + timedelta(hours=1))
    post = posts.ask("取伞", by=person, now=now)
    make_staffing.duty(colleague, desk, now - timedelta(hours=1), now + timedelta(hours=1))
    make.signed_in(client, person)
    assert colleague.name in text(client, "staffing:posts")
    relieve = reverse("staffing:post-relieve", args=[post.pk])
    assert client.post(relieve, {}).status_code == 422
    assert client.post(relieve, {"relieved_by": str(boss.pk)}).status_code == 422
    assert client.post(relieve, {"relieved_by": str(colleague.pk)}).status_code == 302
    assert client.post(reverse("staffing:post-back", args=[post.pk])).status_code == 302
    again = posts.ask("取伞", by=person, now=timezone.now())
    assert client.post(reverse("staffing:post-stay", args=[again.pk])).status_code == 302
    third = posts.ask("取伞", by=person, now=timezone.now())
    make.signed_in(client, boss)
    assert client.post(reverse("staffing:post-refuse", args=[third.pk])).status_code == 302
    assert client.post(reverse("staffing:post-refuse", args=[third.pk])).status_code == 409


@rule.both("ROST-12")
def test_wishes_are_marked_in_a_small_calendar_and_seen_by_who_lays_out(client: Client) -> None:
    boss, person = make_staffing.supervisor(), make.person(name="陈静")
    half = half_of(local_day(timezone.now())).after
    day = half.first + 3 * DAY
    make.signed_in(client, person)
    query = f"?half={half.code}"
    assert f'value="{day.isoformat()}"' in text(client, "staffing:wishes", query=query)
    address = reverse("staffing:wishes") + query
    assert client.post(address, {"days": [day.isoformat()]}).status_code == 302
    assert client.post(address, {"days": ["2020-01-01"]}).status_code == 422
    assert Wish.objects.get().on == day
    assert f'value="{day.isoformat()}" checked' in text(client, "staffing:wishes", query=query)
    make.signed_in(client, boss)
    assert "陈静" in text(client, "staffing:wishes", query=query)
    assert client.get(reverse("staffing:wishes") + "?half=x").status_code == 404
    over = f"?half={half.before.before.code}"
    assert client.post(reverse("staffing:wishes") + over, {"days": []}).status_code == 302
    assert (
        client.post(reverse("staffing:wishes") + over, {"days": [half.before.before.first.isoformat()]}).status_code
        == 409
    )
