"""Fields for personal data: encrypted at rest, found by a blind index (design 10)."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact


class CannotDecrypt(Exception):
    """The stored value was written under a key this installation does not hold.

    Raised instead of answering the ciphertext, which the published field packages do.
    """


@lru_cache(maxsize=4)
def _box(keys: tuple[tuple[str, str], ...]) -> tuple[str, dict[str, Fernet]]:
    return keys[0][0], {key_id: Fernet(key) for key_id, key in keys}


def _keys() -> tuple[str, dict[str, Fernet]]:
    return _box(tuple(settings.FIELD_KEYS.items()))


def encrypt(text: str) -> str:
    """Return `keyid:token` under the first (current) key of FIELD_KEYS."""
    current, boxes = _keys()
    return f"{current}:{boxes[current].encrypt(text.encode()).decode()}"


def decrypt(stored: str) -> str:
    """Return the plain text; raise CannotDecrypt when the key is unknown or the value was tampered with."""
    key_id, _, token = stored.partition(":")
    box = _keys()[1].get(key_id)
    if box is None or not token:
        raise CannotDecrypt(key_id)
    try:
        return MultiFernet([box]).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise CannotDecrypt(key_id) from error


def blind(value: str) -> str:
    """Return a keyed hash of a normalised value, so that equal values can be found without being readable."""
    return hmac.new(settings.BLIND_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedTextField(models.TextField):
    """Text that stands encrypted in the database. Empty stays empty; it cannot be filtered by value."""

    def from_db_value(self, value: str | None, *_args: object) -> str | None:
        """Decrypt on reading."""
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on writing."""
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every look-up by value: a ciphertext differs each time, so the answer would be silently wrong."""
        if lookup_name in {"isnull", "exact"}:
            return super().get_lookup(lookup_name) if lookup_name == "isnull" else _OnlyEmpty
        return None


class _OnlyEmpty(Exact):  # type: ignore[type-arg]  # not subscriptable at run time
    """Allow `field=""` only."""

    def process_rhs(self, *args: Any, **kwargs: Any) -> Any:
        if self.rhs != "":
            msg = "An encrypted field is found by its blind index, not by its value."
            raise ValueError(msg)
        return super().process_rhs(*args, **kwargs)
