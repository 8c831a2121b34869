"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """Complaints, as Django lists it."""

    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Make known what the desk tells, and listen to what is told to it."""
        from complaints import (  # the app registry must be full first
            erasing,  # noqa: F401
            export,  # noqa: F401
            kinds,  # noqa: F401
            month_notices,  # noqa: F401
            notice_kinds,  # noqa: F401
            receivers,  # noqa: F401
            reference,  # noqa: F401
            tasks,  # noqa: F401
            verbs,  # noqa: F401
        )
