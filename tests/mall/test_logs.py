"""The logs of the doors: who may read them, paging, filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mall.actions import doors
from mall.models import ExportLog, Reveal
from mall.roles import ROLE_PERMISSIONS, Permission, Role
from tests import make
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@rule.both("DATA-03")
@pytest.mark.parametrize("role", list(Role))
def test_the_logs_are_read_by_who_audits_only(client: Client, role: Role) -> None:
    home = "onsite" if role in {Role.DEPARTMENT_USER, Role.DEPARTMENT_HEAD} else "customer-service"
    browser = make.signed_in(client, make.person(role, home))
    expected = 200 if Permission.AUDIT_READ in ROLE_PERMISSIONS[role] else 403
    assert browser.get("/audit/exports/").status_code == expected
    assert browser.get("/audit/reveals/").status_code == expected


def test_the_logs_are_walked_page_by_page_without_losing_a_row(client: Client) -> None:
    agent = make.person(Role.AGENT)
    ExportLog.objects.bulk_create(
        ExportLog(by=agent, at=NOW - timedelta(minutes=n // 3), what=f"list-{n:03d}", rows=n) for n in range(120)
    )
    browser = make.signed_in(client, make.person(Role.AUDITOR))
    address, seen = "/audit/exports/", ""
    for _page in range(3):
        text = browser.get(address).text
        seen += text
        link = text.split('rel="next" href="')
        address = "/audit/exports/" + link[1].split('"')[0].replace("&amp;", "&") if len(link) > 1 else ""
        if not address:
            break
    assert all(seen.count(f"list-{n:03d}") == 1 for n in range(120))


def test_the_logs_are_filtered_by_person_case_and_day(client: Client) -> None:
    alice = make.person(Role.AGENT, name="艾丽")
    bob = make.person(Role.AGENT, name="鲍勃")
    for by, number, days in ((alice, "TS20261120-0001", 3), (bob, "TS20261123-0002", 0)):
        doors.reveal(
            by=by, now=NOW - timedelta(days=days), what="complaint.phone", row=1, folder_number=number, handles=True
        )
    browser = make.signed_in(client, make.person(Role.AUDITOR))
    one_day = "first=2026-11-20&last=2026-11-20"
    for query in ("q=艾丽", "q=TS20261120", f"q={alice.staff_number}", "last=2026-11-20", one_day):
        page = browser.get(f"/audit/reveals/?{query}").text
        assert "TS20261120-0001" in page, query
        assert "TS20261123-0002" not in page, query
    for nonsense in ("first=yesterday", "last=2026-13-40", "q=%00"[:2], "page=x"):
        assert browser.get(f"/audit/reveals/?{nonsense}").status_code == 200
    assert Reveal.objects.count() == 2
