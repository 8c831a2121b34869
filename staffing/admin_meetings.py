"""The kinds of meetings in the admin (MEET-01…05): their usual hours, and how long before they are announced."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from mall.admin_site import ReferenceAdmin, Sheet
from staffing.models import MeetingKind


class MeetingKindSheet(Sheet):
    """Kinds of meetings by code."""

    class Meta:
        model = MeetingKind
        import_id_fields = ("code",)
        fields = (
            *("code", "name", "name_en", "rhythm", "weekday", "begins_at", "minutes"),
            *("notice_days", "change_days", "agenda", "order", "is_active"),
        )
        skip_unchanged = True
        clean_model_instances = True


@admin.register(MeetingKind)
class MeetingKindAdmin(ReferenceAdmin):
    """The kinds of meetings (MEET-01…05)."""

    resource_classes: ClassVar = [MeetingKindSheet]
    list_display = ("name", "name_en", "code", "rhythm", "begins_at", "notice_days", "change_days", "is_active")
    list_filter = ("is_active", "rhythm")
    search_fields = ("name", "name_en", "code")
