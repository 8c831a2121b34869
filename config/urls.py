"""All addresses. Each app keeps its own; names are namespaced by app (`complaints:list`)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog

from config import health

# The desk that is used most is asked first: each address is compared with one after the other.
_APPS = ("complaints", "reports", "mail_desk", "staffing", "merchants", "casework", "mall", "ui")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/jsi18n/", JavaScriptCatalog.as_view(packages=["django.contrib.admin"])),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path("", include(f"{app}.urls")) for app in _APPS),
]

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.forbidden"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.server_error"
