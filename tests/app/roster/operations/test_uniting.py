"""A household member who turns out to be the owner is one human: one person on the roster, one answer."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.polls.models import Answer
from app.polls.queries import PollRow
from app.roster import operations, queries
from app.roster.models import Compound, Person, Room, Unit
from tests import factories as make
from tests.app.polls.making import an_open_poll, answer, home_of

CLERK, PHONE = "staff:CLERK", "13806350001"


def redeemed(contact: int, room: Room, name: str) -> None:
    with transaction():
        code = queries.house_code_of(room.id) or operations.reissue_code(room.id, CLERK, make.AT)
        operations.redeem(contact, code, make.AT, name=name)


def proven(contact: int, room: Room) -> None:
    with transaction():
        assert isinstance(
            operations.prove_owner(contact, room.id, PHONE, make.AT), operations.Proven | operations.Waiting
        )


def confirmed(contact: int, room: Room, owner: int) -> None:
    with transaction():
        claim = operations.request_binding(contact, room.id, make.AT, name="王秀英", phone="13900000000")
        disputes = queries.disputes_in([room.compound_id])
        if disputes:
            both = operations.Ruling("both", "都是这家的", "deed", owner)
            operations.decide_dispute(disputes[0].id, CLERK, both, make.AT)
        else:
            operations.confirm_binding(claim, CLERK, make.AT, evidence="deed", owner_person_id=owner)


def answers_to(poll: PollRow) -> int:
    statement = select(func.count()).select_from(Answer).where(Answer.poll_id == poll.id)
    return db.session.execute(statement).scalar_one()


def everybody() -> list[tuple[str | None, str | None]]:
    db.session.expire_all()
    people = db.session.execute(select(Person)).scalars()
    return sorted(((one.name, one.phone) for one in people), key=str)


def owned_room() -> tuple[Room, Person]:
    room = make.a_room()
    return room, make.an_owner(room, "王秀英", PHONE)


@pytest.fixture
def poll(app: Flask) -> tuple[PollRow, Room, Person]:
    """A poll with one answer for each resident, put to a compound with one home."""
    room, wang = owned_room()
    compound = db.session.get_one(Compound, room.compound_id)
    return an_open_poll(compound, per="resident"), room, wang


@pytest.mark.parametrize("name", ["王秀英", "秀英"])
def test_who_proves_to_be_the_owner_changes_their_answer_and_gives_no_second(
    poll: tuple[PollRow, Room, Person], name: str
) -> None:
    (asked, room, _), contact = poll, make.a_contact()
    redeemed(contact, room, name)
    first = answer(asked, home_of(contact), key="one")
    proven(contact, room)
    second = answer(asked, home_of(contact), {"first": "road"}, key="two")
    assert (second.receipt, second.revision) == (first.receipt, 2)
    assert answers_to(asked) == 1
    assert everybody() == [("王秀英", PHONE), (None, None)]


def test_whom_a_clerk_confirms_as_owner_gives_no_second_answer(poll: tuple[PollRow, Room, Person]) -> None:
    (asked, room, wang), contact = poll, make.a_contact()
    redeemed(contact, room, "王秀英")
    first = answer(asked, home_of(contact), key="one")
    confirmed(contact, room, wang.id)
    (home,) = queries.homes_of(contact)
    assert home.is_owner
    assert answer(asked, home, key="two").receipt == first.receipt
    assert answers_to(asked) == 1
    assert [one for one in everybody() if one[0]] == [("王秀英", PHONE)]


def test_the_claimant_entered_as_owner_of_a_home_without_one_gives_no_second_answer(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    redeemed(contact, room, "王秀英")
    asked = an_open_poll(db.session.get_one(Compound, room.compound_id), per="resident")
    first = answer(asked, home_of(contact), key="one")
    with transaction():
        claim = operations.request_binding(contact, room.id, make.AT, name="王秀英")
        claimant = queries.get_claim(claim).person_id
        operations.confirm_binding(claim, CLERK, make.AT, evidence="deed", owner_person_id=claimant)
    assert answer(asked, home_of(contact), key="two").receipt == first.receipt
    assert [owner.name for owner in queries.owners_of_rooms([room.id])] == ["王秀英"]


def test_every_home_of_the_owner_goes_along(app: Flask) -> None:
    room, wang = owned_room()
    second = make.a_room(db.session.get_one(Unit, room.unit_id))
    make.an_owner(second, person=wang)
    contact = make.a_contact()
    redeemed(contact, room, "王秀英")
    proven(contact, room)
    owners = queries.owners_of_rooms([room.id, second.id])
    assert len({owner.person_id for owner in owners}) == 1
    assert [(owner.name, owner.phone) for owner in owners] == [("王秀英", PHONE)] * 2
    redeemed(contact, second, "王秀英")
    proven(contact, second)
    assert len({home.person_id for home in queries.homes_of(contact)}) == 1
    assert [home.is_owner for home in queries.homes_of(contact)] == [True, True]


def test_one_human_with_two_homes_has_one_answer(app: Flask) -> None:
    room = make.a_room()
    second = make.a_room(db.session.get_one(Unit, room.unit_id))
    contact = make.a_contact()
    for home in (room, second):
        redeemed(contact, home, "王小明")
    asked = an_open_poll(db.session.get_one(Compound, room.compound_id), per="resident")
    receipts = {answer(asked, home_of(contact, place), key=f"{place}").receipt for place in (0, 1)}
    assert len(receipts) == 1


def test_nobody_steps_into_the_answers_of_an_owner_who_acted_before(app: Flask) -> None:
    room, wang = owned_room()
    first, second = make.a_resident_contact(room, person=wang, is_owner=True), make.a_contact()
    redeemed(second, room, "王秀英")
    member = home_of(second).person_id
    confirmed(second, room, wang.id)
    assert home_of(second).person_id == home_of(first).person_id == wang.id
    assert member != wang.id
    assert [one for one in everybody() if one[0]] == [("王秀英", PHONE)]


def test_two_wechats_of_one_name_are_two_people_and_one_proof_raises_one(app: Flask) -> None:
    room, wang = owned_room()
    first, second = make.a_contact(), make.a_contact()
    for contact in (first, second):
        redeemed(contact, room, "王秀英")
    member = home_of(first).person_id
    assert member != home_of(second).person_id
    proven(first, room)
    assert home_of(first).is_owner
    assert home_of(first).person_id == member != wang.id
    assert not home_of(second).is_owner
    assert home_of(second).person_id != member


def test_knowing_the_owners_name_makes_nobody_the_owners_second_voice(app: Flask) -> None:
    room, _ = owned_room()
    owner, other = make.a_contact(), make.a_contact()
    redeemed(owner, room, "王秀英")
    proven(owner, room)
    redeemed(other, room, "王秀英")
    assert home_of(other).person_id != home_of(owner).person_id


def test_an_owner_who_proves_a_co_owners_number_takes_nothing_over(app: Flask) -> None:
    room, wang = owned_room()
    li = make.an_owner(room, "李建国", "13806350002", is_primary=False)
    contact = make.a_resident_contact(room, person=li, is_owner=True)
    proven(contact, room)
    assert home_of(contact).person_id == wang.id
    assert {owner.name for owner in queries.owners_of_rooms([room.id])} == {"王秀英", "李建国"}
