"""All named limits, by name and by chapter."""

from __future__ import annotations

from mall.limits import complaints, house, mail, merchants
from mall.limits.declared import Chapter, NamedLimit

BY_CHAPTER: dict[Chapter, tuple[NamedLimit, ...]] = dict(
    sorted(
        (*complaints.CHAPTERS, *house.CHAPTERS, *mail.CHAPTERS, *merchants.CHAPTERS),
        key=lambda pair: list(Chapter).index(pair[0]),
    )
)

LIMITS: dict[str, NamedLimit] = {named.name: named for chapter in BY_CHAPTER.values() for named in chapter}
