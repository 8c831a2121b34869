"""Which lines and branches the tests pass, counted in the code itself: `pytest -p tests.lines`.

Each process of ours that the tests start counts for itself and leaves a file; the one that started them adds the files
up, prints what is missing and fails the run below the share that pyproject.toml asks for. The lines are counted by
probes put into our own modules (slipcover), so that libraries run as fast as ever.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import slipcover
from slipcover.config import read_config

if TYPE_CHECKING:
    import pytest

#: Where the processes of one run leave what they have counted.
LEFT_IN = "LINES_COUNTED_IN"
ASKED: dict[str, Any] = read_config()
FAILED = 1


class Counting:
    """Counts from the moment it is made: nothing of ours may be imported before."""

    def __init__(self) -> None:
        """Put probes into whatever of ours is imported from now on."""
        source, omit = ASKED["source"].split(","), ASKED["omit"].split(",")
        self._probes = slipcover.Slipcover(branch=True, source=source, omit=omit, exclude_also=ASKED["exclude-also"])
        slipcover.ImportManager(self._probes, slipcover.FileMatcher(sources=source, omit=omit)).__enter__()

    def leave(self) -> None:
        """Leave what was counted where the first process looks for it."""
        left = Path(os.environ[LEFT_IN]) / f"{os.getpid()}.json"
        left.write_text(json.dumps(self._probes.get_coverage()), encoding="utf-8")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the lines of this process."""
    del session
    COUNTING.leave()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Add up, print what is missing, and fail the run where it is too much."""
    if hasattr(config, "workerinput"):
        return
    atexit.register(shutil.rmtree, os.environ[LEFT_IN], ignore_errors=True)
    found: dict[str, Any] | None = None
    for left in sorted(Path(os.environ[LEFT_IN]).glob("*.json")):
        more = json.loads(left.read_text(encoding="utf-8"))
        found = slipcover.merge_coverage(found, more) if found else more
    assert found is not None
    terminalreporter.ensure_newline()
    slipcover.print_coverage(found, outfile=terminalreporter._tw._file, skip_covered=True, missing_width=60)
    share = found["summary"]["percent_covered"]
    terminalreporter.write_line(f"Lines and branches passed: {share:.2f} % of {ASKED['fail-under']} % asked for")
    if share < ASKED["fail-under"] and not terminalreporter._session.exitstatus:
        terminalreporter._session.exitstatus = FAILED


os.environ.setdefault(LEFT_IN, tempfile.mkdtemp(prefix="lines-"))
COUNTING = Counting()
