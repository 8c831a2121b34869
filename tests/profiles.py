"""Hypothesis profiles: `quick` for every run, `long` before a piece of work is called done."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The first example of a property pays for imports and caches; a slow machine is no failure.
_CALM = (HealthCheck.too_slow,)

settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=_CALM)
settings.register_profile("long", max_examples=3000, deadline=None, suppress_health_check=_CALM)


def load() -> None:
    """Take the profile named by HYPOTHESIS_PROFILE, `quick` when nothing is said."""
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
