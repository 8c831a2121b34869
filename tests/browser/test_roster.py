"""A roster is laid by the keyboard and the mouse, beside a colleague, and published; on the phone it is read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from mall.localtime import day_bounds, local_day
from mall.roles import Role
from staffing.actions import rosters as acts
from staffing.actions.blocks import block
from staffing.halves import half_of
from staffing.models import Roster, RosterVersion
from staffing.plan import Cell, Kind
from staffing.queries import rosters as reads
from tests import make, make_staffing
from tests.browser.axe import violations
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Locator, Page

    from mall.models import User
    from staffing.models import Crew
    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def chief(transactional_db: None) -> User:
    """Who lays out rosters."""
    del transactional_db
    return make.person(Role.SUPERVISOR, name="赵磊")


@pytest.fixture
def crew(chief: User) -> Crew:
    """Eight people on the centre's three desks; the second is on leave on the third day of the next half month."""
    with transaction.atomic():
        made = make_staffing.centre()
        away = make_staffing.members(made)[1]
        block(away, day_bounds(first_day() + 2 * DAY), "leave", by=chief, now=timezone.now())
    return made


def first_day() -> date:
    """The first day of the half month that comes next."""
    return half_of(local_day(timezone.now())).after.first


def square(page: Page, person: User, on: date) -> Locator:
    """A square of the grid."""
    return page.locator(f"#sq-{person.pk}-{on}")


def plan() -> dict[tuple[int, date], Cell | None]:
    """The draft as it is stored."""
    return reads.draft_of(Roster.objects.get()).plan


def saved(page: Page) -> None:
    """Wait until all that was laid is stored."""
    expect(page.locator("#roster-said")).to_have_text("已保存")


@rule.allows("ROST-12", "ROST-04")
def test_a_roster_is_begun_and_laid_by_the_keyboard(open_as: Open, chief: User, crew: Crew) -> None:
    people, on = make_staffing.members(crew), first_day()
    desks = {row.desk.code: row.desk_id for row in crew.desks.select_related("desk")}
    page = open_as(chief, "/staffing/")
    assert violations(page) == []
    page.goto(f"/staffing/rosters/{half_of(on).code}/")
    expect(page.get_by_text("这份班表还没有开始排")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("grid")).to_be_visible()
    assert violations(page) == []
    expect(square(page, people[1], on + 2 * DAY)).to_contain_text("请假")
    # Letters lay a shift, digits the desk, arrows move, with Shift they reach.
    square(page, people[0], on).focus()
    page.keyboard.press("p")
    page.keyboard.press("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("x")
    expect(square(page, people[0], on)).to_contain_text("P3")
    saved(page)
    expect(square(page, people[0], on)).to_have_class(re.compile(r"\bpin\b"))
    stored = plan()
    assert stored[people[0].pk, on] == Cell(Kind.AFTERNOON, desks["floor-8"])
    assert [stored.get((one.pk, on + DAY)) for one in people[:2]] == [None, None]
    # Taken back, and let go of.
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    square(page, people[0], on).focus()
    page.keyboard.press(" ")
    saved(page)
    expect(square(page, people[0], on)).not_to_have_class(re.compile(r"\bpin\b"))
    draft = reads.draft_of(Roster.objects.get())
    assert draft.pinned == frozenset()
    assert draft.plan.get((people[1].pk, on + DAY)) == stored_pattern(people[1], on + DAY)


@rule.both("ROST-20", "DESK-06")
def test_a_roster_is_published_within_the_law_and_with_a_reason(open_as: Open, chief: User, crew: Crew) -> None:
    people, on = make_staffing.members(crew), first_day()
    with transaction.atomic():
        roster = acts.open_roster(half_of(on))
    page = open_as(chief, f"/staffing/rosters/{roster.code}/")
    # The law: somebody who works on all days of a week.
    monday = on + (7 - on.weekday()) % 7 * DAY
    square(page, people[0], monday).focus()
    for _n in range(6):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("a")
    saved(page)
    expect(page.locator("#roster-live")).to_contain_text("至少应休一天")
    page.locator(".acts").get_by_role("link", name="发布").click()
    expect(page.locator("#drawer")).to_contain_text("目前不能发布")
    assert violations(page) == []
    page.keyboard.press("Escape")
    square(page, people[0], monday).focus()
    page.keyboard.press("Delete")
    # What was just laid is stored before the form of publishing is asked for.
    page.locator(".acts").get_by_role("link", name="发布").click()
    expect(page.locator("#drawer")).to_contain_text("8 人")
    page.locator("#drawer").get_by_role("button", name="发布").click()
    expect(page.locator("#drawer .errors")).to_contain_text("请写明仍要发布的原因")
    page.locator("#drawer #id_reason").fill("年底人手不足")
    page.locator("#drawer").get_by_role("button", name="发布").dblclick()
    expect(page.locator(".line-x .chip").first).to_contain_text("第 1 版")
    version = RosterVersion.objects.get()
    assert (version.reason, version.published_by) == ("年底人手不足", chief)
    assert reads.plan_of(version).get((people[0].pk, monday)) is None


def stored_pattern(person: User, on: date) -> Cell | None:
    """What squads and rotation lay for a person's day."""
    ((_crew, frame),) = reads.frames(half_of(on))
    return frame.pattern()[person.pk, on]


@rule.both("ROST-12")
def test_a_colleague_who_was_faster_is_told_and_nothing_laid_is_lost(open_as: Open, chief: User, crew: Crew) -> None:
    people, on = make_staffing.members(crew), first_day()
    with transaction.atomic():
        roster = acts.open_roster(half_of(on))
    page = open_as(chief, f"/staffing/rosters/{roster.code}/")
    expect(page.get_by_role("grid")).to_be_visible()
    with transaction.atomic():
        acts.lay(roster, {(people[0].pk, on): None}, edition=Roster.objects.get().edition, now=timezone.now())
    # Dragging paints the shift that was chosen.
    page.locator("#roster-keys [data-put=M]").click()
    square(page, people[2], on).hover()
    page.mouse.down()
    square(page, people[3], on + DAY).hover()
    page.mouse.up()
    stale = page.locator("#roster-stale")
    expect(stale).to_contain_text("同事刚改过这份班表")
    expect(square(page, people[0], on)).to_have_attribute("data-cell", "")
    expect(square(page, people[2], on)).to_contain_text("M")
    assert violations(page) == []
    stale.get_by_role("button", name="仍按我的改动排定").click()
    saved(page)
    expect(stale).to_be_hidden()
    stored = plan()
    assert stored.get((people[0].pk, on)) is None
    painted = [stored[one.pk, day] for one in people[2:4] for day in (on, on + DAY)]
    assert [cell.kind for cell in painted if cell] == [Kind.MORNING] * 4
    # One stroke is taken back as one.
    square(page, people[2], on).focus()
    page.keyboard.press("Control+z")
    saved(page)
    assert not any(cell and cell.kind is Kind.MORNING for cell in plan().values())
    # The form of a square, for the desk at noon.
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading")).to_contain_text(people[2].name)
    assert violations(page) == []
    drawer.get_by_role("radio", name="B 中午值后段").check()
    drawer.get_by_role("button", name="排定").click()
    expect(square(page, people[2], on)).to_have_attribute("data-cell", re.compile(r"^B\."))


@rule.allows("ROST-12")
def test_on_the_phone_ones_own_shifts_come_first(open_as: Open, chief: User, crew: Crew) -> None:
    people, on = make_staffing.members(crew), first_day()
    with transaction.atomic():
        roster = acts.open_roster(half_of(on))
        roster = Roster.objects.get(pk=roster.pk)
        acts.publish(roster, "人手不足", edition=roster.edition, by=chief, now=timezone.now())
    page = open_as(people[1], f"/staffing/rosters/{roster.code}/", phone=True)
    expect(page.get_by_role("heading", name="我的班次")).to_be_visible()
    expect(page.get_by_role("grid")).to_have_count(0)
    expect(page.locator(".roster-phone > .list-s > li").nth(2)).to_contain_text("请假")
    page.locator(".day-x summary").nth(2).click()
    expect(page.locator(".day-x").nth(2)).to_contain_text(people[0].name)
    assert violations(page) == []
