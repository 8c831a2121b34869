"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BroadcastsConfig(AppConfig):
    """Broadcasts, as Django lists it."""

    name = "broadcasts"
    verbose_name = _("Broadcasts")
