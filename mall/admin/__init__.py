"""The mall's reference data in the admin, and the rows of the doors to look at."""

from __future__ import annotations

from mall.admin import doors, hours, people, places

__all__ = ["doors", "hours", "people", "places"]
