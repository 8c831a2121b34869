"""What was published: the versions of a roster, what each changed, and the paper F-14."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone, translation

from mall.localtime import local_day
from mall.roles import Role
from staffing.actions import rosters as acts
from staffing.halves import half_of
from staffing.queries import rosters as reads
from tests import make
from tests import make_staffing as crews
from tests.rules import rule
from tests.staffing.test_roster_pages import lay, publish, url

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User
    from staffing.models import Crew, Roster

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def chief(client: Client) -> User:
    """Who lays out rosters, signed in."""
    user = make.person(Role.SUPERVISOR, name="赵磊")
    make.signed_in(client, user)
    return user


@pytest.fixture
def roster(crew: Crew) -> Roster:
    """The next half month, begun."""
    assert crew
    return acts.begin(half_of(local_day(timezone.now())).after, now=timezone.now())


@rule.both("ROST-09")
def test_versions_tell_what_they_changed_and_are_printed(
    client: Client, roster: Roster, crew: Crew, chief: User
) -> None:
    assert chief
    publish(client, roster, "缺人")
    on = roster.starts_on + 2 * DAY
    working = next(one for one in crews.members(crew) if reads.draft_of(roster).plan.get((one.pk, on)))
    lay(client, roster, [[working.pk, on.isoformat(), ""]])
    publish(client, roster, "临时调整")
    listed = client.get(url("roster-versions", roster.code)).content.decode()
    assert "临时调整" in listed
    page = client.get(url("roster-version", roster.code, 2)).content.decode()
    assert "与第 1 版相比的变动" in page
    assert working.name in page
    assert "与发布时一致" in page
    gaps = reads.gaps_of(roster.versions.get(number=2))
    assert gaps
    assert all(words in page for words in gaps)
    with translation.override("en"):
        english = reads.gaps_of(roster.versions.get(number=2))
    assert all("nobody" in words and "无人" not in words for words in english), "each reader in his own language"
    assert "这是首版" in client.get(url("roster-version", roster.code, 1)).content.decode()
    for number in (3, 10**9):
        assert client.get(url("roster-version", roster.code, number)).status_code == 404
    paper = client.get(url("roster-version-print", roster.code, 2))
    assert paper.content.startswith(b"%PDF")


def test_f_14_is_printed_of_the_draft_and_of_a_version_on_either_paper(
    client: Client, roster: Roster, chief: User
) -> None:
    assert chief
    address = url("roster-print", roster.code)
    draft = client.get(address)
    assert draft.content.startswith(b"%PDF")
    assert f"F-14-{roster.code}.pdf" in draft["Content-Disposition"]
    publish(client, roster, "缺人")
    published = client.get(address, {"paper": "a3"})
    assert f"F-14-{roster.code}-v1.pdf" in published["Content-Disposition"]
    assert client.get(address, {"version": "1"}).content.startswith(b"%PDF")
    assert client.get(address, {"version": "7"}).status_code == 404
