"""A server over the database of a test, and what residents read in its replies."""

import base64
import contextlib
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.core import accounts
from app.core.db import db
from benchmarks import servers
from benchmarks.servers import Server, Shape
from bots.wechat import crypto

SEALED = re.compile(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>")
CONTENT = re.compile(r"<Content><!\[CDATA\[(.*)\]\]></Content>", re.DOTALL)


@contextlib.contextmanager
def served(app: Flask, folder: Path, *, workers: int, threads: int) -> Iterator[Server]:
    """The product under gunicorn over the very database of this test."""
    environment = {
        "APP_ENV": "testing",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_DIR": app.config["INSTANCE_DIR"],
    }
    db.session.remove()
    db.engine.dispose()
    shape = Shape(workers, threads)
    with servers.running("app:create_app()", environment, folder, shape=shape) as server:
        yield server


def wait_for_more(counted: Callable[[], int], more: int, *, patience_s: float = 120.0) -> None:
    """Return once so many more were counted than now, however slow this machine is today."""
    wanted, gives_up = counted() + more, time.monotonic() + patience_s
    while counted() < wanted:
        assert time.monotonic() < gives_up, f"{counted()} of {wanted} after {patience_s:.0f} s"
        time.sleep(0.01)


def kill_among(server: Server, acknowledged: Callable[[], int], *, kills: int, between: int) -> None:
    """So many kills without warning, with `between` acknowledgements before, between and after them."""
    chance = random.Random(kills)
    for _ in range(kills):
        wait_for_more(acknowledged, between)
        time.sleep(chance.random() / 20)  # not always in the moment after a reply
        server.kill()
        server.wait_until_up()
    wait_for_more(acknowledged, between)


def words_in(body: bytes | str) -> str:
    """What the resident reads; a body in base64 is what the load client keeps."""
    text = (base64.b64decode(body) if isinstance(body, str) else body).decode()
    sealed = SEALED.search(text)
    assert sealed, text
    content = CONTENT.search(crypto.decrypt(sealed[1], accounts.default_account()).decode())
    assert content
    return content[1]


def tell(figures: str) -> None:
    """Say what was measured; `pytest -rP` shows it."""
    sys.stdout.write(figures + "\n")


def count(table: type) -> int:
    """Rows of a table, as everybody sees them now."""
    db.session.rollback()
    found: int = db.session.execute(select(func.count()).select_from(table)).scalar_one()
    db.session.rollback()
    return found
