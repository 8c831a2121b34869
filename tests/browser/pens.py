"""A pen on the signature pad."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator


def sign(pad: Locator) -> None:
    """Write a name with the mouse."""
    page, box = pad.page, pad.locator("svg").bounding_box()
    assert box is not None
    pad.scroll_into_view_if_needed()
    box = pad.locator("svg").bounding_box() or box
    for stroke in range(2):
        left = box["x"] + box["width"] * (0.15 + 0.4 * stroke)
        page.mouse.move(left, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(left + step * 14, box["y"] + box["height"] * (0.3 + 0.4 * (step % 2)))
        page.mouse.up()
