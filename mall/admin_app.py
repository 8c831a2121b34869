"""Django's admin as an app of the house. Not in `mall.apps`, where Django would take it for the mall itself."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class HouseAdminConfig(AdminConfig):
    """The admin with our own site in the place of Django's."""

    default_site = "mall.admin_site.HouseAdminSite"
