"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERBS = (
    ("merchant_registered", "building-store", ""),
    ("merchant_imported", "file-import", ""),
    ("merchant_changed", "edit", ""),
    ("contact_added", "user-plus", ""),
    ("contact_changed", "user-edit", ""),
    ("contact_removed", "user-minus", ""),
    ("moved_in", "door-enter", "ok"),
    ("moved_out", "door-exit", "soon"),
    ("named_class_a", "award", "ok"),
    ("class_a_taken_back", "award-off", "soon"),
    ("dispute_recorded", "scale", "soon"),
    ("dispute_withdrawn", "scale-outline", ""),
)


class MerchantsConfig(AppConfig):
    """Merchants, as Django lists it."""

    name = "merchants"
    verbose_name = _("Merchants")

    def ready(self) -> None:
        """Make the merchants' folders and verbs known, and the imports to the worker."""
        from casework import kinds, verbs
        from merchants import erasing, reveals, tasks
        from merchants.tables import FOLDER_KIND

        kinds.register(FOLDER_KIND, "SH", _("Merchant"), icon="building-store", url_name="merchants:file")
        for code, icon, tone in VERBS:
            verbs.register("merchants", code, icon=icon, tone=tone)
        reveals.register_sources()
        erasing.register_keepers()
        tasks.register()
