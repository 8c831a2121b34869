"""What stands in the timeline of mail beside what any folder has; each sentence is a small template."""

from __future__ import annotations

from casework.verbs import register, register_rows
from mail_desk.models import Call, Collection, Delivery, HandOut, Mend, RefusedArea, ReturnBatch, ReturnReason

APP = "mail_desk"

for _code, _icon, _tone in (
    ("mail_scanned", "barcode", ""),
    ("mail_registered", "pencil-plus", ""),
    ("mail_refused", "ban", "late"),
    ("mail_imported", "file-import", ""),
    ("mail_delivery_finished", "clipboard-check", "ok"),
    ("mail_notified", "clipboard-list", ""),
    ("mail_called", "phone", ""),
    ("mail_reminder_due", "bell", "soon"),
    ("mail_unclaimed", "hourglass-empty", "late"),
    ("mail_to_return", "truck-return", "soon"),
    ("mail_handed_out", "package-export", "ok"),
    ("mail_nobody_there", "door-off", "soon"),
    ("mail_collected", "user-check", "ok"),
    ("mail_returned", "truck-return", "ok"),
    ("mail_batched", "stack-push", ""),
    ("mail_unbatched", "stack-pop", ""),
    ("mail_slip_given_up", "file-off", ""),
    ("mail_mended", "eraser", "soon"),
    ("mail_label_printed", "tag", ""),
):
    register(APP, _code, icon=_icon, tone=_tone)

register_rows("delivery", Delivery.objects.select_related("folder").in_bulk)
register_rows("area", RefusedArea.objects.in_bulk)
register_rows("call", Call.objects.in_bulk)
register_rows("hand_out", HandOut.objects.select_related("floor").in_bulk)
register_rows("collection", Collection.objects.in_bulk)
register_rows("batch", ReturnBatch.objects.select_related("folder").in_bulk)
register_rows("mend", Mend.objects.in_bulk)
register_rows("return_reason", ReturnReason.objects.in_bulk)
