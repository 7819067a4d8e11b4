"""Minors by the day: a guardian until the eighteenth birthday, nobody where there is none."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Guardianship, Person
from app.roster.operations import Somebody
from surveys.electorate.rights import Head, Standing
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Refusal
from tests import factories as make
from tests.factories import AT

CLERK = "test:clerk"
T2, T3 = (AT + timedelta(hours=n) for n in (2, 3))
BIRTHDAY = datetime.fromisoformat("2028-06-01T00:00+08:00")
OLD, FIFTEEN = "371502196001010019", "371502201006010011"  # born 1960 and 2010


@pytest.fixture
def two(app: Flask) -> tuple[Person, Person]:
    """Two owners of one stairwell."""
    unit = make.a_unit(make.a_building(make.a_compound()))
    return make.an_owner(make.a_room(unit, "101"), "小王"), make.an_owner(make.a_room(unit, "201"), "老王")


def numbered(person: Person, number: str, at: datetime = AT) -> None:
    with transaction():
        operations.note_number(person.compound_id, operations.Number(person.id, number), CLERK, at)


def guarded(ward: Person, guardian: Person, ground: str = "minor", at: datetime = T2) -> None:
    with transaction():
        told = operations.Appointment(ward.id, Somebody(guardian.id), ground, "看过户口本")
        operations.appoint_guardian(ward.compound_id, told, CLERK, at)


def authorised(principal: Person, agent: Person) -> None:
    with transaction():
        paper = operations.Authorisation(
            principal.id, Somebody(agent.id), AT, AT + timedelta(days=9), seen="x"
        )
        operations.record_proxy(principal.compound_id, paper, CLERK, AT)


def head_of(person: Person, at: datetime = T3) -> Head:
    db.session.expire_all()
    heads = queries.rights_at(person.compound_id, COMPOUND, at).heads
    return next(head for head in heads if person.id in head.owners)


def standing(person: Person, at: datetime = T3) -> tuple[Standing, int | None]:
    head = head_of(person, at)
    return head.standing, head.caster


def test_a_guardian_of_a_minor_votes_until_the_eighteenth_birthday(two: tuple[Person, Person]) -> None:
    child, parent = two
    numbered(child, FIFTEEN)
    guarded(child, parent)
    assert standing(child, BIRTHDAY - timedelta(seconds=1)) == (Standing.GUARDIAN, parent.id)
    assert standing(child, BIRTHDAY) == (Standing.OWNER, child.id)
    (row,) = queries.holdings_of(room_of(child)).guardians
    assert row.span.ended_at == BIRTHDAY


def room_of(person: Person) -> int:
    (room_id,) = [part for head in (head_of(person),) for part in head.parts]
    return room_id


def test_whoever_has_come_of_age_may_get_a_guardian_again_for_another_reason(
    two: tuple[Person, Person],
) -> None:
    child, parent = two
    numbered(child, FIFTEEN)
    guarded(child, parent)
    guarded(child, parent, "incapable", BIRTHDAY + timedelta(days=1))
    assert standing(child, BIRTHDAY) == (Standing.OWNER, child.id)
    assert standing(child, BIRTHDAY + timedelta(days=2)) == (Standing.GUARDIAN, parent.id)


def test_a_number_noted_later_ends_a_guardianship_on_its_day_or_at_once(two: tuple[Person, Person]) -> None:
    child, parent = two
    guarded(child, parent, at=AT)
    numbered(child, FIFTEEN, T2)
    assert standing(child, BIRTHDAY) == (Standing.OWNER, child.id)
    numbered(child, OLD, T3)
    assert standing(child, T2) == (Standing.GUARDIAN, parent.id)
    assert standing(child, T3) == (Standing.OWNER, child.id)
    guardianship = db.session.query(Guardianship).one()
    acts = [(one.act, one.facts["is_over"]) for one in entries_about(f"guardianship:{guardianship.id}")]
    assert acts == [("guardian.of-age", False), ("guardian.of-age", True)]


def test_nobody_of_age_gets_a_guardian_as_a_minor(two: tuple[Person, Person]) -> None:
    owner, other = two
    numbered(owner, OLD)
    with pytest.raises(Refusal, match="ward-of-age"):
        guarded(owner, other)
    guarded(owner, other, "incapable")
    assert standing(owner) == (Standing.GUARDIAN, other.id)


def test_a_known_minor_without_a_guardian_neither_votes_nor_empowers(two: tuple[Person, Person]) -> None:
    child, agent = two
    authorised(child, agent)
    numbered(child, FIFTEEN, T2)
    assert standing(child, AT) == (Standing.PROXY, agent.id)
    assert standing(child) == (Standing.UNGUARDED, None)
    assert standing(child, BIRTHDAY) == (Standing.OWNER, child.id)


def test_a_known_minor_acts_for_nobody(two: tuple[Person, Person]) -> None:
    owner, agent = two
    authorised(owner, agent)
    numbered(agent, FIFTEEN, T2)
    assert standing(owner) == (Standing.OWNER, owner.id)
    (paper,) = queries.holdings_of(room_of(owner)).proxies
    assert paper.span.ended_at == T2


def test_a_guardian_is_chosen_or_has_a_telephone(two: tuple[Person, Person]) -> None:
    ward, _ = two
    with transaction(), pytest.raises(Refusal, match="agent-phone-needed"):
        told = operations.Appointment(ward.id, Somebody(name="某"), "incapable", "判决书")
        operations.appoint_guardian(ward.compound_id, told, CLERK, T2)
