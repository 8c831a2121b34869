"""The Redis transport of the worker, able to outlive its Redis.

When Redis goes away while a task is in hand, kombu 5.7 acknowledges or gives back the message over a channel whose
connection it has closed already. That fails as an AttributeError, which nobody expects: the worker's main process
takes it for the end and hangs in its own shutdown, neither working nor dead. Said as what it is, a lost connection,
it is logged and the worker connects anew; what the task did stands in the database.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):
    """A channel that says when its connection is closed."""

    def _connparams(self, *args: Any, **kwargs: Any) -> Any:
        if self.connection is None or self.connection.client is None:
            raise ConnectionResetError("the connection to the broker is closed")
        return super()._connparams(*args, **kwargs)  # type: ignore[misc]  # not in its types


def mend() -> None:
    """Use that channel for every connection to Redis."""
    redis.Transport.Channel = Channel
