"""Two clerks at the same moment: one item, one number, one receiver."""

from __future__ import annotations

import pytest
from django.db import transaction

from mail_desk.actions import handing, receiving
from mail_desk.actions.receiving import Outcome
from mail_desk.models import HandOut, MailItem
from mail_desk.states import State
from tests import make_mail
from tests.at_once import at_once
from tests.make_mail import NOW, SIGNATURE
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_item_scanned_by_two_clerks_is_one_item() -> None:
    first, second = make_mail.agent(), make_mail.agent()
    mine, yours = make_mail.delivery(by=first), make_mail.delivery(by=second)
    sheet = make_mail.sheet()

    def enter(delivery: object, by: object) -> str:
        with transaction.atomic():
            return receiving.enter(delivery, sheet, by=by, now=NOW).outcome

    outcomes = at_once([lambda: enter(mine, first), lambda: enter(yours, second)])
    assert sorted(outcomes) == [Outcome.AGAIN, Outcome.TAKEN]
    assert MailItem.objects.count() == 1


def test_two_who_complete_the_same_scanned_number_complete_it_once() -> None:
    by = make_mail.agent()
    delivery, sheet = make_mail.delivery(by=by), make_mail.sheet()
    receiving.scan(delivery, sheet.number, by=by, now=NOW)

    def complete() -> str:
        with transaction.atomic():
            return receiving.enter(delivery, sheet, by=by, now=NOW).outcome

    assert sorted(at_once([complete, complete])) == [Outcome.AGAIN, Outcome.TAKEN]
    assert list(MailItem.objects.values_list("state", flat=True)) == [State.REGISTERED]


def test_two_who_hand_out_the_same_item_hand_it_out_once() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)

    def give() -> str:
        try:
            with transaction.atomic():
                handing.deliver([MailItem.objects.get(pk=item.pk)], "方琳", signature=SIGNATURE, by=by, now=NOW)
        except Refused:
            return "refused"
        return "given"

    assert sorted(at_once([give, give])) == ["given", "refused"]
    assert HandOut.objects.count() == 1
