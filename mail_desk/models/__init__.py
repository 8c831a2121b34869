"""The mail desk's facts."""

from mail_desk.models.handing import Call, CodeTry, Collection, HandOut
from mail_desk.models.items import Delivery, MailItem, Mend, ReturnBatch
from mail_desk.models.lists import Carrier, MailClass, RefusedArea, ReturnReason

__all__ = [
    "Call",
    "Carrier",
    "CodeTry",
    "Collection",
    "Delivery",
    "HandOut",
    "MailClass",
    "MailItem",
    "Mend",
    "RefusedArea",
    "ReturnBatch",
    "ReturnReason",
]
