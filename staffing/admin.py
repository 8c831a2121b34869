"""The crews in the admin: their desks, their people, what a desk needs beyond the mall's hours; import and export."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.forms import RangeWidget
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, Widget

from mall.admin_site import ReferenceAdmin, Sheet, keeps_reference_data
from mall.models import Desk, Season, User
from staffing import admin_meetings  # noqa: F401 - registers the kinds of meetings
from staffing.models import Crew, CrewDesk, CrewMember, DeskDemand

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

#: What the fields say in the admin beside their names.
HELP = {
    "crew": gettext_lazy("Whose desks the person takes turns at; in one crew at a time."),
    "person": gettext_lazy("Find by name, pinyin or staff number."),
    "squad": gettext_lazy("Half of the noon duty in the first half of a month; it changes in the second."),
    "desk": gettext_lazy("The desk that needs other hours or more people."),
    "people": gettext_lazy("At any minute of these hours."),
}
#: A range as ISO 8601 writes it: 2026-01-01/2026-07-01, the last day not included; open: 2026-01-01/
BETWEEN = "/"
TWO_DATES: dict[type, dict[str, Any]] = {DateRangeField: {"widget": RangeWidget(AdminDateWidget())}}


class PeriodWidget(Widget):
    """A period as two days with a stroke between them; the second is the day it ended, empty while it lasts."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> DateRange:
        """Return the period. Raises ValueError, in words, for what is none."""
        del row, kwargs
        first, _stroke, until = str(value or "").strip().partition(BETWEEN)
        try:
            begins = date.fromisoformat(first.strip())
            ends = date.fromisoformat(until.strip()) if until.strip() else None
        except ValueError as wrong:
            raise ValueError(_("Write the period as 2026-01-01/2026-07-01, or 2026-01-01/ while it lasts.")) from wrong
        if ends is not None and ends <= begins:
            raise ValueError(_("The period ends before it begins."))
        return DateRange(begins, ends)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Write a period."""
        del obj, kwargs
        return "" if value is None else f"{value.lower or ''}{BETWEEN}{value.upper or ''}"


class PeriodSheet(Sheet):
    """Rows that hold for a time: known by what they are of and by the day they begin, so that an end can be put in."""

    period = Field("period", "period", PeriodWidget())

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """The row that begins on that day; none for a new one, or where the key cannot be read."""
        del instance_loader
        try:
            keys = {
                field.attribute: field.clean(row)
                for field in (self.fields[name] for name in self._meta.import_id_fields)
                if field.attribute
            }
        except (ValueError, User.DoesNotExist, Desk.DoesNotExist):
            return None
        period = keys.pop("period")
        return self._meta.model.objects.filter(period__startswith=period.lower, **keys).first()


class CrewSheet(Sheet):
    """Crews by code."""

    class Meta:
        model = Crew
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "noon", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class MemberSheet(PeriodSheet):
    """The people of the crews, by staff number and the day they joined."""

    crew = Field("crew", "crew", ForeignKeyWidget(Crew, "code"))
    person = Field("person", "person", ForeignKeyWidget(User, "staff_number"))

    class Meta:
        model = CrewMember
        import_id_fields = ("person", "period")
        fields = ("crew", "person", "squad", "order", "period")
        skip_unchanged = True
        clean_model_instances = True


class DemandSheet(PeriodSheet):
    """What the desks need, by desk, season and the day it begins."""

    desk = Field("desk", "desk", ForeignKeyWidget(Desk, "code"))
    season = Field("season", "season", ForeignKeyWidget(Season, "code"))

    class Meta:
        model = DeskDemand
        import_id_fields = ("desk", "season", "period")
        fields = ("desk", "season", "opens_at", "closes_at", "people", "period")
        skip_unchanged = True
        clean_model_instances = True


class DeskInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """The desks a crew covers, in the order of the rotation. A desk is given up by an end, never deleted."""

    model = CrewDesk
    extra = 0
    fields = ("desk", "people", "noon", "order", "period")
    formfield_overrides = TWO_DATES

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        del obj
        return keeps_reference_data(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # type: ignore[override]  # wider than Django's stubs say
        """Ask the role."""
        del obj
        return keeps_reference_data(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        del obj
        return keeps_reference_data(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: rosters of the past were laid with it."""
        del request, obj
        return False


@admin.register(Crew)
class CrewAdmin(ReferenceAdmin):
    """The crews and their desks (ROST-01, ROST-02, ROST-03)."""

    resource_classes: ClassVar = [CrewSheet]
    list_display = ("name", "name_en", "code", "noon", "order", "is_active")
    list_filter = ("is_active", "noon")
    search_fields = ("name", "name_en", "code")
    inlines = (DeskInline,)


@admin.register(CrewMember)
class CrewMemberAdmin(ReferenceAdmin):
    """Who is in which crew and squad, from when to when (ROST-01, ROST-04)."""

    resource_classes: ClassVar = [MemberSheet]
    list_display = ("person", "crew", "squad", "order", "since", "until")
    list_filter = ("crew", "squad")
    list_select_related = ("person", "crew")
    search_fields = ("person__name", "person__staff_number", "person__initials")
    autocomplete_fields = ("person",)
    formfield_overrides = TWO_DATES

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        """Say beside each field what it does."""
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)

    @admin.display(description=gettext_lazy("from"), ordering="period")
    def since(self, row: CrewMember) -> date | None:
        """The first day."""
        first: date | None = row.period.lower
        return first

    @admin.display(description=gettext_lazy("until"), empty_value="—")
    def until(self, row: CrewMember) -> date | None:
        """The day it ended."""
        ended: date | None = row.period.upper
        return ended


@admin.register(DeskDemand)
class DeskDemandAdmin(ReferenceAdmin):
    """Other hours or more people than the mall's hours ask of a desk (DESK-02)."""

    resource_classes: ClassVar = [DemandSheet]
    list_display = ("desk", "season", "opens_at", "closes_at", "people", "period")
    list_filter = ("desk", "season")
    list_select_related = ("desk", "season")
    search_fields = ("desk__name", "desk__name_en", "desk__code")
    formfield_overrides = TWO_DATES

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        """Say beside each field what it does."""
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)
