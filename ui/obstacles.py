"""What forbids an act is a value: the button, the form and the act read the same one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django import forms

StrOrPromise = str | Promise


@dataclass(frozen=True)
class Obstacle:
    """One reason why an act cannot be done now.

    `code` is for programs, `message` is the sentence people read, `field` names the form field at fault, if any.
    """

    code: str
    message: StrOrPromise
    field: str | None = None

    def __str__(self) -> str:
        """Return the sentence."""
        return str(self.message)


class Refused(Exception):  # said as people say it: the act was refused
    """An act met obstacles; its transaction is rolled back and the sentences are shown."""

    def __init__(self, obstacles: Iterable[Obstacle] | Obstacle) -> None:
        """Keep the obstacles; at least one is needed to refuse."""
        self.obstacles: list[Obstacle] = [obstacles] if isinstance(obstacles, Obstacle) else list(obstacles)
        super().__init__("; ".join(obstacle.code for obstacle in self.obstacles))

    @property
    def status(self) -> int:
        """Answer 422 when a field is at fault (type again), 409 when the state of things forbids (look again)."""
        return 422 if any(obstacle.field for obstacle in self.obstacles) else 409


class Conflict(Exception):
    """Somebody saved the same record in between. Both texts are shown and nothing typed is lost.

    `mine` and `theirs` map form field names to text; `labels` gives the words shown for them; `version` is the
    version now stored, with which the form is posted again.
    """

    def __init__(  # one value per thing the page shows
        self,
        *,
        mine: Mapping[str, str],
        theirs: Mapping[str, str],
        changed_by: object = "",
        changed_at: datetime | None = None,
        version: int | None = None,
        labels: Mapping[str, StrOrPromise] | None = None,
    ) -> None:
        """Keep what both sides wrote."""
        self.mine = dict(mine)
        self.theirs = dict(theirs)
        self.changed_by = changed_by
        self.changed_at = changed_at
        self.version = version
        self.labels = dict(labels or {})
        super().__init__("version conflict")


class TooLarge(Exception):
    """An upload is larger than allowed; `limit` in bytes. Answered with 413."""

    def __init__(self, limit: int) -> None:
        """Keep the limit to name it."""
        self.limit = limit
        super().__init__(f"larger than {limit} bytes")


class TooMany(Exception):
    """Asked too often; `retry_after` in seconds. Answered with 429."""

    def __init__(self, retry_after: int = 60) -> None:
        """Keep the pause to name it."""
        self.retry_after = retry_after
        super().__init__(f"again in {retry_after} s")


def refuse_if(obstacles: Iterable[Obstacle]) -> None:
    """Raise `Refused` when there is any obstacle."""
    found = list(obstacles)
    if found:
        raise Refused(found)


def put_obstacles(form: forms.BaseForm, obstacles: list[Obstacle]) -> None:
    """Show each obstacle beside its field, or above the form when it names none the form has."""
    for obstacle in obstacles:
        form.add_error(obstacle.field if obstacle.field in form.fields else None, str(obstacle.message))
