"""Set-up does what is missing, once, and every failure tells its cause and its cure."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from config import install
from config.env import ROOT
from config.install import SetupFailed


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(install, "LOG", tmp_path / "var" / "setup.log")
    return tmp_path / "var" / "setup.log"


def test_a_failing_command_shows_the_end_of_its_output_and_the_cure(log: Path) -> None:
    script = "print('a line'); raise SystemExit('no space left')"
    with pytest.raises(SetupFailed, match="no space left") as failed:
        install.run([sys.executable, "-c", script], cause="It failed", cure="make room")
    assert failed.value.cure == "make room"
    assert "It failed (exit 1" in failed.value.cause
    assert "a line" in log.read_text()


def test_without_root_the_one_line_to_type_is_told(monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    monkeypatch.setattr("config.install.os.geteuid", lambda: 1000)
    monkeypatch.setattr("config.install.shutil.which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SetupFailed) as failed:
        install.apt(["libpango-1.0-0", "redis-server"])
    assert failed.value.cure == "sudo apt-get install -y --no-install-recommends libpango-1.0-0 redis-server"
    monkeypatch.setattr("config.install.shutil.which", lambda _name: None)
    with pytest.raises(SetupFailed) as failed:
        install.apt(["libpango-1.0-0"])
    assert failed.value.cure == "install libpango-1.0-0"


def test_what_is_there_is_not_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(install, "apt", asked.append)
    monkeypatch.setattr(install, "present", lambda _probe: True)
    install.system_libraries(tests=True)
    assert asked == []
    monkeypatch.setattr(install, "present", lambda probe: "pango-1" not in probe)
    install.system_libraries(tests=True)
    assert asked == [["libpango-1.0-0"]]


@pytest.mark.parametrize(("bundled", "url"), [(True, ""), (False, "redis://elsewhere")])
def test_a_redis_of_ones_own_needs_no_package(monkeypatch: pytest.MonkeyPatch, url: str, *, bundled: bool) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(install, "apt", asked.append)
    monkeypatch.setattr(install, "present", lambda probe: "redis" not in probe)
    monkeypatch.setattr(install, "bundled_redis", lambda: bundled)
    monkeypatch.setenv("REDIS_URL", url)
    install.system_libraries(tests=False)
    assert asked == []


def test_probes_look_for_libraries_paths_and_programs() -> None:
    assert install.present("program:no-such-program sh")
    assert not install.present("program:no-such-program")
    assert install.present(f"path:{ROOT}")
    assert not install.present("library:no-such-library-anywhere")


def test_the_stamps_change_with_what_they_stand_for(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a")
    first = install.stamps(lock)
    assert install.stamps(lock) == first
    lock.write_text("b")
    changed = install.stamps(lock)
    assert {name for name in first if first[name] != changed[name]} == {"packages", "libraries"}


def test_a_failure_is_told_in_two_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*, dev: bool) -> None:
        assert dev
        raise SetupFailed("the disk is full", "make room")

    monkeypatch.setattr(install, "set_up", fail)
    monkeypatch.setattr(sys, "argv", ["install.py"])
    assert install.main() == 1
    assert "Cause: the disk is full" in (told := capsys.readouterr().err)
    assert "Cure:  make room" in told


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["install.py"])
    monkeypatch.setattr("config.install.sys.version_info", (3, 9, 0))
    assert install.main() == 1
    assert "3.11 or newer" in capsys.readouterr().err


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_everything_pages_load_was_brought() -> None:
    missing = [target for _source, target in install.ASSETS if not (install.VENDOR / target).exists()]
    assert not missing
