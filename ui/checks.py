"""What must be true before the first page is served; each failure names its cure."""

from __future__ import annotations

from ctypes.util import find_library
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Warning, register  # noqa: A004  # Django's own name


@register("ui")
def paper_can_be_printed(**_kwargs: Any) -> list[CheckMessage]:
    """Without harfbuzz's subsetter a printed page takes eight seconds instead of a third of one."""
    found: list[CheckMessage] = []
    if find_library("harfbuzz-subset") is None and not any(Path("/usr/lib").glob("*/libharfbuzz-subset.so.0")):
        found.append(
            Warning(
                "libharfbuzz-subset is missing: printing will be slow.",
                hint="Run `make setup`, or: apt-get install -y libharfbuzz-subset0",
                id="ui.W001",
            )
        )
    return found


@register("ui")
def assets_are_there(**_kwargs: Any) -> list[CheckMessage]:
    """The style sheets, icons and print fonts come by set-up and are not kept in the repository."""
    wanted = (
        "vendor/tabler/tabler.min.css",
        "vendor/icons/tabler-icons.min.css",
        "vendor/fonts/NotoSansSC-Regular.ttf",
    )
    return [
        Warning(f"{name} is missing.", hint="Run `make setup`.", id="ui.W002")
        for name in wanted
        if finders.find(name) is None
    ]
