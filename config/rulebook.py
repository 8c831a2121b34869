"""Where each numbered rule of the handbook stands in the code and which tests prove it.

`docs/rules.md` is generated from three places: the table `docs/rules.toml`, the docstrings of
functions that begin with a rule's number, and the tests' `@rule` marks. A rule that is built is proven
on both sides: tests show it allowing (`@rule.allows`), refusing (`@rule.refuses`) or both (`@rule.both`).
Nothing is imported: the sources are parsed.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.env import ROOT as ROOT  # noqa: PLC0414  the command and the tests ask here

TABLE = ROOT / "docs" / "rules.toml"
PAGE = ROOT / "docs" / "rules.md"
NUMBER = re.compile(r"[A-Z]{2,6}-S?\d{2}(?!\d)")
OPENING = re.compile(r"\A(?:[A-Z]{2,6}-S?\d{2}(?!\d)(?:, | and )?)+")
KINDS = {"built", "conduct", "later"}
#: What a mark on a test proves of its rules; `@rule` alone ties it to them and proves neither side.
SIDES = {"rule": (), "allows": ("allows",), "refuses": ("refuses",), "both": ("allows", "refuses")}
HEAD = """# Rules of the handbook and where they stand

Made by `manage.py rules`; do not edit. The words are in `docs/rules.toml`, the numbers in the code's docstrings
and the tests' `@rule` marks; beside each test stands which side of the rule it proves.
"""


@dataclass
class Rule:
    """One rule, what is said of it, and where it was found."""

    number: str
    kind: str
    text: str
    code: list[str] = field(default_factory=list)
    tests: dict[str, set[str]] = field(default_factory=dict)

    def unproven(self) -> list[str]:
        """The sides no test proves: nothing shows the rule allowing, or refusing."""
        proven = set().union(*self.tests.values())
        return [side for side in SIDES["both"] if side not in proven]


@dataclass(frozen=True)
class RuleFunction:
    """A function of a `rules` drawer that answers with obstacles, for the mutation run."""

    module: str
    name: str
    numbers: tuple[str, ...]


def read_table() -> tuple[dict[str, str], dict[str, Rule], dict[str, tuple[str, int]]]:
    """Chapters, rules, and the chapters of which nothing is ordered yet."""
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    rules = {number: Rule(number, kind, text) for number, (kind, text) in told["rules"].items()}
    later = {chapter: (title, count) for chapter, (title, count) in told["later"].items()}
    return told["chapters"], rules, later


def _python_files(*tops: str) -> Iterator[tuple[Path, ast.Module]]:
    for top in tops:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def _apps() -> list[str]:
    return sorted(path.parent.name for path in ROOT.glob("*/apps.py"))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def numbers_of(docstring: str) -> tuple[str, ...]:
    """The rule numbers a docstring begins with."""
    opening = OPENING.match(docstring)
    return tuple(NUMBER.findall(opening.group())) if opening else ()


def in_code() -> dict[str, list[str]]:
    """Rule number → `path:function`, from docstrings."""
    found = defaultdict(list)
    for path, tree in _python_files(*_apps()):
        for node in _functions(tree):
            for number in numbers_of(ast.get_docstring(node) or ""):
                found[number].append(f"{path}:{node.name}")
    return found


def _mark_of(call: ast.expr) -> tuple[str, list[str]] | None:
    """The mark and the numbers of `@rule("…")` or `@rule.both("…")`; None for any other decorator."""
    if not isinstance(call, ast.Call):
        return None
    name = call.func
    if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name) and name.value.id == "rule":
        mark = name.attr
    elif isinstance(name, ast.Name) and name.id == "rule":
        mark = name.id
    else:
        return None
    return mark, [str(number.value) for number in call.args if isinstance(number, ast.Constant)]


def in_tests() -> dict[str, dict[str, set[str]]]:
    """Rule number → `path::test` → the sides it proves, from marks."""
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for path, tree in _python_files("tests"):
        for node in _functions(tree):
            for mark, numbers in filter(None, map(_mark_of, node.decorator_list)):
                for number in numbers:
                    found[number].setdefault(f"{path}::{node.name}", set()).update(SIDES[mark])
    return found


def rule_functions() -> list[RuleFunction]:
    """The functions that answer with obstacles and carry a rule's number."""
    found = []
    for path, tree in _python_files(*_apps()):
        if "rules" not in path.with_suffix("").parts:
            continue
        module = ".".join(path.with_suffix("").parts)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("obstacles_to_"):
                numbers = numbers_of(ast.get_docstring(node) or "")
                found.append(RuleFunction(module, node.name, numbers))
    return found


def gather() -> tuple[dict[str, str], dict[str, Rule], dict[str, tuple[str, int]]]:
    """The table with what was found in code and tests."""
    chapters, rules, later = read_table()
    for number, places in in_code().items():
        if number in rules:
            rules[number].code = places
    for number, tests in in_tests().items():
        if number in rules:
            rules[number].tests = tests
    return chapters, rules, later


def page() -> str:
    """The text of docs/rules.md."""
    chapters, rules, later = gather()
    lines = [HEAD]
    for chapter, title in chapters.items():
        lines += [f"## {chapter} · {title}\n", "| rule | what | state | code | tests |", "|---|---|---|---|---|"]
        for rule in rules.values():
            if rule.number.partition("-")[0] == chapter:
                code = "<br>".join(f"`{place}`" for place in rule.code)
                tests = "<br>".join(
                    f"`{place}` {' and '.join(sorted(sides))}".rstrip() for place, sides in rule.tests.items()
                )
                lines.append(f"| {rule.number} | {rule.text} | {rule.kind} | {code} | {tests} |")
        lines.append("")
    lines += ["## Chapters not yet ordered\n", "| chapter | what | rules |", "|---|---|---|"]
    lines += [f"| {chapter} | {title} | {count} later |" for chapter, (title, count) in later.items()]
    return "\n".join(lines) + "\n"


def unproven(rules: dict[str, Rule]) -> list[str]:
    """A line for each side of a built rule that no test proves."""
    return [
        f"{rule.number} ({rule.text}) has no test in which it {side}"
        for rule in rules.values()
        if rule.kind == "built"
        for side in rule.unproven()
    ]


def problems() -> list[str]:
    """What does not fit: unknown numbers, built rules with an unproven side, rule functions without a number."""
    _chapters, rules, later = gather()
    found = [f"docs/rules.toml: {rule.number} is {rule.kind!r}" for rule in rules.values() if rule.kind not in KINDS]
    for where in (in_code(), in_tests()):
        for number, places in where.items():
            if number not in rules and number.partition("-")[0] not in later:
                found.append(f"{next(iter(places))}: there is no rule {number}")
    found += unproven(rules)
    nameless = (function for function in rule_functions() if not function.numbers)
    found += [f"{one.module}.{one.name}: its docstring begins with no rule number" for one in nameless]
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        found.append("docs/rules.md is not up to date: manage.py rules")
    return found
