"""What time does to mail that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from casework.models import Entry
from config.schedule import ENTRIES
from mail_desk import held
from mail_desk.actions import mending, notice
from mail_desk.actions.keeping import sweep_items
from mail_desk.models import MailClass, MailItem
from mail_desk.states import State
from mail_desk.tasks import sweep_items as task
from tests import make_mail
from tests.make_mail import DAY, HOUR, NOW
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db


def told(code: str = "parcel", *, collect_by: datetime | None = None, **fields: Any) -> MailItem:
    """An item whose addressee was told and has not come."""
    by = make_mail.agent()
    item = make_mail.item(code, by=by, large=True, **fields)
    notice.call(item, "reached", collect_by=collect_by or NOW + 5 * HOUR, stays=by, by=by, now=NOW)
    return again(item)


def again(item: MailItem) -> MailItem:
    """The item as it stands now."""
    return MailItem.objects.select_related("folder").get(pk=item.pk)


def reminders(item: MailItem) -> int:
    """How often somebody was reminded of it."""
    return Entry.objects.filter(folder=item.folder, verb="mail_reminder_due").count()


@rule.both("MAIL-S04")
def test_a_parcel_is_called_about_every_three_days_and_a_letter_after_seven() -> None:
    parcel, letter = told(number="SF1234567890123"), told("registered")
    sweep_items(NOW + 2 * DAY)
    assert (reminders(parcel), reminders(letter)) == (0, 0)
    for _twice in range(2):
        sweep_items(NOW + 3 * DAY + HOUR)
    assert (reminders(parcel), reminders(letter)) == (1, 0)
    # It stays due until somebody has called: the head says since when.
    assert again(parcel).folder.due_at == NOW + 3 * DAY
    sweep_items(NOW + 7 * DAY + HOUR)
    assert (reminders(parcel), reminders(letter)) == (2, 1)
    # Ten days without a worker make one line, not three.
    sweep_items(NOW + 16 * DAY)
    assert reminders(parcel) == 3


@rule.both("MAIL-S04")
def test_whoever_has_called_is_not_reminded_of_the_call_before() -> None:
    item = told()
    by = make_mail.agent()
    notice.call(item, "reached", collect_by=NOW + 6 * DAY, stays=by, by=by, now=NOW + 2 * DAY)
    sweep_items(NOW + 4 * DAY)
    assert reminders(item) == 0
    sweep_items(NOW + 6 * DAY + HOUR)
    assert reminders(item) == 1


@rule.both("MAIL-14", "MAIL-S03")
def test_after_its_days_mail_is_unclaimed_and_then_goes_back() -> None:
    called, never_called = told(), make_mail.item("ems", number="EA123456789CN", large=True)
    parcel = make_mail.item("parcel", number="SF1234567890124")
    sweep_items(NOW + 29 * DAY)
    assert (again(called).state, again(never_called).state) == (State.AWAITING, State.NOTIFIED)
    done = sweep_items(NOW + 31 * DAY)
    assert done.steps["unclaimed"] == 2
    assert {again(called).state, again(never_called).state} == {State.UNCLAIMED}
    line = Entry.objects.get(folder=called.folder, verb="mail_unclaimed")
    assert (line.by, line.facts["from"]) == (None, "awaiting")
    done = sweep_items(NOW + 32 * DAY)
    assert done.steps["to_return"] == 2
    item = again(called)
    assert (item.state, item.return_reason) == (State.TO_RETURN, held.return_reason("unclaimed"))
    assert sweep_items(NOW + 32 * DAY).steps == {"reminded": 0, "unclaimed": 0, "to_return": 0}
    # What was never put on the notice is no matter of this.
    assert again(parcel).state == State.REGISTERED


@rule.refuses("MAIL-14")
def test_who_has_said_he_comes_later_is_waited_for() -> None:
    make_mail.lists()
    for row in MailClass.objects.all():
        row.return_days = 10
        row.save(update_fields=["return_days"])
    item = told(collect_by=NOW + 20 * DAY)
    sweep_items(NOW + 15 * DAY)
    assert again(item).state == State.AWAITING
    sweep_items(NOW + 20 * DAY + HOUR)
    assert again(item).state == State.UNCLAIMED


def test_a_step_that_time_took_and_was_taken_back_is_not_taken_again_at_once() -> None:
    item, by = told(), make_mail.agent()
    sweep_items(NOW + 31 * DAY)
    mending.take_back(item, "商户出差，答应下周来", by=by, now=NOW + 31 * DAY)
    sweep_items(NOW + 31 * DAY + HOUR)
    assert again(item).state == State.AWAITING
    sweep_items(NOW + 36 * DAY)
    assert again(item).state == State.UNCLAIMED


def test_an_item_that_fails_is_passed_over_and_the_others_go_on() -> None:
    bad, good = told(), told(number="SF1234567890124")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION poisoned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poisoned'; END $$;"
            "CREATE TRIGGER poisoned BEFORE UPDATE ON mail_desk_mailitem FOR EACH ROW"
            f" WHEN (NEW.id = {bad.pk}) EXECUTE FUNCTION poisoned()"
        )
    done = sweep_items(NOW + 31 * DAY)
    assert done.steps == {"reminded": 1, "unclaimed": 1, "to_return": 0}
    assert done.troubled == 2
    assert (again(bad).state, again(good).state) == (State.AWAITING, State.UNCLAIMED)


def test_the_worker_rings_for_it() -> None:
    assert any(entry.task == task.name for entry in ENTRIES)
    assert set(task()) == {"reminded", "unclaimed", "to_return", "troubled"}
