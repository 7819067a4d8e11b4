"""A sale that is written down late counts from the day it took effect, and moves nothing that was frozen."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.audit.queries import entries_about
from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Refusal
from tests import factories as make
from tests.people import World, a_world

THEN = make.AT + timedelta(days=30)
SOLD = clock.local(make.AT + timedelta(days=10)).date()


@pytest.fixture
def world(app: Flask) -> World:
    world = a_world(app)
    with transaction():
        operations.refresh_rights(world.compound.id, make.AT)
    return world


def sell(world: World, name: str, on: date | None, at: datetime = THEN) -> None:
    told = operations.Transfer(world.room.id, [Somebody(name=name)], OwnerKind.PERSON, "sold", on)
    with transaction():
        operations.transfer_ownership(world.compound.id, told, "test:clerk", at)


def names(world: World, at: datetime) -> set[str]:
    return {one.name for one in queries.holdings_of(world.room.id).owners if one.span.holds_at(at)}


def test_who_owned_what_on_a_day_goes_by_the_day_the_sale_took_effect(world: World) -> None:
    sell(world, "孙某", SOLD)
    day = make.AT + timedelta(days=10)
    assert names(world, day - timedelta(days=1)) == {"王秀英", "李建国"}
    assert names(world, day + timedelta(days=1)) == {"孙某"}
    (new,) = (one for one in queries.holdings_of(world.room.id).owners if one.name == "孙某")
    head = queries.rights_at(world.compound.id, COMPOUND, day + timedelta(days=1)).head_of(world.room.id)
    assert head is not None
    assert head.owners == (new.person_id,)
    assert (clock.local(new.span.began_at).date(), new.span.recorded_at) == (SOLD, THEN)
    (entry,) = (one for one in entries_about(f"room:{world.room.id}") if one.act == "ownership.transfer")
    assert entry.at == THEN


def test_a_designation_ends_with_the_ownership_and_a_binding_when_it_is_written_down(world: World) -> None:
    named = operations.Designation(world.room.id, world.li_person.id, "signed")
    with transaction():
        operations.designate_voter(world.compound.id, named, "test:clerk", make.AT)
    sell(world, "孙某", SOLD)
    (voter,) = queries.holdings_of(world.room.id).voters
    assert voter.span.ended_at is not None
    assert clock.local(voter.span.ended_at).date() == SOLD
    assert not [one for one in queries.homes_of(world.li) if one.is_owner]


def test_without_a_day_or_with_today_a_sale_counts_from_now(world: World) -> None:
    sell(world, "孙某", None)
    sell(world, "钱某", clock.local(THEN).date(), THEN + timedelta(minutes=5))
    spans = [one.span for one in queries.holdings_of(world.room.id).owners if one.name == "孙某"]
    assert [(one.began_at, one.ended_at, one.recorded_at) for one in spans] == [
        (THEN, THEN + timedelta(minutes=5), None)
    ]


def test_two_sales_of_one_day_follow_each_other(world: World) -> None:
    sell(world, "孙某", SOLD)
    sell(world, "钱某", SOLD, THEN + timedelta(days=1))
    assert names(world, make.AT + timedelta(days=11)) == {"钱某"}


@pytest.mark.parametrize(
    ("days", "code"), [(31, "effective-in-the-future"), (9, "effective-before-another-change")]
)
def test_a_day_that_cannot_be_is_refused(world: World, days: int, code: str) -> None:
    sell(world, "孙某", SOLD)
    on = clock.local(make.AT + timedelta(days=days)).date()
    with pytest.raises(Refusal, match=code):
        sell(world, "钱某", on)
    assert names(world, THEN) == {"孙某"}
