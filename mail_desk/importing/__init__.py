"""A day's mail, taken in from the spreadsheet the desk or the post office keeps."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from casework.importing import Import, Words
from mail_desk.importing.plan import IMPORT_KIND, Plan, make_plan
from mail_desk.importing.sheets import SHEET
from mail_desk.importing.writing import Writer, stand_lists

DAY_OF_MAIL: Final = Import(
    kind=IMPORT_KIND,
    sheet=SHEET,
    plan=make_plan,
    writer=Writer,
    words=Words(
        title=_("Import mail"),
        choose=_("Choose the day's mail"),
        said=_("First you see what would be taken and what refused. Nothing is written before you confirm."),
        order=_("any; a title line above is passed over"),
        look=_("Show what would be taken"),
        preview=_("Import of mail: preview"),
        job=_("Import of mail"),
    ),
    prepare=stand_lists,
)
read_file, take_in = SHEET.read_file, DAY_OF_MAIL.take_in

__all__ = ["DAY_OF_MAIL", "Plan", "make_plan", "read_file", "take_in"]
