"""Take a day's mail into the register from the shell."""

from __future__ import annotations

from casework.importing.command import ImportCommand
from mail_desk.importing import DAY_OF_MAIL


class Command(ImportCommand):
    help = "Import a day's mail (xlsx). Repeating it changes nothing."
    desk = DAY_OF_MAIL
    rows = "items"
