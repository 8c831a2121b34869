"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast

from config.env import ROOT
from tests.house.source import functions, modules, shown, tracked

MODULE, FUNCTION, VIEW, TEMPLATE, ASSET = 400, 50, 40, 200, 400


def lines(path: object) -> int:
    return len(str(path).splitlines())


def is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call) and getattr(mark.func, "id", getattr(mark.func, "attr", "")) in {"page", "act"}
        for mark in node.decorator_list
    )


def test_modules_have_at_most_400_lines() -> None:
    paths = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    assert not [shown(path) for path in paths if lines(path.read_text(encoding="utf-8")) > MODULE]


def test_functions_have_at_most_50_lines_and_views_40() -> None:
    long = []
    for path in modules():
        for node in functions(path):
            size = (node.end_lineno or 0) - node.lineno + 1
            if size > (VIEW if is_view(node) else FUNCTION):
                long.append(f"{shown(path)}:{node.name} {size}")
    assert not long


def test_templates_have_at_most_200_lines() -> None:
    paths = [path for path in tracked() if path.suffix == ".html"]
    assert not [shown(path) for path in paths if lines(path.read_text(encoding="utf-8")) > TEMPLATE]


def test_style_sheets_and_scripts_have_at_most_400_lines() -> None:
    paths = [path for path in tracked() if path.suffix in {".css", ".js"} and path.is_relative_to(ROOT / "static")]
    assert not [shown(path) for path in paths if lines(path.read_text(encoding="utf-8")) > ASSET]
