"""A complaint is a kind of folder: numbers begin with TS (CMP-09)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.kinds import register

COMPLAINT = register("complaint", "TS", _("Complaint"), icon="message-report", url_name="complaints:case")
