"""Pictures of the product for its README: `python -m tests.browser.screenshots OUTDIR`."""

import sys
import tempfile
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGS, MISSING, find_chromium
from tests.browser.desks import Desk
from tests.browser.phones import Phone
from tests.browser.product import PHONE, Product, running

PEOPLE = (3, 4)  # places in the demo city of the residents whose telephones are photographed
SHARP = 1.5  # picture points for one of the page: letters stay readable, files stay small
OFFICE = {"width": 1000, "height": 720}
SHEET = {"width": 760, "height": 1000}
MARGINS = "document.body.style.padding = '14mm 12mm'"  # a browser window has none of its own


def main(arguments: list[str]) -> int:
    """Start the product with its demo city, photograph what a reader should see first, stop it."""
    if len(arguments) != 1:
        click.echo("usage: python -m tests.browser.screenshots OUTDIR", err=True)
        return 2
    chromium = find_chromium()
    if chromium is None:
        click.echo(MISSING, err=True)
        return 1
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as product,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        try:
            for name in (*_of_residents(product, browser, out), *_of_staff(product, browser, out)):
                click.echo(out / f"{name}.png")
        finally:
            browser.close()
    return 0


def _of_residents(product: Product, browser: Browser, out: Path) -> list[str]:
    """The chat, the first page, the result for everybody; then the result as it is put up on paper."""
    phone = Phone(product.context(browser, PHONE, device_scale_factor=SHARP).new_page())
    phone.pick(product.resident(PEOPLE[0])["openid"])
    phone.tap("参与", "当前投票")
    phone.page.locator(".handset").screenshot(path=out / "chat.png")
    page = Phone(product.context(browser, PHONE, device_scale_factor=SHARP).new_page())
    page.pick(product.resident(PEOPLE[1])["openid"])
    shots = {"home": "/my/", "result": f"/p/{product.closed_poll}"}
    for name, path in shots.items():
        _take(page.page, path, out / f"{name}.png")
    paper = product.context(browser, SHEET).new_page()
    paper.emulate_media(media="print")
    paper.goto(f"/p/{product.closed_poll}/print")
    paper.evaluate(MARGINS)
    paper.screenshot(path=out / "paper.png", full_page=True)
    return ["chat", *shots, "paper"]


def _of_staff(product: Product, browser: Browser, out: Path) -> list[str]:
    """Who has answered, for the committee; the overview of an official."""
    shots = {
        "turnout": ("demo-clerk", f"/committee/polls/{product.live_poll}/turnout"),
        "overview": ("demo-official", "/official/"),
    }
    for name, (username, path) in shots.items():
        desk = Desk(product.context(browser, OFFICE).new_page()).sign_in(username)
        _take(desk.page, path, out / f"{name}.png")
    return list(shots)


def _take(page: Page, path: str, file: Path) -> None:
    page.goto(path)
    page.screenshot(path=file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
