"""What must hold whatever happens: append-only tables, closed months, erased persons."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from PIL import Image

from casework import retention
from casework.actions import folders, follow_ups, handoffs, papers
from casework.actions.erasing import erase, erase_expired, years_ago
from casework.actions.periods import adjust, close_period
from casework.models import Adjustment, ClosedLine, ClosedPeriod, Entry, Folder
from casework.queries import due_follow_ups, open_folders, owed_handoffs, waiting_approvals
from casework.queries.periods import broken_links
from mall.actions import doors
from mall.models import ExportLog, Job, Reveal
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from tests.scanning import where_stands
from ui.obstacles import Refused

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

APPEND_ONLY = ["casework_entry", "casework_closedperiod", "casework_closedline", "casework_adjustment"]


@rule.refuses("HAND-08")
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_production_schema_refuses_to_change_or_empty_what_is_append_only(table: str) -> None:
    folder = make_casework.folder()
    closed = close_period("complaint", "2026-10", {"n": 1}, [], lines=[line(folder)], by=make.person(), now=NOON)
    adjust(closed, {"n": 2}, "补记", by=make.person(), now=NOON)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.exists()
    assert Adjustment.objects.exists()


# ---------------------------------------------------------------- closed months


def line(folder: Folder) -> ClosedLine:
    """What a closed month keeps of a case."""
    return ClosedLine(folder=folder, rank=1, at=NOON, facts={"number": folder.number}, words={"title": folder.title})


@rule.allows("CMP-44")
def test_a_month_is_frozen_with_its_members_and_its_mark() -> None:
    person = make.person()
    october = close_period("complaint", "2026-10", {"rate": 98.5}, [3, 1, 3], by=person, now=at(3, 9))
    assert (october.folder_ids, october.previous) == ([1, 3], None)
    november = close_period("complaint", "2026-11", {"rate": 99}, [4], by=person, now=at(1, 0, month=12))
    assert november.previous == october
    assert broken_links("complaint") == []


@rule.refuses("CMP-44")
@pytest.mark.parametrize(
    ("period", "code"),
    [("2026-11", "open"), ("2027-01", "open"), ("2026-13", "period"), ("November", "period"), ("2026-10", "closed")],
)
def test_an_open_a_future_and_a_closed_month_are_refused(period: str, code: str) -> None:
    close_period("complaint", "2026-10", {}, [], by=make.person(), now=at(3, 9))
    with pytest.raises(Refused, match=code):
        close_period("complaint", period, {}, [], by=make.person(), now=at(30, 23, 59))


@rule.both("CMP-44")
def test_months_are_closed_in_their_order_and_each_desk_on_its_own() -> None:
    close_period("complaint", "2026-10", {}, [], by=make.person(), now=NOON)
    with pytest.raises(Refused, match="later_closed"):
        close_period("complaint", "2026-09", {}, [], by=make.person(), now=NOON)
    assert close_period("mail", "2026-09", {}, [], by=make.person(), now=NOON).previous is None


@rule.both("CMP-44")
def test_a_closed_month_is_corrected_beside_it_with_a_reason() -> None:
    closed = close_period("complaint", "2026-10", {"n": 5}, [], by=make.person(), now=NOON)
    with pytest.raises(Refused, match="reason"):
        adjust(closed, {"n": 6}, " ", by=make.person(), now=NOON)
    adjust(closed, {"n": 6}, "漏记一件", by=make.person(), now=NOON)
    closed.refresh_from_db()
    assert closed.figures == {"n": 5}
    assert closed.adjustments.get().figures == {"n": 6}


def test_a_month_changed_behind_our_back_shows() -> None:
    for month in ("2026-08", "2026-09"):
        close_period("complaint", month, {"n": 1}, [1], by=make.person(), now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE casework_closedperiod SET folder_ids = '{1,2}' WHERE period = '2026-08'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert broken_links("complaint") == ["2026-08"]


@rule("CMP-44")
def test_a_line_of_a_closed_month_loses_its_words_by_erasing_and_changes_in_no_other_way() -> None:
    folder = make_casework.folder()
    close_period("complaint", "2026-10", {}, [folder.pk], lines=[line(folder)], by=make.person(), now=NOON)
    for change in ({"facts": {}}, {"words": {"title": "别的"}}, {"rank": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ClosedLine.objects.update(**change)
    erase([folder.pk], folder.kind, now=NOON)
    assert ClosedLine.objects.get().words == {}
    assert ClosedLine.objects.get().facts == {"number": folder.number}
    assert broken_links("complaint") == []


@rule("CMP-44")
def test_who_runs_the_machine_is_told_of_a_month_that_is_not_what_was_closed() -> None:
    folder = make_casework.folder()
    close_period("complaint", "2026-10", {}, [folder.pk], lines=[line(folder)], by=make.person(), now=NOON)
    said = io.StringIO()
    call_command("closed_months", stdout=said)
    assert "complaint 2026-10" in said.getvalue()
    assert "all as they were closed" in said.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE casework_closedline SET facts = '{}'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(CommandError, match="complaint: 2026-10"):
        call_command("closed_months", stdout=io.StringIO())


# ---------------------------------------------------------------- erasing


NAME, PHONE = "胖大姐熟食老板娘", "13912349876"


def a_life_of(name: str, phone: str, closed: Any) -> Folder:
    """A folder whose every free text speaks of one person."""
    agent, answerer = make.person(), make_casework.department_user()
    about = f"{name} {phone}"
    opened = closed.replace(day=1)
    folder = make_casework.folder(by=agent, now=opened, title=f"{name}投诉")
    folders.write_search_text(folder, about, phones=[phone])
    papers.write_note(folder, about, by=agent, now=opened)
    made = io.BytesIO()
    Image.new("RGB", (9, 9)).save(made, "JPEG")
    papers.attach(folder, SimpleUploadedFile(f"{name}.jpg", made.getvalue()), by=agent, now=opened)
    pdf = SimpleUploadedFile("x.pdf", b"%PDF-1.4 " + about.encode())
    handoff = make_casework.handoff(folder, by=agent, now=opened, request=about)
    handoffs.bounce(handoff, about, by=answerer, now=opened)
    handoffs.decide_bounce(handoff, agreed=False, by=make.person(Role.SUPERVISOR), now=opened)
    handoffs.answer(handoff, about, files=[pdf], by=answerer, now=opened)
    handoffs.send_back(handoff, about, by=agent, now=opened)
    handoffs.answer(handoff, about, by=answerer, now=opened)
    from casework.actions import approvals

    approval = make_casework.approval(folder, by=agent, now=opened, proposal=about)
    approvals.refuse(approval, about, by=make.person(Role.MANAGER), now=opened)
    asked = make_casework.follow_up(folder, now=opened)
    follow_ups.attempt(asked, code="busy", remark=about, by=agent, now=opened)
    grades = make_casework.grades(opinion=about, suggestion=about)
    follow_ups.attempt(asked, code="reached", grades=grades, by=agent, now=opened)
    doors.reveal(by=agent, now=opened, what="x.y", row=1, folder_number=folder.number, purpose=f"联系{name}")
    folders.close_folder(folder, by=agent, now=closed)
    return folder


def test_ten_years_after_its_end_nothing_of_the_person_is_left_anywhere(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    old = a_life_of(NAME, PHONE, at(15, 12, month=10, year=2016))
    young = a_life_of("另一位", "13700001111", at(15, 12, month=11, year=2016))
    ExportLog.objects.create(by=make.person(), at=at(1, 8, year=2016), what="x", rows=1, filters={"q": NAME})
    lines = old.entries.count()
    assert len(where_stands([NAME, PHONE], media)) >= 12
    with django_capture_on_commit_callbacks(execute=True):
        done = erase_expired(now=at(1, 9))
    assert done.folders == {"matter": 1}
    assert where_stands([NAME, PHONE], media) == []
    old.refresh_from_db()
    assert (old.title, old.erased_at) == (retention.GONE, at(1, 9))
    assert old.entries.count() == lines + 1
    assert list(old.attachments.values_list("file", flat=True)) == ["", ""]
    young.refresh_from_db()
    assert young.erased_at is None
    assert where_stands(["另一位"], media) != []
    assert erase_expired(now=at(1, 9)).folders == {}


def test_a_dry_run_says_what_would_go_and_changes_nothing(media: Path) -> None:
    a_life_of(NAME, PHONE, at(15, 12, month=10, year=2016))
    before = where_stands([NAME, PHONE], media)
    done = erase_expired(now=at(1, 9), dry_run=True)
    assert done.folders == {"matter": 1}
    assert done.rows["papers"] > 5
    assert where_stands([NAME, PHONE], media) == before
    out = io.StringIO()
    call_command("erase_expired", "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["folders"] == {"matter": 1}
    out = io.StringIO()
    call_command("erase_expired", "--dry-run", stdout=out)
    assert "1 folders would be erased: matter" in out.getvalue()


def test_the_command_says_when_there_is_nothing_to_do() -> None:
    out = io.StringIO()
    call_command("erase_expired", stdout=out)
    assert "nothing has reached its term" in out.getvalue()


def test_the_term_of_a_kind_can_be_another(settings: Any, media: Path) -> None:
    a_life_of(NAME, PHONE, at(15, 12, month=10, year=2022))
    assert erase_expired(now=at(1, 9), dry_run=True).folders == {}
    settings.RETENTION_YEARS = {"matter": 4}
    assert erase_expired(now=at(1, 9), dry_run=True).folders == {"matter": 1}


def test_an_open_folder_and_a_kept_file_are_never_erased() -> None:
    long_ago = at(1, 9, year=2010)
    make_casework.folder(now=long_ago)
    make_casework.folder(now=long_ago, kind="kept", is_file=True)
    assert erase_expired(now=NOON).folders == {}


def test_old_jobs_lose_their_files_and_words(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    job = Job(kind="x", by=make.person(), asked_at=at(1, 9, year=2010), params={"q": NAME}, problem=NAME)
    job.upload.save("in.xlsx", SimpleUploadedFile("in.xlsx", NAME.encode()))
    Reveal.objects.create(by=make.person(), at=at(1, 9, year=2010), what="x", row=1, purpose=NAME)
    with django_capture_on_commit_callbacks(execute=True):
        done = erase_expired(now=NOON)
    assert done.rows == {"jobs": 1, "reveals": 1}
    assert where_stands([NAME], media) == []


def test_years_are_counted_on_the_calendar() -> None:
    assert years_ago(at(29, 9, month=2, year=2024), 10) == at(28, 9, month=2, year=2014)
    assert years_ago(at(28, 9, month=2, year=2024), 4) == at(28, 9, month=2, year=2020)


# ---------------------------------------------------------------- what is open and due


def test_open_matters_come_nearest_first_and_only_those_one_may_see() -> None:
    agent = make.person()
    late = make_casework.clock(make_casework.folder(handler=agent)).folder
    soon = make_casework.clock(make_casework.folder(desk=make.desk()), amount=at(26, 12, 30) - NOON).folder
    make_casework.folder(is_file=True)
    make_casework.folder(confidential=True)
    folders.close_folder(make_casework.folder(), by=agent, now=NOON)
    assert list(open_folders(agent)) == [soon, late]
    assert list(open_folders(agent, handler=agent)) == [late]
    assert list(open_folders(agent, desk=make.desk(), kind="matter", department=make.department())) == [soon]
    assert list(open_folders(agent, due_until=at(26, 13))) == [soon]
    assert list(open_folders(make_casework.department_user())) == []


def test_due_papers_are_those_of_the_folders_one_may_see() -> None:
    agent, answerer = make.person(), make_casework.department_user()
    handoff = make_casework.handoff()
    make_casework.handoff(to="fire", answer_due_at=at(30, 12))
    assert list(owed_handoffs(answerer)) == [handoff]
    assert owed_handoffs(agent).count() == 2
    assert list(owed_handoffs(agent, department=make.department("onsite"), until=at(28, 0))) == [handoff]
    assert list(owed_handoffs(agent, person=answerer)) == []
    follow_up = make_casework.follow_up(due_at=at(27, 9))
    make_casework.follow_up(due_at=at(30, 9))
    make_casework.follow_up(due_at=at(27, 9), handled_by=agent)
    assert list(due_follow_ups(agent, until=at(28, 0))) == [follow_up]
    assert list(due_follow_ups(agent, until=at(28, 0), desk=make.desk())) == []


def test_a_proposal_waits_for_those_who_may_decide_it() -> None:
    agent, manager = make.person(), make.person(Role.MANAGER)
    approval = make_casework.approval(by=agent)
    make_casework.approval(by=manager)
    assert list(waiting_approvals(manager)) == [approval]
    assert list(waiting_approvals(agent)) == []


def test_closed_months_stand_apart_by_kind() -> None:
    close_period("complaint", "2026-10", {}, [], by=make.person(), now=NOON)
    assert not ClosedPeriod.objects.filter(kind="mail").exists()
