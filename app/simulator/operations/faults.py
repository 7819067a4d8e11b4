"""Planned faults: the next calls of the API fail or dawdle, so that the product's answer can be watched."""

from dataclasses import dataclass

from app.simulator.operations.whole import together
from app.simulator.queries.store import Store


@dataclass(frozen=True)
class Fault:
    """What happens to a call: it waits, and then answers `errcode` (or as always when that is None)."""

    errcode: int | None = None
    wait_ms: int = 0


def plan_fault(store: Store, path: str, fault: Fault, *, times: int = 1) -> None:
    """The next `times` calls of this API (all of them when `path` is empty) meet the fault."""
    store.execute(
        "INSERT INTO fault (path, errcode, wait_ms, left_over) VALUES (?, ?, ?, ?)",
        (path, fault.errcode, fault.wait_ms, times),
    )


def take_fault(store: Store, path: str) -> Fault | None:
    """The fault planned for this call, counted down; the first planned comes first."""
    if store.execute("SELECT 1 FROM fault WHERE left_over > 0").fetchone() is None:
        return None
    with together(store):
        row = store.execute(
            "SELECT * FROM fault WHERE left_over > 0 AND path IN ('', ?) ORDER BY id LIMIT 1", (path,)
        ).fetchone()
        if row is None:
            return None
        store.execute("UPDATE fault SET left_over = left_over - 1 WHERE id = ?", (row["id"],))
    return Fault(row["errcode"], row["wait_ms"])


def forget_faults(store: Store) -> None:
    """Everything goes well again."""
    store.execute("DELETE FROM fault")
