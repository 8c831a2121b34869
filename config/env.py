"""The environment, read once; a bad value is refused with a hint.

Every variable the product knows is declared here. `ENV` is what the settings use; nothing else
reads `os.environ`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import environ
from cryptography.fernet import Fernet

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent

# Known to everybody who reads the source: good for one's own machine only.
DEVELOPMENT_KEY = "development-only-not-a-secret-0123456789-abcdefghijklmnop"
DEVELOPMENT_FIELD_KEYS = "dev:ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQhISE="
DEVELOPMENT_BLIND_KEY = "development-only-blind-index-key-0123456789"
LEAST_KEY_LENGTH = 40
LAST_PORT = 65_535


class BadSetting(Exception):
    """A variable of the environment cannot be used; the message says why and what to write."""

    def __init__(self, name: str, cause: str, cure: str) -> None:
        super().__init__(f"{name}: {cause}\n  Cure: {cure}")


@dataclass(frozen=True)
class Environment:
    """What the environment says, checked."""

    production: bool
    demo: bool
    debug: bool
    secret_key: str
    field_keys: dict[str, str]
    blind_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    https: bool
    database_url: str
    database_name: str
    redis_url: str
    port: int
    mail_url: str
    mail_from: str
    mall_name: str
    notice_urls: dict[str, str]
    demo_password: str
    var: Path
    log_level: str


def field_keys(text: str) -> dict[str, str]:
    """Parse `id:key,id:key`: the first encrypts, all decrypt. Raises BadSetting."""
    cure = "FIELD_KEYS=2026a:<44 characters of a Fernet key>[,older:<key>]; newest first"
    keys: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, key = part.partition(":")
        try:
            Fernet(key)
        except ValueError as wrong:
            cause = f"the key {name!r} is no Fernet key"
            raise BadSetting("FIELD_KEYS", cause, cure) from wrong
        if not name or name in keys:
            raise BadSetting("FIELD_KEYS", f"the id {name!r} is empty or twice there", cure)
        keys[name] = key
    if not keys:
        raise BadSetting("FIELD_KEYS", "no key given", cure)
    return keys


def pairs(name: str, text: str) -> dict[str, str]:
    """Parse `code=value` parted by blanks. Raises BadSetting."""
    found: dict[str, str] = {}
    for part in text.split():
        key, sign, value = part.partition("=")
        if not (key and sign and value):
            raise BadSetting(name, f"{part!r} is no pair", f"{name}='fire=mailto://… gm=…'")
        found[key] = value
    return found


def refuse_in_production(found: Environment) -> None:
    """What may stand on a developer's machine only. Raises BadSetting."""
    if not found.production:
        return
    new_key = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    if found.secret_key == DEVELOPMENT_KEY or len(found.secret_key) < LEAST_KEY_LENGTH:
        cause = f"production needs a key of its own, at least {LEAST_KEY_LENGTH} characters"
        raise BadSetting("SECRET_KEY", cause, f"SECRET_KEY=$({new_key})")
    if found.blind_key == DEVELOPMENT_BLIND_KEY or len(found.blind_key) < LEAST_KEY_LENGTH:
        cause = f"production needs a key of its own, at least {LEAST_KEY_LENGTH} characters"
        raise BadSetting("BLIND_KEY", cause, f"BLIND_KEY=$({new_key})")
    known = DEVELOPMENT_FIELD_KEYS.partition(":")[2]
    if known in found.field_keys.values():
        cause = "production refuses the development key"
        new_field = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        raise BadSetting("FIELD_KEYS", cause, f"FIELD_KEYS=2026a:$({new_field})")
    if found.demo:
        raise BadSetting("DEMO", "demo accounts have known passwords", "leave DEMO unset")
    if found.debug:
        raise BadSetting("DEBUG", "debug pages show secrets", "leave DEBUG unset")
    if not found.database_url:
        cause = "the embedded database is for development and demo only"
        raise BadSetting("DATABASE_URL", cause, "DATABASE_URL=postgres://user:word@host/name")
    if not found.redis_url:
        cause = "production shares one Redis between its processes"
        raise BadSetting("REDIS_URL", cause, "REDIS_URL=redis://host:6379/0")
    if not found.allowed_hosts or "*" in found.allowed_hosts:
        cause = "production answers to named hosts only"
        raise BadSetting("ALLOWED_HOSTS", cause, "ALLOWED_HOSTS=desk.example.com")


def a_port(text: str) -> int:
    """A port number. Raises BadSetting."""
    if not text.isdigit() or not 0 < int(text) <= LAST_PORT:
        raise BadSetting("PORT", f"{text!r} is no port", "PORT=8000")
    return int(text)


def yes(given: environ.Env, name: str) -> bool:
    """A variable that is on or off, off when unset. Raises BadSetting."""
    text = given.str(name, default="").strip().lower()
    if text in environ.Env.BOOLEAN_TRUE_STRINGS:
        return True
    if text in {"", "0", "false", "no", "off", "n", "f"}:
        return False
    raise BadSetting(name, f"{text!r} is neither yes nor no", f"{name}=1 or {name}=0")


def an_address(given: environ.Env, name: str, schemes: tuple[str, ...]) -> str:
    """An address with one of the schemes, or nothing. Raises BadSetting."""
    text = str(given.str(name, default="")).strip()
    if text and text.partition("://")[0] not in schemes:
        cure = f"{name}={schemes[0]}://…, or leave it unset"
        raise BadSetting(name, f"it does not begin with {' or '.join(schemes)}", cure)
    return text


def read(variables: Mapping[str, str]) -> Environment:
    """Read and check all variables. Raises BadSetting."""
    given = environ.Env()
    given.ENVIRON = dict(variables)
    production = yes(given, "PRODUCTION")
    hosts = ["localhost", "127.0.0.1", "[::1]", "testserver"] if not production else []
    level = given.str("LOG_LEVEL", default="INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadSetting("LOG_LEVEL", f"{level!r} is no level", "LOG_LEVEL=INFO")
    found = Environment(
        production=production,
        demo=yes(given, "DEMO"),
        debug=yes(given, "DEBUG"),
        secret_key=given.str("SECRET_KEY", default="" if production else DEVELOPMENT_KEY),
        field_keys=field_keys(given.str("FIELD_KEYS", default="" if production else DEVELOPMENT_FIELD_KEYS)),
        blind_key=given.str("BLIND_KEY", default="" if production else DEVELOPMENT_BLIND_KEY),
        allowed_hosts=[*given.list("ALLOWED_HOSTS", default=[]), *hosts],
        trusted_origins=given.list("TRUSTED_ORIGINS", default=[]),
        https=yes(given, "HTTPS") if "HTTPS" in variables else production,
        database_url=an_address(given, "DATABASE_URL", ("postgres", "postgresql")),
        database_name=given.str("DATABASE_NAME", default="fuwutai"),
        redis_url=an_address(given, "REDIS_URL", ("redis", "rediss", "redis+socket")),
        port=a_port(given.str("PORT", default="8000")),
        mail_url=an_address(given, "MAIL_URL", ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "memorymail")),
        mail_from=given.str("MAIL_FROM", default="") or "服务台 <desk@localhost>",
        mall_name=given.str("MALL_NAME", default="").strip() or "商场客服部",
        notice_urls=pairs("NOTICE_URLS", given.str("NOTICE_URLS", default="")),
        demo_password=given.str("DEMO_PASSWORD", default="desk-demo"),
        var=Path(given.str("VAR_DIR", default=str(ROOT / "var"))).resolve(),
        log_level=level,
    )
    refuse_in_production(found)
    return found


ENV = read(os.environ)
