"""Who is asked, home by home."""

from flask import Flask

from app.core.db import transaction
from app.polls.queries.turnout import cells_for, eligible_in
from app.roster import operations
from app.roster.models import AreaSource
from surveys.electorate.parts import PartKind
from tests import factories as make
from tests.app.polls.making import an_open_poll


def test_a_parking_space_is_no_home(app: Flask) -> None:
    compound = make.a_compound()
    unit = make.a_unit(make.a_building(compound))
    home, space = make.a_room(unit, "501"), make.a_room(unit, "B01", floor=-1)
    told = operations.Correction(space.id, PartKind.PARKING, space.area, AreaSource.REGISTERED, "车位")
    with transaction():
        operations.refresh_rights(compound.id, make.AT)
        operations.correct_part(compound.id, told, "test:clerk", make.AT)
    poll = an_open_poll(compound)
    assert eligible_in(poll) == 1
    assert [cell.room.id for cell in cells_for(poll)] == [home.id]
