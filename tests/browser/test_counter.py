"""At the counter PC: signing in by hand, the quick change of person, a job's page that follows its worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mall import jobs
from mall.actions import jobs as acts
from mall.models import Job
from mall.roles import Role
from tests import make
from tests.browser.axe import violations
from tests.make_account import PIN, with_pin

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from mall.models import User
    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, person: User) -> None:
    """Type number and password and press Enter."""
    page.get_by_label("工号").fill(person.staff_number)
    page.get_by_label("密码").fill(make.PASSWORD)
    page.get_by_label("密码").press("Enter")
    expect(page.locator(".person b")).to_have_text(person.name)


def test_the_person_changes_by_alt_p_and_pin(open_as: Open) -> None:
    alice, bob = with_pin(name="艾丽"), with_pin(name="鲍勃")
    page = open_as(None, "/accounts/login/?next=/settings/roles/")
    sign_in(page, bob)
    page.locator(".top button.logout").click()
    page.goto("/accounts/login/?next=/settings/roles/")
    sign_in(page, alice)

    page.keyboard.press("Alt+p")
    page.get_by_role("link", name="鲍勃", exact=True).click()
    expect(page.get_by_label("工号")).to_have_value(bob.staff_number)
    assert violations(page) == []
    page.get_by_label("PIN").fill("8888")
    page.get_by_label("PIN").press("Enter")
    expect(page.get_by_text("PIN 码不对").first).to_be_visible()
    page.get_by_label("PIN").fill(PIN)
    page.get_by_label("PIN").press("Enter")
    expect(page.locator(".person b")).to_have_text("鲍勃")
    assert page.url.endswith("/settings/roles/")


def test_a_locked_number_is_told_and_opened_by_the_supervisor(open_as: Open) -> None:
    person = make.person(name="欧阳文杰")
    page = open_as(None, "/accounts/login/")
    for _try in range(5):
        page.get_by_label("工号").fill(person.staff_number)
        page.get_by_label("密码").fill("wrong password")
        page.get_by_label("密码").press("Enter")
        expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_text("已锁定")).to_be_visible()
    assert violations(page) == []

    desk = open_as(make.person(Role.SUPERVISOR), "/people/locks/")
    expect(desk.get_by_role("cell", name="欧阳文杰")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("button", name="解锁").click()
    expect(desk.get_by_text("没有被锁定的工号")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_the_pages_of_a_person_offend_nobody(open_as: Open, *, phone: bool) -> None:
    person = make.person(name="喆𠮷")
    page = open_as(make.person(Role.MANAGER), f"/people/{person.pk}/", phone=phone)
    for address in (f"/people/{person.pk}/", f"/people/{person.pk}/role/", f"/people/{person.pk}/name/"):
        page.goto(address)
        assert violations(page) == []


@pytest.fixture
def kind() -> Iterator[str]:
    """A kind of work that leaves a file."""

    @jobs.runner("test.browser", label="整理名单")
    def run(job: Job, report: jobs.Report) -> jobs.Outcome:
        report(3, 3)
        return jobs.Outcome({"整理": 3}, b"abc", "名单.txt")

    yield "test.browser"
    jobs.forget("test.browser")


def test_the_page_of_a_job_follows_its_worker(open_as: Open, kind: str, media: object) -> None:
    person = make.person()
    job = acts.start(kind, by=person, now=timezone.now())
    page = open_as(person, f"/jobs/{job.pk}/")
    expect(page.get_by_text("正在排队")).to_be_visible()
    assert violations(page) == []

    acts.run(job.pk, now=timezone.now())
    expect(page.get_by_role("link", name="下载文件")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载文件").click()
    assert download.value.suggested_filename == "名单.txt"
