"""Taking a desk's own spreadsheet in: upload, preview, confirm, job, command.

A desk says what is its own: its columns and how a row is read (`Sheet`), what becomes of each row (a function that
returns its `Plan`), how the rows are written (a `Writer`), and its `Words`. An `Import` holds these together;
`pages`, `worker` and `command` make the doors of it.
"""

from casework.importing.desk import Import, Words, Writer
from casework.importing.plan import SHOWN_AT_MOST, Plan, fingerprinted, in_parts
from casework.importing.sheets import Cells, Reading, RowRefused, Sheet, refused_workbook, valid

__all__ = [
    "SHOWN_AT_MOST",
    "Cells",
    "Import",
    "Plan",
    "Reading",
    "RowRefused",
    "Sheet",
    "Words",
    "Writer",
    "fingerprinted",
    "in_parts",
    "refused_workbook",
    "valid",
]
