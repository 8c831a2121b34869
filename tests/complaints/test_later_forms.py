"""The forms of the later chapters take any input without breaking."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.forms import aftermath, agreements, clocks, closing, follow_ups, money, papers, replying
from complaints.forms.case_form import CaseForm
from complaints.states import Severity
from tests import make_cases as cases

if TYPE_CHECKING:
    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db

FORMS: list[type[CaseForm]] = [
    form
    for chapter in (aftermath, agreements, clocks, closing, follow_ups, money, papers, replying)
    for _name, form in inspect.getmembers(chapter, inspect.isclass)
    if issubclass(form, CaseForm) and form.__module__ == chapter.__name__
]
NASTY = st.one_of(
    # The middleware takes NUL out of every request, so no form ever sees one.
    st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=60),
    st.sampled_from(
        ["", "0", "-1", "1e400", "NaN", "Infinity", "yes", "on", "2026-02-30", "9999-12-31T23:59", "𠮷喆㙦"]
    ),
    st.integers().map(str),
)


@pytest.fixture
def case() -> Complaint:
    """A serious complaint with an answer."""
    return cases.answered(severity=Severity.SERIOUS)


@pytest.fixture
def someone() -> User:
    """Somebody at the desk."""
    return cases.agent()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15)
@given(data=st.data())
def test_no_input_breaks_a_form(form: type[CaseForm], case: Complaint, someone: User, data: Any) -> None:
    typed = QueryDict(mutable=True)
    for name in form.base_fields:
        if data.draw(st.booleans()):
            typed.setlist(name, data.draw(st.lists(NASTY, min_size=1, max_size=2)))
    filled = form(typed, case=case, user=someone, now=cases.NOON)
    filled.is_valid()
    assert isinstance(str(filled), str)


def test_every_form_shows_itself_empty(case: Complaint, someone: User) -> None:
    for form in FORMS:
        assert isinstance(form(case=case, user=someone, now=cases.NOON).as_div(), str)
