"""A row of the board's list of what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class DueRow:
    """One thing to do now. What has no number of its own stands for several."""

    number: str
    url: str
    icon: str
    title: str
    where: str
    what: str
    act: str
    due_at: datetime
    warn_at: datetime | None
    safety: bool = False
    paused: bool = False
