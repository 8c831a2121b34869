"""Words and numbers of the register."""

from __future__ import annotations

from typing import Final

FOLDER_KIND: Final = "merchant"
CLASS_A: Final = "A"
FOUND_AT_MOST: Final = 20
"""How many hits the picker shows."""
IMPORT_KIND: Final = "merchants"
"""The kind of an imported file and its rows."""
