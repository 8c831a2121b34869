"""The rows of the doors, to look at."""

from __future__ import annotations

from django.contrib import admin

from mall.admin_site import ReadOnlyAdmin
from mall.models import ExportLog, Heartbeat, Job, Limit, Reveal


@admin.register(ExportLog)
class ExportLogAdmin(ReadOnlyAdmin):
    """DATA-03. Who took which rows out."""

    list_display = ("at", "by", "what", "rows", "reason")
    list_filter = ("what",)
    list_select_related = ("by",)
    search_fields = ("by__name", "by__staff_number", "what")
    date_hierarchy = "at"


@admin.register(Reveal)
class RevealAdmin(ReadOnlyAdmin):
    """DATA-01. Who looked at which number."""

    list_display = ("at", "by", "what", "row", "folder_number", "purpose")
    list_filter = ("what",)
    list_select_related = ("by",)
    search_fields = ("by__name", "by__staff_number", "folder_number")
    date_hierarchy = "at"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Slow work: how far it is, and why it failed."""

    list_display = ("id", "kind", "state", "by", "asked_at", "ended_at", "done", "total", "problem")
    list_filter = ("state", "kind")
    search_fields = ("kind", "problem", "by__name", "by__staff_number")
    list_select_related = ("by",)
    fields = (
        "kind",
        "state",
        "by",
        "asked_at",
        "started_at",
        "beat_at",
        "ended_at",
        "attempts",
        "done",
        "total",
        "problem",
    )


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When each job of the schedule ran last."""

    list_display = ("name", "every", "ran_at", "took", "problem")
    search_fields = ("name", "problem")


@admin.register(Limit)
class LimitAdmin(ReadOnlyAdmin):
    """The values that replaced a default; the manager sets them on the page of limits."""

    list_display = ("name", "value", "valid_from", "set_by", "set_at", "reason")
    list_filter = ("name",)
    list_select_related = ("set_by",)
    search_fields = ("name", "reason")
