"""A second product over a copy of the first one's books, so that its clock may move by weeks."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pysqlite3
from flask import Flask
from playwright.sync_api import Page

import config
from app import create_app
from tests.browser import product as products
from tests.browser.product import Product

BOOKS = ("yishiting.sqlite", "simulator.sqlite")
PASS = """async ([step, times]) => {
  const token = document.querySelector('input[name=csrf_token]').value;
  for (let count = 0; count < times; count++)
    await fetch('/simulator/clock', {method: 'POST', redirect: 'manual',
      body: new URLSearchParams({csrf_token: token, step})});
}"""


@contextlib.contextmanager
def beside(product: Product, folder: Path) -> Iterator[Product]:
    """The same city in a folder of its own, with web and worker of its own; half the time of a fresh one."""
    for name in BOOKS:
        source, copy = (pysqlite3.connect(str(place / name)) for place in (product.folder, folder))
        source.backup(copy)
        source.close()
        copy.close()
    with products.running(folder) as place:
        yield place
    log = (folder / "product.log").read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log, log[-6000:]


def app_of(place: Product) -> Flask:
    """The application over the same books, for what nobody could click through in a minute."""
    return create_app(config.Development({"INSTANCE_DIR": str(place.folder)}))


def let_pass(page: Page, *, days: int = 0, hours: int = 0) -> None:
    """Press the simulator's clock so many times; the page must be one of its telephones."""
    for step, times in (("day", days), ("hour", hours)):
        page.evaluate(PASS, [step, times])
