"""Two rule functions for the test of the mutation run."""

from __future__ import annotations


def obstacles_to_always(thing: str) -> list[str]:
    """Never refuses, until it is changed."""
    return [] if thing else [thing]


def obstacles_to_never(thing: str) -> list[str]:
    """Always refuses, until it is changed."""
    return [thing]
