"""The engine of the embedded server: any `manage.py` command works whether it is up or not."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from config.services import hold


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but a first connection starts the server if it is down."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. Raises ServiceFailed when the server cannot be started."""
        hold("postgres")
        return super().get_new_connection(conn_params)
