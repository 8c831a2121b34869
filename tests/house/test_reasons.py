"""A check that is switched off somewhere says why, beside it."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from config.env import ROOT
from tests.house.source import tracked

if TYPE_CHECKING:
    from pathlib import Path

OFF = re.compile(r"#?\s*(noqa(: [A-Z]+\d+(, [A-Z]+\d+)*)?|type: ignore(\[[\w, -]+\])?)(?!\w)")
REASON = re.compile(r"\w{2,}")


def without_a_reason(text: str) -> list[int]:
    """The lines whose comment switches a check off and says no more."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT and OFF.search(token.string)]
    return [token.start[0] for token in comments if not REASON.search(OFF.sub("", token.string))]


def test_a_bare_comment_is_found_and_one_with_a_reason_is_not() -> None:
    bare = "x = f()  # type: ignore[misc]\ny = 1  # noqa: S101, E501\n"
    said = "x = f()  # type: ignore[misc]  # why\ny = 1  # noqa: S101 - why\nz = 2  # why  # noqa: S101\n"
    assert without_a_reason(bare) == [1, 2]
    assert without_a_reason(said) == []


def test_every_check_that_is_switched_off_says_why() -> None:
    files: list[Path] = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    bare = {str(path.relative_to(ROOT)): without_a_reason(path.read_text(encoding="utf-8")) for path in files}
    assert {path: lines for path, lines in bare.items() if lines} == {}
