"""The persons of a merchant and how to reach them (MER-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions import folders
from mall.phones import normalise_phone
from merchants import rules
from merchants.actions.words import write_words
from merchants.models import Contact
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import User
    from merchants.models import Merchant


def add_contact(  # noqa: PLR0913 -- each is a line of the contact's card
    merchant: Merchant,
    *,
    name: str,
    phone: str,
    duty: str = "",
    email: str = "",
    birthday: date | None = None,
    is_main: bool = False,
    by: User,
    now: datetime,
) -> Contact:
    """Add a person; the first, or one said to be the main contact, becomes the one to ring first."""
    refuse_if(rules.obstacles_to_phone(phone))
    contact = write_contact(
        merchant, name=name, phone=phone, duty=duty, email=email, birthday=birthday, is_main=is_main
    )
    folders.record(merchant.folder, "contact_added", by=by, now=now, facts={"contact": contact.pk})
    write_words(merchant)
    return contact


def change_contact(  # noqa: PLR0913 -- each is a line of the contact's card
    contact: Contact,
    *,
    name: str,
    phone: str,
    duty: str = "",
    email: str = "",
    birthday: date | None = None,
    is_main: bool = False,
    by: User,
    now: datetime,
) -> None:
    """Change a person's card. An empty phone leaves the one we have: it is shown masked in the form."""
    if phone:
        refuse_if(rules.obstacles_to_phone(phone))
        contact.ring(normalise_phone(phone))
    contact.name, contact.duty, contact.email, contact.birthday = name, duty, email, birthday
    if is_main and not contact.is_main:
        _step_down(contact.merchant)
        contact.is_main = True
    contact.save()
    facts = {"contact": contact.pk, "phone": bool(phone)}
    folders.record(contact.merchant.folder, "contact_changed", by=by, now=now, facts=facts)
    write_words(contact.merchant)


def remove_contact(contact: Contact, *, by: User, now: datetime) -> None:
    """Take a person off the merchant's card; his row stays until retention erases it."""
    others = contact.merchant.contacts.filter(removed_at=None).exclude(pk=contact.pk)
    refuse_if(rules.obstacles_to_removing_contact(others=others.count()))
    was_main, contact.is_main, contact.removed_at = contact.is_main, False, now
    contact.save(update_fields=["is_main", "removed_at"])
    if was_main:
        heir = others.earliest("pk")
        heir.is_main = True
        heir.save(update_fields=["is_main"])
    folders.record(contact.merchant.folder, "contact_removed", by=by, now=now, facts={"contact": contact.pk})
    write_words(contact.merchant)


def write_contact(
    merchant: Merchant,
    *,
    name: str,
    phone: str,
    duty: str = "",
    email: str = "",
    birthday: date | None = None,
    is_main: bool = False,
) -> Contact:
    """Write the card itself, without an entry; for acts that write their own."""
    is_main = is_main or not merchant.contacts.filter(removed_at=None, is_main=True).exists()
    if is_main:
        _step_down(merchant)
    contact = Contact(merchant=merchant, name=name, duty=duty, email=email, birthday=birthday, is_main=is_main)
    contact.ring(normalise_phone(phone))
    contact.save()
    return contact


def _step_down(merchant: Merchant) -> None:
    merchant.contacts.filter(is_main=True).update(is_main=False)
