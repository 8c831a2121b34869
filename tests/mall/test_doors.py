"""One-time tokens, drafts, staged files, the export log, reveals."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import connection, transaction

from mall.actions import doors
from mall.events import many_reveals
from mall.limits import limit
from mall.models import Draft, ExportLog, FormToken, Reveal, Session, StagedUpload
from mall.roles import Role
from mall.rules.doors import obstacles_to_revealing
from tests import make
from tests.rules import rule
from ui.obstacles import Refused

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_token_is_spent_once_and_leads_to_the_first_record() -> None:
    person = make.person()
    tokens = doors.Tokens()
    token = tokens.issue(person)

    assert tokens.spend(token, person) is None
    tokens.settle(token, person, "/complaints/TS1/")
    assert tokens.spend(token, person) == "/complaints/TS1/"
    assert FormToken.objects.count() == 1


@pytest.mark.django_db
def test_a_used_token_stored_with_its_record_is_spent() -> None:
    person = make.person()
    tokens = doors.Tokens()
    token = tokens.issue(person)

    assert tokens.led_to(token, person) is None
    tokens.spent(token, person, "/complaints/TS1/").save()
    assert tokens.led_to(token, person) == "/complaints/TS1/"
    assert tokens.spend(token, person) == "/complaints/TS1/"
    with pytest.raises(Refused):
        tokens.led_to(token, make.person())
    with pytest.raises(Refused):
        tokens.spent("short", person, "/")


@pytest.mark.django_db
def test_a_token_spent_by_somebody_else_is_refused() -> None:
    tokens = doors.Tokens()
    token = tokens.issue(None)
    assert tokens.spend(token, AnonymousUser()) is None

    with pytest.raises(Refused):
        tokens.spend(token, make.person())


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "short", "x" * 44, "令" * 30, "a b" * 12])
def test_a_token_of_another_shape_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        doors.Tokens().spend(token, make.person())


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_spend_a_token_once() -> None:
    person = make.person()
    token = doors.Tokens().issue(person)
    answers: list[str | None] = []
    start = threading.Barrier(8)

    def click() -> None:
        tokens = doors.Tokens()
        try:
            start.wait()
            with transaction.atomic():
                found = tokens.spend(token, person)
                if found is None:
                    tokens.settle(token, person, "/first/")
            answers.append(found)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers, key=str) == ["/first/"] * 7 + [None]


@pytest.mark.django_db
def test_a_draft_belongs_to_who_typed_it_and_lies_encrypted() -> None:
    alice, bob = make.person(), make.person()
    drafts = doors.Drafts()
    drafts.put(alice, "complaint", {"name": ["雷静雪"], "pin": ["1234"], "password": ["x"]})

    kept = drafts.get(alice, "complaint")
    assert kept is not None
    assert kept.data == {"name": ["雷静雪"]}
    assert drafts.get(bob, "complaint") is None
    assert drafts.get(AnonymousUser(), "complaint") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM mall_draft")
        assert "雷静雪" not in cursor.fetchone()[0]

    drafts.drop(bob, "complaint")
    assert Draft.objects.count() == 1
    drafts.drop(alice, "complaint")
    assert Draft.objects.count() == 0


@pytest.mark.django_db
def test_a_draft_that_is_too_long_is_refused_and_old_ones_make_room() -> None:
    alice = make.person()
    drafts = doors.Drafts()
    with pytest.raises(Refused):
        drafts.put(alice, "long", {"text": ["字" * doors.LONGEST_DRAFT]})

    for n in range(doors.MOST_DRAFTS + 3):
        drafts.put(alice, f"form-{n}", {"text": [str(n)]})
    assert Draft.objects.count() == doors.MOST_DRAFTS
    assert drafts.get(alice, "form-0") is None


@pytest.mark.django_db
def test_a_staged_file_is_taken_only_by_who_dropped_it(media: Any) -> None:
    alice, bob = make.person(), make.person()
    upload = doors.stage(ContentFile(b"abc"), name="小票.jpg", content_type="image/jpeg", by=alice, now=NOW)

    assert [u.name for u in doors.staged([upload.key], by=alice)] == ["小票.jpg"]
    with pytest.raises(Refused):
        doors.staged([upload.key], by=bob)
    assert "小票" not in upload.file.name


@pytest.mark.django_db
def test_the_sweep_throws_away_what_was_needed_for_a_day(media: Any, django_capture_on_commit_callbacks: Any) -> None:
    alice = make.person()
    old = doors.stage(ContentFile(b"abc"), name="a", content_type="", by=alice, now=NOW - timedelta(days=2))
    young = doors.stage(ContentFile(b"abc"), name="b", content_type="", by=alice, now=NOW - timedelta(hours=2))
    FormToken.objects.create(token="t" * 30, spent_at=NOW - timedelta(days=3))
    FormToken.objects.create(token="u" * 30, spent_at=NOW - timedelta(hours=3))
    for key, hours in (("over", -1), ("good", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=NOW + timedelta(hours=hours))

    with django_capture_on_commit_callbacks(execute=True):
        swept = doors.sweep_doors(now=NOW)

    assert swept == {"tokens": 1, "uploads": 1, "drafts": 0, "pcs": 0, "sessions": 1}
    assert Session.objects.get().session_key == "good"
    assert list(StagedUpload.objects.all()) == [young]
    assert not old.file.storage.exists(old.file.name)
    assert young.file.storage.exists(young.file.name)


@rule.allows("DATA-03")
@pytest.mark.django_db
def test_an_export_is_written_down() -> None:
    alice = make.person()
    doors.log_export(by=alice, now=NOW, what="complaints", rows=12, filters={"state": "open"})
    assert ExportLog.objects.values_list("by", "what", "rows", "filters").get() == (
        alice.pk,
        "complaints",
        12,
        {"state": "open"},
    )


@rule.both("DATA-01")
@pytest.mark.django_db
def test_who_handles_the_folder_needs_one_click_and_others_a_reason() -> None:
    agent = make.person(Role.AGENT)
    fire = make.person(Role.DEPARTMENT_USER, "fire")

    assert obstacles_to_revealing(by=agent, purpose="", handles=True) == []
    assert [o.code for o in obstacles_to_revealing(by=fire, purpose="", handles=False)] == ["reveal.reason"]
    assert obstacles_to_revealing(by=fire, purpose="call the customer back", handles=False) == []


@rule.both("DATA-01")
@pytest.mark.django_db
def test_an_identity_number_always_asks_and_some_roles_never_see_one() -> None:
    agent = make.person(Role.AGENT)
    auditor = make.person(Role.AUDITOR)

    assert [o.field for o in obstacles_to_revealing(by=agent, purpose=" ", handles=True, identity=True)] == ["purpose"]
    assert obstacles_to_revealing(by=agent, purpose="collecting a parcel", handles=True, identity=True) == []
    for handles in (False, True):
        found = obstacles_to_revealing(by=auditor, purpose="just looking", handles=handles, identity=True)
        assert [o.code for o in found] == ["reveal.role"]
    with pytest.raises(Refused):
        doors.reveal(by=auditor, now=NOW, what="complaint.phone", row=1, purpose="just looking")
    assert not Reveal.objects.exists()


@rule.both("DATA-01")
@pytest.mark.django_db
def test_many_reveals_in_an_hour_are_reported_once() -> None:
    agent = make.person(Role.AGENT)
    told: list[int] = []

    def hear(count: int, **_rest: Any) -> None:
        told.append(count)

    many_reveals.connect(hear)
    try:
        most = limit("reveals_an_hour", NOW)
        for n in range(most):
            doors.reveal(by=agent, now=NOW + timedelta(seconds=n), what="complaint.phone", row=n, handles=True)
        assert told == []
        for n in range(3):
            later = NOW + timedelta(minutes=5, seconds=n)
            doors.reveal(by=agent, now=later, what="complaint.phone", row=n, handles=True)
        assert told == [most + 1]
    finally:
        many_reveals.disconnect(hear)
