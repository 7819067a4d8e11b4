"""`python -m benchmarks.workbooks`: a roster of 5,000 homes previewed, imported and undone, as ratios.

The measure is openpyxl reading the same file in the same run: what anybody pays who only looks at it.
"""

import io
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack

import openpyxl

import config
from app import create_app
from app.core import clock
from app.core.db import transaction
from app.roster import imports, operations, queries
from app.roster.queries import CompoundRow
from benchmarks import places
from tests import databases
from tests import factories as make
from tests.app.roster import workbooks

HOMES = 5_000
ROUNDS = 3
ACTOR = "bench:workbooks"


def main() -> None:
    """Measure on SQLite, print seconds and ratios."""
    content = workbooks.xlsx_of(workbooks.homes(HOMES), above=2)
    with ExitStack() as stack:
        _place, folder = stack.enter_context(places.opened("sqlite"))
        url = f"sqlite:///{folder / 'workbooks.sqlite'}"
        app = create_app(config.Production(places.environment(url, folder)))
        databases.build_schema(app)
        stack.enter_context(app.app_context())
        compounds = [queries.get_compound(make.a_compound().id) for _ in range(ROUNDS)]
        peer = _median([_timed(lambda: _only_read(content)) for _ in compounds])
        steps: dict[str, Callable[[CompoundRow], object]] = {
            "preview": lambda one: imports.diff_of(imports.plan(one, _sheet(content))),
            "import": lambda one: _import(one, content),
            "import again (0 changes)": lambda one: _import(one, content),
            "undo": _undo,
        }
        print(f"openpyxl only reads {HOMES} rows: {peer:.2f} s (1.0)")
        for name, step in steps.items():
            seconds = _median([_timed(lambda one=one, step=step: step(one)) for one in compounds])
            print(f"{name}: {seconds:.2f} s ({seconds / peer:.1f})")


def _only_read(content: bytes) -> int:
    return sum(1 for _ in openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].values)


def _sheet(content: bytes) -> imports.Sheet:
    tables = imports.tables_in(imports.open_book(content, "roster.xlsx"))
    return imports.lines_of(tables, imports.propose(tables).layout)


def _import(compound: CompoundRow, content: bytes) -> None:
    sheet = _sheet(content)
    with transaction():
        operations.lock_roster(compound.id)
        operations.apply_import(imports.plan(compound, sheet), ACTOR, clock.now(), file="roster.xlsx")


def _undo(compound: CompoundRow) -> None:
    with transaction():
        last = queries.imports_in(compound.id, 1)[0]
        operations.undo_import(compound.id, last.id, ACTOR, clock.now())


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
