"""Peer (b2): peer (b) through the SQLAlchemy engine: what the library costs, apart from what we add."""

import os

from flask import Flask

from benchmarks.peers import by_hand
from benchmarks.peers.door import application
from benchmarks.peers.drivers import LibraryStore


def create_app() -> Flask:
    """The ballot by hand, its statements carried by the library."""
    store = LibraryStore(os.environ["DATABASE_URL"])
    return application(lambda message: by_hand.take(store, message))
