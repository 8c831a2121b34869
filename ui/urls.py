"""Addresses of the shell: language, bell, drafts; the gallery while developing."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from ui import views

app_name = "ui"
urlpatterns: list[URLPattern] = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("ui/language/", views.language, name="language"),
    path("ui/bell/", views.bell, name="bell"),
    path("ui/drafts/<str:key>/", views.draft, name="draft"),
    path("ui/drafts/<str:key>/keep/", views.keep_draft, name="keep_draft"),
    path("ui/drafts/<str:key>/drop/", views.drop_draft, name="drop_draft"),
]
if settings.DEBUG or getattr(settings, "DEMO", False):
    from ui import gallery

    urlpatterns += [
        path("ui/gallery/", gallery.show, name="gallery"),
        path("ui/gallery/options/", gallery.options, name="gallery_options"),
        path("ui/gallery/part/<int:number>/", gallery.part, name="gallery_part"),
        path("ui/gallery/send/", gallery.send, name="gallery_send"),
        path("ui/gallery/status/<int:status>/", gallery.status, name="gallery_status"),
        path("ui/gallery/conflict/", gallery.conflict, name="gallery_conflict"),
        path("ui/gallery/paper.pdf", gallery.paper, name="gallery_paper"),
    ]
