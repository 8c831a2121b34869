"""The garbage collector of a long-lived process."""

from __future__ import annotations

import gc

#: New objects between two looks for rings of garbage: about what a handful of pages make.
YOUNG = 50_000


def spare_what_is_loaded() -> None:
    """Let the collector leave alone what is loaded by now, code and tables that stay: it costs a tenth of a page.

    Call it once, when everything is imported.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
