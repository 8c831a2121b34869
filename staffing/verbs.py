"""What stands in the timeline of a work letter; each sentence is a small template."""

from __future__ import annotations

from casework.verbs import register, register_rows
from staffing.models import WorkLetter

APP = "staffing"

for _code, _icon, _tone in (
    ("letter_submitted", "pencil-plus", ""),
    ("letter_agreed", "messages", ""),
    ("letter_approved", "signature", "ok"),
    ("letter_returned", "arrow-back-up", "soon"),
    ("letter_received", "mail-opened", ""),
    ("letter_committed", "calendar-check", ""),
    ("letter_done", "circle-check", "ok"),
    ("letter_not_done", "circle-x", "late"),
    ("letter_applied", "gavel", ""),
    ("letter_refused", "hand-stop", "late"),
    ("letter_withdrawn", "x", ""),
):
    register(APP, _code, icon=_icon, tone=_tone)

register_rows("letter", WorkLetter.objects.select_related("executor").in_bulk)
