"""What lies in another compound is missing here, whoever names its number."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import Somebody
from app.roster.operations.publications import Answer
from surveys.errors import Missing
from tests import factories as make
from tests.people import World, a_world

CLERK = "test:clerk"
LATER = make.AT + timedelta(hours=1)
Ending = Callable[[int, int], None]


def end_use(compound_id: int, row_id: int) -> None:
    operations.end_use(compound_id, row_id, CLERK, LATER)


def end_guardianship(compound_id: int, row_id: int) -> None:
    operations.end_guardianship(compound_id, row_id, CLERK, LATER)


def revoke_proxy(compound_id: int, row_id: int) -> None:
    operations.revoke_proxy(compound_id, row_id, CLERK, LATER, reason="本人收回")


def end_verdict(compound_id: int, row_id: int) -> None:
    operations.end_verdict(compound_id, row_id, CLERK, LATER)


def rows_of(world: World) -> dict[str, int]:
    """A tenant, a guardian, an authority and a decision on heads in the world's first compound."""
    here, wang, li = world.compound.id, world.wang_person, world.li_person
    ward = make.an_owner(make.a_room(world.unit, "801"), "仇小满")
    paper = operations.Authorisation(
        wang.id, Somebody(li.id), make.AT, LATER + timedelta(days=9), seen="signed paper"
    )
    apart = operations.Decision(frozenset({wang.id, li.id}), False, "两个人")
    minor = operations.Appointment(ward.id, Somebody(wang.id), "minor", "看过户口本")
    tenant = Somebody(name="滕大海", phone="13806350099")
    with transaction():
        return {
            "end_use": operations.record_use(
                here, operations.Use(world.room.id, tenant, "tenant"), CLERK, make.AT
            ),
            "end_guardianship": operations.appoint_guardian(here, minor, CLERK, make.AT),
            "revoke_proxy": operations.record_proxy(here, paper, CLERK, make.AT),
            "end_verdict": operations.decide_heads(here, apart, CLERK, make.AT),
        }


@pytest.mark.parametrize("ending", [end_use, end_guardianship, revoke_proxy, end_verdict])
def test_a_row_of_the_compound_next_door_is_ended_there_only(app: Flask, ending: Ending) -> None:
    world = a_world(app)
    row_id = rows_of(world)[ending.__name__]
    with pytest.raises(Missing), transaction():
        ending(world.next_compound.id, row_id)
    with transaction():
        ending(world.compound.id, row_id)


def test_a_correction_of_the_compound_next_door_is_answered_there_only(app: Flask) -> None:
    world = a_world(app)
    own = queries.homes_of(world.wang)[0].binding_id
    with transaction():
        window = operations.Window(make.AT, LATER + timedelta(days=3))
        operations.open_publication(world.compound.id, window, CLERK, make.AT)
        told = operations.Complaint(own, "area", "面积写错了")
        number = operations.ask_correction(world.wang, told, LATER)
    answer = Answer(number, False, "看过证")
    with pytest.raises(Missing), transaction():
        operations.answer_correction(world.next_compound.id, answer, CLERK, LATER)
    with transaction():
        operations.answer_correction(world.compound.id, answer, CLERK, LATER)
