"""The notice: refused while anything is missing, and from then on who counts moves no more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import DecisionVoter
from app.decisions.queries import DecisionRow
from app.roster import operations as roster
from app.roster.models import Ownership, Person, Room
from app.roster.operations import Designation, Somebody
from surveys.electorate.parts import OwnerKind
from surveys.tally.manifest import electorate_root
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CLERK, OPENS
from tests.app.decisions.test_drafting import refused
from tests.factories import AT
from tests.people import World

YOUNG = "371502201501010019"  # born 2015


def announce(decision: DecisionRow, at: Any = AT) -> None:
    operations.announce_decision(CLERK, decision.id, at)


def approved(world: World, **plan: Any) -> DecisionRow:
    return making.step(making.a_draft(world.compound, **plan), "approve", AT)


def electorate(decision: DecisionRow) -> tuple[object, ...]:
    heads = [(head.uid, head.area, head.standing, head.rooms) for head in queries.heads_in(decision.id)]
    return (*heads, *queries.rights_in(decision.id))


def test_only_an_approved_decision_is_announced_and_only_once(world: World) -> None:
    draft = making.a_draft(world.compound)
    refused("decision-not-at-this-stage", lambda: announce(draft))
    decision = approved(world)
    with transaction():
        announce(decision)
    refused("decision-not-at-this-stage", lambda: announce(decision))


def test_whoever_waits_too_long_with_the_notice_must_choose_a_later_window(world: World) -> None:
    decision = approved(world)
    refused(
        "decision-notice-too-short",
        lambda: announce(decision, OPENS - timedelta(days=15) + timedelta(seconds=1)),
    )
    with transaction():
        announce(decision, OPENS - timedelta(days=15))


def test_the_residents_committee_is_told_before_anybody_else(world: World) -> None:
    decision = approved(world, informed_on=None)
    refused("decision-needs-informed", lambda: announce(decision))


@pytest.mark.parametrize("lacks", ["owner", "area", "source"])
def test_a_room_of_which_something_is_missing_stops_the_notice_and_is_named(world: World, lacks: str) -> None:
    unit = make.a_unit(make.a_building(world.compound, "9号楼"), "1单元")
    room = make.a_room(unit, "101", area=None if lacks == "area" else 8000)
    if lacks != "owner":
        make.an_owner(room)
    if lacks == "source":
        with transaction():
            db.session.execute(update(Room).where(Room.id == room.id).values(area_source=None))
    decision = approved(world)
    assert refused("electorate-incomplete", lambda: announce(decision)).facts["count"] == 1
    (gap,) = queries.gaps_in(queries.electorate_of(decision, AT))
    assert (gap.label, gap.lacks) == ("9号楼1单元101", (lacks,))


def test_edits_of_the_roster_after_the_notice_move_nothing(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    before, later = electorate(decision), AT + timedelta(days=2)
    with transaction():
        db.session.execute(update(Room).where(Room.id == world.room.id).values(area=1))
        db.session.execute(
            update(Ownership).where(Ownership.room_id == world.second_room.id).values(ended_at=later)
        )
        told = Designation(world.room.id, world.li_person.id, "电话里说的")
        roster.designate_voter(world.compound.id, told, "staff:CLERK", later)
    newcomer = make.a_resident_contact(world.second_room, is_owner=True)
    assert electorate(decision) == before
    assert queries.acts_for(decision, making.homes(newcomer), OPENS) == []
    assert len(queries.acts_for(decision, making.homes(world.wang), OPENS)) == 2
    assert electorate_root(queries.rights_in(decision.id)) == decision.electorate_root
    making.vote(decision, world.wang, place=1)
    assert queries.turnout_for(decision).area == 10450


def test_the_notice_goes_into_the_log_with_the_hash_of_everything(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    noticed = making.entries("decision.notice")[0]
    assert noticed["manifest"] == decision.manifest_hash
    assert noticed["electorate"] == decision.electorate_root
    assert noticed["heads"] == 2
    assert decision.manifest is not None
    assert decision.manifest["title"] == decision.title


def a_minor(world: World, label: str, parent: Person | None = None, *, number: str = YOUNG) -> Person:
    """A child known by number who owns a home, with a parent as a co-owner where there is one."""
    unit = make.a_unit(make.a_building(world.compound, label), "1单元")
    room = make.a_room(unit, "101")
    child = make.an_owner(room, "小王")
    if parent is not None:
        make.kept(
            Ownership(
                room_id=room.id, person_id=parent.id, kind=OwnerKind.PERSON, is_primary=False, began_at=AT
            )
        )
    with transaction():
        roster.note_number(world.compound.id, roster.Number(child.id, number), "staff:CLERK", AT)
    return child


def test_a_known_minor_without_a_guardian_is_counted_named_and_votes_by_nobody(world: World) -> None:
    child = a_minor(world, "9号楼")
    decision = approved(world)
    (gap,) = queries.gaps_in(queries.electorate_of(decision, AT))
    assert (gap.label, gap.lacks, gap.is_in_the_way) == ("9号楼1单元101", ("guardian",), False)
    with transaction():
        announce(decision)
    voters = db.session.execute(select(DecisionVoter.person_id)).scalars().all()
    assert child.id not in voters
    assert [head.standing for head in queries.heads_in(decision.id)].count("unguarded") == 1


def test_among_co_owners_who_named_nobody_a_minor_votes_by_the_guardian_alone(world: World) -> None:
    child = a_minor(world, "9号楼", world.wang_person)
    other = a_minor(world, "10号楼", world.li_person, number="371502201601010016")
    with transaction():
        guardian = Somebody(name="孙某", phone="13900000077")
        told = roster.Appointment(other.id, guardian, "minor", "看过户口本")
        roster.appoint_guardian(world.compound.id, told, "staff:CLERK", AT)
    decision = approved(world)
    with transaction():
        announce(decision)
    rows = db.session.execute(select(DecisionVoter.person_id, DecisionVoter.capacity)).all()
    people = {person for person, _ in rows}
    assert people.isdisjoint({child.id, other.id})
    assert [str(capacity) for _, capacity in rows].count("guardian") == 1
    assert {world.wang_person.id, world.li_person.id} <= people


def test_the_guardian_of_an_owner_of_age_hands_the_ballot_in(world: World) -> None:
    with transaction():
        told = roster.Appointment(
            world.wang_person.id, Somebody(world.li_person.id), "incapable", "看过判决书"
        )
        roster.appoint_guardian(world.compound.id, told, "staff:CLERK", AT)
    decision = making.an_open_decision(world.compound)
    assert queries.acts_for(decision, making.homes(world.wang), OPENS) == []
    acts = queries.acts_for(decision, making.homes(world.li), OPENS)
    assert "guardian" in {str(act.capacity) for act in acts}
