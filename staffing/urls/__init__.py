"""Addresses of staffing."""

from __future__ import annotations

from staffing.urls import absences, duty, handovers, office, performance, rosters

app_name = "staffing"

urlpatterns = [
    *rosters.urlpatterns,
    *absences.urlpatterns,
    *handovers.urlpatterns,
    *duty.urlpatterns,
    *performance.urlpatterns,
    *office.urlpatterns,
]
