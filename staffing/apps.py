"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    """Staffing, as Django lists it."""

    name = "staffing"
    verbose_name = _("Staffing")

    def ready(self) -> None:
        """Make known what an installation starts with, what people are told, and what the worker does."""
        from staffing import (  # the app registry must be full first
            clock_kinds,  # noqa: F401 - loading it is enough
            drafting,  # noqa: F401 - loading it is enough
            erasing,  # noqa: F401 - loading it is enough
            kinds,  # noqa: F401 - loading it is enough
            meeting_kinds,  # noqa: F401 - loading it is enough
            notice_kinds,  # noqa: F401 - loading it is enough
            reference,  # noqa: F401 - loading it is enough
            reference_performance,  # noqa: F401 - loading it is enough
            verbs,  # noqa: F401 - loading it is enough
        )
