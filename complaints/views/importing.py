"""Taking over an old register in the browser: upload, preview, confirm."""

from __future__ import annotations

from casework.importing.pages import import_doors
from complaints.importing import OLD_REGISTER
from mall.roles import Permission

upload_pair, confirm = import_doors(OLD_REGISTER, needs=Permission.COMPLAINT_IMPORT)
