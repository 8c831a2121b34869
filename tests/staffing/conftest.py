"""Who works at a desk in the tests of staffing."""

from __future__ import annotations

import pytest

from mall.models import Desk, User
from staffing.models import Crew
from tests import make, make_staffing


@pytest.fixture
def crew() -> Crew:
    """Eight people on the centre's three desks."""
    return make_staffing.centre()


@pytest.fixture
def chief() -> User:
    """Who lays out rosters."""
    return make.person("supervisor", name="赵磊")


@pytest.fixture
def boss() -> User:
    """The supervisor, who decides."""
    return make_staffing.supervisor()


@pytest.fixture
def desk() -> Desk:
    """The desk that is handed over."""
    return make.desk("centre")


@pytest.fixture
def goes(desk: Desk) -> User:
    """Who hands it over."""
    return make.person(desk=desk, name="陈静")


@pytest.fixture
def comes(desk: Desk) -> User:
    """Who takes it over."""
    return make.person(desk=desk, name="李敏")
