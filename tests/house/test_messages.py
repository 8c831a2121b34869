"""Translations: found in code and templates, compiled, and complete."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import messages
from config.management.commands import messages as command
from config.messages import BadCatalogue

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small product of one app."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "app" / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    return tmp_path


def write(tree: Path, source: str, catalogue: str, *, app: str = "app") -> None:
    folder = tree / app / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (tree / app / "texts.py").write_text(source, encoding="utf-8")
    (folder / "django.po").write_text(CATALOGUE + catalogue, encoding="utf-8")


def test_a_text_with_its_chinese_is_fine(tree: Path) -> None:
    write(tree, '_("Trial slip")', '\nmsgid "Trial slip"\nmsgstr "试单"\n')
    assert messages.problems() == []
    assert messages.compile_all() == 1
    assert (tree / "app/locale/zh_Hans/LC_MESSAGES/django.mo").exists()


def test_a_text_without_chinese_is_named_with_its_place(tree: Path) -> None:
    write(tree, 'x = 1\n_("Trial slip")', "")
    (tree / "templates" / "a.html").write_text('{% load i18n %}{% translate "Another slip" %}', encoding="utf-8")
    assert messages.problems() == [
        "templates/a.html:1: 'Another slip' has no Chinese",
        "app/texts.py:2: 'Trial slip' has no Chinese",
    ]


def test_templates_and_plurals_and_contexts_are_read(tree: Path) -> None:
    write(tree, 'ngettext("%(n)d slip", "%(n)d slips", 2)\npgettext("paper", "Slip of old")', "")
    (tree / "templates" / "a.html").write_text(
        "{% load i18n %}{% blocktranslate trimmed with a=b %}\n Slip {{ a }}\n{% endblocktranslate %}", encoding="utf-8"
    )
    assert set(messages.wanted()) == {("", "%(n)d slip"), ("paper", "Slip of old"), ("", "Slip %(a)s")}


def test_what_django_translates_need_not_be_repeated(tree: Path) -> None:
    write(tree, '_("Home")', "")
    assert messages.problems() == []


def test_fuzzy_contradicting_and_broken_values_are_told(tree: Path) -> None:
    write(
        tree,
        "",
        '\n#, fuzzy\nmsgid "A slip"\nmsgstr "单"\n\nmsgid "B %(n)s"\nmsgstr "乙"\n\nmsgid "C slip"\nmsgstr "丙"\n',
    )
    write(tree, "", '\nmsgid "C slip"\nmsgstr "三"\n\nmsgid "D slip"\nmsgstr ""\n', app="other")
    told = "\n".join(messages.problems())
    assert "fuzzy" in told
    assert "different values" in told
    assert "'丙' in app" in told


def test_a_broken_catalogue_names_its_file(tree: Path) -> None:
    write(tree, "", "\nmsgid nothing\n")
    with pytest.raises(BadCatalogue, match=r"django\.po"):
        messages.compile_all()


def test_the_command_compiles_checks_and_fails(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "messages", messages)
    write(tree, '_("Trial slip")', '\nmsgid "Trial slip"\nmsgstr "试单"\n')
    call_command("messages", "compile")
    assert "1 catalogues" in capsys.readouterr().out
    call_command("messages", "check")
    write(tree, '_("Trial slip")', "")
    with pytest.raises(CommandError, match="1 texts"):
        call_command("messages", "check")
    assert "app/texts.py:1" in capsys.readouterr().out
    call_command("messages", "check", "--only", "other/")
    write(tree, "", "\nmsgid nothing\n")
    with pytest.raises(CommandError, match=r"django\.po"):
        call_command("messages", "check")
