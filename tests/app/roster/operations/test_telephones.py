"""A number somebody typed reaches them; it makes nobody known, merges nobody and changes no other home."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Person, Room, Unit
from app.roster.operations import Somebody
from app.roster.queries.owners_page import count_alike
from surveys.electorate.parts import OwnerKind
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Refusal
from tests import factories as make

T2, T3, T4, T5 = (make.AT + timedelta(hours=n) for n in (2, 3, 4, 5))
CLERK = "staff:CLERK"
FIRST, SECOND, OTHER = "13806350001", "13806350002", "13999990000"


class Place(NamedTuple):
    """Two rooms of one compound and their owners."""

    compound_id: int
    rooms: tuple[Room, Room]
    owners: tuple[Person, Person]


def two_homes(names: tuple[str, str] = ("王伟", "王伟"), phones: tuple[str, str] = (FIRST, SECOND)) -> Place:
    unit = make.a_unit()
    rooms = make.a_room(unit, "501"), make.a_room(unit, "502")
    owners = tuple(
        make.an_owner(room, name, phone) for room, name, phone in zip(rooms, names, phones, strict=True)
    )
    with transaction():
        operations.refresh_rights(rooms[0].compound_id, make.AT)
    return Place(rooms[0].compound_id, rooms, (owners[0], owners[1]))


def change(contact: int, old: str, new: str) -> object:
    binding_id = queries.homes_of(contact)[0].binding_id
    with transaction():
        return operations.change_own_phone(contact, binding_id, T2, old=old, new=new)


def heads(place: Place, at: object) -> int:
    db.session.expire_all()
    return queries.rights_at(place.compound_id, COMPOUND, at).head_count


def refreshed(place: Place) -> None:
    with transaction():
        operations.refresh_rights(place.compound_id, T4)


def test_who_types_a_namesakes_number_stays_a_head_of_their_own(app: Flask) -> None:
    place = two_homes()
    assert (
        change(make.a_resident_contact(place.rooms[0], person=place.owners[0], is_owner=True), FIRST, SECOND)
        is None
    )
    refreshed(place)
    assert heads(place, T5) == 2
    assert count_alike(place.compound_id, T5) == 1


def test_two_entries_a_list_shows_to_be_one_stay_one_when_their_number_changes(app: Flask) -> None:
    place = two_homes(phones=(FIRST, FIRST))
    assert heads(place, T2) == 1
    change(make.a_resident_contact(place.rooms[0], person=place.owners[0], is_owner=True), FIRST, OTHER)
    refreshed(place)
    assert heads(place, T5) == 1


def test_a_number_the_desk_granted_at_a_residents_wish_merges_nobody(app: Flask) -> None:
    place = two_homes()
    contact = make.a_resident_contact(place.rooms[0], person=place.owners[0], is_owner=True)
    with transaction():
        asked = operations.Asked("phone", SECOND)
        request = operations.ask_change(contact, queries.homes_of(contact)[0].binding_id, asked, T2)
        operations.grant_change(request, CLERK, "", T3)
    assert heads(place, T4) == 2
    refreshed(place)
    assert heads(place, T5) == 2


def test_a_name_the_desk_corrects_counts_from_that_moment(app: Flask) -> None:
    place = two_homes(names=("王伟", "王玮"), phones=(FIRST, FIRST))
    contact = make.a_resident_contact(place.rooms[1], person=place.owners[1], is_owner=True)
    with transaction():
        asked = operations.Asked("name", "王伟")
        request = operations.ask_change(contact, queries.homes_of(contact)[0].binding_id, asked, T2)
        operations.grant_change(request, CLERK, "", T3)
    assert (heads(place, T2), heads(place, T3)) == (2, 1)


def test_an_owner_entered_by_a_confirmed_claim_is_dated_like_any_other(app: Flask) -> None:
    place = two_homes()
    free = make.a_room(db.session.get_one(Unit, place.rooms[0].unit_id), "503")
    contact = make.a_contact()
    with transaction():
        claim = operations.request_binding(contact, free.id, T2, name="王伟", phone=FIRST)
        person = queries.get_claim(claim).person_id
        operations.confirm_binding(claim, CLERK, T2, evidence="deed", owner_person_id=person)
    before = heads(place, T3)
    refreshed(place)
    assert heads(place, T5) == before == 3


def test_a_buyer_written_down_is_not_taken_for_a_stranger_who_typed_their_number(app: Flask) -> None:
    place = two_homes(names=("卖家", "房东"))
    thief = make.a_contact()
    with transaction():
        claim = operations.request_binding(thief, place.rooms[1].id, make.AT, name="买家", phone=OTHER)
    claimant = queries.get_claim(claim).person_id
    buyer = Somebody(name="买家", phone=OTHER)
    sale = operations.Transfer(place.rooms[0].id, [buyer], OwnerKind.PERSON, "sold")
    with transaction():
        operations.transfer_ownership(place.compound_id, sale, CLERK, T2)
    (owner,) = queries.owners_of_rooms([place.rooms[0].id])
    assert owner.person_id != claimant


def test_whom_a_list_names_is_known_by_the_listed_number_and_not_by_one_they_typed(app: Flask) -> None:
    place = two_homes(names=("王伟", "李建国"))
    change(make.a_resident_contact(place.rooms[0], person=place.owners[0], is_owner=True), FIRST, OTHER)
    known, unknown = Somebody(name="王伟", phone=FIRST), Somebody(name="王伟", phone=OTHER)
    with transaction():
        use = operations.record_use(
            place.compound_id, operations.Use(place.rooms[1].id, known, "tenant"), CLERK, T3
        )
        other = operations.record_use(
            place.compound_id, operations.Use(place.rooms[1].id, unknown, "user"), CLERK, T3
        )
    people = {one.id: one.person_id for one in queries.holdings_of(place.rooms[1].id).uses}
    assert people[use] == place.owners[0].id
    assert people[other] not in {one.id for one in place.owners}


def test_who_only_lives_in_a_home_does_not_change_the_number_an_owner_is_proved_by(app: Flask) -> None:
    place = two_homes(names=("王伟", "李建国"))
    contact = make.a_resident_contact(place.rooms[1], person=place.owners[0], is_owner=False)
    with pytest.raises(Refusal, match="number-of-an-owner"):
        change(contact, FIRST, OTHER)
    db.session.expire_all()
    assert place.owners[0].phone == FIRST


def test_a_household_member_who_owns_nothing_changes_their_number(app: Flask) -> None:
    room = make.a_room()
    contact = make.a_contact()
    with transaction():
        claim = operations.request_membership(contact, room.id, make.AT, name="租户", phone=FIRST)
        operations.confirm_binding(claim, CLERK, make.AT, evidence="in-person")
    assert change(contact, FIRST, OTHER) is None
    (home,) = queries.homes_of(contact)
    assert queries.phones_of([home.person_id]) == {home.person_id: OTHER}


def test_going_back_to_the_listed_number_makes_it_the_lists_again(app: Flask) -> None:
    place = two_homes(names=("王伟", "李建国"))
    contact = make.a_resident_contact(place.rooms[0], person=place.owners[0], is_owner=True)
    change(contact, FIRST, OTHER)
    change(contact, OTHER, SECOND)
    db.session.expire_all()
    assert (place.owners[0].is_phone_own, place.owners[0].listed_phone) == (True, FIRST)
    change(contact, SECOND, FIRST)
    db.session.expire_all()
    assert (place.owners[0].is_phone_own, place.owners[0].listed_phone) == (False, None)
