"""What axe finds on a page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

# What is still on its way covers other things for a moment; what moves for ever is not waited for.
ARRIVED = """Promise.allSettled(document.getAnimations()
  .filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished))"""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _source() -> str:
    return Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return each violation with its first places, as lines a test can show."""
    page.evaluate(_source())
    page.evaluate(ARRIVED)
    # A field half under a bar that stays is one turn of the wheel away; axe would call it too small to hit.
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate("document.querySelectorAll('.acts').forEach(bar => { bar.style.position = 'static'; })")
    # With `preload` axe copies style sheets into the page, which the content policy refuses; no rule here needs them.
    run = "rules => axe.run(document, {runOnly: rules, preload: false}).then(result => result.violations)"
    found = page.evaluate(run, RULES)
    return [f"{item['id']}: {[node['html'][:160] for node in item['nodes'][:3]]}" for item in found]
