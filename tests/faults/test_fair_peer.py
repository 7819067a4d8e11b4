"""The benchmark's peer does the reads and writes of the product, no more and no fewer."""

import re
import time
from collections import Counter
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.core.db import db
from app.polls.models import Answer
from benchmarks import seeding
from benchmarks.peers import by_hand
from benchmarks.peers.drivers import Store
from benchmarks.pushes import Push
from tests.faults.crowds import count

SHAPE = re.compile(
    r"\s*(SELECT)\b.*?\bFROM\s+\"?(\w+)|\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.DOTALL
)
FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


def shape_of(sql: str) -> str:
    """Verb and first table, such as `SELECT poll`; reading the clock has no table."""
    found = SHAPE.match(sql)
    return " ".join(part for part in found.groups() if part) if found else sql.strip()


def shapes_of_the_product(app: Flask, push: Push) -> Counter[str]:
    """The statements the product runs for one message."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        seen.append(sql)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        seeding.deliver(app, push)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return Counter(shape_of(sql) for sql in seen if not sql.startswith(FRAME))


def test_the_peer_by_hand_reads_and_writes_what_the_product_does(app: Flask) -> None:
    crowd = seeding.gather(app, 3)
    seeding.bring_to_review(app, crowd)
    product = shapes_of_the_product(app, Push(crowd.openids[1], seeding.CONFIRMING, 7, int(time.time())))
    assert count(Answer) == 1
    seeding.write_plainly(app, crowd)
    db.session.remove()
    store = Store(app.config["SQLALCHEMY_DATABASE_URI"])
    store.seen = []
    reply = by_hand.take(store, SimpleNamespace(source=crowd.openids[2], id=8, content=seeding.CONFIRMING))
    store.close()
    assert "回执" in reply
    assert count(Answer) == 2
    assert Counter(shape_of(sql) for sql in store.seen) == product
