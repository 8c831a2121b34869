"""A real Chromium, a person signed in, and an ear for everything the browser complains about."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

COUNTER = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Said by the browser itself about an answer that is meant to be refused.
EXPECTED = ("Failed to load resource", "Password forms should have", "does not conform to the required format")

# The first one found: without windows and toolbars of its own it takes half the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium once."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    # Two browsers on two cores beside the product: what is to come may take its time.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


class Windows:
    """The windows of one browser, used again by test after test: style sheets and scripts are fetched once.

    What a person leaves in a window is cleared away behind him: pages, cookies, what the pages kept.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        """Begin with none."""
        self._browser, self._address = browser, address
        self._free: dict[bool, list[BrowserContext]] = {False: [], True: []}

    def take(self, *, phone: bool) -> BrowserContext:
        """Give one nobody uses, at the counter or on the phone."""
        if self._free[phone]:
            return self._free[phone].pop()
        window = self._browser.new_context(
            viewport=PHONE if phone else COUNTER,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            base_url=self._address,
        )
        window.set_default_timeout(10_000)
        return window

    def clear(self, windows: list[tuple[bool, BrowserContext]]) -> None:
        """Take the windows of a test back."""
        for phone, window in windows:
            kept = {"origin": self._address, "storageTypes": "local_storage"}
            window.new_cdp_session(window.pages[0]).send("Storage.clearDataForOrigin", kept)
            for page in window.pages:
                page.close()
            window.clear_cookies()
            self._free[phone].append(window)


@pytest.fixture(scope="session")
def windows(chromium: Browser, live_server: Any) -> Windows:
    """The windows of this run."""
    return Windows(chromium, live_server.url)


@pytest.fixture
def complaints_of_the_browser() -> Iterator[list[str]]:
    """Collect violations of the content policy, script errors and console errors; there must be none."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def open_as(windows: Windows, live_server: Any, complaints_of_the_browser: list[str]) -> Iterator[Open]:
    """Return a function that opens an address as a person (None: nobody), at the counter or on the phone."""
    used: list[tuple[bool, BrowserContext]] = []

    def listen(page: Page) -> None:
        def console(message: Any) -> None:
            if message.type == "error" and not message.text.startswith(EXPECTED):
                complaints_of_the_browser.append(f"{page.url}: {message.text}")

        page.on("console", console)
        page.on("pageerror", lambda error: complaints_of_the_browser.append(f"{page.url}: {error}"))

    def open_(person: Any, address: str, *, phone: bool = False, language: str = "zh-hans") -> Page:
        window = windows.take(phone=phone)
        used.append((phone, window))
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if person is not None:
            client = Client()
            client.force_login(person)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = window.new_page()
        listen(page)
        page.goto(address)
        return page

    yield open_
    # A request still under way ends by itself: the tables are emptied when it lets go of them.
    windows.clear(used)
