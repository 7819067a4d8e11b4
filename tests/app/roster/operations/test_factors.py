"""The second factor: codes that change, work once, and are counted when they are wrong."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import RecoveryCode, StaffAccount, StaffFactor
from app.roster.operations.factors import step_of
from surveys.errors import Invalid, Refusal
from tests import factories as make
from tests.factories import PASSWORD, a_code

AT = make.AT
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
     (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(RFC_SECRET, code, at, after=0) == seconds // 30


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_off(steps: int, is_right: bool) -> None:
    assert (step_of(RFC_SECRET, a_code(RFC_SECRET, AT, steps=steps), AT, after=0) is not None) is is_right


def test_a_code_never_works_twice_nor_does_an_earlier_one() -> None:
    now = int(AT.timestamp()) // 30
    for steps in (-1, 0):
        assert step_of(RFC_SECRET, a_code(RFC_SECRET, AT, steps=steps), AT, after=now) is None
    assert step_of(RFC_SECRET, a_code(RFC_SECRET, AT, steps=1), AT, after=now) == now + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "28708\u0662", "x" * 1000])
def test_what_is_no_code_is_wrong_and_no_bug(code: str) -> None:
    assert step_of(RFC_SECRET, code, AT, after=0) is None


def enrolled(account: StaffAccount, at: datetime = AT) -> tuple[str, list[str]]:
    """The secret and the codes for paper of an account that has just set its factor up."""
    with transaction():
        operations.begin_factor(account.key, at)
    secret = queries.factor_state_of(account.key).pending_secret or ""
    with transaction():
        return secret, operations.confirm_factor(account.key, a_code(secret, at), "", at)


def half_in(account: StaffAccount, at: datetime) -> str:
    """The token after the right password."""
    checked = operations.check_password(account.username, PASSWORD, at)
    with transaction():
        result = operations.sign_in(checked, at)
    assert result.needs_factor
    return result.token or ""


def proven(token: str, code: str, at: datetime) -> str:
    with transaction():
        return operations.prove_factor(token, code, at).outcome


def test_the_password_alone_opens_nothing_any_more(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, _ = enrolled(clerk)
    later = AT + timedelta(minutes=5)
    token = half_in(clerk, later)
    assert queries.actor_for_session(token, later) is None
    assert queries.is_half_open(token, later)
    assert proven(token, a_code(secret, later), later) == "ok"
    assert queries.actor_for_session(token, later) is not None
    assert not queries.is_half_open(token, later)


def test_a_code_seen_over_the_shoulder_is_worth_nothing(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, _ = enrolled(clerk)
    later = AT + timedelta(minutes=5)
    code = a_code(secret, later)
    assert proven(half_in(clerk, later), code, later) == "ok"
    assert proven(half_in(clerk, later), code, later) == "wrong"


def test_five_wrong_codes_lock_and_a_right_password_forgives_none_of_them(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, _ = enrolled(clerk)
    later = AT + timedelta(minutes=5)
    outcomes = [proven(half_in(clerk, later), "000000", later) for _ in range(4)]
    assert outcomes == ["wrong"] * 4
    token = half_in(clerk, later)
    assert proven(token, "000000", later) == "locked"
    assert proven(token, a_code(secret, later), later) == "locked"


def test_half_a_sign_in_is_over_after_ten_minutes(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, _ = enrolled(clerk)
    token = half_in(clerk, AT + timedelta(minutes=1))
    late = AT + timedelta(minutes=11)
    assert not queries.is_half_open(token, late)
    assert proven(token, a_code(secret, late), late) == "over"
    assert proven("nobody's", "123456", late) == "over"


def test_each_code_on_paper_works_once(app: Flask) -> None:
    clerk = make.a_clerk()
    _, codes = enrolled(clerk)
    later = AT + timedelta(minutes=5)
    assert len(set(codes)) == 10
    assert proven(half_in(clerk, later), codes[0].lower(), later) == "ok"
    assert proven(half_in(clerk, later), codes[0], later) == "wrong"
    assert queries.factor_state_of(clerk.key).codes_left == 9


def test_the_codes_of_a_colleague_open_nothing(app: Flask) -> None:
    clerk, other = make.a_clerk(), make.a_clerk()
    enrolled(clerk)
    _, codes = enrolled(other)
    later = AT + timedelta(minutes=5)
    assert proven(half_in(clerk, later), codes[0], later) == "wrong"


def test_new_codes_make_the_old_ones_worthless(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, old = enrolled(clerk)
    later = AT + timedelta(minutes=5)
    with transaction():
        assert operations.renew_codes(clerk.key, "000000", later) == []
    with transaction():
        new = operations.renew_codes(clerk.key, a_code(secret, later), later)
    assert proven(half_in(clerk, later), old[3], later) == "wrong"
    assert proven(half_in(clerk, later), new[3], later) == "ok"


def test_nothing_readable_of_secret_and_codes_is_kept(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, codes = enrolled(clerk)
    factor = db.session.query(StaffFactor).one()
    kept = [
        factor.secret_sealed,
        *(row.code_index + row.code_sealed for row in db.session.query(RecoveryCode)),
    ]
    assert not any(
        text in " ".join(kept) for text in (secret, *codes, *(one.replace("-", "") for one in codes))
    )


def test_setting_up_ends_with_a_right_code_and_happens_once(app: Flask) -> None:
    clerk = make.a_clerk()
    with pytest.raises(Refusal, match="factor-not-begun"), transaction():
        operations.confirm_factor(clerk.key, "123456", "", AT)
    with transaction():
        operations.begin_factor(clerk.key, AT)
    with pytest.raises(Invalid, match="factor-code-wrong"), transaction():
        operations.confirm_factor(clerk.key, "000000", "", AT)
    assert not queries.has_factor(clerk.key)
    enrolled(clerk)
    with pytest.raises(Refusal, match="factor-already-there"), transaction():
        operations.begin_factor(clerk.key, AT)


def test_setting_up_ends_the_sessions_of_other_browsers(app: Flask) -> None:
    clerk = make.a_clerk()
    here, elsewhere = make.a_staff_session(clerk, AT), make.a_staff_session(clerk, AT)
    with transaction():
        operations.begin_factor(clerk.key, AT)
    secret = queries.factor_state_of(clerk.key).pending_secret or ""
    with transaction():
        operations.confirm_factor(clerk.key, a_code(secret, AT), here, AT)
    assert queries.actor_for_session(here, AT) is not None
    assert queries.actor_for_session(elsewhere, AT) is None
    assert not queries.is_half_open(elsewhere, AT)  # not even a code opens it again


def test_taking_it_away_needs_a_code(app: Flask) -> None:
    clerk = make.a_clerk()
    secret, _ = enrolled(clerk)
    later = AT + timedelta(minutes=5)
    with transaction():
        assert not operations.end_factor(clerk.key, "000000", later)
    with transaction():
        assert operations.end_factor(clerk.key, a_code(secret, later), later)
    assert not queries.has_factor(clerk.key)
    assert db.session.query(RecoveryCode).count() == 0
