"""A worker killed at any point of a search leaves the roster as it was, and the next search finds it whole."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from staffing.actions.rosters import begin
from staffing.drafting import draft
from staffing.halves import half_of
from staffing.models import Roster
from staffing.queries.rosters import draft_of
from tests import make_staffing as crews
from tests.dying import deaths

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
HALF = half_of(date(2026, 12, 1))
BEFORE = crews.at(date(2026, 11, 29), 9)


def search() -> None:
    """Search for the roster; done by the process that is killed."""
    draft(HALF, by=None, now=BEFORE, seconds=1)


def test_a_search_killed_at_any_statement_is_done_again_from_what_was_there() -> None:
    crew = crews.centre(2)
    crew.desks.exclude(desk__code="centre").delete()
    roster = begin(HALF, now=BEFORE)
    laid = roster.draft
    whole = draft(HALF, by=None, now=BEFORE)
    assert len(whole.shortfalls) < len(HALF.days)
    with deaths("tests.staffing.test_killing:search") as process:
        for moment in count():
            Roster.objects.update(draft=laid)
            killed = process.die(moment)
            roster.refresh_from_db()
            assert roster.draft == laid or len(draft_of(roster).plan) == whole.assignments, "all of it or nothing"
            again = draft(HALF, by=None, now=BEFORE)
            assert (again.assignments, len(again.shortfalls)) == (whole.assignments, len(whole.shortfalls))
            if not killed:
                break
    assert moment > 20
