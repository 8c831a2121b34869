"""The lists of casework in the admin, and the outbox to look at."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from import_export.resources import ModelResource

from casework.models import PauseReason, Reminder
from mall.admin_site import ReadOnlyAdmin, ReferenceAdmin


class PauseReasonSheet(ModelResource):
    """Reasons for a pause by code."""

    class Meta:
        model = PauseReason
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "is_active")
        skip_unchanged = True
        clean_model_instances = True


@admin.register(PauseReason)
class PauseReasonAdmin(ReferenceAdmin):
    """Reasons for which a clock may stand still."""

    resource_classes: ClassVar[list[type[ModelResource]]] = [PauseReasonSheet]
    list_display = ("code", "name", "name_en", "is_active")
    list_filter = ("is_active",)
    search_fields = ("code", "name", "name_en")


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """Messages that wait, were sent, or were given up; their words are the receivers' alone."""

    list_display = (
        "made_at",
        "kind",
        "channel",
        "receiver",
        "department",
        "send_at",
        "sent_at",
        "given_up_at",
        "problem",
    )
    list_filter = ("channel", "kind")
    search_fields = ("receiver__name", "receiver__staff_number", "folder__number")
    list_select_related = ("receiver", "department")
