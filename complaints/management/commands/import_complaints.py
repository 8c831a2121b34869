"""Take an old complaint register over from the shell."""

from __future__ import annotations

from casework.importing.command import ImportCommand
from complaints.importing import OLD_REGISTER


class Command(ImportCommand):
    help = "Import an old complaint register (xlsx). Repeating it changes nothing."
    desk = OLD_REGISTER
    rows = "complaints"
    taken_in = "taken over"
