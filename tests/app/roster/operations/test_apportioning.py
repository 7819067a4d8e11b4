"""Shares of co-owners: dated like everything else, never a weight of votes."""

from datetime import datetime
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.roster import operations, queries
from app.roster.models import Ownership
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from tests.app.roster.operations.deciding import BEFORE, LATER, THEN, act, refreshed, refused, rights
from tests.people import World


@pytest.fixture
def world(app: Flask) -> World:
    """The five people, after an import of their roster."""
    return refreshed(app)


def halves(world: World, *shares: Fraction, reason: str = "看过证书") -> operations.Apportioning:
    owners = (world.wang_person.id, world.li_person.id)
    return operations.Apportioning(world.room.id, dict(zip(owners, shares, strict=False)), reason)


def shares_of(world: World, at: datetime) -> dict[str, str]:
    owners = queries.holdings_of(world.room.id).owners
    return {one.name: one.share for one in owners if one.span.holds_at(at)}


def test_shares_are_dated_and_never_move_a_vote(world: World) -> None:
    before, third = rights(world), Fraction(1, 3)
    act(world, operations.apportion_room, halves(world, third, 1 - third))
    assert shares_of(world, LATER) == {"王秀英": "1/3", "李建国": "2/3"}
    assert shares_of(world, BEFORE) == {"王秀英": "", "李建国": ""}
    assert rights(world) == before
    assert refused(world, operations.apportion_room, halves(world, third, 1 - third)) == "nothing-changed"
    act(world, operations.apportion_room, halves(world), LATER)
    assert shares_of(world, LATER) == {"王秀英": "", "李建国": ""}
    shares = [one for one in queries.held_about(world.wang_person.id) if one["what"] == "ownership"]
    assert [one["share"] for one in shares if one["room"] == world.room.label] == ["", "1/3", ""]


def test_what_was_written_down_before_is_only_ended(world: World) -> None:
    def rows() -> list[tuple[object, ...]]:
        columns = (
            Ownership.id,
            Ownership.person_id,
            Ownership.is_primary,
            Ownership.reason,
            Ownership.ended_at,
        )
        found = select(*columns).where(Ownership.room_id == world.room.id).order_by(Ownership.id)
        return [tuple(row) for row in db.session.execute(found)]

    before = rows()
    act(world, operations.apportion_room, halves(world, Fraction(1, 3), Fraction(2, 3)))
    after = rows()
    assert after[:2] == [(*row[:4], THEN) for row in before]
    assert [row[1:] for row in after[2:]] == [(*row[1:3], "看过证书", None) for row in before]


@pytest.mark.parametrize(
    ("shares", "reason", "code"),
    [
        ((Fraction(1, 2),), "x", "shares-incomplete"),
        ((Fraction(1, 2), Fraction(1, 3)), "x", "shares-not-whole"),
        ((Fraction(1, 2), Fraction(1, 2)), " ", "reason-needed"),
    ],
)
def test_shares_that_are_no_whole_are_refused(
    world: World, shares: tuple[Fraction, ...], reason: str, code: str
) -> None:
    assert refused(world, operations.apportion_room, halves(world, *shares, reason=reason)) == code
    stranger = operations.Apportioning(world.room.id, {world.zhao_person.id: Fraction(1)}, "x")
    assert refused(world, operations.apportion_room, stranger) == "owner-not-of-this-room"


def test_shares_end_with_the_owners_they_were_written_for(world: World) -> None:
    act(world, operations.apportion_room, halves(world, Fraction(1, 2), Fraction(1, 2)))
    people = [Somebody(world.wang_person.id), Somebody(name="孙某")]
    sale = operations.Transfer(world.room.id, people, OwnerKind.PERSON, "sold")
    act(world, operations.transfer_ownership, sale, LATER)
    assert shares_of(world, LATER) == {"王秀英": "", "孙某": ""}
    first = [one for one in queries.homes_of(world.wang) if one.room_id == world.room.id]
    assert [home.is_owner for home in first] == [True]
