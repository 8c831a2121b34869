"""Seasons and the days that differ from the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from mall.admin_site import ReadOnlyAdmin, ReferenceAdmin, Sheet, keeps_reference_data
from mall.models import SEASON_FIELDS, CalendarDay, Season, SeasonVersion

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


class SeasonSheet(ModelResource):
    """Seasons by code. The hours of one that is there come with its export and are not changed by an import."""

    class Meta:
        model = Season
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", *SEASON_FIELDS)
        skip_unchanged = True
        clean_model_instances = True

    def import_instance(self, instance: Season, row: Any, **kwargs: Any) -> None:
        """Take the row over; refuse it when it changes hours that hold already."""
        super().import_instance(instance, row, **kwargs)
        there = Season.objects.filter(pk=instance.pk).first()
        changed = [name for name in SEASON_FIELDS if there and getattr(there, name) != getattr(instance, name)]
        if changed:
            words = _("Hours are changed on the season's own page, from a day on and with a reason.")
            raise ValidationError(dict.fromkeys(changed, words))


class CalendarDaySheet(Sheet):
    """Days by date and kind: a public holiday with an early closing is two rows."""

    class Meta:
        model = CalendarDay
        import_id_fields = ("on", "kind")
        fields = ("on", "kind", "source", "closes_at", "name")
        skip_unchanged = True
        clean_model_instances = True


@admin.register(Season)
class SeasonAdmin(ReferenceAdmin):
    """The parts of the year with the hours they began with; new hours are entered on the season's own page."""

    resource_classes: ClassVar = [SeasonSheet]
    list_display = ("name", "code", "starts_month", "starts_day", "opens_at", "closes_at", "noon_from", "noon_to")
    search_fields = ("name", "name_en", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Keep the hours of a season that is there: they change from a day on, with a reason."""
        del request
        return SEASON_FIELDS if obj else ()


@admin.register(SeasonVersion)
class SeasonVersionAdmin(ReadOnlyAdmin):
    """The hours that replaced a season's first ones; the manager enters them on the season's own page."""

    list_display = ("season", "valid_from", "opens_at", "closes_at", "reason", "set_by", "set_at")
    list_filter = ("season",)
    list_select_related = ("season", "set_by")
    search_fields = ("season__name", "season__name_en", "season__code", "reason")


@admin.register(CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    """Holidays, make-up workdays, early closings. A day entered by mistake may be deleted: nothing points to it."""

    resource_classes: ClassVar = [CalendarDaySheet]
    list_display = ("on", "kind", "source", "closes_at", "name")
    list_filter = ("kind", "source")
    search_fields = ("name",)
    date_hierarchy = "on"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        del obj
        return keeps_reference_data(request)
