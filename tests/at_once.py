"""Several people at the same moment."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all at the same moment; what they answered, in their order."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def one(place: int) -> None:
        try:
            start.wait(timeout=30)
            answers[place] = acts[place]()
        except Exception as failure:  # noqa: BLE001 - told below
            answers[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [answer for answer in answers if isinstance(answer, Exception) or answer is None] == []
    return answers
