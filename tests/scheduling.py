"""Which process runs which test: a file on one database stays together, and what takes longest begins first.

A process that goes on with the same file and database sets neither up again. pytest-xdist would group by
marks (`--dist loadgroup`), but marks are lost on the structured node ids of pytest 9.2.
"""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER, ENGINES = "tests/browser/", ("sqlite", "postgresql")


class ByFile(LoadScopeScheduling):
    """Hands out whole files, one database at a time; all of the browser is one piece: it shares a product."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def scope_of(nodeid: str) -> str:
    """The piece of work a test belongs to."""
    if nodeid.startswith(BROWSER):
        return BROWSER
    return f"{nodeid.partition('::')[0]} {engine_of(nodeid)}".rstrip()


def engine_of(nodeid: str) -> str:
    """The database a test runs on; "" for none."""
    params = nodeid.partition("[")[2].rstrip("]").split("-")
    return next((engine for engine in ENGINES if engine in params), "")


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The browser first, because it takes longest; then one database after the other, files together."""
    scopes: dict[str, int] = {}
    for item in items:
        scopes.setdefault(scope_of(item.nodeid), len(scopes))

    def place(item: pytest.Item) -> tuple[bool, int, int]:
        scope, engine = scope_of(item.nodeid), engine_of(item.nodeid)
        return scope != BROWSER, ENGINES.index(engine or ENGINES[0]), scopes[scope]

    return sorted(items, key=place)
