"""Addresses of staffing: rosters."""

from __future__ import annotations

from django.urls import URLPattern, path

from staffing.views import laying, rosters, versions

urlpatterns: list[URLPattern] = [
    path("staffing/", rosters.rosters, name="rosters"),
    path("staffing/rosters/<str:code>/", rosters.roster, name="roster"),
    path("staffing/rosters/<str:code>/begin/", rosters.begin, name="roster-begin"),
    path("staffing/rosters/<str:code>/squares/", laying.squares, name="roster-squares"),
    path("staffing/rosters/<str:code>/squares/<int:person>/<str:day>/", laying.square, name="roster-square"),
    path("staffing/rosters/<str:code>/pattern/", laying.pattern, name="roster-pattern"),
    path("staffing/rosters/<str:code>/search/", rosters.search, name="roster-search"),
    path("staffing/rosters/<str:code>/publish/", rosters.publish, name="roster-publish"),
    path("staffing/rosters/<str:code>/print/", versions.print_roster, name="roster-print"),
    path("staffing/rosters/<str:code>/versions/", versions.versions, name="roster-versions"),
    path("staffing/rosters/<str:code>/versions/<int:nth>/", versions.version, name="roster-version"),
    path(
        "staffing/rosters/<str:code>/versions/<int:nth>/print/",
        versions.print_version,
        name="roster-version-print",
    ),
]
