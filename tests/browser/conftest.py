"""What the browser tests share: Chromium, the running product, telephones and desks."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import product as products
from tests.browser.desks import Desk
from tests.browser.phones import Phone
from tests.browser.product import DESK, PHONE, Product

CHROMIUM_ARGS = [
    "--no-sandbox",  # as root, Chromium refuses to start without
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
MISSING = "*** Chromium is missing: BROWSER TESTS ARE NOT RUN. `make browser` installs it on Debian. ***"
PATIENCE_MS = 15_000
REACH = os.pathsep.join(
    (os.environ.get("PATH", ""), "/usr/bin", "/bin")
)  # where Debian puts it and its needs


def find_chromium() -> str | None:
    """Where Chromium is, also for somebody whose PATH is short."""
    return shutil.which("chromium", path=REACH) or shutil.which("chromium-browser", path=REACH)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium without any talk to the outside; no Chromium means no browser tests, loudly."""
    found = find_chromium()
    if found is None:
        stop = pytest.fail if os.environ.get("REQUIRE_E2E") == "1" else pytest.skip
        stop(MISSING)
    return {"executable_path": found, "args": CHROMIUM_ARGS, "env": {**os.environ, "PATH": REACH}}


@pytest.fixture(scope="session")
def product(browser_type_launch_args: dict[str, Any]) -> Iterator[Product]:
    """The whole product with its demo city, started once; what went wrong inside is told at the end."""
    folder = Path(tempfile.mkdtemp(prefix="yishiting-browser-"))
    try:
        with products.running(folder) as place:
            yield place
        log = (folder / "product.log").read_text(encoding="utf-8", errors="replace")
        assert "Traceback" not in log, log[-6000:]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def profile(product: Product, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser profiles of the product, and closes them after the test."""
    opened: list[BrowserContext] = []

    def open_profile(viewport: dict[str, int], **options: Any) -> BrowserContext:
        context = product.context(browser, viewport, **options)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield open_profile
    for context in opened:
        context.close()


@pytest.fixture
def new_phone(profile: Callable[..., BrowserContext]) -> Callable[..., Phone]:
    """A telephone of 360 pixels that nobody has taken up yet."""
    return lambda **options: Phone(profile(PHONE, **options).new_page())


@pytest.fixture
def desk(profile: Callable[..., BrowserContext]) -> Desk:
    """A clerk's desk before signing in."""
    return Desk(_page(profile, DESK))


@pytest.fixture
def stranger(profile: Callable[..., BrowserContext]) -> Page:
    """Somebody with a telephone and no WeChat."""
    return _page(profile, PHONE)


def _page(profile: Callable[..., BrowserContext], viewport: dict[str, int]) -> Page:
    return profile(viewport).new_page()
