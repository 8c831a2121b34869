"""The lists of the mail desk in the admin: searchable, with help texts, import and export."""

from __future__ import annotations

from django.contrib import admin
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from mail_desk.models import Carrier, MailClass, RefusedArea, ReturnReason
from mall.admin_site import ReferenceAdmin
from mall.models import Floor, Zone

NAMED = ("code", "name", "name_en", "order", "is_active")


class ClassSheet(ModelResource):
    """Classes by code, with all of their policy."""

    class Meta:
        model = MailClass
        import_id_fields = ("code",)
        fields = (
            *NAMED,
            "also_written",
            "begins",
            "proxy_allowed",
            "family_allowed",
            "id_needed",
            "proof_needed",
            "number_needed",
            "counted",
            "goes_back",
            "remind_days",
            "return_days",
        )
        skip_unchanged = True
        clean_model_instances = True


class CarrierSheet(ModelResource):
    """Carriers by code."""

    class Meta:
        model = Carrier
        import_id_fields = ("code",)
        fields = (*NAMED, "pattern", "is_post", "phone")
        skip_unchanged = True
        clean_model_instances = True


class AreaSheet(ModelResource):
    """Refused areas by name; the floor by its code, the zone by its letter."""

    floor = Field("floor", "floor", ForeignKeyWidget(Floor, "code"))
    zone = Field("zone", "zone", ForeignKeyWidget(Zone, "letter"))

    class Meta:
        model = RefusedArea
        import_id_fields = ("name",)
        fields = ("name", "floor", "zone", "pattern", "valid_from", "valid_until", "words", "is_active")
        skip_unchanged = True
        clean_model_instances = True


class ReasonSheet(ModelResource):
    """Reasons for returns by code."""

    class Meta:
        model = ReturnReason
        import_id_fields = ("code",)
        fields = NAMED
        skip_unchanged = True
        clean_model_instances = True


@admin.register(MailClass)
class MailClassAdmin(ReferenceAdmin):
    """The classes of mail and how each is treated (MAIL-04, MAIL-05, MAIL-14)."""

    resource_classes = (ClassSheet,)
    list_display = (
        "name",
        "code",
        "proxy_allowed",
        "id_needed",
        "proof_needed",
        "counted",
        "remind_days",
        "return_days",
        "is_active",
    )
    list_filter = ("is_active", "proxy_allowed", "counted")
    search_fields = ("name", "name_en", "code", "also_written")


@admin.register(Carrier)
class CarrierAdmin(ReferenceAdmin):
    """Who brings mail, told by the number on it (MAIL-01)."""

    resource_classes = (CarrierSheet,)
    list_display = ("name", "name_en", "code", "pattern", "is_post", "phone", "order", "is_active")
    list_filter = ("is_active", "is_post")
    search_fields = ("name", "name_en", "code", "pattern")


@admin.register(RefusedArea)
class RefusedAreaAdmin(ReferenceAdmin):
    """Where no mail is taken for (MAIL-07, MAIL-08)."""

    resource_classes = (AreaSheet,)
    list_display = ("name", "floor", "zone", "pattern", "valid_from", "valid_until", "words", "is_active")
    list_filter = ("is_active", "floor", "zone")
    list_select_related = ("floor", "zone")
    search_fields = ("name", "pattern", "words")


@admin.register(ReturnReason)
class ReturnReasonAdmin(ReferenceAdmin):
    """Why an item goes back (MAIL-06)."""

    resource_classes = (ReasonSheet,)
    list_display = ("name", "name_en", "code", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "name_en", "code")
