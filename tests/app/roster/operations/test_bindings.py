"""Who is tied to which home: by code as member, by a second proof as owner."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.outbox.models import Job
from app.roster import operations, queries
from app.roster.models import Person, Room
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make

PHONE = "13806350001"


def redeemed(contact: int, room: Room, name: str) -> object:
    with transaction():
        code = queries.house_code_of(room.id) or operations.reissue_code(room.id, "staff:CLERK", make.AT)
        return operations.redeem(contact, code, make.AT, name=name)


def proven(contact: int, room: Room, phone: str = PHONE) -> object:
    with transaction():
        return operations.prove_owner(contact, room.id, phone, make.AT)


def owned_room() -> tuple[Room, Person]:
    room = make.a_room()
    return room, make.an_owner(room, "王秀英", PHONE)


def told() -> list[str]:
    return [
        job.payload["code"]
        for job in db.session.execute(select(Job).order_by(Job.id)).scalars()
        if job.kind == "notice.binding"
    ]


def test_a_code_makes_a_member_of_the_household(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    assert isinstance(redeemed(contact, room, "王小明"), operations.Redeemed)
    (home,) = queries.homes_of(contact)
    assert (home.room_id, home.person_name, home.is_owner) == (room.id, "王小明", False)


def test_one_wechat_may_speak_for_several_people_and_rooms(app: Flask) -> None:
    first, second, contact = make.a_room(), make.a_room(), make.a_contact()
    for room, name in ((first, "奶奶"), (first, "我"), (second, "我")):
        redeemed(contact, room, name)
    assert [(home.room_id, home.person_name) for home in queries.homes_of(contact)] == [
        (first.id, "奶奶"),
        (first.id, "我"),
        (second.id, "我"),
    ]
    with pytest.raises(Refusal, match="already-bound"):
        redeemed(contact, first, "我")


def test_one_code_binds_the_whole_family(app: Flask) -> None:
    room = make.a_room()
    for name in ("爸爸", "妈妈"):
        assert isinstance(redeemed(make.a_contact(), room, name), operations.Redeemed)
    assert len(queries.contacts_of_rooms([room.id])) == 2


def test_the_telephone_on_the_roster_makes_a_member_the_owner(app: Flask) -> None:
    room, _ = owned_room()
    contact = make.a_contact()
    redeemed(contact, room, "秀英")
    found = proven(contact, room, "138 0635 0001")
    (home,) = queries.homes_of(contact)
    assert (home.is_owner, home.person_name, home.person_id) == (True, "王秀英", found.person_id)
    assert proven(contact, room) == found


def test_the_telephone_alone_is_one_proof_too_few(app: Flask) -> None:
    room, _ = owned_room()
    with pytest.raises(Refusal, match="code-needed-first"):
        proven(make.a_contact(), room)


def test_the_member_of_the_owners_name_becomes_the_owner(app: Flask) -> None:
    room, _ = owned_room()
    contact = make.a_contact()
    for name in ("小明", "王秀英"):
        redeemed(contact, room, name)
    proven(contact, room)
    assert [(home.person_name, home.is_owner) for home in queries.homes_of(contact)] == [
        ("小明", False),
        ("王秀英", True),
    ]


def test_wrong_telephones_lock_contact_and_room(app: Flask) -> None:
    room, _ = owned_room()
    contact, other = make.a_contact(), make.a_contact()
    for one in (contact, other):
        redeemed(one, room, "家人")
    left = [proven(contact, room, f"1390635000{digit}").tries_left for digit in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert isinstance(proven(contact, room), operations.Locked)
    assert isinstance(proven(other, room), operations.Locked)


def test_what_is_no_telephone_is_no_try(app: Flask) -> None:
    room, _ = owned_room()
    contact = make.a_contact()
    redeemed(contact, room, "家人")
    with pytest.raises(Invalid, match="phone-malformed"):
        proven(contact, room, "12345")
    assert proven(contact, room, "13906350009").tries_left == 4


def test_a_second_claim_on_a_bound_owner_never_overwrites(app: Flask) -> None:
    room, wang = owned_room()
    first = make.a_resident_contact(room, person=wang, is_owner=True)
    second = make.a_contact()
    redeemed(second, room, "王秀英")
    assert isinstance(proven(second, room), operations.Waiting)
    assert [home.is_owner for home in queries.homes_of(first)] == [True]
    assert [home.is_owner for home in queries.homes_of(second)] == [False]
    (claim,) = queries.claims_in([room.compound_id])
    assert claim.is_disputed
    assert told() == ["member-joined", "owner-claimed"]
    with pytest.raises(Refusal, match="claim-already-waiting"):
        proven(second, room)


def test_co_owners_are_bound_beside_each_other(app: Flask) -> None:
    room, wang = owned_room()
    make.an_owner(room, "李建国", "13806350002", is_primary=False)
    make.a_resident_contact(room, person=wang, is_owner=True)
    contact = make.a_contact()
    redeemed(contact, room, "建国")
    proven(contact, room, "13806350002")
    assert [home.person_name for home in queries.homes_of(contact)] == ["李建国"]
    owners = {owner.name: owner.is_primary for owner in queries.owners_of_rooms([room.id])}
    assert owners == {"王秀英": True, "李建国": False}


def asked(contact: int, room: Room, *, phone: str | None = None) -> int:
    with transaction():
        return operations.request_binding(contact, room.id, make.AT, name="王秀英", phone=phone)


def test_a_claim_without_code_waits_for_a_clerk(app: Flask) -> None:
    room, _ = owned_room()
    contact = make.a_contact()
    binding_id = asked(contact, room, phone=PHONE)
    assert queries.homes_of(contact) == []
    (claim,) = queries.claims_in([room.compound_id])
    assert (claim.binding_id, claim.name, claim.phone) == (binding_id, "王秀英", PHONE)
    assert [tie.label for tie in queries.claims_of(contact)] == [room.label]
    with pytest.raises(Refusal, match="claim-already-waiting"):
        asked(contact, room)


def test_claims_need_consent_and_are_limited(app: Flask) -> None:
    with pytest.raises(Refusal, match="consent-needed"):
        asked(make.a_contact(consented=False), make.a_room())
    contact = make.a_contact()
    for _ in range(5):
        asked(contact, make.a_room())
    with pytest.raises(Refusal, match="too-many-claims"):
        asked(contact, make.a_room())


def test_claims_given_up_again_count_for_the_day(app: Flask) -> None:
    contact = make.a_contact()
    for _ in range(5):
        claim = asked(contact, make.a_room())
        with transaction():
            operations.unbind(contact, claim, make.AT)
    with pytest.raises(Refusal, match="too-many-claims-today"):
        asked(contact, make.a_room())
    room = make.a_room()
    with transaction():
        operations.request_binding(contact, room.id, make.AT + timedelta(days=1), name="王秀英")


def test_many_wechats_together_ask_for_one_home_only_a_few_times_a_day(app: Flask) -> None:
    room = make.a_room()
    redeemed(make.a_contact(), room, "按码绑的")
    for _ in range(5):
        contact = make.a_contact()
        claim = asked(contact, room)
        with transaction():
            operations.unbind(contact, claim, make.AT)
    late = make.a_contact()
    for asking in (operations.request_binding, operations.request_membership):
        with pytest.raises(Refusal, match="home-claimed-too-often-today"), transaction():
            asking(late, room.id, make.AT, name="王秀英")
    asked(late, make.a_room())
    with transaction():
        operations.request_binding(late, room.id, make.AT + timedelta(days=1), name="王秀英")


def test_a_resident_gives_up_only_homes_of_their_own(app: Flask) -> None:
    contact = make.a_resident_contact()
    (home,) = queries.homes_of(contact)
    stranger = make.a_contact()
    with pytest.raises(Missing, match="home-not-found"), transaction():
        operations.unbind(stranger, home.binding_id, make.AT)
    with transaction():
        operations.unbind(contact, home.binding_id, make.AT)
    assert queries.homes_of(contact) == []


def test_one_telephone_cannot_fill_a_home_with_people(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    for number in range(5):
        redeemed(contact, room, f"张{number}")
    with pytest.raises(Refusal, match="household-full"):
        redeemed(contact, room, "张五")


def test_who_comes_back_under_the_same_name_is_the_same_person(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    first = redeemed(contact, room, "王小明")
    before = queries.home_of(contact, first.binding_id).person_id
    with transaction():
        operations.unbind(contact, first.binding_id, make.AT)
    again = redeemed(contact, room, "王小明")
    assert queries.home_of(contact, again.binding_id).person_id == before


def test_a_code_and_a_name_make_nobody_the_person_bound_before(app: Flask) -> None:
    room, contact, stranger = make.a_room(), make.a_contact(), make.a_contact()
    first = redeemed(contact, room, "王小明")
    second = redeemed(stranger, room, "王小明")
    persons = [queries.home_of(contact, first.binding_id), queries.home_of(stranger, second.binding_id)]
    assert persons[0].person_id != persons[1].person_id
