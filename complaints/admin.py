"""The lists of the complaint desk in the admin: searchable, with help texts, import and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from complaints.models import Authority, Cause, ComplaintCategory, DisputeRule
from mall.admin_site import CodesWidget, ReferenceAdmin, Sheet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class CategorySheet(ModelResource):
    """Categories by code; the one above by its code too."""

    parent = Field("parent", "parent", ForeignKeyWidget(ComplaintCategory, "code"))

    class Meta:
        model = ComplaintCategory
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "parent", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class CauseSheet(ModelResource):
    """Causes by code."""

    class Meta:
        model = Cause
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "quality", "improvable", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class AuthoritySheet(ModelResource):
    """Authorities by code."""

    class Meta:
        model = Authority
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "days", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class DisputeRuleSheet(Sheet):
    """The dispute rules by code; the categories as codes with commas, empty for all."""

    categories = Field("categories", "categories", CodesWidget(ComplaintCategory, ",", "code"), m2m_add=False)

    class Meta:
        model = DisputeRule
        import_id_fields = ("code",)
        fields = ("code", "order", "title", "text", "title_en", "text_en", "categories", "is_active")
        skip_unchanged = True
        clean_model_instances = True


@admin.register(ComplaintCategory)
class ComplaintCategoryAdmin(ReferenceAdmin):
    """The kinds of disputes, in two levels (CMP-16, JOINT-S08)."""

    resource_classes = (CategorySheet,)
    list_display = ("name", "parent", "name_en", "code", "order", "is_active")
    list_filter = ("is_active", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ComplaintCategory]:
        """Read the one above with each."""
        return super().get_queryset(request).select_related("parent")


@admin.register(Cause)
class CauseAdmin(ReferenceAdmin):
    """Why it happened (CMP-15, CMP-28)."""

    resource_classes = (CauseSheet,)
    list_display = ("name", "name_en", "code", "quality", "improvable", "order", "is_active")
    list_filter = ("is_active", "quality", "improvable")
    search_fields = ("name", "name_en", "code")


@admin.register(Authority)
class AuthorityAdmin(ReferenceAdmin):
    """Who forwards complaints (JOINT-S13)."""

    resource_classes = (AuthoritySheet,)
    list_display = ("name", "name_en", "code", "days", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "name_en", "code")


@admin.register(DisputeRule)
class DisputeRuleAdmin(ReferenceAdmin):
    """The mall's rules for disputes, explained at the counter (CMP-02, MER-08)."""

    resource_classes = (DisputeRuleSheet,)
    list_display = ("title", "title_en", "code", "order", "is_active")
    list_filter = ("is_active", "categories")
    search_fields = ("title", "text", "title_en", "text_en", "code")
    # The two-box widget of Django names its signs in a way no screen reader reads.
    formfield_overrides: ClassVar = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
