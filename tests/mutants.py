"""`make check-rules`: one rule function made to refuse always or never, for the whole run."""

from __future__ import annotations

import importlib
import os
from typing import Any


def _always(*_args: Any, **_named: Any) -> Any:
    from ui.obstacles import Obstacle

    return [Obstacle("mutant", "mutant")]


def _never(*_args: Any, **_named: Any) -> Any:
    return []


def apply() -> None:
    """Change the function named by FUWUTAI_MUTANT where it is, whoever imported it already."""
    mutant = os.environ.get("FUWUTAI_MUTANT", "")
    if not mutant:
        return
    module, name, way = mutant.split(":")
    function: Any = getattr(importlib.import_module(module), name)
    function.__code__ = (_always if way == "always" else _never).__code__
    function.__defaults__ = None
    function.__kwdefaults__ = None
