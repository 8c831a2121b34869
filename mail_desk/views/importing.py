"""Taking a day's mail in from a spreadsheet in the browser: upload, preview, confirm."""

from __future__ import annotations

from casework.importing.pages import import_doors
from mail_desk.importing import DAY_OF_MAIL
from mall.roles import Permission

upload_pair, confirm = import_doors(DAY_OF_MAIL, needs=Permission.MAIL_IMPORT)
