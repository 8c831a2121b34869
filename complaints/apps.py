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
            erasing,  # noqa: F401 - loading it is enough
            export,  # noqa: F401 - loading it is enough
            kinds,  # noqa: F401 - loading it is enough
            month_notices,  # noqa: F401 - loading it is enough
            notice_kinds,  # noqa: F401 - loading it is enough
            receivers,  # noqa: F401 - loading it is enough
            reference,  # noqa: F401 - loading it is enough
            tasks,  # noqa: F401 - loading it is enough
            verbs,  # noqa: F401 - loading it is enough
        )
