"""The application of the doors and components."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Registers the template tags, the catalogue and the start-up checks of the front."""

    name = "ui"
    verbose_name = _("Pages and components")

    def ready(self) -> None:
        """Register the system checks."""
        from ui import checks  # noqa: F401  # registering needs the app registry
