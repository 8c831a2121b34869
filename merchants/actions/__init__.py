"""What people do with the register of merchants."""

from merchants.actions.classes import name_as_class_a, take_class_a_back
from merchants.actions.contacts import add_contact, change_contact, remove_contact
from merchants.actions.disputes import record_dispute, record_disputes, withdraw_dispute
from merchants.actions.register import change_details, register_merchant
from merchants.actions.tenancies import move_in, move_out

__all__ = [
    "add_contact",
    "change_contact",
    "change_details",
    "move_in",
    "move_out",
    "name_as_class_a",
    "record_dispute",
    "record_disputes",
    "register_merchant",
    "remove_contact",
    "take_class_a_back",
    "withdraw_dispute",
]
