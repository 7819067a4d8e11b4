"""Who may act as a proxy: known by telephone, for few owners, counted as humans."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.roster import operations
from app.roster.models import Proxy
from app.roster.operations import Somebody, lapsing
from surveys.tally.packs import RulePack, pack_at
from tests import factories as make
from tests.app.roster.operations.deciding import LATER, a_proxy, act, refreshed, refused
from tests.people import World


@pytest.fixture
def world(app: Flask) -> World:
    """The five people, after an import of their roster."""
    return refreshed(app)


def test_an_agent_who_owns_nothing_here_comes_with_a_telephone(world: World) -> None:
    wang, li = world.wang_person.id, world.li_person.id
    for agent in (Somebody(name="代某"), Somebody(make.a_person(world.compound, "代某").id)):
        assert refused(world, operations.record_proxy, a_proxy(wang, agent)) == "agent-phone-needed"
    assert db.session.query(Proxy).count() == 0
    act(world, operations.record_proxy, a_proxy(wang, Somebody(li)))
    assert db.session.query(Proxy).count() == 1


def test_the_cap_counts_humans_not_entries_of_the_roster(world: World) -> None:
    owners = [make.an_owner(make.a_room(world.unit, f"60{number}")).id for number in range(1, 6)]
    twice = [make.a_person(world.compound, "代某", "13900000009").id for _ in range(2)]
    for owner, agent in zip(owners, [*twice, twice[0]], strict=False):
        act(world, operations.record_proxy, a_proxy(owner, Somebody(agent)))
    typed = Somebody(name="代某", phone="139 0000 0009")
    for agent in (Somebody(twice[1]), typed):
        assert refused(world, operations.record_proxy, a_proxy(owners[3], agent)) == "proxy-cap-reached"
    of_the_family = Somebody(name="代小某", phone="13900000009")
    act(world, operations.record_proxy, a_proxy(owners[3], of_the_family))
    chained = make.an_owner(make.a_room(world.unit, "701"), "代某", "13900000009").id
    assert refused(world, operations.record_proxy, a_proxy(chained, Somebody(owners[4]))) == "proxy-chain"


def test_the_pack_of_the_place_says_for_how_many_one_agent_may_act(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stricter(region: str, on: date) -> RulePack:
        pack = pack_at(region, on)
        cap = replace(pack.rules["max-proxies"], value=1)
        return replace(pack, rules={**pack.rules, "max-proxies": cap})

    owners = [make.an_owner(make.a_room(world.unit, f"60{number}")).id for number in range(1, 4)]
    agent = Somebody(make.a_person(world.compound, "代某", "13900000009").id)
    act(world, operations.record_proxy, a_proxy(owners[0], agent))
    act(world, operations.record_proxy, a_proxy(owners[1], agent))
    monkeypatch.setattr(lapsing, "pack_at", stricter)
    assert refused(world, operations.record_proxy, a_proxy(owners[2], agent)) == "proxy-cap-reached"
    with transaction():
        lapsing.end_fallen(world.compound.id, LATER)
    assert [row.revoked_at for row in db.session.query(Proxy).order_by(Proxy.id)] == [None, LATER]
