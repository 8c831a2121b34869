"""Floors, zones, units, departments, desks and lifts."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from mall.admin_site import CodesWidget, ReferenceAdmin
from mall.models import Department, Desk, Floor, Lift, Unit, Zone


class FloorSheet(ModelResource):
    """Floors by code, with the code of the department that keeps them."""

    department = Field("department", "department", ForeignKeyWidget(Department, "code"))

    class Meta:
        model = Floor
        import_id_fields = ("code",)
        fields = ("code", "level", "name", "digit", "department")
        skip_unchanged = True
        clean_model_instances = True


class ZoneSheet(ModelResource):
    """Zones by letter."""

    class Meta:
        model = Zone
        import_id_fields = ("letter",)
        fields = ("letter", "name", "name_en")
        skip_unchanged = True
        clean_model_instances = True


class UnitSheet(ModelResource):
    """Units by number, with the codes of floor and zone."""

    floor = Field("floor", "floor", ForeignKeyWidget(Floor, "code"))
    zone = Field("zone", "zone", ForeignKeyWidget(Zone, "letter"))

    class Meta:
        model = Unit
        import_id_fields = ("number",)
        fields = ("number", "floor", "zone", "area", "is_active", "note")
        skip_unchanged = True
        clean_model_instances = True


class DepartmentSheet(ModelResource):
    """Departments by code; the group-chat address is a secret and stays here."""

    class Meta:
        model = Department
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "takes_complaints", "email", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class DeskSheet(ModelResource):
    """Desks by code, with the code of the floor."""

    floor = Field("floor", "floor", ForeignKeyWidget(Floor, "code"))

    class Meta:
        model = Desk
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "floor", "position", "phone", "functions", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class LiftSheet(ModelResource):
    """Lifts by code; the floors served as codes with commas."""

    floors = Field("floors", "floors", CodesWidget(Floor, ",", "code"), m2m_add=False)

    class Meta:
        model = Lift
        import_id_fields = ("code",)
        fields = ("code", "kind", "position", "floors", "is_active")
        skip_unchanged = True
        clean_model_instances = True


@admin.register(Floor)
class FloorAdmin(ReferenceAdmin):
    """The levels of the mall."""

    resource_classes: ClassVar = [FloorSheet]
    list_display = ("code", "name", "level", "digit", "department")
    list_select_related = ("department",)
    search_fields = ("code", "name")


@admin.register(Zone)
class ZoneAdmin(ReferenceAdmin):
    """The letters of unit numbers."""

    resource_classes: ClassVar = [ZoneSheet]
    list_display = ("letter", "name", "name_en")
    search_fields = ("letter", "name", "name_en")


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    """The shop rooms."""

    resource_classes: ClassVar = [UnitSheet]
    list_display = ("number", "floor", "zone", "area", "is_active", "note")
    list_filter = ("is_active", "floor", "zone")
    list_select_related = ("floor", "zone")
    search_fields = ("number", "note")


@admin.register(Department)
class DepartmentAdmin(ReferenceAdmin):
    """Who can be asked, answers and is told."""

    resource_classes: ClassVar = [DepartmentSheet]
    list_display = ("name", "name_en", "code", "takes_complaints", "email", "order", "is_active")
    list_filter = ("is_active", "takes_complaints")
    search_fields = ("name", "name_en", "code")


@admin.register(Desk)
class DeskAdmin(ReferenceAdmin):
    """The front desks."""

    resource_classes: ClassVar = [DeskSheet]
    list_display = ("name", "code", "floor", "position", "phone", "functions", "order", "is_active")
    list_filter = ("is_active", "floor")
    list_select_related = ("floor",)
    search_fields = ("name", "name_en", "code", "position", "functions")


@admin.register(Lift)
class LiftAdmin(ReferenceAdmin):
    """The lifts as places."""

    resource_classes: ClassVar = [LiftSheet]
    list_display = ("code", "kind", "position", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = ("code", "position")
    # The two-box widget of Django speaks English in its newest sentences.
    formfield_overrides: ClassVar = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
