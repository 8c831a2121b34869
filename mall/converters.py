"""Days in addresses."""

from __future__ import annotations

from datetime import date


class DayConverter:
    """A day as 2026-11-26; anything else is no address of ours."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Give the day. Raises ValueError for 2026-02-30, which Django answers with 404."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Give its ten signs."""
        return value.isoformat()
