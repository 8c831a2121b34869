"""What a declaration of a limit says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, pgettext

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from mall.limits.kinds import Kind, Stored


class Chapter(StrEnum):
    """The chapters of the limits page, in the order shown."""

    COMPLAINTS = "complaints"
    MONEY = "money"
    CLOCKS = "clocks"
    FOLLOW_UP = "follow-up"
    DESK = "desk"
    ROSTER = "roster"
    INQUIRIES = "inquiries"
    MAIL = "mail"
    TRAINING = "training"
    STARS = "stars"
    OFFICE = "office"
    SAFETY = "safety"


CHAPTER_NAMES: dict[Chapter, Promise | str] = {
    Chapter.COMPLAINTS: gettext_lazy("Complaints"),
    Chapter.MONEY: gettext_lazy("Compensation"),
    Chapter.CLOCKS: gettext_lazy("Warnings and escalation"),
    Chapter.FOLLOW_UP: gettext_lazy("Follow-up"),
    Chapter.DESK: gettext_lazy("Desk"),
    Chapter.ROSTER: gettext_lazy("Rosters and handover"),
    Chapter.INQUIRIES: gettext_lazy("Inquiries and visitors"),
    Chapter.MAIL: gettext_lazy("Mail"),
    Chapter.TRAINING: gettext_lazy("Merchant training"),
    Chapter.STARS: gettext_lazy("Star merchants"),
    Chapter.OFFICE: gettext_lazy("Leave, plans and meetings"),
    Chapter.SAFETY: gettext_lazy("Personal data"),
}


@dataclass(frozen=True)
class NamedLimit:
    """A limit, declared once: its name, kind, default, rule numbers and the words that explain it.

    `default` is in the stored form. An `optional` limit may be off; it then reads as None, and
    `suggested` is what the box proposes when it is switched on.
    """

    name: str
    kind: Kind
    default: Stored
    rules: tuple[str, ...]
    label: Promise | str
    help: Promise | str = ""
    optional: bool = False
    suggested: Stored = None

    def read(self, stored: Stored) -> Any:
        """Give the value of what is stored. Raises ValueError when it does not fit."""
        if stored is None and self.optional:
            return None
        return self.kind.read(stored)

    def parse(self, text: str) -> Stored:
        """Give what is to be stored for what was typed. Raises ValueError with a sentence."""
        if self.optional and not text.strip():
            return None
        return self.kind.parse(text)

    def text(self, stored: Stored) -> str:
        """Give what stands in the input box."""
        return "" if stored is None else self.kind.text(stored)

    def say(self, stored: Stored) -> str:
        """Give the words on the page."""
        return pgettext("limit", "not set") if stored is None else self.kind.say(stored)
