"""Two people of staff write about one home in the same moment: the second sees what the first has done."""

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Binding, BindingLevel, BindingState, Ownership, Room
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from surveys.errors import Refusal
from tests import factories as make

LATER = make.AT.replace(hour=3)
Act = Callable[[], object]


def while_it_is_not_committed(app: Flask, first: Act, second: Act) -> object:
    """The second begins when the first is done and not committed; what it returns, or its refusal."""
    done, outcome = threading.Event(), []

    def later() -> None:
        with app.app_context():
            done.wait(10)
            try:
                with transaction():
                    outcome.append(second())
            except Refusal as refusal:
                outcome.append(refusal)
            finally:
                db.session.remove()

    thread = threading.Thread(target=later)
    thread.start()
    with transaction():
        first()
        done.set()
        thread.join(0.3)  # it waits for the roster
        assert thread.is_alive()
    thread.join(10)
    db.session.expire_all()
    return outcome[0]


def acting_and_owning(room: Room) -> tuple[set[int], set[int]]:
    acting = select(Binding.person_id).where(
        Binding.room_id == room.id,
        Binding.level == BindingLevel.OWNER,
        Binding.state == BindingState.ACTIVE,
    )
    owning = select(Ownership.person_id).where(Ownership.room_id == room.id, Ownership.ended_at.is_(None))
    return set(db.session.execute(acting).scalars()), set(db.session.execute(owning).scalars())


def claimed(room: Room, name: str) -> int:
    contact = make.a_contact()
    with transaction():
        return operations.request_binding(contact, room.id, make.AT, name=name)


def sold(room: Room) -> Act:
    sale = operations.Transfer(room.id, [Somebody(name="买家")], OwnerKind.PERSON, "sold")
    compound_id = room.compound_id
    return lambda: operations.transfer_ownership(compound_id, sale, "staff:1", LATER)


def test_a_claim_confirmed_during_a_sale_does_not_bind_the_seller(app: Flask) -> None:
    room = make.a_room()
    seller = make.an_owner(room, "卖家").id
    claim = claimed(room, "卖家")
    refused = while_it_is_not_committed(
        app,
        sold(room),
        lambda: operations.confirm_binding(claim, "staff:2", LATER, evidence="deed", owner_person_id=seller),
    )
    assert isinstance(refused, Refusal)
    assert refused.code == "owner-not-of-this-room"
    acting, owning = acting_and_owning(room)
    assert acting <= owning


def test_who_proves_to_be_the_owner_during_a_sale_is_no_owner(app: Flask) -> None:
    room = make.a_room()
    make.an_owner(room, "卖家", "13806350001")
    contact, room_id = make.a_resident_contact(room, name="卖家"), room.id
    outcome = while_it_is_not_committed(
        app, sold(room), lambda: operations.prove_owner(contact, room_id, "13806350001", LATER)
    )
    assert isinstance(outcome, Refusal)
    assert outcome.code == "code-needed-first", "the sale ended the tie of a seller's name too"
    acting, owning = acting_and_owning(room)
    assert acting <= owning


def test_a_ruling_given_during_a_sale_does_not_bind_the_seller(app: Flask) -> None:
    room = make.a_room()
    seller = make.an_owner(room, "卖家")
    make.a_resident_contact(room, person=seller, is_owner=True)
    claim = claimed(room, "卖家")
    (dispute,) = queries.disputes_in([room.compound_id])
    ruling = operations.Ruling("both", "family", "deed", seller.id)
    refused = while_it_is_not_committed(
        app, sold(room), lambda: operations.decide_dispute(dispute.id, "staff:2", ruling, LATER)
    )
    assert isinstance(refused, Refusal)
    assert queries.get_claim(claim).binding_id == claim
    acting, owning = acting_and_owning(room)
    assert acting <= owning


def test_of_two_first_owners_confirmed_at_once_one_is_entered_and_one_refused(app: Flask) -> None:
    room = make.a_room()
    claims = [claimed(room, "甲"), claimed(room, "乙")]
    people = [queries.get_claim(one).person_id for one in claims]
    db.session.rollback()

    def confirmed(number: int) -> Act:
        return lambda: operations.confirm_binding(
            claims[number], "staff:1", LATER, evidence="deed", owner_person_id=people[number]
        )

    refused = while_it_is_not_committed(app, confirmed(0), confirmed(1))
    assert isinstance(refused, Refusal)
    assert refused.code == "owner-not-of-this-room"
    assert acting_and_owning(room) == ({people[0]}, {people[0]})
