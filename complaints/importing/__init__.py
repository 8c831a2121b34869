"""The complaints of an earlier paper register, taken over from a spreadsheet."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from casework.importing import Import, Words
from complaints.importing.plan import IMPORT_KIND, Plan, make_plan
from complaints.importing.sheets import SHEET
from complaints.importing.writing import Writer, stand_departments

OLD_REGISTER: Final = Import(
    kind=IMPORT_KIND,
    sheet=SHEET,
    plan=lambda reading, _on: make_plan(reading),
    writer=Writer,
    words=Words(
        title=_("Import history"),
        choose=_("Choose the register"),
        said=_("First you see what would be taken over. Nothing is written before you confirm."),
        look=_("Show what would be taken over"),
        preview=_("Import of old complaints: preview"),
        job=_("Import of old complaints"),
    ),
    prepare=stand_departments,
)
read_file, take_in = SHEET.read_file, OLD_REGISTER.take_in

__all__ = ["OLD_REGISTER", "Plan", "make_plan", "read_file", "take_in"]
