"""What casework tells the desks above it. Sent inside the act's transaction; receivers only write rows."""

from __future__ import annotations

from django.dispatch import Signal

# A follow-up was answered: sent with follow_up (with its evaluation), satisfied: bool, by, now.
follow_up_answered = Signal()
