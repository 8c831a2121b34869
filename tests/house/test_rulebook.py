"""The handbook's rules are tied to code and tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config import rulebook

TABLE = """
[chapters]
CMP = "Complaints"
[rules]
CMP-01 = ["conduct", "Smile"]
CMP-03 = ["built", "Within three minutes"]
[later]
LIFT = ["Lifts", 31]
"""
RULES = '''
def obstacles_to_dispatch(complaint):
    """CMP-03, LIFT-S01. Within three minutes."""

def obstacles_to_nothing(complaint):
    """No number."""

def is_late(complaint):
    """CMP-03. A predicate."""
'''
TESTS = """
@rule.refuses("CMP-03")
@pytest.mark.django_db
def test_dispatch_is_refused():
    pass

@rule("CMP-03")
def test_dispatch_is_printed():
    pass

@rule.allows("CMP-03")
@rule("CMP-01")
def test_dispatch_is_allowed():
    pass
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product of one app with one rule."""
    monkeypatch.setattr(rulebook, "ROOT", tmp_path)
    monkeypatch.setattr(rulebook, "TABLE", tmp_path / "rules.toml")
    monkeypatch.setattr(rulebook, "PAGE", tmp_path / "rules.md")
    (tmp_path / "desk").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "desk" / "apps.py").touch()
    (tmp_path / "rules.toml").write_text(TABLE, encoding="utf-8")
    (tmp_path / "desk" / "rules.py").write_text(RULES, encoding="utf-8")
    (tmp_path / "tests" / "test_desk.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def test_numbers_are_read_where_a_docstring_begins_with_them() -> None:
    assert rulebook.numbers_of("CMP-03, FUP-S01. Text of JOINT-02.") == ("CMP-03", "FUP-S01")
    assert rulebook.numbers_of("See CMP-03.") == ()
    assert rulebook.numbers_of("SHA-256 of a file.") == ()


def test_functions_that_answer_with_obstacles_are_found(tree: Path) -> None:
    found = rulebook.rule_functions()
    assert [(function.name, function.numbers) for function in found] == [
        ("obstacles_to_dispatch", ("CMP-03", "LIFT-S01")),
        ("obstacles_to_nothing", ()),
    ]


def test_the_page_names_code_and_tests(tree: Path) -> None:
    text = rulebook.page()
    assert "`desk/rules.py:obstacles_to_dispatch`" in text
    assert "`tests/test_desk.py::test_dispatch_is_refused` refuses<br>" in text
    assert "`tests/test_desk.py::test_dispatch_is_printed`<br>" in text
    assert "`tests/test_desk.py::test_dispatch_is_allowed` allows |" in text
    assert "| LIFT | Lifts | 31 later |" in text


def test_what_does_not_fit_is_told(tree: Path) -> None:
    told = rulebook.problems()
    assert any("begins with no rule number" in line for line in told)
    assert any("not up to date" in line for line in told)
    (tree / "rules.toml").write_text(TABLE.replace('["built"', '["perhaps"'), encoding="utf-8")
    (tree / "tests" / "test_desk.py").write_text(TESTS.replace("CMP-03", "CMP-99"), encoding="utf-8")
    told = rulebook.problems()
    assert any("'perhaps'" in line for line in told)
    assert any("there is no rule CMP-99" in line for line in told)


def test_a_built_rule_is_proven_on_both_sides() -> None:
    _chapters, rules, _later = rulebook.gather()
    assert len(rules) > 100
    assert rulebook.unproven(rules) == []


@pytest.mark.parametrize(
    ("marks", "missing"),
    [
        ("", ["allows", "refuses"]),
        ("CMP-03", ["allows", "refuses"]),
        ("allows", ["refuses"]),
        ("refuses", ["allows"]),
        ("both", []),
        ("allows refuses", []),
    ],
)
def test_a_built_rule_without_a_test_of_either_side_is_told(tree: Path, marks: str, missing: list[str]) -> None:
    tests = [
        f"@rule{'' if mark == 'CMP-03' else '.' + mark}('CMP-03')\ndef test_{mark[:3]}(): pass\n"
        for mark in marks.split()
    ]
    (tree / "tests" / "test_desk.py").write_text("\n".join(tests), encoding="utf-8")
    told = [line for line in rulebook.problems() if "has no test" in line]
    assert told == [f"CMP-03 (Within three minutes) has no test in which it {side}" for side in missing]


def test_the_command_writes_the_page_and_checks_it(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "desk" / "rules.py").write_text(RULES.replace("No number", "CMP-03. A number"), encoding="utf-8")
    call_command("rules")
    call_command("rules", "--check")
    assert "every rule" in capsys.readouterr().out
    rulebook.PAGE.unlink()
    with pytest.raises(CommandError, match="1 rules"):
        call_command("rules", "--check")


def pytest_answers(monkeypatch: pytest.MonkeyPatch, *answers: int) -> list[str]:
    """Let pytest answer these statuses in turn; returns the mutants it is asked about."""
    asked: list[str] = []
    left = list(answers)

    def run(*_command: Any, env: dict[str, str], **_rest: Any) -> Any:
        assert env["DJANGO_SETTINGS_MODULE"] == "config.settings.test"
        asked.append(env["FUWUTAI_MUTANT"])
        return subprocess.CompletedProcess([], left.pop(0), stdout="no such test")

    monkeypatch.setattr("config.management.commands.rules.subprocess.run", run)
    return asked


MUTANTS = ["", "desk.rules:obstacles_to_dispatch:always", "desk.rules:obstacles_to_dispatch:never"]


def test_a_rule_turned_on_and_off_must_be_noticed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pytest_answers(monkeypatch, 0, 1, 1)
    call_command("rules", "--mutate", "dispatch")
    assert asked == MUTANTS
    pytest_answers(monkeypatch, 0, 1, 0)
    with pytest.raises(CommandError, match="1 changes"):
        call_command("rules", "--mutate", "dispatch")
    with pytest.raises(CommandError, match="noticed by no test"):
        call_command("rules", "--mutate", "nothing")


@pytest.mark.parametrize(
    ("answers", "words"),
    [((1,), "do not pass as the rules stand"), ((4,), "no such test"), ((0, 2), "obstacles_to_dispatch:always")],
)
def test_what_fails_for_another_reason_is_not_taken_for_noticed(
    tree: Path, monkeypatch: pytest.MonkeyPatch, answers: tuple[int, ...], words: str
) -> None:
    asked = pytest_answers(monkeypatch, *answers)
    with pytest.raises(CommandError, match=words):
        call_command("rules", "--mutate", "dispatch")
    assert asked == MUTANTS[: len(answers)]


def test_a_run_that_was_broken_off_goes_on_where_it_was(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest_answers(monkeypatch)
    with pytest.raises(CommandError, match="2 changes"):  # no test at all: nothing is even run
        call_command("rules", "--mutate", "--start", "desk.rules.obstacles_to_nothing")
    told = capsys.readouterr().out
    assert "SURVIVED  desk.rules.obstacles_to_nothing always" in told
    assert "obstacles_to_dispatch" not in told
    with pytest.raises(CommandError, match="no function"):
        call_command("rules", "--mutate", "dispatch", "--start", "desk.rules.obstacles_to_nothing")


def test_a_mutant_answers_whatever_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import make_mutant, mutants

    for way, count in (("always", 1), ("never", 0)):
        monkeypatch.setenv("FUWUTAI_MUTANT", f"tests.make_mutant:obstacles_to_{way}:{way}")
        mutants.apply()
        answer = getattr(make_mutant, f"obstacles_to_{way}")("x", extra=1)
        assert len(answer) == count
    monkeypatch.delenv("FUWUTAI_MUTANT")
    mutants.apply()
