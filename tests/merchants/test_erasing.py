"""What is left of a merchant's people ten years after they have gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.actions.erasing import erase_expired
from casework.actions.papers import write_note
from merchants.actions.words import write_words
from merchants.models import Contact, Merchant
from tests import make, make_merchants
from tests.make_merchants import NOW
from tests.scanning import where_stands

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

NAME, PHONE = "诸葛老掌柜", "13912349876"
LATER = NOW + timedelta(days=11 * 365)


def test_a_merchant_who_left_ten_years_ago_keeps_no_name_of_a_person(media: Path) -> None:
    shop = make_merchants.merchant("恒源制衣", contact=NAME, phone=PHONE, note=f"{NAME}常在店里")
    write_note(shop.folder, f"{NAME} {PHONE}", by=make.person(), now=NOW)
    assert where_stands([NAME], media)
    erase_expired(now=LATER)
    assert where_stands([NAME], media)
    Merchant.objects.filter(pk=shop.pk).update(left_on=NOW.date())
    erase_expired(now=LATER)
    assert where_stands([NAME, PHONE], media) == []
    shop.refresh_from_db()
    assert shop.name == "恒源制衣"
    assert where_stands(["恒源制衣"])


def test_a_contact_taken_out_long_ago_is_forgotten_and_the_others_stay() -> None:
    shop = make_merchants.merchant("恒源制衣", contact=NAME, phone=PHONE)
    Contact.objects.filter(merchant=shop).update(removed_at=NOW, is_main=False)
    Contact.objects.create(merchant=shop, name="新掌柜", is_main=True)
    write_words(shop)
    erase_expired(now=LATER)
    assert where_stands([NAME, PHONE]) == []
    assert list(shop.contacts.filter(removed_at=None).values_list("name", flat=True)) == ["新掌柜"]


def test_nothing_is_forgotten_before_its_time() -> None:
    shop = make_merchants.merchant("恒源制衣", contact=NAME, phone=PHONE)
    Merchant.objects.filter(pk=shop.pk).update(left_on=NOW.date())
    erase_expired(now=NOW + timedelta(days=9 * 365))
    assert shop.contacts.get().name == NAME
