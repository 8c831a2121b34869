"""Addresses of staffing: the rotation, who is on duty, the calendar feed."""

from __future__ import annotations

from django.urls import URLPattern, path

from staffing.views import duty, feeds, rotation

_MONTH = "staffing/rotation/<str:month>/"

urlpatterns: list[URLPattern] = [
    path("staffing/rotation/", rotation.rotations, name="rotations"),
    path("staffing/rotation/draft/", rotation.draft, name="rotation-draft"),
    path(_MONTH, rotation.rotation, name="rotation"),
    path(f"{_MONTH}anew/", rotation.draft_anew, name="rotation-anew"),
    path(f"{_MONTH}submit/", rotation.submit, name="rotation-submit"),
    path(f"{_MONTH}print/", rotation.print_rotation, name="rotation-print"),
    path(f"{_MONTH}<int:row>/", rotation.seat_pair, name="rotation-seat"),
    path("staffing/duty/", duty.duty, name="duty"),
    path("staffing/duty/now/", duty.duty_now, name="duty-now"),
    path("staffing/duty/print/", duty.print_duty, name="duty-print"),
    path("staffing/feed/", feeds.feed, name="feed"),
    path("staffing/feed/make/", feeds.make_feed, name="feed-make"),
    path("staffing/feed/revoke/", feeds.revoke_feed, name="feed-revoke"),
    path("staffing/feed/of/<int:pk>/", feeds.feed_of, name="feed-of"),
    path("staffing/feed/<str:secret>.ics", feeds.calendar, name="feed-calendar"),
]
