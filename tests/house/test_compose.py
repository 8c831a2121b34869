"""The production shape: its file is sound, and its commands are programs that run."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import production_check
from config.env import ROOT, Environment, read

FILE = ROOT / "docker-compose.yml"
SERVICE_KEYS = {
    "build",
    "command",
    "depends_on",
    "deploy",
    "environment",
    "healthcheck",
    "image",
    "ports",
    "restart",
    "volumes",
}
OURS = ("web", "worker", "beat", "migrate")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return told


def words(command: Any) -> list[str]:
    return [str(word) for word in command]


def test_the_shape_is_the_ordered_one(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {*OURS, "postgres", "redis"}
    assert services["web"]["deploy"]["replicas"] == 2
    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["beat"]["deploy"]["replicas"] == 1
    assert set(compose["volumes"]) == {"media", "postgres", "redis"}


def test_only_known_keys_are_used(compose: dict[str, Any]) -> None:
    assert set(compose) == {"services", "volumes", "x-product"}
    for name, service in compose["services"].items():
        assert not set(service) - SERVICE_KEYS, name


def test_every_service_that_stays_has_a_health_check(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name != "migrate":
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
            assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


def test_conditions_name_services_that_are_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, wish in service.get("depends_on", {}).items():
            assert name in compose["services"]
            if wish["condition"] == "service_healthy":
                assert "healthcheck" in compose["services"][name]


def test_volumes_are_declared(compose: dict[str, Any]) -> None:
    used = {
        volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


def test_its_environment_is_one_production_starts_with(compose: dict[str, Any]) -> None:
    filled = production_check.environment()
    given: dict[str, str] = {}
    for name, value in compose["services"]["web"]["environment"].items():
        text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: filled.get(found[1], "word"), str(value))
        given[name] = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    found = read(given)
    assert found.production
    assert found.https


def test_every_variable_is_one_the_product_reads(compose: dict[str, Any]) -> None:
    fields = {field.name.upper() for field in dataclasses.fields(Environment)}
    assert set(compose["x-product"]["environment"]) <= fields


@pytest.mark.parametrize("name", OURS)
def test_each_command_is_a_program_of_ours(compose: dict[str, Any], name: str) -> None:
    command = words(compose["services"][name]["command"])
    programs = Path(sys.executable).parent
    if command[0] == "sh":
        assert all((ROOT / "manage.py").exists() for _part in command[2].split("&&"))
        return
    assert (programs / command[0]).exists()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_program_knows_each_of_its_flags(compose: dict[str, Any], name: str) -> None:
    command = words(compose["services"][name]["command"])
    flags = [word.partition("=")[0] for word in command if word.startswith("--")]
    head = [command[0]] if name == "web" else [command[0], "--app", "config.celery", name]
    program = [str(Path(sys.executable).parent / head[0]), *head[1:], "--help"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    known = re.sub(r"\s+", " ", done.stdout)
    assert done.returncode == 0, done.stderr
    assert not [flag for flag in flags if flag not in known and flag != "--app"]


def test_the_image_runs_without_rights_and_starts_the_web() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "USER desk" in text
    assert "PRODUCTION=1" in text
    assert "config.wsgi:application" in text


def test_the_probe_asks_a_page_or_looks_at_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from config import probe

    fresh = tmp_path / "beat.dat"
    assert not probe.is_fresh(tmp_path / "beat", 60)
    fresh.touch()
    assert probe.is_fresh(tmp_path / "beat", 60)
    os.utime(fresh, (0, 0))
    assert not probe.is_fresh(tmp_path / "beat", 60)
    assert not probe.answers("http://127.0.0.1:9/healthz")
    monkeypatch.setattr(sys, "argv", ["probe", "http://127.0.0.1:9/healthz"])
    assert probe.main() == 1
    fresh.touch()
    os.utime(fresh)
    monkeypatch.setattr(sys, "argv", ["probe", "--fresh", str(tmp_path / "beat"), "60"])
    assert probe.main() == 0


def test_the_deployment_checks_pass() -> None:
    command = [sys.executable, "config/production_check.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 0, done.stderr
