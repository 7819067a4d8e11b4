"""Peer (c): one committed INSERT a request, the least that keeps anything."""

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from benchmarks.peers.door import application
from benchmarks.peers.drivers import Store

TABLE = (
    "CREATE TABLE plain_ballot (message_id VARCHAR(40) PRIMARY KEY, "
    "openid VARCHAR(64) NOT NULL, choice VARCHAR(40) NOT NULL, given_at TIMESTAMP NOT NULL)"
)
INSERT = "INSERT INTO plain_ballot (message_id, openid, choice, given_at) VALUES (?, ?, ?, ?)"


def create_app() -> Flask:
    """The single insert."""
    store = Store(os.environ["DATABASE_URL"])

    def answer(message: Any) -> str:
        with store.transaction():
            store.run(INSERT, str(message.id), message.source, message.content, datetime.now(UTC))
        return "ok"

    return application(answer)
