"""A work letter is a kind of folder: numbers begin with GH (TASK-05)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.kinds import register

LETTER = register("letter", "GH", _("Work letter"), icon="mail-forward", url_name="staffing:letter")
