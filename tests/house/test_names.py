"""Names say what a thing is; the hour comes in by the door; nothing unfinished is left lying."""

from __future__ import annotations

import ast
import re

from tests.house.source import DOOR_DRAWERS, drawer, functions, modules, shown, tracked, tree

BANNED_MODULES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "managers"}
BANNED_VERBS = re.compile(r"(update|process|handle|manage)_")
# Names that Django itself calls.
FRAMEWORK = {"process_rhs", "process_lhs", "process_view", "process_request", "process_response", "process_exception"}
# Assembled here, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "coming " + "soon", "敬请" + "期待"]) + r")\b"
)
HOSTS = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + "js", "js" + "delivr", "un" + "pkg", "cdn" + "js"])
)
TEXTS = {".py", ".html", ".js", ".css", ".md", ".toml", ".yml", ".json", ".in", ".txt", ".po", ""}
# Doors outside the apps' drawers, where the hour comes in.
TIME_DOORS = {
    "admin_site",
    "management",
    "middleware",
    "context",
    "templatetags",
    "health",
    "heartbeats",
    "demo",
    "bench",
}
# Modules that read the clock themselves, each for its reason.
TIME_KEEPERS = {
    "casework/importing/command.py",  # the shell's door of every import
    "casework/importing/pages.py",  # the browser's doors of every import, hung in the desks' views
    "complaints/export.py",  # a job's runner: the worker's door
    "mail_desk/export.py",  # a job's runner: the worker's door
    "config/wiring.py",  # the plugs of the page's frame are asked without an hour
    "ui/pieces.py",  # the clock drawn in a row
    "ui/times.py",  # the clock drawn on the page
    "ui/gallery.py",  # a page of development
    "ui/pdf.py",  # the hour a paper was printed
    "mall/limits/values.py",  # a limit asked for without a day is today's
    "mall/actions/jobs.py",  # a job ends later than it began
    "mall/actions/hours.py",  # set-up seeds the years around today
    "mall/sessions.py",  # as Django asks for a session: without an hour
    "mall/actions/doors.py",  # the stores of tokens and drafts, called by `ui` without an hour
}


def readable() -> list[tuple[str, str]]:
    return [(shown(path), path.read_text(encoding="utf-8")) for path in tracked() if path.suffix in TEXTS]


def test_no_module_is_called_after_nothing() -> None:
    assert not [shown(path) for path in modules() if {path.stem, path.parent.name} & BANNED_MODULES]


def test_actions_are_called_by_the_verb_the_staff_say() -> None:
    assert not [
        f"{shown(path)}:{node.name}"
        for path in modules()
        for node in functions(path)
        if BANNED_VERBS.match(node.name.lstrip("_")) and node.name not in FRAMEWORK
    ]


def test_the_hour_is_asked_in_doors_only() -> None:
    asked = []
    for path in modules():
        parts = set(path.with_suffix("").parts)
        if drawer(path) in DOOR_DRAWERS or parts & TIME_DOORS or shown(path) in TIME_KEEPERS:
            continue
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"now", "today"}
            ):
                owner = node.func.value
                if getattr(owner, "id", getattr(owner, "attr", "")) in {"timezone", "datetime", "date"}:
                    asked.append(f"{shown(path)}:{node.lineno}")  # one line each, to go and look
    assert not asked


def test_nothing_unfinished_is_marked() -> None:
    assert not [f"{name}: {found.group()}" for name, text in readable() if (found := UNFINISHED.search(text))]


def test_no_registry_is_named() -> None:
    assert not [f"{name}: {found.group()}" for name, text in readable() if (found := HOSTS.search(text))]


def test_pages_carry_no_inline_script_or_style() -> None:
    inline = re.compile(r"\sstyle=\"|<style|\son[a-z]+=\"|hx-on|href=\"javascript|<script(?![^>]*src=)(?![^>]*json)")
    assert not [
        f"{name}: {found.group()}"
        for name, text in readable()
        if name.endswith(".html") and "/print/" not in name and (found := inline.search(text))
    ]
