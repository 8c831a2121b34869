"""The pages of rosters: who sees what, laying squares, searching in the job, publishing, versions, F-14."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.actions import jobs
from mall.localtime import local_day
from mall.models import Job
from mall.roles import Role
from staffing.actions import rosters as acts
from staffing.halves import half_of
from staffing.models import Roster, RosterVersion
from staffing.plan import Cell, Kind
from staffing.queries import rosters as reads
from tests import make
from tests import make_staffing as crews
from tests.counting import questions
from tests.rules import rule

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from mall.models import User
    from staffing.halves import Half
    from staffing.models import Crew

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def half() -> Half:
    """The half month that comes next."""
    return half_of(local_day(timezone.now())).after


@pytest.fixture
def chief(client: Client) -> User:
    """Who lays out rosters, signed in."""
    user = make.person(Role.SUPERVISOR, name="赵磊")
    make.signed_in(client, user)
    return user


@pytest.fixture
def roster(crew: Crew, half: Half) -> Roster:
    """The next half month, begun."""
    assert crew
    return acts.begin(half, now=timezone.now())


def url(name: str, *arguments: Any) -> str:
    """An address of a roster."""
    return reverse(f"staffing:{name}", args=arguments)


def lay(client: Client, roster: Roster, laid: list[Any], freed: list[Any] | None = None, **more: Any) -> HttpResponse:
    """Send squares as the grid does."""
    roster.refresh_from_db()
    data = {"edition": roster.edition, "laid": json.dumps(laid), "freed": json.dumps(freed or []), **more}
    return client.post(url("roster-squares", roster.code), data, headers={"HX-Request": "true"})  # type: ignore[return-value]  # the test client's own kind of answer


def publish(client: Client, roster: Roster, reason: str = "", **more: Any) -> HttpResponse:
    """Publish by the form."""
    roster.refresh_from_db()
    return client.post(url("roster-publish", roster.code), {"reason": reason, "edition": roster.edition, **more})  # type: ignore[return-value]  # the test client's own kind of answer


@rule.both("ROST-04")
def test_the_next_half_month_is_begun_from_the_list(client: Client, crew: Crew, chief: User, half: Half) -> None:
    assert crew
    assert chief
    page = client.get(url("rosters")).content.decode()
    assert f"开始排 {half.code}" in page
    answer = client.post(url("roster-begin", half.code))
    assert answer["Location"] == url("roster", half.code)
    assert "排班中" in client.get(url("rosters")).content.decode()
    over = client.post(url("roster-begin", half.before.before.code))
    assert over.status_code == 409
    assert Roster.objects.count() == 1


@rule.both("ROST-12")
def test_squares_are_laid_and_what_is_wrong_follows(client: Client, roster: Roster, crew: Crew, chief: User) -> None:
    assert chief
    person, on = crews.members(crew)[0].pk, roster.starts_on + 2 * DAY
    desk = crew.desks.get(desk__code="floor-8").desk_id
    answer = lay(client, roster, [[person, on.isoformat(), f"B.{desk}"]])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-cell="B.{desk}"' in page
    assert page.count('data-cell="') == 1, "only the squares that were sent come back"
    draft = reads.draft_of(Roster.objects.get())
    assert draft.plan[person, on] == Cell(Kind.B, desk)
    assert (person, on) in draft.pinned
    lay(client, roster, [[person, on.isoformat(), ""]], [[person, on.isoformat()]])
    draft = reads.draft_of(Roster.objects.get())
    assert draft.plan.get((person, on)) is None
    assert draft.pinned == frozenset()


@rule.both("ROST-12")
def test_a_stale_edition_is_told_in_words_with_all_squares_as_they_stand(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    assert chief
    first, second = crews.members(crew)[:2]
    on = (roster.starts_on + 2 * DAY).isoformat()
    stale = Roster.objects.get().edition
    lay(client, roster, [[first.pk, on, ""]])
    answer = lay(client, roster, [[second.pk, on, ""]], edition=stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同事刚改过这份班表" in page
    assert page.count('data-cell="') == 8 * len(half_of(roster.starts_on).days)
    edition = re.search(r'data-edition="(\d+)"', page)
    assert edition is not None
    again = lay(client, roster, [[second.pk, on, ""]], edition=edition[1])
    assert again.status_code == 200
    plan = reads.draft_of(Roster.objects.get()).plan
    assert (plan.get((first.pk, roster.starts_on + 2 * DAY)), plan.get((second.pk, roster.starts_on + 2 * DAY))) == (
        None,
        None,
    )


@pytest.mark.parametrize(
    "rows", ["{", "[1]", '[["x", "2026-12-01", ""]]', '[[1, "then", ""]]', "5", '[[0, "2026-12-01", "A.1"]]']
)
def test_what_the_grid_cannot_have_sent_is_refused_in_words(
    client: Client, roster: Roster, chief: User, rows: str
) -> None:
    assert chief
    data = {"edition": 1, "laid": rows, "freed": "[]"}
    answer = client.post(url("roster-squares", roster.code), data)
    assert answer.status_code == 422
    assert "刷新页面" in answer.content.decode()


def test_a_desk_of_another_crew_is_refused(client: Client, roster: Roster, crew: Crew, chief: User) -> None:
    assert chief
    person, on = crews.members(crew)[0].pk, roster.starts_on.isoformat()
    desk = make.desk("east").pk
    centre = crew.desks.get(desk__code="centre").desk_id
    eighth = crew.desks.get(desk__code="floor-8").desk_id
    for text in (f"A.{desk}", f"A.{centre}.{eighth}", f"M.{eighth}.{centre}", "Z.1", "A"):
        assert lay(client, roster, [[person, on, text]]).status_code == 422, text
    assert reads.draft_of(Roster.objects.get()).pinned == frozenset()


@rule.both("ROST-12", "ROST-03")
def test_without_scripts_a_square_is_laid_by_its_form(client: Client, roster: Roster, crew: Crew, chief: User) -> None:
    assert chief
    person, on = crews.members(crew)[1].pk, roster.starts_on + 2 * DAY
    desks = {row.desk.code: row.desk_id for row in crew.desks.select_related("desk")}
    address = url("roster-square", roster.code, person, on.isoformat())
    assert f'href="{address}"' in client.get(url("roster", roster.code)).content.decode()
    assert "四楼客服" in client.get(address).content.decode()
    edition = Roster.objects.get().edition
    data = {"kind": "A", "desk": desks["floor-4"], "noon": desks["floor-8"], "edition": edition}
    half = client.post(address, {**data, "kind": "M"})
    assert half.status_code == 422
    assert client.post(address, data)["Location"] == url("roster", roster.code)
    assert reads.draft_of(Roster.objects.get()).plan[person, on] == Cell(Kind.A, desks["floor-4"], desks["floor-8"])
    stale = client.post(address, {**data, "kind": "-"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "同事刚改过" in page
    assert re.search(r'value="-"[^>]*checked', page), "what was chosen stays"
    assert f'name="edition" value="{edition + 1}"' in page, "the next click lays it over what stands now"
    assert client.post(address, {"kind": "-", "free": "on", "edition": edition + 1}).status_code == 302
    draft = reads.draft_of(Roster.objects.get())
    assert (draft.plan.get((person, on)), draft.pinned) == (None, frozenset())
    assert client.get(url("roster-square", roster.code, person, "2020-01-01")).status_code == 404


@rule.both("ROST-04", "ROST-10")
def test_the_pattern_is_laid_anew_unless_somebody_was_faster(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    assert chief
    person, on = crews.members(crew)[0].pk, roster.starts_on + 2 * DAY
    before = reads.draft_of(roster).plan
    stale = Roster.objects.get().edition
    lay(client, roster, [[person, on.isoformat(), ""]])
    address = url("roster-pattern", roster.code)
    assert client.post(address, {"edition": stale}).status_code == 409
    assert client.post(address, {"edition": "²"}).status_code == 409
    assert client.post(address, {"edition": Roster.objects.get().edition}).status_code == 302
    draft = reads.draft_of(Roster.objects.get())
    assert draft.pinned == frozenset()
    assert {slot: cell for slot, cell in draft.plan.items() if cell} == {
        slot: cell for slot, cell in before.items() if cell
    }


@rule.both("ROST-20")
def test_the_best_roster_is_searched_for_in_the_job_and_the_page_leads_back(
    client: Client, roster: Roster, chief: User
) -> None:
    token = {"form_token": "t" * 40}
    leads = {client.post(url("roster-search", roster.code), token)["Location"] for _twice in range(2)}
    job = Job.objects.get()
    assert leads == {reverse("mall:job", args=[job.pk])}, "a double click searches once"
    assert job.params == {"half": roster.code}
    assert jobs.run(job.pk, now=timezone.now())
    page = client.get(reverse("mall:job", args=[job.pk])).content.decode()
    assert "开台期间各台均有人" in page
    assert f'href="{url("roster", roster.code)}"' in page
    acts.open_roster(half_of(roster.starts_on).before.before)
    over = client.post(url("roster-search", half_of(roster.starts_on).before.before.code))
    assert over.status_code == 409
    assert chief


def test_a_search_that_found_no_roster_says_so_and_leads_back(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    monday = roster.starts_on + (7 - roster.starts_on.weekday()) % 7 * DAY
    person, desk = crews.members(crew)[0].pk, crew.desks.get(desk__code="centre").desk_id
    lay(client, roster, [[person, (monday + n * DAY).isoformat(), f"A.{desk}"] for n in range(7)])
    job = jobs.start("staffing.draft", by=chief, now=timezone.now(), params={"half": roster.code})
    jobs.run(job.pk, now=timezone.now())
    page = client.get(reverse("mall:job", args=[job.pk])).content.decode()
    assert "手工排定的班次本身已超出法定工时" in page
    assert f'href="{url("roster", roster.code)}"' in page


@rule.both("ROST-20", "DESK-06", "ROST-09")
def test_a_roster_is_published_within_the_law_with_a_reason_for_each_gap_and_once(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    assert chief
    monday = roster.starts_on + (7 - roster.starts_on.weekday()) % 7 * DAY
    person, desk = crews.members(crew)[0].pk, crew.desks.get(desk__code="centre").desk_id
    week = [(monday + n * DAY).isoformat() for n in range(7)]
    lay(client, roster, [[person, on, f"A.{desk}"] for on in week])
    shown = client.get(url("roster-publish", roster.code)).content.decode()
    assert "目前不能发布" in shown
    assert "至少应休一天" in shown
    refused = publish(client, roster, "人手不够")
    assert refused.status_code == 409
    lay(client, roster, [[person, on, ""] for on in week])
    asked = publish(client, roster)
    assert asked.status_code == 422
    assert "请写明仍要发布的原因" in asked.content.decode()
    assert not RosterVersion.objects.exists()
    token = {"form_token": "t" * 40}
    leads = {publish(client, roster, "人手不够", **token)["Location"] for _twice in range(2)}
    assert leads == {url("roster", roster.code)}
    version = RosterVersion.objects.get()
    assert (version.number, version.reason, bool(version.gaps)) == (1, "人手不够", True)


@rule.both("ROST-09")
def test_whom_a_version_touches_is_told_and_nobody_else(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    receiver = make.person(Role.MANAGER)
    publish(client, roster, "缺人")
    assert chief
    bell = Reminder.objects.filter(channel=Reminder.Channel.BELL)
    submitted = bell.filter(kind="roster.submitted")
    assert list(submitted.values_list("receiver", flat=True)) == [receiver.pk]
    first = bell.filter(kind="roster.published", facts__version=1)
    assert set(first.values_list("receiver", flat=True)) == {one.pk for one in crews.members(crew)}
    on = roster.starts_on + 2 * DAY
    working = next(one for one in crews.members(crew) if reads.draft_of(roster).plan.get((one.pk, on)))
    lay(client, roster, [[working.pk, on.isoformat(), ""]])
    publish(client, roster, "缺人")
    second = bell.filter(kind="roster.published", facts__version=2)
    assert list(second.values_list("receiver", flat=True)) == [working.pk]
    assert submitted.count() == 1


def test_publishing_over_a_colleagues_squares_shows_them_first(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    assert chief
    stale = Roster.objects.get().edition
    person = crews.members(crew)[0].pk
    lay(client, roster, [[person, roster.starts_on.isoformat(), ""]])
    answer = publish(client, roster, "缺人太多", edition=stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同事刚改过" in page
    assert "缺人太多" in page
    assert f'name="edition" value="{stale + 1}"' in page
    assert publish(client, roster, "缺人太多", edition="x").status_code == 422


def test_readers_see_the_published_version_and_who_lays_it_the_draft(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    reader = crews.members(crew)[0]
    make.signed_in(client, reader)
    page = client.get(url("roster", roster.code)).content.decode()
    assert "这份班表还没有发布" in page
    assert client.get(url("roster-print", roster.code)).status_code == 404
    make.signed_in(client, chief)
    publish(client, roster, "缺人")
    on = roster.starts_on + 2 * DAY
    working = next(one for one in crews.members(crew) if reads.draft_of(roster).plan.get((one.pk, on)))
    lay(client, roster, [[working.pk, on.isoformat(), ""]])
    page = client.get(url("roster", roster.code)).content.decode()
    square = re.search(rf'<td[^>]* id="sq-{working.pk}-{on}" class="([^"]*)"', page)
    assert square is not None
    assert {"new", "pin", "off"} <= set(square[1].split())
    assert "有未发布的改动" in client.get(url("rosters")).content.decode()
    make.signed_in(client, reader)
    page = client.get(url("roster", roster.code)).content.decode()
    square = re.search(rf'<td[^>]* id="sq-{working.pk}-{on}" class="([^"]*)"', page)
    assert square is not None
    assert not {"new", "pin", "off"} & set(square[1].split())
    assert "roster.js" not in page
    assert "我的班次" in page


@pytest.mark.parametrize(
    ("role", "reads_it", "lays_it"),
    [
        (Role.AGENT, True, False),
        (Role.SUPERVISOR, True, True),
        (Role.MANAGER, True, True),
        (Role.GENERAL_MANAGER, True, False),
        (Role.HR_VIEWER, True, False),
        (Role.DEPARTMENT_USER, False, False),
    ],
)
def test_each_role_reads_and_lays_what_it_may(
    client: Client, roster: Roster, role: Role, *, reads_it: bool, lays_it: bool
) -> None:
    make.signed_in(client, make.person(role))
    assert (client.get(url("rosters")).status_code == 200) == reads_it
    assert (client.get(url("roster", roster.code)).status_code == 200) == reads_it
    assert (lay(client, roster, []).status_code == 200) == lays_it
    assert (client.get(url("roster-publish", roster.code)).status_code == 200) == lays_it
    board = client.get(url("rosters")).content.decode()
    assert ("开始排" in board) == lays_it


def test_other_addresses_are_nowhere_and_an_empty_house_says_what_to_do(
    client: Client, chief: User, half: Half
) -> None:
    assert chief
    assert client.get(url("roster", "winter")).status_code == 404
    assert client.get(url("roster-versions", half.code)).status_code == 404
    assert "开始排班后" in client.get(url("roster", half.code)).content.decode()
    acts.begin(half, now=timezone.now())
    page = client.get(url("roster", half.code)).content.decode()
    assert "班组还没有成员" in page
    assert "还没有发布" in client.get(url("roster-versions", half.code)).content.decode()


def test_the_list_costs_the_same_however_many_half_months_there_are(client: Client, chief: User, crew: Crew) -> None:
    assert crew
    costs = []
    half = half_of(local_day(timezone.now()))
    for _many in range(2):
        for _n in range(3):
            half = half.before
            roster = acts.open_roster(half)
            acts.amend(roster, {}, "", by=chief, now=timezone.now())
            RosterVersion.objects.create(
                roster=roster, number=1, cells={}, sha256="0" * 64, published_at=timezone.now(), published_by=chief
            )
        costs.append(questions(client, url("rosters")))
    assert costs[0] == costs[1] <= 16, "twelve, and the four that begin and end the transaction of a test"
