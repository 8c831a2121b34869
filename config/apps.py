"""The composition root as an app: commands, and the plugs of the lower packages."""

from __future__ import annotations

from django.apps import AppConfig


class RootConfig(AppConfig):
    """Last to be ready: by then every app is there to be plugged in."""

    name = "config"
    verbose_name = "Fuwutai"

    def ready(self) -> None:
        """Fill the plugs."""
        from config import celery
        from config.wiring import wire

        # Tasks called from a page must find the broker of this app, not Celery's default.
        celery.app.set_default()
        wire()
