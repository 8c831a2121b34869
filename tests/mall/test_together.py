"""Rows stored in one question are the rows the ORM would have stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from casework.actions.folders import next_number
from casework.models import Audience, Entry, Folder, SearchText
from complaints.models import Complaint, Party
from complaints.states import Channel, Severity
from mall.models import Membership, User
from mall.together import store
from tests import make, make_casework
from tests.make_cases import NOON, agent

pytestmark = pytest.mark.django_db


def unstored() -> tuple[Folder, Complaint, list[Party], Entry]:
    """A folder, its complaint, two persons and a line, as an act makes them before it stores them."""
    person = agent()
    folder = Folder(
        number="TS20261126-7777", kind="complaint", title="100% 退款; 'x'", department=make.department(), opened_at=NOON
    )
    folder.opened_by = person
    complaint = Complaint(
        folder=folder,
        channel="phone",
        arrived_at=NOON,
        registered_at=NOON,
        place="三楼",
        happened="店家说“不退”；100%'); DROP TABLE x",
    )
    next_number("TS", NOON, folder, complaint)
    parties = [
        Party(complaint=complaint, part="complainant", name="吴𠮷", phone="13812345678"),
        Party(complaint=complaint, part="other_side", name="喆㙦"),
    ]
    return folder, complaint, parties, Entry(folder=folder, verb="opened", at=NOON, by=person, facts={"a": [1, "二"]})


def test_rows_that_name_one_another_are_stored_in_one_question() -> None:
    folder, complaint, parties, entry = unstored()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        store(folder, complaint, *parties, entry, SearchText(folder=folder, text="百分之百"))
    assert len(asked) == 1
    found = Complaint.objects.get(folder__number="TS20261126-7777")
    assert (found.pk, found.folder.title, found.happened) == (complaint.pk, folder.title, complaint.happened)
    assert [(p.pk, p.name, p.phone) for p in found.parties.order_by("id")] == [
        (parties[0].pk, "吴𠮷", "13812345678"),
        (parties[1].pk, "喆㙦", ""),
    ]
    assert found.folder.entries.get().facts == {"a": [1, "二"]}
    assert found.folder.entries.get().pk == entry.pk
    assert not found.folder._state.adding
    folder.title = "改过"
    folder.save(update_fields=["title"])
    assert Folder.objects.get(pk=folder.pk).title == "改过"


@pytest.mark.django_db(transaction=True)
def test_all_or_nothing_though_no_transaction_is_around() -> None:
    folder, complaint, parties, entry = unstored()
    parties[1].part = None  # type: ignore[assignment]  # what the column refuses
    with pytest.raises(IntegrityError):
        store(folder, complaint, *parties, entry)
    assert not Folder.objects.exists()
    assert not Complaint.objects.exists()


def test_a_row_that_names_one_without_a_key_is_refused_before_anything_is_asked() -> None:
    folder, complaint, parties, entry = unstored()
    nobody = Entry(folder=folder, verb="opened", at=NOON, by=User(name="还没有号"))
    orphan = Party(complaint=Complaint(folder=folder), part="other_side", name="喆㙦")
    for row, name in ((nobody, "Entry.by"), (orphan, "Party.complaint")):
        with CaptureQueriesContext(connection) as asked, pytest.raises(ValueError, match=name):  # fmt: skip
            store(folder, complaint, *parties, entry, row)
        assert len(asked) == 0
    nobody.by = None
    store(folder, complaint, *parties, entry, nobody)
    assert folder.entries.filter(by=None).count() == 1, "the system itself is nobody by intention"


def test_keys_are_never_given_twice() -> None:
    first, second = Folder(), Folder()
    next_number("ZZ", NOON, first, second)
    stored = make_casework.folder(now=NOON, by=agent())
    assert len({first.pk, second.pk, stored.pk}) == 3


def test_a_table_whose_history_is_kept_is_left_to_the_orm() -> None:
    with pytest.raises(ValueError, match="history"):
        store(Membership(person=agent(), department=make.department(), role="agent", from_on=date(2026, 1, 1)))


def test_columns_that_fill_themselves_in_are_left_to_the_orm() -> None:
    with pytest.raises(ValueError, match="fill themselves in"):
        store(Audience(folder=Folder(pk=1), person=agent()))


def test_members_of_choices_dates_and_money_are_stored_as_the_orm_stores_them() -> None:
    folder, complaint, _parties, _entry = unstored()
    complaint.channel, complaint.severity = Channel.LETTER, Severity.SERIOUS
    complaint.bought_on, complaint.goods_price = date(2026, 2, 28), Decimal("1299.90")
    store(folder, complaint)
    found = Complaint.objects.get(pk=complaint.pk)
    assert (found.channel, found.severity) == ("letter", 2)
    assert (found.bought_on, found.goods_price) == (date(2026, 2, 28), Decimal("1299.90"))
    assert (found.registered_at, found.injury, found.merchant) == (NOON, False, None)
