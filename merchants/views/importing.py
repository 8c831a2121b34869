"""Taking in a list of merchants in the browser: upload, preview, confirm."""

from __future__ import annotations

from casework.importing.pages import import_doors
from mall.roles import Permission
from merchants.importing import MERCHANT_LIST

upload_pair, confirm = import_doors(MERCHANT_LIST, needs=Permission.MERCHANT_IMPORT)
