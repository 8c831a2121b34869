"""What the house tests read: our own files, parsed once."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

from config.env import ROOT
from config.settings.base import OUR_APPS

PACKAGES = [*OUR_APPS, "config"]
DOOR_DRAWERS = {"views", "forms", "tasks", "admin", "urls", "receivers"}


@functools.cache
def tracked() -> tuple[Path, ...]:
    """Every file of ours: in git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    found = (ROOT / line for line in done.stdout.splitlines())
    return tuple(path for path in found if path.is_file())


def modules() -> list[Path]:
    """Python files of the packages, without migrations."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in PACKAGES
        and "migrations" not in path.relative_to(ROOT).parts
    ]


@functools.cache
def tree(path: Path) -> ast.Module:
    """A parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def drawer(path: Path) -> str:
    """The drawer a module of an app lies in (`views`, `rules` …)."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""


def shown(path: Path) -> str:
    """A path as people name it."""
    return str(path.relative_to(ROOT))
