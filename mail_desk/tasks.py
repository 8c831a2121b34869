"""What the worker does for the mail desk: the import of a day's mail."""

from __future__ import annotations

from casework.importing import worker
from mail_desk.importing import DAY_OF_MAIL

PREVIEW, IMPORT = DAY_OF_MAIL.preview_job, DAY_OF_MAIL.import_job

# --- import
worker.register(DAY_OF_MAIL)
