"""What can be due of a work letter, in words, and who owes it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.clock_kinds import plug_owners, register
from staffing.rules.letters import owers

FINAL, PROMISED = "letter_final", "letter_promised"

register(FINAL, _("Work letter by its final deadline"))
register(PROMISED, _("Work letter by the promised time"))
plug_owners(FINAL, owers)
plug_owners(PROMISED, owers)
