"""Take a mall's own list of merchants into the register from the shell."""

from __future__ import annotations

from casework.importing.command import ImportCommand
from merchants.importing import MERCHANT_LIST


class Command(ImportCommand):
    help = "Import a list of merchants (xlsx). Repeating it changes nothing."
    desk = MERCHANT_LIST
