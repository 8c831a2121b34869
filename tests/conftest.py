"""What every test stands on: the database, no network, a clean flush."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import profiles

if TYPE_CHECKING:
    from collections.abc import Iterator

profiles.load()

# Playwright runs a loop of its own in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Modules of the browser with tests of half a minute each.
LONG_ONES = ("test_axe", "test_settings", "test_journeys", "test_policy")
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104  compared, never bound


class NetworkRefused(RuntimeError):
    """A test reached for a machine other than this one."""


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let tests reach this machine only."""
    connect = socket.socket.connect
    connect_ex = socket.socket.connect_ex

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            message = f"a test reached for {address[0]}"
            raise NetworkRefused(message)

    def guarded(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Give each xdist worker a database of its own name (pytest-django's own suffix)."""


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """Every test begins in Chinese, whatever the one before switched to."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    """No test reads what the one before had read of limits, calendars or the shell: its roll-back tells nobody."""
    from django.core.cache import caches

    from mall.held import drop_everything

    drop_everything()
    caches["template_fragments"].clear()


@pytest.fixture(scope="session", autouse=True)
def _always_young() -> Iterator[None]:
    """The process of the tests stays in its first minutes, when nobody asks yet whether scheduled work has stopped.

    Else a page would cost one question more, and show a banner, from the third minute of a run on.
    """
    from datetime import UTC, datetime

    from config import wiring

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "UP_SINCE", datetime.max.replace(tzinfo=UTC))
        yield


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    """A folder of its own for the files a test attaches."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def _mutant(django_test_environment: None) -> None:
    """Turn a rule on or off for the whole run when `make check-rules` asks."""
    from tests import mutants

    mutants.apply()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: the races and killings too."""
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by folder, and let browser tests come last, for they flush; of these the long ones first.

    A long one that begins when all others are done is waited for by one of two cores.
    """
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="only by make test-long"))
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: ("browser" in item.path.parts, item.path.stem not in LONG_ONES))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_use_migrations: bool,  # noqa: FBT001  pytest-django's fixture
    django_db_keepdb: bool,  # noqa: FBT001  pytest-django's fixture
    django_db_createdb: bool,  # noqa: FBT001  pytest-django's fixture
) -> Iterator[None]:
    """Make the test database: migrated once into a template, cloned from it by every worker."""
    from tests import databases

    del request, django_test_environment, django_db_modify_db_settings, django_db_use_migrations
    with django_db_blocker.unblock():
        made = databases.make(keep=django_db_keepdb and not django_db_createdb)
    yield
    with django_db_blocker.unblock():
        databases.drop(made)


@pytest.fixture(autouse=True, scope="session")
def _emptied_in_a_moment() -> Iterator[None]:
    """Let a transactional test leave empty tables as `tests.databases.empty` makes them."""
    from django.core.management.commands import flush

    from tests import databases

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", lambda _command, **_options: databases.empty())
        yield
