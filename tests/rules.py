"""The marks that tie a test to the rules of the handbook, and say which side of them it proves.

A rule is proven on both sides: a case in which it *allows* — the act goes through, the effect comes about, the clock
is still in time — and a case in which it *refuses* — the act is turned away, the effect stays out, the clock is late.

- `@rule.both("CMP-03")`: the test holds a case of either side;
- `@rule.allows("CMP-03")`, `@rule.refuses("CMP-03")`: it holds cases of one side;
- `@rule("CMP-03")`: it is about the rule and proves neither side by itself.

`manage.py rules` reads the marks from the source, so the numbers are written as plain strings. It fails for a rule
that is built and lacks a side, and so does `tests/house/test_rulebook.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

F = TypeVar("F", bound=Callable[..., Any])


class _Rule:
    """The mark `rule` with its three sides."""

    def __call__(self, *numbers: str) -> Callable[[F], F]:
        """Mark a test as being about these rules."""
        mark = pytest.mark.rule(*numbers)

        def put(test: F) -> F:
            marked: F = mark(test)
            return marked

        return put

    def allows(self, *numbers: str) -> Callable[[F], F]:
        """Mark a test that shows these rules allowing, and nothing of their refusing."""
        return self(*numbers)

    def refuses(self, *numbers: str) -> Callable[[F], F]:
        """Mark a test that shows these rules refusing, and nothing of their allowing."""
        return self(*numbers)

    def both(self, *numbers: str) -> Callable[[F], F]:
        """Mark a test that shows these rules allowing one case and refusing another."""
        return self(*numbers)


rule = _Rule()
