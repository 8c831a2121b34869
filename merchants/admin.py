"""Reference data of the register in the admin: searchable, with help texts, import and export."""

from __future__ import annotations

from django.contrib import admin
from import_export.resources import ModelResource

from mall.admin_site import ReferenceAdmin
from merchants.models import Category, MerchantClass


class CategorySheet(ModelResource):
    """Categories by code."""

    class Meta:
        model = Category
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "order", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class MerchantClassSheet(ModelResource):
    """Classes by code."""

    class Meta:
        model = MerchantClass
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en")
        skip_unchanged = True
        clean_model_instances = True


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    """What merchants trade in."""

    resource_classes = (CategorySheet,)
    list_display = ("name", "name_en", "code", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "name_en", "code")


@admin.register(MerchantClass)
class MerchantClassAdmin(ReferenceAdmin):
    """The classes of merchants (MER-03)."""

    resource_classes = (MerchantClassSheet,)
    list_display = ("code", "name", "name_en")
    search_fields = ("code", "name", "name_en")
