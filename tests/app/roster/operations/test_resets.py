"""A colleague hands a new password over, and stays one person all the same."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from app.core.actors import Actor, Grant
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.models import StaffAccount
from app.roster.operations.resets import REMEMBERED
from surveys.errors import Forbidden, Refusal
from tests import factories as make
from tests.app.roster.operations.test_factors import enrolled
from tests.factories import AT, a_staff_account

CITY = "371500"


@dataclass(frozen=True)
class Desk:
    """Two administrators, and two clerks of one compound."""

    first: StaffAccount
    second: StaffAccount
    clerk: StaffAccount
    other: StaffAccount
    path: str


@pytest.fixture
def desk(app: Flask) -> Desk:
    compound = make.a_compound()
    return Desk(
        a_staff_account("admin", CITY), a_staff_account("admin", CITY),
        make.a_clerk(compound), make.a_clerk(compound), compound.path,
    )  # fmt: skip


def reset(by: StaffAccount, whom: StaffAccount, *, later: timedelta = timedelta(0)) -> str:
    actor = Actor("staff", by.key, "", tuple(queries.grants_of(by.key, AT + later)))
    with transaction():
        return operations.reset_for_colleague(whom.key, actor, AT + later).username


def test_two_who_work_as_two_do_not_get_their_passwords_from_one_hand(desk: Desk) -> None:
    assert reset(desk.first, desk.clerk) == desk.clerk.username
    with pytest.raises(Refusal, match="reset-makes-two"):
        reset(desk.first, desk.other)
    assert reset(desk.second, desk.other) == desk.other.username


def test_the_same_colleague_may_forget_again_and_so_may_one_elsewhere(desk: Desk) -> None:
    elsewhere = make.a_clerk(make.a_compound())
    for whom in (desk.clerk, desk.clerk, elsewhere):
        assert reset(desk.first, whom) == whom.username


def test_after_a_year_a_reset_stands_in_nobodys_way(desk: Desk) -> None:
    reset(desk.first, desk.clerk)
    with pytest.raises(Refusal, match="reset-makes-two"):
        reset(desk.first, desk.other, later=REMEMBERED - timedelta(seconds=1))
    assert reset(desk.first, desk.other, later=REMEMBERED)


def test_a_second_factor_that_only_came_after_the_reset_proves_nothing(desk: Desk) -> None:
    reset(desk.first, desk.clerk)
    enrolled(desk.clerk)
    with pytest.raises(Refusal, match="reset-makes-two"):
        reset(desk.first, desk.other)


def test_who_signs_in_with_a_second_factor_gets_a_password_from_anybody_in_charge(desk: Desk) -> None:
    reset(desk.first, desk.clerk)
    enrolled(desk.other)
    assert reset(desk.first, desk.other) == desk.other.username


@pytest.mark.parametrize("role", ["committee", "clerk"])
def test_who_is_the_second_person_here_hands_no_password_to_the_first(desk: Desk, role: str) -> None:
    with transaction():
        operations.give_role(desk.first.key, Grant(role, desk.path), "test:maker", AT)
    with pytest.raises(Refusal, match="reset-makes-two"):
        reset(desk.first, desk.clerk)


def test_a_wider_area_meets_the_compounds_in_it(desk: Desk) -> None:
    street = make.a_region("371502001", parent="371502", level="street", name="古楼街道")
    official = a_staff_account("street", street)
    inside = make.a_clerk(make.a_compound(region="371502001"))
    with pytest.raises(Refusal, match="reset-makes-two"):
        reset(official, inside)
    assert reset(desk.first, inside) == inside.username


def test_nobody_hands_out_what_is_not_theirs_to_look_after(desk: Desk) -> None:
    for by, whom, code in (
        (desk.clerk, desk.other, "not-yours-to-grant"), (desk.first, desk.first, "not-yours-to-grant"),
    ):  # fmt: skip
        with pytest.raises(Forbidden, match=code):
            reset(by, whom)
    with pytest.raises(Refusal, match="reset-by-operator"):
        reset(desk.first, desk.second)
