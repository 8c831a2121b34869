"""Taking a mall's own list of merchants into the register."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from casework.importing import Import, Words
from merchants.importing.plan import Plan, make_plan
from merchants.importing.sheets import SHEET
from merchants.importing.writing import Writer
from merchants.tables import IMPORT_KIND

MERCHANT_LIST: Final = Import(
    kind=IMPORT_KIND,
    sheet=SHEET,
    plan=make_plan,
    writer=Writer,
    words=Words(
        title=_("Import merchants"),
        choose=_("Choose the list"),
        said=_("First you see what would change. Nothing is written before you confirm."),
        order=_("any; a title line above is passed over"),
        look=_("Show what would change"),
        preview=_("Import of merchants: preview"),
        job=_("Import of merchants"),
    ),
)
read_file, take_in = SHEET.read_file, MERCHANT_LIST.take_in

__all__ = ["MERCHANT_LIST", "Plan", "make_plan", "read_file", "take_in"]
