"""After a sale: who left acts for the home under no name, and the slips they hold open nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Binding, Room
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from surveys.errors import Refusal
from tests import factories as make
from tests.app.roster.operations.test_undoing import put_in, room_of, undo
from tests.app.roster.workbooks import row

CLERK = "staff:CLERK"
LATER = make.AT.replace(hour=3)


def sold(room: Room, *owners: Somebody) -> None:
    told = operations.Transfer(room.id, owners, OwnerKind.PERSON, "sold")
    with transaction():
        operations.transfer_ownership(room.compound_id, told, CLERK, LATER)
    db.session.expire_all()


def test_a_seller_bound_by_the_code_alone_is_out_and_the_code_is_dead(app: Flask) -> None:
    room = make.a_room()
    make.an_owner(room, "卖家")
    seller, tenant = make.a_contact(), make.a_contact()
    with transaction():
        code = operations.reissue_code(room.id, CLERK, make.AT)
        operations.redeem(seller, code, make.AT, name="卖家")
        operations.redeem(tenant, code, make.AT, name="租户")
    sold(room, Somebody(name="买家", phone="13806350002"))
    assert queries.homes_of(seller) == []
    assert [one.person_name for one in queries.homes_of(tenant)] == ["租户"]
    with transaction():
        assert not isinstance(operations.try_code(tenant, code, LATER), operations.Recognised)


def test_whom_the_sellers_telephone_spoke_for_goes_too_and_a_co_owner_stays(app: Flask) -> None:
    room = make.a_room()
    seller = make.an_owner(room, "卖家")
    stays = make.an_owner(room, "留下", is_primary=False)
    contact, other = (make.a_resident_contact(room, person=one, is_owner=True) for one in (seller, stays))
    compound = db.session.get_one(make.Compound, room.compound_id)
    make.a_binding(contact, room, make.a_person(compound, "孩子"))
    sold(room, Somebody(stays.id), Somebody(name="买家", phone="13806350002"))
    assert queries.homes_of(contact) == []
    assert [one.is_owner for one in queries.homes_of(other)] == [True]


def test_naming_another_owner_first_kills_no_code(app: Flask) -> None:
    room = make.a_room()
    first = make.an_owner(room, "甲")
    second = make.an_owner(room, "乙", is_primary=False)
    with transaction():
        code = operations.reissue_code(room.id, CLERK, make.AT)
    sold(room, Somebody(second.id), Somebody(first.id))
    visitor = make.a_contact()
    with transaction():
        assert isinstance(operations.try_code(visitor, code, LATER), operations.Recognised)


def test_a_sale_by_workbook_kills_the_code_and_its_undo_revives_it(app: Flask) -> None:
    compound = make.a_compound()
    put_in([row()], compound)
    with transaction():
        operations.issue_codes(compound.id, CLERK, make.AT)
    assert queries.house_code_of(room_of().id)
    import_id = put_in([row(name="孙立", phone="13506350007")], compound, make.AT.replace(hour=2))
    assert queries.house_code_of(room_of().id) is None
    undo(compound, import_id)
    assert queries.house_code_of(room_of().id)


def asked_about(room: Room) -> list[str]:
    db.session.expire_all()
    return [one.name for one in queries.remaining_in([room.compound_id])]


def test_who_stayed_bound_after_a_sale_is_asked_about_until_the_desk_knows(app: Flask) -> None:
    room = make.a_room()
    make.an_owner(room, "卖家")
    tenant, child = (make.a_resident_contact(room, name=name) for name in ("租户", "孩子"))
    assert asked_about(room) == []
    sold(room, Somebody(name="买家", phone="13806350002"))
    newcomer = make.a_contact()
    with transaction():
        code = operations.reissue_code(room.id, CLERK, LATER)
        operations.redeem(newcomer, code, LATER + timedelta(days=1), name="买家的孩子")
    assert asked_about(room) == ["租户", "孩子"]
    assert queries.count_claims([room.compound_id]) == 2
    stays, goes = (one.binding_id for one in queries.remaining_in([room.compound_id]))
    later = LATER + timedelta(days=2)
    with transaction():
        operations.keep_remaining(stays, CLERK, later)
    with pytest.raises(Refusal, match="reason-needed"), transaction():
        operations.end_remaining(goes, CLERK, " ", later)
    with transaction():
        operations.end_remaining(goes, CLERK, "新业主说搬走了", later)
    assert asked_about(room) == []
    assert (len(queries.homes_of(tenant)), queries.homes_of(child)) == (1, [])
    with pytest.raises(Refusal, match="binding-not-live"), transaction():
        operations.keep_remaining(goes, CLERK, later)


def test_the_household_of_a_co_owner_who_stays_is_not_asked_about(app: Flask) -> None:
    room = make.a_room()
    make.an_owner(room, "卖家")
    stays = make.an_owner(room, "留下", is_primary=False)
    make.a_resident_contact(room, name="孩子")
    sold(room, Somebody(stays.id), Somebody(name="买家", phone="13806350002"))
    assert asked_about(room) == []


def test_a_member_who_inherits_is_not_asked_about(app: Flask) -> None:
    room = make.a_room()
    make.an_owner(room, "卖家")
    make.a_resident_contact(room, name="孩子")
    (home,) = [one for one in db.session.execute(select(Binding)).scalars() if one.room_id == room.id]
    sold(room, Somebody(home.person_id))
    assert asked_about(room) == []
