"""Voting rights over time: what was true at an instant stays true of it, whatever is entered later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import AreaSource, Proxy
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind, PartKind
from surveys.electorate.persons import Ground
from surveys.electorate.rights import Standing
from surveys.electorate.rules import CountingRules
from surveys.electorate.scopes import of_units
from surveys.errors import Missing
from tests import factories as make
from tests.app.roster.operations.deciding import (
    BEFORE,
    LATER,
    THEN,
    a_proxy,
    act,
    refreshed,
    refused,
    rights,
)
from tests.people import World

GROWN, YOUNG = "371502198001010018", "371502201501010019"
FIRM = "91371500MA3C0000X9"


@pytest.fixture
def world(app: Flask) -> World:
    return refreshed(app)


def a_sale(world: World, *names: str, kind: OwnerKind = OwnerKind.PERSON) -> operations.Transfer:
    people = [Somebody(name=name) for name in names]
    return operations.Transfer(world.room.id, people, kind, "sold, deed seen")


def test_nothing_entered_later_moves_the_rights_of_an_earlier_instant(world: World) -> None:
    frozen = rights(world, BEFORE)
    assert (frozen.head_count, frozen.area) == (2, 8960 + 10450)
    room, second = world.room.id, world.second_room.id
    act(world, operations.transfer_ownership, a_sale(world, "孙某"))
    contract = operations.Correction(second, PartKind.SHOP, 9999, AreaSource.CONTRACT, "as signed", True)
    act(world, operations.correct_part, contract)
    people = frozenset({world.wang_person.id, world.li_person.id})
    act(world, operations.decide_heads, operations.Decision(people, True, "the same"))
    named = operations.Authorisation(
        world.wang_person.id, Somebody(name="代某", phone="13900000009"), make.AT, LATER, seen="paper"
    )
    act(world, operations.record_proxy, named)
    make.kept(make.Room(**_another_room(world)))
    with transaction():
        operations.refresh_rights(world.compound.id, THEN)
    assert rights(world, BEFORE) == frozen
    now = rights(world, THEN)
    assert (now.head_count, now.area) == (3, 8960 + 9999 + 5000)
    assert {right.part for right in now.rights} > {room, second}


def _another_room(world: World) -> dict[str, object]:
    place = {
        "unit_id": world.unit.id,
        "building_id": world.unit.building_id,
        "compound_id": world.compound.id,
    }
    home = {"floor": 6, "number": "601", "label": "3号楼2单元601"}
    return {**place, **home, "area": 5000, "area_source": AreaSource.REGISTERED}


def test_a_scope_counts_its_own_rooms_only(world: World) -> None:
    unit = make.a_unit(db.session.get_one(make.Building, world.unit.building_id), "3单元")
    make.an_owner(make.a_room(unit, "301", area=7000))
    scope = of_units([(str(unit.building_id), str(unit.id))])
    found = queries.rights_at(world.compound.id, scope, LATER)
    assert (found.head_count, found.area) == (1, 7000)


def test_a_sale_ends_the_old_and_begins_the_new_with_bindings_and_designation(world: World) -> None:
    act(
        world, operations.designate_voter, operations.Designation(world.room.id, world.li_person.id, "signed")
    )
    head = rights(world, THEN).head_of(world.room.id)
    assert head is not None
    assert (head.standing, head.voter) == (Standing.DESIGNATED, world.li_person.id)
    act(world, operations.transfer_ownership, a_sale(world, "孙某"), LATER)
    head = rights(world).head_of(world.room.id)
    assert head is not None
    assert head.standing is Standing.OWNER
    assert not [one for one in queries.homes_of(world.li) if one.is_owner]
    assert [one.label for one in queries.homes_of(world.wang)] == ["3号楼2单元502"]
    held = queries.holdings_of(world.room.id)
    assert [one.name for one in held.owners if one.span.ended_at is None] == ["孙某"]
    assert {one.name for one in held.owners if one.span.holds_at(THEN)} == {"王秀英", "李建国"}
    assert [one.span.ended_at for one in held.voters] == [LATER]


def test_who_stays_through_a_sale_keeps_the_binding_and_was_second_until_then(world: World) -> None:
    stays = [Somebody(world.li_person.id), Somebody(name="孙某", phone="13900000001")]
    told = operations.Transfer(world.room.id, stays, OwnerKind.PERSON, "share sold")
    act(world, operations.transfer_ownership, told)
    held = queries.holdings_of(world.room.id)
    li = [one for one in held.owners if one.person_id == world.li_person.id]
    assert [(one.is_primary, one.span.began_at, one.span.ended_at) for one in li] == [
        (True, THEN, None), (False, make.AT, THEN),
    ]  # fmt: skip
    assert [one.is_owner for one in queries.homes_of(world.li)] == [True]
    assert refused(world, operations.transfer_ownership, told) == "nothing-changed"


def test_a_transfer_says_who_and_why(world: World) -> None:
    nobody = operations.Transfer(world.room.id, [], OwnerKind.PERSON, "x")
    twice = operations.Transfer(world.room.id, [Somebody(world.li_person.id)] * 2, OwnerKind.PERSON, "x")
    silent = operations.Transfer(world.room.id, [Somebody(name="孙某")], OwnerKind.PERSON, " ")
    stranger = operations.Transfer(world.room.id, [Somebody(world.zhao_person.id)], OwnerKind.PERSON, "x")
    elsewhere = operations.Transfer(world.next_room.id, [Somebody(name="孙某")], OwnerKind.PERSON, "x")
    told = (nobody, twice, silent, stranger, elsewhere)
    assert [refused(world, operations.transfer_ownership, one) for one in told] == [
        "owner-needed", "owner-repeated", "reason-needed", "person-not-found", "room-not-found",
    ]  # fmt: skip


def test_unsold_flats_are_one_head_with_the_developer(world: World) -> None:
    act(world, operations.transfer_ownership, a_sale(world, "开发公司", kind=OwnerKind.DEVELOPER_UNSOLD))
    third = make.a_room(world.unit, "503")
    told = operations.Transfer(
        third.id, [Somebody(name="孙某")], OwnerKind.DEVELOPER_UNDELIVERED, "not handed over"
    )
    act(world, operations.transfer_ownership, told)
    head = rights(world).head_of(third.id)
    assert head is not None
    assert set(head.parts) == {world.room.id, third.id}


def test_a_weaker_source_replaces_a_better_one_only_when_that_is_withdrawn(world: World) -> None:
    weak = operations.Correction(world.room.id, PartKind.DWELLING, 9000, AreaSource.CONTRACT, "contract seen")
    assert refused(world, operations.correct_part, weak) == "area-source-weaker"
    gone = operations.Correction(world.room.id, PartKind.DWELLING, None, None, "wrong sheet", True)
    act(world, operations.correct_part, gone)
    assert rights(world).without_area == (world.room.id,)
    half = operations.Correction(world.room.id, PartKind.DWELLING, 9000, None, "x")
    assert refused(world, operations.correct_part, half) == "area-without-source"
    assert refused(world, operations.correct_part, gone) == "nothing-changed"
    assert [one.area for one in queries.holdings_of(world.room.id).parts] == [None, 8960]


def test_parking_is_counted_as_the_rules_say(world: World) -> None:
    space = operations.Correction(
        world.second_room.id, PartKind.PARKING, 10450, AreaSource.REGISTERED, "a space"
    )
    act(world, operations.correct_part, space)
    assert (rights(world).head_count, rights(world).left_out) == (1, (world.second_room.id,))
    assert rights(world, counts_parking=True).area == 8960 + 10450


def test_evidence_merges_and_ends_with_the_evidence(world: World) -> None:
    third, fourth = make.a_room(world.unit, "503"), make.a_room(world.unit, "504")
    first = make.an_owner(third, "周某", "13900000002")
    make.an_owner(fourth, "周某", "13900000002")
    with transaction():
        operations.refresh_rights(world.compound.id, THEN)
    head = rights(world).head_of(third.id)
    assert head is not None
    assert [merge.ground for merge in head.merges] == [Ground.SAME_TELEPHONE]
    with transaction():
        db.session.get_one(make.Person, first.id).phone = "13900000003"
        db.session.flush()
        operations.refresh_rights(world.compound.id, LATER)
    assert rights(world).head_of(third.id) != head
    assert rights(world, THEN).head_of(third.id) == head


def test_a_credit_code_makes_one_institution_and_a_name_alone_does_not(world: World) -> None:
    third = make.a_room(world.unit, "503")
    for room in (world.room, third):
        told = operations.Transfer(room.id, [Somebody(name="房管所")], OwnerKind.PUBLIC_HOUSING, "never sold")
        act(world, operations.transfer_ownership, told)
    head = rights(world).head_of(third.id)
    assert head is not None
    assert head.parts == (third.id,)
    owners = [queries.holdings_of(room.id).owners[0].person_id for room in (world.room, third)]
    for person_id in owners:
        with transaction():
            operations.note_number(
                world.compound.id, operations.Number(person_id, FIRM, True), "test:clerk", THEN
            )
    head = rights(world).head_of(third.id)
    assert head is not None
    assert Ground.SAME_INSTITUTION in [merge.ground for merge in head.merges]
    assert queries.numbers_of(owners)[owners[0]].tail == FIRM[-4:], "the rest is not kept"


def test_deciding_by_hand_can_be_taken_back_and_never_contradicts_itself(world: World) -> None:
    third = make.an_owner(make.a_room(world.unit, "503"), "王秀英")
    people = frozenset({world.wang_person.id, third.id})
    same, apart = (operations.Decision(people, is_same, "asked at the door") for is_same in (True, False))
    verdict_id = act(world, operations.decide_heads, same)
    assert refused(world, operations.decide_heads, apart) == "heads-decided-otherwise"
    (row,) = queries.verdict_rows_in(world.compound.id)
    assert (row.names, row.reason, row.is_same) == (("王秀英", "王秀英"), "asked at the door", True)
    with transaction():
        operations.end_verdict(world.compound.id, int(str(verdict_id)), "test:clerk", LATER)
    assert act(world, operations.decide_heads, apart, LATER)
    alone = operations.Decision(frozenset({third.id}), True, "x")
    foreign = operations.Decision(frozenset({third.id, world.zhao_person.id}), True, "x")
    assert refused(world, operations.decide_heads, alone) == "choose-two-people"
    assert refused(world, operations.decide_heads, foreign) == "person-not-found"


def test_only_an_owner_of_the_room_is_designated(world: World) -> None:
    told = operations.Designation(world.second_room.id, world.li_person.id, "x")
    assert refused(world, operations.designate_voter, told) == "owner-not-of-this-room"
    act(world, operations.designate_voter, operations.Designation(world.room.id, world.wang_person.id, "x"))
    again = operations.Designation(world.room.id, world.wang_person.id, "x")
    assert refused(world, operations.designate_voter, again) == "nothing-changed"
    act(world, operations.designate_voter, operations.Designation(world.room.id, None, "taken back"), LATER)
    assert rights(world).head_of(world.room.id) != rights(world, THEN).head_of(world.room.id)


def an_appointment(ward: int, guardian: Somebody) -> operations.Appointment:
    return operations.Appointment(ward, guardian, "minor", "born 2015")


def test_a_guardian_casts_until_the_guardianship_ends(world: World) -> None:
    wang, li = world.wang_person.id, Somebody(world.li_person.id)
    guardianship_id = act(world, operations.appoint_guardian, an_appointment(wang, li))
    head = rights(world, THEN).head_of(world.second_room.id)
    assert head is not None
    assert (head.standing, head.caster, head.voter) == (Standing.GUARDIAN, li.person_id, wang)
    told = [
        an_appointment(wang, Somebody(name="另一人")),
        an_appointment(world.li_person.id, Somebody(name="某")),
    ]
    codes = [refused(world, operations.appoint_guardian, one) for one in told]
    assert codes == ["guardian-already-there", "guardian-chain"]
    own = an_appointment(world.li_person.id, li)
    assert refused(world, operations.appoint_guardian, own) == "guardian-of-oneself"
    with transaction():
        operations.end_guardianship(world.compound.id, int(str(guardianship_id)), "test:clerk", LATER)
    assert rights(world).head_of(world.second_room.id) != head


def test_a_proxy_counts_from_its_recording_until_revoked_or_over(world: World) -> None:
    agent = Somebody(name="代某", phone="13900000009")
    proxy_id = act(world, operations.record_proxy, a_proxy(world.wang_person.id, agent))
    room = world.second_room.id
    standings = [_standing(world, room, at) for at in (BEFORE, THEN, THEN + timedelta(days=30))]
    assert standings == [Standing.OWNER, Standing.PROXY, Standing.OWNER]
    with transaction():
        operations.revoke_proxy(
            world.compound.id, int(str(proxy_id)), "test:clerk", LATER, reason="came herself"
        )
    assert [_standing(world, room, at) for at in (THEN, LATER)] == [Standing.PROXY, Standing.OWNER]
    with pytest.raises(Missing), transaction():
        operations.revoke_proxy(world.compound.id, int(str(proxy_id)), "test:clerk", LATER, reason="again")


def test_a_proxy_without_a_picture_or_a_word_of_what_was_seen_is_refused(world: World) -> None:
    told = a_proxy(world.wang_person.id, Somebody(name="代某", phone="13806350088"))
    assert refused(world, operations.record_proxy, replace(told, seen=" ")) == "proxy-without-evidence"
    act(world, operations.record_proxy, replace(told, seen="", scan="ab" * 32 + ".jpg"))
    (row,) = queries.holdings_of(world.second_room.id).proxies
    assert (row.scan, row.seen) == ("ab" * 32 + ".jpg", "")


def _standing(world: World, room_id: int, at: datetime) -> Standing | None:
    head = rights(world, at).head_of(room_id)
    return head.standing if head else None


def test_a_proxy_over_the_cap_in_a_chain_or_under_age_is_refused(world: World) -> None:
    agent = make.a_person(world.compound, "代某", "13900000009")
    owners = [make.an_owner(make.a_room(world.unit, f"60{number}")).id for number in range(1, 5)]
    for owner in owners[:3]:
        act(world, operations.record_proxy, a_proxy(owner, Somebody(agent.id)))
    child = make.a_person(world.compound, "小某", "13900000010")
    with transaction():
        operations.note_number(world.compound.id, operations.Number(child.id, YOUNG), "test:clerk", THEN)
    wang = world.wang_person.id
    codes = {
        "proxy-cap-reached": a_proxy(owners[3], Somebody(agent.id)),
        "proxy-already-given": a_proxy(owners[0], Somebody(wang)),
        "proxy-chain": a_proxy(wang, Somebody(owners[0])),
        "agent-under-age": a_proxy(wang, Somebody(child.id)),
        "proxy-to-oneself": a_proxy(wang, Somebody(wang)),
        "owner-not-of-this-room": a_proxy(agent.id, Somebody(wang)),
        "proxy-too-late": a_proxy(wang, Somebody(name="某"), days=-1),
        "person-not-found": a_proxy(world.zhao_person.id, Somebody(wang)),
    }
    assert [refused(world, operations.record_proxy, told) for told in codes.values()] == list(codes)
    assert db.session.query(Proxy).count() == 3
    with transaction():
        operations.record_proxy(
            world.compound.id,
            codes["proxy-cap-reached"],
            "test:clerk",
            THEN,
            rules=CountingRules(max_proxies=4),
        )


def test_a_tenant_is_noted_and_never_counted(world: World) -> None:
    before = rights(world)
    told = operations.Use(world.room.id, Somebody(name="租客", phone="13900000005"), "tenant")
    use_id = act(world, operations.record_use, told)
    assert rights(world) == before
    assert refused(world, operations.record_use, told) == "tenant-already-there"
    owner = operations.Use(world.room.id, Somebody(world.wang_person.id), "user")
    assert refused(world, operations.record_use, owner) == "tenant-is-owner"
    with transaction():
        operations.end_use(world.compound.id, int(str(use_id)), "test:clerk", LATER)
    tenant = db.session.query(make.Person).order_by(make.Person.id.desc()).first()
    assert ("use", "3号楼2单元501") in [
        (one["what"], one.get("room")) for one in queries.held_about(tenant.id)
    ]
    (row,) = queries.holdings_of(world.room.id).uses
    assert (row.name, row.span.ended_at) == ("租客", LATER)


def test_the_database_keeps_one_voter_and_one_guardian_and_no_authority_backwards(world: World) -> None:
    at = make.AT.replace(tzinfo=UTC)
    twice = (
        "INSERT INTO voter_designation (room_id, person_id, began_at, reason)"
        " VALUES (:room, :person, :at, 'x')",
        "INSERT INTO guardianship (ward_id, guardian_id, ground, began_at, reason)"
        " VALUES (:person, :other, 'minor', :at, 'x')",
    )
    facts = {"room": world.room.id, "person": world.wang_person.id, "other": world.li_person.id, "at": at}
    for statement in twice:
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text(statement), facts)
            db.session.execute(text(statement), facts)
    backwards = a_proxy(world.wang_person.id, Somebody(world.li_person.id), days=-30)
    assert refused(world, operations.record_proxy, backwards) == "proxy-ends-before-it-begins"


def test_a_parent_who_proves_the_childs_flat_by_telephone_stays_another_person(world: World) -> None:
    room = make.a_room(world.unit, "503")
    child = make.an_owner(room, "小王", "13900000007")
    parent = make.a_person(world.compound, "老王", "13900000006")
    contact = make.a_resident_contact(room, person=parent)
    act(world, operations.appoint_guardian, an_appointment(child.id, Somebody(parent.id)))
    with transaction():
        operations.prove_owner(contact, room.id, "13900000007", LATER)
    head = rights(world).head_of(room.id)
    assert head is not None
    assert (head.voter, head.caster) == (child.id, parent.id)


def test_rights_follow_an_owner_who_goes_on_under_the_members_number(world: World) -> None:
    room = make.a_room(world.unit, "503")
    owner = make.an_owner(room, "钱某", "13900000008")
    act(world, operations.record_proxy, a_proxy(owner.id, Somebody(name="代某", phone="13900000009")))
    contact = make.a_resident_contact(room, name="钱某")
    with transaction():
        operations.prove_owner(contact, room.id, "13900000008", LATER)
    (home,) = queries.homes_of(contact)
    head = rights(world).head_of(room.id)
    assert head is not None
    assert home.person_id != owner.id
    assert (head.voter, head.standing) == (home.person_id, Standing.PROXY)
