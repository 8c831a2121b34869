"""Role × address: whoever lacks the permission is refused at every door, whoever has it is not, nobody gets a 500."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from mall.roles import ROLE_PERMISSIONS, Permission, Role
from tests import make, make_complaints, make_merchants
from tests.doors import address, any_address, doors, everybody
from ui.doors import Anyone

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db
HOME = {
    Role.DEPARTMENT_USER: "onsite",
    Role.DEPARTMENT_HEAD: "onsite",
    Role.DEPUTY_GM: "gm-office",
    Role.GENERAL_MANAGER: "gm-office",
    Role.GM_OFFICE: "gm-office",
    Role.HR_VIEWER: "hr",
}
# Doors that answer 404 to whoever may not know that something is there; the door itself asks for less.
UNSEEN = {403, 404}


def _may(role: Role, needs: Any) -> bool:
    if isinstance(needs, Anyone):
        return True
    wanted = needs if isinstance(needs, tuple) else (needs,)
    return any(Permission(one) in ROLE_PERMISSIONS[role] for one in wanted)


@pytest.fixture
def case() -> Complaint:
    return make_complaints.handed_over()


@pytest.fixture
def shop() -> Any:
    return make_merchants.merchant()


def _walks(role: Role, place: int, needs: Any, *, by_all: bool) -> bool:
    """Whether a role tries a door: whoever may not always does; of those who may two in turn, or all."""
    able = [one for one in Role if _may(one, needs)]
    return by_all or role not in able or (able.index(role) - place) % len(able) < 2


@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_the_doors_it_may_and_no_other(
    client: Client, case: Complaint, shop: Any, role: Role, request: pytest.FixtureRequest
) -> None:
    user = make.person(role, HOME.get(role, "customer-service"))
    wrong, signed_in, by_all = [], False, request.config.getoption("--long")
    for place, (name, entry, door) in enumerate(doors()):
        if "logout" in name or name.endswith(":lock"):
            continue  # they end the session this test walks with
        if not _walks(role, place, door.needs, by_all=by_all):
            continue
        if not signed_in:
            make.signed_in(client, user)
        ask = client.head if door.door == "page" else client.post  # of papers the head: they are laid out elsewhere
        if _may(role, door.needs):
            status = ask(address(name, entry, case, shop, user)).status_code
        else:  # a refusal is told in a line to who asks for a part of a page
            status = ask(any_address(name, entry), headers={"HX-Request": "true"}).status_code
        signed_in = door.door == "page" or status in UNSEEN  # an act may have ended the session
        if status >= 500:
            wrong.append(f"{name} ({door.door}) answered {status}")
        if not _may(role, door.needs) and status not in UNSEEN:
            wrong.append(f"{name} ({door.door}) let {role} in: {status}")
        if _may(role, door.needs) and status == 403 and not _own_refusal(name):
            wrong.append(f"{name} ({door.door}) refused {role}")
    assert not wrong


def _own_refusal(name: str) -> bool:
    """Doors that refuse by more than the role: the purpose of a reveal, the PC at the counter."""
    return bool(re.search(r"reveal|phone|identity|change-person|unlock|code", name))


#: What an agent may not even know of: what others write of him, and what is not decided or sent yet.
OF_OTHERS = {
    *("development-file", "development-consent", "reward", "reward-print"),
    *("work-report", "work-report-edit", "work-report-print"),
}


def _staffing(ask: Any, client: Client, case: Complaint, shop: Any, user: User) -> dict[str, int]:
    """What every page of staffing answers somebody whose role lets him to it."""
    make.signed_in(client, user)
    roles = {one.role for one in user.current_memberships}
    return {
        name.removeprefix("staffing:"): ask(address(name, entry, case, shop, user)).status_code
        for name, entry, door in doors()
        if name.startswith("staffing:") and door.door == "page" and any(_may(Role(role), door.needs) for role in roles)
    }


def test_rosters_letters_meetings_and_all_their_papers_open(client: Client, case: Complaint, shop: Any) -> None:
    answers = _staffing(client.get, client, case, shop, everybody())
    assert len(answers) > 70
    assert {name: status for name, status in answers.items() if status != 200} == {}


def test_an_agent_opens_what_is_about_himself(client: Client, case: Complaint, shop: Any) -> None:
    answers = _staffing(client.head, client, case, shop, make.person())
    assert len(answers) > 50
    assert {name for name, status in answers.items() if status != 200} == OF_OTHERS


def test_a_stranger_is_led_to_the_sign_in_page_by_every_door(client: Client, case: Complaint, shop: Any) -> None:
    user = make.person()
    wrong = []
    for name, entry, door in doors():
        if door.needs is Anyone.PUBLIC:
            continue
        ask = client.get if door.door == "page" else client.post
        answer = ask(address(name, entry, case, shop, user))
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/"):
            wrong.append(f"{name}: {answer.status_code}")
    assert not wrong


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_USER, Role.DEPUTY_GM, Role.HR_VIEWER])
def test_what_is_listed_can_be_opened_and_nothing_else(client: Client, case: Complaint, role: Role) -> None:
    """The queue, the search and the export show exactly the cases whose pages open."""
    desk = make_complaints.agent()
    others = [
        make_complaints.complaint(desk),
        make_complaints.handed_over(desk, lead="fire"),
        make_complaints.complaint(make_complaints.supervisor(), against="staff", staff_person=desk, place="前台"),
    ]
    user = make.person(role, HOME.get(role, "customer-service"))
    make.signed_in(client, user)
    numbers = {one.folder.number for one in (case, *others)}
    opened = {n for n in numbers if client.get(reverse("complaints:case", args=[n])).status_code == 200}
    queue = client.get(reverse("complaints:list"), {"view": "all"}).content.decode()
    listed = {n for n in numbers if f"/complaints/{n}/" in queue}
    found = client.get(reverse("reports:search"), {"q": "羽绒服"}).content.decode()
    assert listed == opened
    if Permission.SEARCH in ROLE_PERMISSIONS[role]:
        assert {n for n in numbers if f"/complaints/{n}/" in found} == opened
