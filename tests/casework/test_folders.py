"""Opening, numbering, closing, reopening; the version; the audience."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from casework import kinds
from casework.actions import folders, papers
from casework.models import Audience, Entry, Folder, NumberCounter
from casework.rules.folders import is_shut_out
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from ui.obstacles import Conflict, Refused

pytestmark = pytest.mark.django_db


@rule.allows("CMP-09")
def test_a_folder_takes_the_next_number_of_its_kind_and_day() -> None:
    first, second = make_casework.folder(), make_casework.folder()
    other = make_casework.folder(kind="kept", is_file=True)
    assert first.number == "ZZ20261126-0001"
    assert second.number == "ZZ20261126-0002"
    assert other.number == "ZK20261126-0001"


def test_the_day_of_a_number_is_the_malls_own() -> None:
    assert make_casework.folder(now=at(27, 0, 0)).number.startswith("ZZ20261127-")
    assert make_casework.folder(now=at(26, 23, 59)).number.startswith("ZZ20261126-")


def test_an_imported_folder_is_numbered_on_the_day_it_was_opened() -> None:
    assert make_casework.folder(opened_at=at(3, 9)).number.startswith("ZZ20261103-")


def test_a_kind_nobody_registered_is_refused() -> None:
    with pytest.raises(KeyError):
        make_casework.folder(kind="unheard-of")


def test_two_kinds_never_share_a_prefix() -> None:
    with pytest.raises(ValueError, match="ZZ"):
        kinds.register("another", "ZZ", "Another")


def test_opening_writes_the_first_line() -> None:
    folder = make_casework.folder()
    assert [entry.verb for entry in folder.entries.all()] == ["opened"]


@rule.refuses("CMP-09")
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_take_fifty_different_numbers() -> None:
    person = make.person()
    department = make.department()
    numbers: list[str] = []
    start = threading.Barrier(50)

    def open_one() -> None:
        try:
            start.wait(timeout=30)
            with transaction.atomic():
                folder = make_casework.folder(by=person, department=department)
            numbers.append(folder.number)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(set(numbers)) == 50
    assert max(numbers) == "ZZ20261126-0050"
    assert NumberCounter.objects.get(prefix="ZZ").last == 50


@rule.allows("CMP-40")
def test_a_folder_closes_when_every_paper_is_done() -> None:
    folder = make_casework.folder()
    person = make.person()
    folders.close_folder(folder, by=person, now=at(26, 15))
    folder.refresh_from_db()
    assert folder.closed_at == at(26, 15)
    assert folder.closed_by == person
    with pytest.raises(Refused, match="closed"):
        folders.close_folder(folder, by=person, now=at(26, 16))


@rule.refuses("CMP-40")
def test_a_folder_does_not_close_with_an_answer_owed() -> None:
    handoff = make_casework.handoff()
    with pytest.raises(Refused, match="handoff_open"):
        folders.close_folder(handoff.folder, by=make.person(), now=at(26, 15))


@rule.refuses("CMP-40")
def test_a_folder_does_not_close_with_an_approval_undecided() -> None:
    approval = make_casework.approval()
    with pytest.raises(Refused, match="approval_open"):
        folders.close_folder(approval.folder, by=make.person(), now=at(26, 15))


@rule.refuses("CMP-40", "ORG-08")
def test_a_kept_file_never_closes() -> None:
    with pytest.raises(Refused, match="kept_file"):
        folders.close_folder(make_casework.folder(is_file=True), by=make.person(), now=NOON)


def test_closing_stops_every_clock() -> None:
    clock = make_casework.clock()
    folders.close_folder(clock.folder, by=make.person(), now=at(26, 13))
    clock.refresh_from_db()
    clock.folder.refresh_from_db()
    assert clock.stopped_at == at(26, 13)
    assert clock.next_step_at is None
    assert clock.folder.due_at is None


@rule("FUP-13")
def test_a_closed_folder_opens_again_and_keeps_its_papers() -> None:
    folder = make_casework.folder()
    person = make.person()
    papers.write_note(folder, "顾客来过", by=person, now=NOON)
    folders.close_folder(folder, by=person, now=at(26, 15))
    folders.reopen_folder(folder, by=person, now=at(26, 16))
    folder.refresh_from_db()
    assert folder.closed_at is None
    assert folder.reopened == 1
    assert folder.notes.count() == 1
    with pytest.raises(Refused, match="open"):
        folders.reopen_folder(folder, by=person, now=at(26, 17))


def test_a_version_is_taken_once() -> None:
    folder = make_casework.folder()
    stale = Folder.objects.get(pk=folder.pk)
    assert folders.bump_version(folder, 1) == 2
    folders.record(folder, "changed", by=make.person(name="李四"), now=at(26, 13))
    with pytest.raises(Conflict) as conflict:
        folders.bump_version(stale, 1, mine={"title": "甲"}, theirs={"title": "乙"})
    assert conflict.value.version == 2
    assert conflict.value.mine == {"title": "甲"}
    assert conflict.value.theirs == {"title": "乙"}
    assert conflict.value.changed_by == "李四"
    assert conflict.value.changed_at == at(26, 13)


def test_a_form_without_a_version_is_not_checked() -> None:
    folder = make_casework.folder()
    assert folders.bump_version(folder, None) == 2


@rule.both("HAND-08")
def test_a_line_can_be_added_and_never_changed() -> None:
    folder = make_casework.folder()
    entry = folders.record(folder, "changed", by=make.person(), now=NOON, facts={"fields": ["title"]})
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(verb="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert Entry.objects.get(pk=entry.pk).verb == "changed"


def test_a_person_shut_out_is_taken_off_the_case() -> None:
    handler = make.person()
    folder = make_casework.folder(handler=handler)
    folders.shut_out(folder, handler, by=make.person(), now=NOON)
    folder.refresh_from_db()
    assert folder.handler is None
    assert is_shut_out(folder, handler)
    assert not Folder.objects.visible_to(handler).exists()


def test_letting_in_never_undoes_shutting_out() -> None:
    person = make.person()
    folder = make_casework.folder()
    folders.shut_out(folder, person, by=make.person(), now=NOON)
    folders.let_in(folder, person, by=make.person(), now=NOON, may=Audience.May.HANDLE)
    assert is_shut_out(folder, person)


@pytest.mark.parametrize("before", ["", Audience.May.READ, Audience.May.HANDLE])
def test_who_is_kept_out_for_a_time_may_do_afterwards_what_he_might_before(before: str) -> None:
    person, folder, by = make.person(Role.HR_VIEWER), make_casework.folder(), make.person()
    if before:
        folders.let_in(folder, person, by=by, now=NOON, may=before)
    lines = folder.entries.count()
    for _twice in range(2):
        folders.shut_out(folder, person, by=by, now=NOON, for_a_time=True)
    assert is_shut_out(folder, person)
    folders.let_back(folder, person)
    folders.let_back(folder, person)
    row = Audience.objects.filter(folder=folder, person=person).first()
    assert (row.may if row else "") == before
    assert folder.entries.count() == lines, "nobody learns of whom it was"


@pytest.mark.parametrize("for_a_time", [(False, True), (True, False)])
def test_who_is_kept_out_for_good_is_never_let_back(for_a_time: tuple[bool, bool]) -> None:
    person, folder = make.person(), make_casework.folder()
    for each in for_a_time:
        folders.shut_out(folder, person, by=make.person(), now=NOON, for_a_time=each)
    folders.let_back(folder, person)
    assert is_shut_out(folder, person)


def test_handling_widens_reading() -> None:
    folder = make_casework.folder()
    hr = make.person(Role.HR_VIEWER, make.department("hr"))
    folders.let_in(folder, hr, by=make.person(), now=NOON)
    assert folder in Folder.objects.visible_to(hr)
    folders.let_in(folder, hr, by=make.person(), now=NOON, may=Audience.May.HANDLE)
    assert Audience.objects.get(folder=folder, person=hr).may == Audience.May.HANDLE
