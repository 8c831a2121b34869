"""The embedded PostgreSQL and Redis: development and demo only, both on unix sockets.

Used when `DATABASE_URL` / `REDIS_URL` are unset. Any process that needs one calls `hold()`: the
service is started if it is down, and the last holder to leave stops it. Holding is a shared file
lock, which the kernel drops even at `kill -9`; a service left behind is found again by its pid
file and used on. `keep_up()` (`manage.py services up`) leaves it running until `put_down()`.
"""

from __future__ import annotations

from config.services.holding import hold, keep_up, put_down, release, revive, status
from config.services.places import ServiceFailed, places

__all__ = ["ServiceFailed", "hold", "keep_up", "places", "put_down", "release", "revive", "status"]
