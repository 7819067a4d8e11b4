"""House codes: one works per room, wrong ones are counted and lock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Compound, HouseCode, WrongTry
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make

WRONG = "0000-0000-0000"


def code_of(room_id: int) -> str:
    with transaction():
        return operations.reissue_code(room_id, "staff:CLERK", make.AT)


def tried(contact: int, code: str, hours: int = 0) -> object:
    with transaction():
        return operations.try_code(contact, code, make.AT + timedelta(hours=hours))


def test_a_code_opens_its_room_however_it_is_typed(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    code = code_of(room.id)
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("0", "O").replace("1", "l"),
    ):
        assert tried(contact, typed) == operations.Recognised(room.id, room.label)


def test_a_code_is_sealed_in_the_database(app: Flask) -> None:
    code = code_of(make.a_room().id)
    stored = db.session.execute(select(HouseCode)).scalar_one()
    assert code not in stored.code_sealed
    assert stored.code == code


def test_a_new_code_kills_the_old_one(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    old, new = code_of(room.id), code_of(room.id)
    assert tried(contact, old) == operations.WrongCode(4, is_replaced=True)
    assert isinstance(tried(contact, new), operations.Recognised)
    assert queries.house_code_of(room.id) == new


def test_five_wrong_tries_lock_until_midnight_in_liaocheng(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact()
    code = code_of(room.id)
    left = [tried(contact, WRONG).tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    locked = tried(contact, code)
    assert isinstance(locked, operations.Locked)
    assert locked.until == make.AT.replace(hour=16)  # midnight in Liaocheng is 16:00 UTC
    assert isinstance(tried(contact, code, hours=15), operations.Recognised)


def test_the_tries_of_one_contact_do_not_lock_another(app: Flask) -> None:
    room, first, second = make.a_room(), make.a_contact(), make.a_contact()
    code = code_of(room.id)
    for _ in range(6):
        tried(first, WRONG)
    assert isinstance(tried(second, code), operations.Recognised)


def test_leaving_and_coming_back_gives_no_new_tries(app: Flask) -> None:
    room, contact = make.a_room(), make.a_contact("openid-1")
    code = code_of(room.id)
    for _ in range(4):
        tried(contact, WRONG)
    with transaction():
        operations.unfollow("main", "openid-1", make.AT)
    again = make.a_contact("openid-1")
    assert again != contact
    assert tried(again, WRONG) == operations.WrongCode(0)
    assert isinstance(tried(again, code), operations.Locked)
    stranger = make.a_contact("openid-1", account="other")
    assert isinstance(tried(stranger, code), operations.Recognised)


def test_tries_are_kept_without_the_wechat_identity_and_not_for_long(app: Flask) -> None:
    tried(make.a_contact("openid-1"), WRONG)
    tried(make.a_contact("openid-2"), WRONG, hours=24 * 9)
    (kept,) = db.session.execute(select(WrongTry)).scalars().all()
    assert "openid" not in kept.subject
    assert kept.counted_on.isoformat() > make.AT.date().isoformat()


def test_parallel_guesses_are_all_counted(app: Flask) -> None:
    contact = make.a_contact()

    def guess(_number: int) -> object:
        with app.app_context(), transaction():
            return operations.try_code(contact, WRONG, make.AT)

    with ThreadPoolExecutor(4) as workers:
        outcomes = list(workers.map(guess, range(24)))
    assert sorted(one.tries_left for one in outcomes if isinstance(one, operations.WrongCode)) == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert sum(isinstance(one, operations.Locked) for one in outcomes) == 19


def test_a_malformed_code_is_a_wrong_try(app: Flask) -> None:
    assert tried(make.a_contact(), "what") == operations.WrongCode(4)


def test_a_wrong_try_is_audited_without_the_code(app: Flask) -> None:
    contact = make.a_contact()
    tried(contact, WRONG)
    entry = entries_about(f"contact:{contact}")[-1]
    assert (entry.act, entry.facts) == ("house-code.miss", {"tries_left": 4})


def test_outcomes_become_refusals_for_the_chat(app: Flask) -> None:
    recognised = operations.Recognised(1, "3号楼2单元501")
    assert operations.require_recognised(recognised) is recognised
    for outcome, code in (
        (operations.WrongCode(3), "house-code-wrong"),
        (operations.WrongCode(3, is_replaced=True), "house-code-dead"),
        (operations.Locked(make.AT), "house-code-locked"),
    ):
        with pytest.raises(Refusal) as refused:
            operations.require_recognised(outcome)
        assert refused.value.code == code


def printed(compound: Compound, **part: int) -> int:
    with transaction():
        return operations.issue_codes(compound.id, "staff:CLERK", make.AT, **part)


def test_printing_makes_missing_codes_and_keeps_the_others(app: Flask) -> None:
    compound = make.a_compound()
    unit = make.a_unit(make.a_building(compound))
    first, _second = make.a_room(unit, "101"), make.a_room(unit, "102")
    code = code_of(first.id)
    assert printed(compound) == 2
    assert printed(compound) == 2
    assert queries.house_code_of(first.id) == code
    assert len(queries.slips_in(compound.id)) == 2


def test_printing_can_be_limited_to_a_stairwell_or_a_room(app: Flask) -> None:
    compound = make.a_compound()
    building = make.a_building(compound)
    units = [make.a_unit(building, name) for name in ("1单元", "2单元")]
    rooms = [make.a_room(unit, "101") for unit in units]
    assert printed(compound, unit_id=units[0].id) == 1
    assert printed(compound, room_id=rooms[1].id) == 1
    assert [slip[0] for slip in queries.slips_in(compound.id, units[1].id)] == [f"{building.name}2单元"]


def test_a_room_or_contact_that_is_not_there_is_missing(app: Flask) -> None:
    with pytest.raises(Missing), transaction():
        operations.reissue_code(999, "staff:CLERK", make.AT)
    with pytest.raises(Missing), transaction():
        operations.try_code(999, WRONG, make.AT)


def test_a_name_comes_after_the_privacy_notice(app: Flask) -> None:
    code = code_of(make.a_room().id)
    contact = make.a_contact(consented=False)
    with pytest.raises(Refusal, match="consent-needed"), transaction():
        operations.redeem(contact, code, make.AT, name="王秀英")


def test_a_name_is_needed_and_may_not_be_long(app: Flask) -> None:
    code, contact = code_of(make.a_room().id), make.a_contact()
    for name, refusal in ((" ", "name-needed"), ("王" * 21, "name-too-long")):
        with pytest.raises(Invalid, match=refusal), transaction():
            operations.redeem(contact, code, make.AT, name=name)
