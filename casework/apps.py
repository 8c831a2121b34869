"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """Casework, as Django lists it."""

    name = "casework"
    verbose_name = _("Folders and papers")

    def ready(self) -> None:
        """Hear what the packages below tell."""
        from casework import receivers, reference, tasks  # noqa: F401  # connecting needs the models
        from casework.actions import erasing  # noqa: F401  # it registers what is erased
        from casework.queries import timeline  # noqa: F401  # it registers the rows of verbs
