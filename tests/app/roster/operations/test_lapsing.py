"""Cap and chain of written authorities hold too when entries turn out later to be one person."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Compound, Person, Proxy
from app.roster.operations import Somebody
from surveys.electorate.rights import Standing
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Refusal
from tests import factories as make
from tests.factories import AT

CLERK = "test:clerk"
LATER, END = AT + timedelta(hours=1), AT + timedelta(days=9)
NUMBER = "371502198001010018"


@dataclass(frozen=True)
class House:
    """Four owners who may give an authority, and two entries of one man who owns two homes."""

    compound: Compound
    owners: list[Person]
    agents: tuple[Person, Person]


@pytest.fixture
def house(app: Flask) -> House:
    compound = make.a_compound()
    unit = make.a_unit(make.a_building(compound))
    owners = [make.an_owner(make.a_room(unit, f"50{place}")) for place in range(1, 5)]
    agents = (
        make.an_owner(make.a_room(unit, "601"), "代某"),
        make.an_owner(make.a_room(unit, "602"), "代某"),
    )
    return House(compound, owners, agents)


def given(house: House, principal: Person, agent: Person) -> int:
    with transaction():
        paper = operations.Authorisation(principal.id, Somebody(agent.id), AT, END, seen="signed paper")
        return operations.record_proxy(house.compound.id, paper, CLERK, AT)


def guarded(house: House, ward: Person, guardian: Person) -> None:
    with transaction():
        told = operations.Appointment(ward.id, Somebody(guardian.id), "incapable", "判决书")
        operations.appoint_guardian(house.compound.id, told, CLERK, LATER)


def merged(house: House, *people: Person) -> str:
    """The code of the refusal, empty where they were made one."""
    told = operations.Decision(frozenset(one.id for one in people), True, "看过身份证")
    try:
        with transaction():
            operations.decide_heads(house.compound.id, told, CLERK, LATER)
    except Refusal as refusal:
        return refusal.code
    return ""


def numbered(house: House, *people: Person) -> None:
    for one in people:
        with transaction():
            operations.note_number(house.compound.id, operations.Number(one.id, NUMBER), CLERK, LATER)


def standings(house: House) -> list[Standing]:
    heads = queries.rights_at(house.compound.id, COMPOUND, LATER).heads
    return [one.standing for one in heads if set(one.owners) & {each.id for each in house.owners}]


def test_two_entries_of_one_agent_are_not_made_one_over_the_cap(house: House) -> None:
    papers = [given(house, one, house.agents[place // 2]) for place, one in enumerate(house.owners)]
    assert merged(house, *house.agents) == "proxy-cap-reached"
    with transaction():
        operations.revoke_proxy(house.compound.id, papers[0], CLERK, AT, reason="本人收回")
    assert merged(house, *house.agents) == ""


def test_nobody_becomes_by_hand_one_with_whom_a_chain_or_themselves_would_follow(house: House) -> None:
    first, second, third, _ = house.owners
    given(house, first, house.agents[0])
    given(house, house.agents[1], second)
    assert merged(house, *house.agents) == "proxy-chain"
    assert merged(house, first, house.agents[0]) == "proxy-to-oneself"
    assert merged(house, first, third) == ""


def test_a_ward_is_not_made_one_with_an_agent_or_a_guardian(house: House) -> None:
    first, second, third, fourth = house.owners
    given(house, first, house.agents[0])
    guarded(house, second, third)
    assert merged(house, house.agents[0], second) == "agent-under-age"
    assert merged(house, second, third) == "guardian-chain"
    guarded(house, fourth, first)
    assert merged(house, second, first) == "guardian-chain"


def test_whom_a_number_shows_to_be_one_keeps_the_first_three_authorities(house: House) -> None:
    papers = [given(house, one, house.agents[place // 2]) for place, one in enumerate(house.owners)]
    numbered(house, *house.agents)
    assert standings(house) == [Standing.PROXY] * 3 + [Standing.OWNER]
    db.session.expire_all()
    assert "3" in (db.session.get_one(Proxy, papers[3]).reason or "")
    assert entries_about(f"proxy:{papers[3]}")[-1].act == "proxy.lapse"


def test_an_agent_who_gets_a_guardian_acts_for_nobody_any_more(house: House) -> None:
    given(house, house.owners[0], house.agents[0])
    guarded(house, house.agents[0], house.owners[3])
    assert standings(house) == [Standing.OWNER] * 4


def test_a_guardian_is_judged_by_all_entries_of_the_person(house: House) -> None:
    numbered(house, *house.agents)
    guarded(house, house.agents[0], house.owners[3])
    for ward, guardian, code in (
        (house.agents[1], house.owners[2], "guardian-already-there"),
        (house.owners[0], house.agents[1], "guardian-chain"),
    ):
        with pytest.raises(Refusal, match=code):
            guarded(house, ward, guardian)
