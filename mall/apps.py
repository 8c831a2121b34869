"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MallConfig(AppConfig):
    """Mall, as Django lists it."""

    name = "mall"
    verbose_name = _("The mall")

    def ready(self) -> None:
        """Let the statutory calendar take part in the loading of reference rows."""
        from mall.actions import hours  # noqa: F401 - loading it is enough
