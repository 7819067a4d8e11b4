"""请核对表: taken out, filled in by the registry, imported the same way, and nothing lacks any more."""

import io

import openpyxl
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.decisions import queries
from app.roster import imports
from app.roster import operations as roster
from app.roster import queries as places
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.test_paper_pages import clerk
from tests.people import World

__all__ = ["clerk"]


def test_the_workbook_of_gaps_comes_back_by_the_same_import(world: World, clerk: FlaskClient) -> None:
    make.an_owner(make.a_room(world.unit, "601", floor=6, area=None), "周敏", "13806350009")
    make.a_room(world.unit, "602", floor=6)
    decision = making.a_draft(world.compound, clock.now())
    gaps = queries.gaps_in(queries.electorate_of(decision, clock.now()))
    assert {gap.label: gap.lacks for gap in gaps} == {
        "3号楼2单元601": ("area",),
        "3号楼2单元602": ("owner",),
    }
    answer = clerk.get(f"/committee/decisions/{decision.public_id}/gaps.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.active
    for row in sheet.iter_rows(min_row=2):
        cells = {str(cell.column): cell for cell in row}
        if row[2].value == "601":
            assert row[5].value == "13806350009"
            cells["7"].value, cells["8"].value = "92.30", "不动产登记簿"
        elif row[2].value == "602":
            cells["5"].value = "孙立"
    out = io.BytesIO()
    book.save(out)
    found = places.get_compound(world.compound.id)
    plan = imports.plan(found, imports.read(out.getvalue(), "请核对表.xlsx"))
    assert not plan.errors, plan.errors
    with transaction():
        roster.apply_import(plan, making.CLERK, clock.now(), file="请核对表.xlsx")
    assert not queries.gaps_in(queries.electorate_of(decision, clock.now()))
