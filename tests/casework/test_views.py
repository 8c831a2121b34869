"""The bell, attachments, masked numbers: through their doors."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from casework import reveals
from casework.actions import folders, handoffs, papers
from casework.actions.notices import tell
from casework.models import Audience, Folder, Reminder
from casework.reveals import Hidden
from mall.models import Reveal
from mall.roles import Role
from tests import make, make_casework
from tests.rules import rule

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


def a_picture(**save: object) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "JPEG", **save)
    return SimpleUploadedFile("现场.jpg", made.getvalue(), "image/jpeg")


def told(person: User, kind: str = "handoff.assigned") -> Reminder:
    now = timezone.now()
    folder = make_casework.folder(now=now, safety=True)
    tell([person], kind, folder, key=f"test:{folder.pk}", now=now)
    return Reminder.objects.get(receiver=person, folder=folder, channel="bell")


def test_the_bell_lists_what_one_was_told_and_marks_it_read(client: Client) -> None:
    person = make.person()
    row = told(person)
    told(make.person())
    make.signed_in(client, person)
    page = client.get("/notices/").content.decode()
    assert row.folder is not None
    assert page.count(row.folder.number) == 1
    client.post(f"/notices/{row.pk}/")
    row.refresh_from_db()
    assert row.read_at is not None
    assert row.folder.number not in client.get("/notices/?unread").content.decode()


def test_nobody_reads_anothers_notice(client: Client) -> None:
    row = told(make.person())
    make.signed_in(client, make.person())
    assert client.post(f"/notices/{row.pk}/").status_code == 404


def in_working_hours(row: Reminder) -> Reminder:
    """The message as its receiver has it, whatever the hour of this test: nothing is shown outside working time."""
    row.send_at = row.made_at
    row.save()
    return row


def test_a_notice_of_what_one_sees_no_more_says_so_instead_of_leading_to_nothing(client: Client) -> None:
    asked = make_casework.handoff(now=timezone.now())
    person = make_casework.department_user()
    handoffs.withdraw(asked, by=asked.asked_by, now=timezone.now())
    row = in_working_hours(Reminder.objects.get(receiver=person, kind="handoff.withdrawn", channel="bell"))
    page = make.signed_in(client, person).post(f"/notices/{row.pk}/", follow=True)
    assert page.redirect_chain[-1][0] == "/notices/"
    assert f"{asked.folder.number} 已不在您的查看范围" in page.content.decode()


def test_a_notice_without_a_folder_leads_to_the_page_it_names(client: Client) -> None:
    person, now = make.person(), timezone.now()
    tell([person], "handoff.assigned", None, key="page", now=now, facts={"path": "/complaints/?view=mine"})
    row = in_working_hours(Reminder.objects.get(receiver=person, channel="bell"))
    assert make.signed_in(client, person).post(f"/notices/{row.pk}/").headers["Location"] == "/complaints/?view=mine"


def test_all_can_be_read_at_once(client: Client) -> None:
    person = make.person()
    told(person)
    told(person)
    make.signed_in(client, person)
    client.post("/notices/read/")
    assert not Reminder.objects.filter(receiver=person, channel="bell", read_at=None).exists()


def test_an_empty_bell_says_what_will_come(client: Client) -> None:
    make.signed_in(client, make.person())
    assert "还没有通知" in client.get("/notices/").content.decode()


def test_kinds_are_muted_but_not_those_that_cannot_be(client: Client) -> None:
    person = make.person()
    make.signed_in(client, person)
    assert client.get("/notices/kinds/").status_code == 200
    client.post("/notices/kinds/", {"kind": ["clock.warned"]})
    person.refresh_from_db()
    assert "handoff.assigned" in person.muted
    assert "clock.warned" not in person.muted
    assert "safety.alarm" not in person.muted
    assert "clock.overdue" in person.muted


def test_the_profile_holds_the_choice_of_kinds(client: Client) -> None:
    person = make.person()
    make.signed_in(client, person)
    page = client.get(f"/notices/kinds/{person.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "clock.warned" in page
    assert "<html" not in page


def test_a_picture_is_shown_inline_under_a_sandbox(client: Client, media: Path) -> None:
    folder = make_casework.folder()
    person = make.person()
    found = papers.attach(folder, a_picture(), by=person, now=make_casework.NOON)
    make.signed_in(client, person)
    answer = client.get(f"/attachments/{found.key}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert client.get(f"/attachments/{found.key}/?download")["Content-Disposition"].startswith("attachment")


def test_a_pdf_is_a_download_named_by_its_content(client: Client, media: Path) -> None:
    folder = make_casework.folder()
    person = make.person()
    upload = SimpleUploadedFile("小票.html", b"%PDF-1.4\n%%EOF", "text/html")
    found = papers.attach(folder, upload, by=person, now=make_casework.NOON)
    make.signed_in(client, person)
    answer = client.get(f"/attachments/{found.key}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert ".html" not in answer["Content-Disposition"]


def test_an_attachment_is_seen_by_who_sees_its_folder_only(client: Client, media: Path) -> None:
    folder = make_casework.folder()
    found = papers.attach(folder, a_picture(), by=make.person(), now=make_casework.NOON)
    outsider = make_casework.department_user()
    make.signed_in(client, outsider)
    assert client.get(f"/attachments/{found.key}/").status_code == 404
    folders.let_in(folder, outsider, by=make.person(), now=make_casework.NOON)
    assert client.get(f"/attachments/{found.key}/").status_code == 200
    folders.shut_out(folder, outsider, by=make.person(), now=make_casework.NOON)
    assert client.get(f"/attachments/{found.key}/").status_code == 404


def test_a_removed_or_lost_attachment_is_not_found(client: Client, media: Path) -> None:
    person = make.person()
    found = papers.attach(make_casework.folder(), a_picture(), by=person, now=make_casework.NOON)
    make.signed_in(client, person)
    found.file.storage.delete(str(found.file.name))
    assert client.get(f"/attachments/{found.key}/").status_code == 404
    other = papers.attach(make_casework.folder(), a_picture(), by=person, now=make_casework.NOON)
    papers.remove_attachment(other, by=person, now=make_casework.NOON)
    assert client.get(f"/attachments/{other.key}/").status_code == 404


def find_number(user: User, row: int) -> Hidden | None:
    folder = Folder.objects.visible_to(user).filter(pk=row).first()
    return Hidden(folder, "13812345678", "138****5678") if folder else None


reveals.register("test.phone", find_number)
reveals.register("test.identity", find_number, identity=True)


@rule.both("DATA-01")
def test_the_handler_sees_the_number_with_one_click_and_it_is_written_down(client: Client) -> None:
    handler = make.person()
    folder = make_casework.folder(handler=handler)
    make.signed_in(client, handler)
    assert "13812345678" not in client.get(f"/numbers/test.phone/{folder.pk}/").content.decode()
    assert "13812345678" in client.post(f"/numbers/test.phone/{folder.pk}/").content.decode()
    seen = Reveal.objects.get()
    assert (seen.by, seen.folder_number, seen.what) == (handler, folder.number, "test.phone")
    assert folder.number in seen.purpose


@rule.both("DATA-01")
def test_everybody_else_gives_a_reason_and_an_id_number_always_asks(client: Client) -> None:
    folder = make_casework.folder()
    handler = make.person()
    own = make_casework.folder(handler=handler)
    make.signed_in(client, handler)
    assert client.post(f"/numbers/test.phone/{folder.pk}/").status_code == 422
    assert client.post(f"/numbers/test.identity/{own.pk}/").status_code == 422
    assert not Reveal.objects.exists()
    shown = client.post(f"/numbers/test.identity/{own.pk}/", {"purpose": "签订调解协议核对身份"})
    assert "13812345678" in shown.content.decode()


def test_a_number_of_a_folder_one_cannot_see_is_not_found(client: Client) -> None:
    folder = make_casework.folder()
    make.signed_in(client, make_casework.department_user())
    assert client.post(f"/numbers/test.phone/{folder.pk}/", {"purpose": "看一看吧"}).status_code == 404
    assert client.post(f"/numbers/unheard.of/{folder.pk}/").status_code == 404


EVERY_ROLE = [
    (Role.AGENT, "customer-service"),
    (Role.SUPERVISOR, "customer-service"),
    (Role.MANAGER, "customer-service"),
    (Role.DEPARTMENT_USER, "onsite"),
    (Role.DEPARTMENT_HEAD, "onsite"),
    (Role.DEPARTMENT_USER, "fire"),
    (Role.DEPUTY_GM, "gm-office"),
    (Role.GENERAL_MANAGER, "gm-office"),
    (Role.GM_OFFICE, "gm-office"),
    (Role.HR_VIEWER, "hr"),
    (Role.ARCHIVIST, "customer-service"),
    (Role.AUDITOR, "gm-office"),
    (Role.LIFT_LEADER, "customer-service"),
    (Role.SYSTEM_ADMIN, "customer-service"),
]
SEES = {
    "open": {
        Role.AGENT,
        Role.SUPERVISOR,
        Role.MANAGER,
        Role.DEPUTY_GM,
        Role.GENERAL_MANAGER,
        Role.GM_OFFICE,
        Role.AUDITOR,
    },
    "secret": {Role.MANAGER, Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.GM_OFFICE},
}


@pytest.mark.parametrize(("role", "department"), EVERY_ROLE)
def test_listed_is_openable_for_every_role(client: Client, media: Path, role: Role, department: str) -> None:
    user = make.person(role, make.department(department))
    boss = make.person()
    plain, secret = make_casework.folder(), make_casework.folder(confidential=True)
    kept = make_casework.folder(is_file=True)
    onsite = make_casework.handoff().folder
    about = make_casework.folder()
    folders.shut_out(about, user, by=boss, now=make_casework.NOON)
    keys = {
        folder.pk: papers.attach(folder, a_picture(), by=boss, now=make_casework.NOON).key
        for folder in (plain, secret, kept, onsite, about)
    }
    make.signed_in(client, user)
    listed = set(Folder.objects.visible_to(user).values_list("pk", flat=True))
    opened = {pk for pk, key in keys.items() if client.get(f"/attachments/{key}/").status_code == 200}
    assert opened == listed
    assert (plain.pk in listed) == (role in SEES["open"])
    assert (secret.pk in listed) == (role in SEES["secret"])
    assert about.pk not in listed
    assert (onsite.pk in listed) == (role in SEES["open"] or department == "onsite")


@rule.both("DATA-02")
def test_a_confidential_folder_is_read_by_whom_it_was_opened_to() -> None:
    secret = make_casework.folder(confidential=True)
    agent = make.person()
    assert secret not in Folder.objects.visible_to(agent)
    folders.let_in(secret, agent, by=make.person(Role.MANAGER), now=make_casework.NOON, may=Audience.May.HANDLE)
    assert secret in Folder.objects.visible_to(agent)


def test_who_has_left_sees_nothing() -> None:
    make_casework.folder()
    assert not Folder.objects.visible_to(make.person(is_active=False)).exists()
