"""What is put right afterwards: whom it is about, a wrong file, a wrong link."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError, RestrictedError
from PIL import Image

from casework.actions.notices import tell
from casework.actions.papers import attach, link
from casework.models import Attachment, FollowUp, Link, Note, Reminder
from casework.rules.papers import SIGNED, obstacles_to_removing, obstacles_to_unlinking
from complaints.actions import corrections, dispatch
from complaints.rules import corrections as rules
from complaints.states import Against, State
from tests import make
from tests import make_complaints as desk
from tests.make_complaints import HOUR, MINUTE, NOW
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 6), "white").save(out, "PNG")
    return out.getvalue()


PICTURE = _picture()


def _codes(obstacles: Any) -> set[str]:
    return {obstacle.code for obstacle in obstacles}


def _heard(person: User, case: Complaint) -> int:
    return Reminder.objects.filter(receiver=person, folder=case.folder, given_up_at=None).count()


# ---------------------------------------------------------------- about a person of our staff


@rule.both("CMP-06")
def test_whom_it_is_about_is_named_while_the_case_is_open_and_never_by_himself() -> None:
    lin, wang = desk.agent(), desk.agent()
    case = desk.complaint(lin)
    assert rules.obstacles_to_naming_staff(case, wang, lin) == []
    assert _codes(rules.obstacles_to_naming_staff(case, lin, lin)) == {"own"}
    case.staff_person = wang
    assert _codes(rules.obstacles_to_naming_staff(case, wang, lin)) == {"same"}
    case.state = State.CLOSED
    assert _codes(rules.obstacles_to_naming_staff(case, lin, wang)) == {"closed"}
    with pytest.raises(Refused):
        corrections.name_staff(case, wang, by=lin, now=LATER)


@rule.both("CMP-06", "CMP-46")
def test_who_is_complained_about_neither_sees_nor_hears_of_it_any_more(client: Client) -> None:
    boss, lin, wang = desk.supervisor(), desk.agent(name="陈静"), desk.agent(name="王敏")
    case = desk.complaint(wang)
    tell([wang, lin], "complaint.serious", case.folder, key="told", now=NOW)
    assert _heard(wang, case) > 0
    corrections.name_staff(case, wang, by=lin, now=LATER)
    case = desk.fresh(case)
    assert (case.against, case.staff_person, case.folder.confidential) == (Against.STAFF, wang, True)
    assert case.folder.handler == boss
    assert _heard(boss, case) > 0
    assert _heard(wang, case) == 0
    address = f"/complaints/{case.folder.number}/"
    for who, status in ((wang, 404), (lin, 200), (boss, 200), (desk.agent(), 404)):
        make.signed_in(client, who)
        assert client.get(address).status_code == status, who
        assert (case.folder.number in client.get("/complaints/?view=all").content.decode()) is (status == 200)
    tell([wang, boss], "complaint.serious", case.folder, key="again", now=LATER)
    assert _heard(wang, case) == 0
    line = case.folder.entries.get(verb="staff_named")
    assert (line.by, line.facts) == (lin, {"person": wang.pk})


@rule.both("CMP-06")
@rule("CMP-46")
def test_what_others_were_told_is_taken_back_unless_they_may_still_see_it() -> None:
    desk.supervisor()
    lin, wang, other, boss = desk.agent(), desk.agent(), desk.agent(), desk.manager()
    case = desk.complaint(lin)
    tell([lin, other, boss], "complaint.serious", case.folder, key="told", now=NOW)
    corrections.name_staff(case, wang, by=lin, now=LATER)
    assert (_heard(other, case), _heard(lin, case) > 0, _heard(boss, case) > 0) == (0, True, True)


@rule.allows("CMP-06")
def test_a_superior_keeps_it_and_who_handled_it_may_go_on_reading() -> None:
    boss, lin, wang = desk.supervisor(), desk.agent(), desk.agent()
    case = desk.complaint(boss)
    corrections.name_staff(case, wang, by=lin, now=LATER)
    assert desk.fresh(case).folder.handler == boss
    handled = desk.complaint(lin)
    corrections.name_staff(handled, wang, by=boss, now=LATER)
    handled = desk.fresh(handled)
    assert handled.folder.handler == boss
    assert type(handled).objects.visible_to(lin).filter(pk=handled.pk).exists()


@rule.both("CMP-06")
def test_a_supervisor_complained_about_is_out_and_another_takes_over() -> None:
    bad, good = desk.supervisor(), desk.supervisor()
    case = desk.complaint(bad)
    corrections.name_staff(case, bad, by=desk.agent(), now=LATER)
    case = desk.fresh(case)
    assert case.folder.handler == good
    assert not type(case).objects.visible_to(bad).filter(pk=case.pk).exists()


@rule.refuses("CMP-06")
def test_what_the_person_held_for_a_department_or_was_to_ask_goes_to_others() -> None:
    desk.supervisor()
    lin, worker, mate = desk.agent(), desk.onsite(), desk.onsite()
    case = desk.handed_over(lin)
    dispatch.give(case, worker, by=mate, now=NOW + 2 * MINUTE)
    call = FollowUp.objects.create(folder=case.folder, due_at=LATER, planned_at=NOW, handled_by=lin, assigned_to=worker)
    case = desk.fresh(case)
    corrections.name_staff(case, worker, by=lin, now=LATER)
    handoff = case.folder.handoffs.get()
    assert handoff.assigned_to is None
    call.refresh_from_db()
    assert call.assigned_to is None
    assert _heard(worker, case) == 0
    assert Reminder.objects.filter(receiver=mate, kind="handoff.asked", given_up_at=None, made_at=LATER).exists()


@rule.both("CMP-06")
def test_naming_over_the_door(client: Client) -> None:
    desk.supervisor()
    lin, wang = desk.agent(), desk.agent()
    case = desk.complaint(lin)
    address = f"/complaints/{case.folder.number}/about-staff/"
    make.signed_in(client, desk.onsite())
    assert client.post(address, {"staff_person": wang.pk}).status_code == 403
    make.signed_in(client, lin)
    refused = client.post(address, {"staff_person": lin.pk})
    assert refused.status_code == 422
    assert "请同事记录" in refused.content.decode()
    assert client.post(address, {"staff_person": wang.pk}).status_code == 302
    assert client.get(f"/complaints/{case.folder.number}/").status_code == 200
    assert client.get(address).status_code == 200


# ---------------------------------------------------------------- a wrong file


def _photo(case: Complaint, by: User, kind: str = "evidence") -> Attachment:
    return attach(case.folder, SimpleUploadedFile("小票.png", PICTURE), kind=kind, by=by, now=NOW)


@rule.both("HAND-08")
def test_a_wrong_file_is_taken_off_with_its_reason(client: Client, media: Path) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    photo = _photo(case, lin)
    make.signed_in(client, lin)
    address = f"/complaints/{case.folder.number}/"
    assert f"take-off/{photo.pk}/" in client.get(address).content.decode()
    form = {"attachment": photo.pk, "reason": ""}
    assert client.post(f"{address}take-off/{photo.pk}/", form).status_code == 422
    assert client.post(f"{address}take-off/{photo.pk}/", {**form, "reason": "拍错了商品"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.removed_by, Note.objects.get().text) == (lin, "拍错了商品")
    shown = client.get(address).content.decode()
    assert photo.key not in shown
    assert "拍错了商品" in shown


@rule.both("HAND-08")
def test_a_file_is_taken_off_by_who_put_it_there_or_a_supervisor_and_never_a_signed_paper(media: Path) -> None:
    lin, other, boss = desk.agent(), desk.agent(), desk.supervisor()
    case = desk.complaint(lin)
    assert _codes(rules.obstacles_to_taking_off(case, lin, NOW)) == {"none"}
    photo = _photo(case, lin)
    assert rules.obstacles_to_taking_off(case, lin, NOW) == []
    assert rules.obstacles_to_taking_off(case, boss, NOW) == []
    assert _codes(rules.obstacles_to_taking_off(case, other, NOW)) == {"none"}
    with pytest.raises(Refused):
        corrections.take_off(case, photo, "错", by=other, now=LATER)
    signed = _photo(case, lin, kind=SIGNED)
    assert _codes(obstacles_to_removing(signed, boss)) == {"signed"}
    case.state = State.CLOSED
    assert "closed" in _codes(rules.obstacles_to_taking_off(case, lin, NOW))


# ---------------------------------------------------------------- a wrong link


@rule.both("JOINT-S05")
@rule("CMP-29")
def test_a_wrong_link_is_taken_back_from_either_side(client: Client) -> None:
    lin = desk.agent()
    one, two = desk.complaint(lin), desk.complaint(lin)
    assert _codes(rules.obstacles_to_parting(one, lin, NOW)) == {"none"}
    made = link(one.folder, two.folder, Link.Kind.REPEAT, by=lin, now=NOW)
    assert rules.obstacles_to_parting(desk.fresh(two), lin, NOW) == []
    make.signed_in(client, lin)
    address = f"/complaints/{two.folder.number}/"
    assert f"unlink/{made.pk}/" in client.get(address).content.decode()
    assert client.post(f"{address}unlink/{made.pk}/", {"link": made.pk}).status_code == 302
    assert not Link.objects.exists()
    assert two.folder.entries.filter(verb="unlinked").exists()
    assert f"unlink/{made.pk}/" not in client.get(address).content.decode()


@rule("CMP-29")
def test_a_link_with_what_one_may_not_see_or_came_from_stays() -> None:
    lin, boss = desk.agent(), desk.supervisor()
    one, secret = desk.complaint(lin), desk.complaint(boss)
    made = link(one.folder, secret.folder, Link.Kind.SAME_INCIDENT, by=boss, now=NOW)
    assert obstacles_to_unlinking(made, lin) == []
    corrections.name_staff(secret, desk.agent(), by=boss, now=LATER)
    assert _codes(obstacles_to_unlinking(made, lin)) == {"unseen"}
    assert _codes(rules.obstacles_to_parting(desk.fresh(one), lin, NOW)) == {"none"}
    with pytest.raises(Refused):
        corrections.part(desk.fresh(one), made, by=lin, now=LATER)
    made.kind = Link.Kind.ORIGIN
    assert _codes(obstacles_to_unlinking(made, boss)) == {"origin"}


@rule.both("ORG-04")
def test_what_was_first_taken_down_stays_whatever_is_put_right_later(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    make.signed_in(client, lin)
    address = f"/complaints/{case.folder.number}/"
    form = {"title": "换个说法", "severity": "1", "channel": "in_person", "happened": "顾客无理取闹。"}
    assert client.post(f"{address}change/", form).status_code == 302
    page = client.get(address).content.decode()
    assert "换个说法" in page
    assert desk.WORDS in page
    assert "顾客无理取闹" not in page
    assert case.folder.entries.filter(verb="changed", by=lin).exists()
    for record in (case, case.folder):
        with pytest.raises((ProtectedError, RestrictedError)):
            record.delete()
