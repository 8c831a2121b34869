"""What the clerk says of one item, before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mail_desk.models import Carrier, MailClass
    from mall.models import Floor, Unit
    from merchants.models import Merchant


@dataclass(frozen=True)
class EntrySheet:
    """One item as it was typed, scanned or read from a spreadsheet.

    `number` is in its one spelling; `carrier` None lets it be guessed; `words` is the address as written.
    """

    mail_class: MailClass
    number: str = ""
    carrier: Carrier | None = None
    quantity: int = 1
    unit: Unit | None = None
    merchant: Merchant | None = None
    floor: Floor | None = None
    words: str = ""
    addressee: str = ""
    sender: str = ""
    large: bool = False
    heavy: bool = False
    unclear: bool = False
    damaged: bool = False
    cash: bool = False
    condition: str = ""
    internal: bool = False
