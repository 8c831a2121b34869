"""A real Chromium, a person signed in, and an ear for everything the browser complains about."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

COUNTER = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Said by the browser itself about an answer that is meant to be refused.
EXPECTED = ("Failed to load resource", "Password forms should have", "does not conform to the required format")

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium once."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints_of_the_browser() -> Iterator[list[str]]:
    """Collect violations of the content policy, script errors and console errors; there must be none."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def open_as(chromium: Browser, live_server: Any, complaints_of_the_browser: list[str]) -> Iterator[Open]:
    """Return a function that opens an address as a person (None: nobody), at the counter or on the phone."""
    contexts: list[BrowserContext] = []

    def listen(page: Page) -> None:
        def console(message: Any) -> None:
            if message.type == "error" and not message.text.startswith(EXPECTED):
                complaints_of_the_browser.append(f"{page.url}: {message.text}")

        page.on("console", console)
        page.on("pageerror", lambda error: complaints_of_the_browser.append(f"{page.url}: {error}"))

    def open_(person: Any, address: str, *, phone: bool = False, language: str = "zh-hans") -> Page:
        context = chromium.new_context(
            viewport=PHONE if phone else COUNTER,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            base_url=live_server.url,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if person is not None:
            client = Client()
            client.force_login(person)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        listen(page)
        page.goto(address)
        return page

    yield open_
    # A request still under way when the tables are emptied would meet the flush in a deadlock. All pages are left
    # before the first is waited for: each wait is half a second of quiet.
    pages = [page for context in contexts for page in context.pages]
    for page in pages:
        page.goto("about:blank")
    for page in pages:
        page.wait_for_load_state("networkidle")
    for context in contexts:
        context.close()
