"""What the mall tells the packages above it, inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once per person and hour: `by` looked at more numbers than the limit allows; `count`, `now`.
many_reveals = Signal()
