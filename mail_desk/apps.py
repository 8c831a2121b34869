"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailDeskConfig(AppConfig):
    """MailDesk, as Django lists it."""

    name = "mail_desk"
    verbose_name = _("Mail desk")

    def ready(self) -> None:
        """Make known what the desk keeps, what can be due at it, and how its timeline reads."""
        from mail_desk import (  # the app registry must be full first
            erasing,  # noqa: F401 - loading it is enough
            export,  # noqa: F401 - loading it is enough
            kinds,  # noqa: F401 - loading it is enough
            long_papers,  # noqa: F401 - loading it is enough
            notice_kinds,  # noqa: F401 - loading it is enough
            reference,  # noqa: F401 - loading it is enough
            reveals,  # noqa: F401 - loading it is enough
            tasks,  # noqa: F401 - loading it is enough
            verbs,  # noqa: F401 - loading it is enough
        )
