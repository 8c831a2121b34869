"""Nobody reaches through another app's door."""

from __future__ import annotations

import grimp
import pytest

from tests.house.source import DOOR_DRAWERS, PACKAGES


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)


def test_doors_are_private_to_their_app(graph: grimp.ImportGraph) -> None:
    reached = []
    for module in graph.modules:
        app, _, rest = module.partition(".")
        if rest.partition(".")[0] not in DOOR_DRAWERS or app == "config":
            continue
        reached += [
            f"{importer} → {module}"
            for importer in graph.find_modules_that_directly_import(module)
            if importer.partition(".")[0] not in {app, "config"}
        ]
    assert not reached


def test_ui_imports_nothing_of_ours(graph: grimp.ImportGraph) -> None:
    own = [module for module in graph.modules if module.partition(".")[0] == "ui"]
    upward = [
        f"{module} → {target}"
        for module in own
        for target in graph.find_modules_directly_imported_by(module)
        if target.partition(".")[0] != "ui"
    ]
    assert not upward


def test_nobody_imports_reports(graph: grimp.ImportGraph) -> None:
    importers = {
        importer
        for module in graph.modules
        if module.partition(".")[0] == "reports"
        for importer in graph.find_modules_that_directly_import(module)
    }
    assert not {importer for importer in importers if importer.partition(".")[0] not in {"reports", "config"}}
