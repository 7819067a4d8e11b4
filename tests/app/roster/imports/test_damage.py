"""A large workbook full of damage gives exactly the report that was planted, and nothing is half imported."""

import pytest
from flask import Flask

from app.core.db import transaction
from app.roster import imports, operations, queries
from surveys.electorate import scopes
from surveys.errors import Invalid
from tests import factories as make
from tests.app.roster.imports import damage

ROWS = 20_000


def test_twenty_thousand_rows_with_fifty_kinds_of_damage_give_a_clear_report(app: Flask) -> None:
    compound = make.a_compound()
    content, planted = damage.damaged(ROWS)
    tables = imports.tables_in(imports.open_book(content, "花名册.xlsx"))
    proposal = imports.propose(tables)
    assert [(table.name, table.is_hidden) for table in tables] == [("花名册", False), ("旧数据", True)]
    assert proposal.layout.left_out == ("旧数据",)
    plan = imports.plan(queries.get_compound(compound.id), imports.lines_of(tables, proposal.layout))
    found = sorted((one.row, one.column, one.code, one.suggestion) for one in plan.errors)
    assert found == [tuple(one) for one in planted]
    assert len(found) == len(damage.WRONG) + 2
    assert len(damage.WRONG) + len(damage.HARMLESS) >= 50
    assert (plan.rows, plan.ok) == (ROWS + 2, ROWS + 2 - len({one.row for one in planted}))
    assert all(imports.how_to_mend(one) for one in plan.errors)
    with pytest.raises(Invalid, match="import-has-errors"), transaction():
        operations.apply_import(plan, "test:import", make.AT)
    assert queries.count_rooms(compound.id, scopes.COMPOUND) == 0
