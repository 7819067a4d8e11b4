"""Several writes to the platform's books as one."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.simulator.queries.store import Store


@contextmanager
def together(store: Store) -> Iterator[None]:
    """All of the block or none of it, and nobody else writes meanwhile."""
    store.execute("BEGIN IMMEDIATE")
    with store:  # the driver ends it: kept on success, undone on any exception
        yield
