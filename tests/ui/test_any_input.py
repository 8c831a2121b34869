"""No input gives a failure, only a refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make

FIELDS = ("channel", "who", "phone", "shop", "severity", "happened", "wishes", "proof", "on", "amount", "form_token")
WORDS = st.one_of(
    st.text(max_size=60), st.sampled_from(["1e999", "NaN", "-1", "2026-02-30", "\x00", "﷽" * 40, "face", "A" * 5000])
)


@pytest.fixture
def client(db: None) -> Client:
    """Somebody at the counter."""
    client = Client()
    client.force_login(make.person())
    return client


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.dictionaries(st.sampled_from(FIELDS), WORDS))
def test_the_sample_form_never_fails(client: Any, typed: dict[str, str]) -> None:
    typed = {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}
    assert client.post("/ui/gallery/send/", typed).status_code in {302, 400, 422}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.binary(max_size=60))
def test_no_address_fails(client: Any, query: bytes) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in query)
    for address in (f"/ui/gallery/options/?q={escaped}", f"/ui/bell/?have={escaped}", f"/ui/gallery/?page={escaped}"):
        assert client.get(address).status_code in {200, 204, 400}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(key=st.text(min_size=1, max_size=120), words=WORDS)
def test_no_draft_fails(client: Any, key: str, words: str) -> None:
    from urllib.parse import quote

    address = f"/ui/drafts/{quote(key.encode('utf-8', 'replace'), safe='')}/"
    words = words.encode("utf-8", "replace").decode()
    assert client.post(f"{address}keep/", {"told": words}).status_code in {200, 400, 404}
    assert client.get(address).status_code in {200, 204, 400, 404}
