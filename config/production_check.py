"""`make check-deploy`: Django's deployment checks under production settings with throw-away keys."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from cryptography.fernet import Fernet


def environment() -> dict[str, str]:
    """What a production machine sets; nothing is contacted."""
    return {
        "PRODUCTION": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BLIND_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"check:{Fernet.generate_key().decode()}",
        "DATABASE_URL": "postgres://desk:word@localhost/desk",
        "REDIS_URL": "redis://localhost:6379/0",
        "ALLOWED_HOSTS": "desk.example.com",
        "MAIL_URL": "smtp+tls://desk:word@localhost:587",
    }


def main() -> None:
    """Run the checks; a warning fails."""
    root = Path(__file__).resolve().parent.parent
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DEMO", "DEBUG", "HTTPS"} and not name.startswith("DJANGO_")
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    os.chdir(root)
    os.execve(sys.executable, command, {**kept, **environment()})  # noqa: S606  our own command


if __name__ == "__main__":
    main()
