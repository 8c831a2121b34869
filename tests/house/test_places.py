"""Where the embedded services live on odd machines."""

from __future__ import annotations

import importlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.services.places import LONGEST_SOCKET_FOLDER, ServiceFailed

# The package gives a function the module's name.
places: Any = importlib.import_module("config.services.places")


def nobody_but(*names: str) -> Callable[[str], Any]:
    """A table of users."""

    def look(name: str) -> Any:
        if name not in names:
            raise KeyError(name)
        return SimpleNamespace(pw_name=name, pw_uid=1, pw_gid=1)

    return look


def test_sockets_of_a_deep_folder_stand_near(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    found = places._socket_folder(deep)
    assert len(str(found).encode()) <= LONGEST_SOCKET_FOLDER
    assert found == places._socket_folder(deep)
    assert found != places._socket_folder(deep / "z")


def test_without_the_wheel_the_cure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places.sysconfig, "get_paths", lambda: {"purelib": str(tmp_path)})
    with pytest.raises(ServiceFailed, match="make setup"):
        places.wheel_programs()


def test_the_user_without_rights_is_found_made_or_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.pwd, "getpwnam", nobody_but("postgres"))
    assert places._ensure_user() == "postgres"
    monkeypatch.setattr(places.pwd, "getpwnam", nobody_but())
    monkeypatch.setattr(places.shutil, "which", lambda _name: "/sbin/useradd")
    for status, user in ((0, places.SERVICE_USER), (1, "nobody")):
        done = subprocess.CompletedProcess([], status)
        monkeypatch.setattr(places.subprocess, "run", lambda *_a, _done=done, **_k: _done)
        assert places._ensure_user() == user
    monkeypatch.setattr(places.shutil, "which", lambda _name: None)
    assert places._ensure_user() == "nobody"
