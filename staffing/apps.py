"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    """Staffing, as Django lists it."""

    name = "staffing"
    verbose_name = _("Staffing")
