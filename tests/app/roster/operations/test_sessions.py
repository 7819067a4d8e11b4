"""Staff sign in, are locked out, change their password, and leave nothing behind when they sign out."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.audit.queries import entries_about
from app.core.actors import Grant
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import SignInMiss, StaffAccount, StaffSession
from app.roster.operations.misses import MOST
from surveys.errors import Invalid
from tests import factories as make
from tests.app.core.holding import held

AT = make.AT
HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


def signed_in(
    username: str, password: str = make.PASSWORD, at: datetime = AT, *, address: str = ""
) -> operations.SignIn:
    checked = operations.check_password(username, password, at, address=address)
    with transaction():
        return operations.sign_in(checked, at)


def changed(username: str, old: str, new: str) -> bool:
    checked = operations.check_password(username, old, AT)
    new_hash = operations.hash_password(new)
    with transaction():
        return operations.change_password(checked, new_hash, AT)


def test_the_right_password_opens_a_session(app: Flask) -> None:
    compound = make.a_compound()
    clerk = make.a_clerk(compound, username="clerk")
    result = signed_in(" Clerk ")
    assert (result.outcome, result.first_page) == ("ok", "/committee/")
    actor = queries.actor_for_session(result.token or "", AT)
    assert actor is not None
    assert (str(actor), actor.name) == (f"staff:{clerk.key}", queries.name_of_staff(f"staff:{clerk.key}"))
    assert actor.grants == (Grant("clerk", compound.path),)
    assert entries_about(str(actor))[-1].act == "session.open"


def test_the_token_itself_is_not_in_the_database(app: Flask) -> None:
    make.a_clerk(username="clerk")
    token = signed_in("clerk").token
    assert db.session.execute(select(StaffSession.token_hash)).scalar_one() != token


def test_officials_begin_on_their_own_page(app: Flask) -> None:
    make.an_official(username="official")
    assert signed_in("official").first_page == "/official/"


@pytest.mark.parametrize(("username", "password"), [("clerk", "wrong"), ("nobody", make.PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(app: Flask, username: str, password: str) -> None:
    make.a_clerk(username="clerk")
    assert signed_in(username, password) == operations.SignIn("wrong")


def test_five_failures_lock_for_a_quarter_of_an_hour(app: Flask) -> None:
    make.a_clerk(username="clerk")
    outcomes = [signed_in("clerk", "wrong").outcome for _ in range(5)]
    assert outcomes == ["wrong"] * 4 + ["locked"]
    locked = signed_in("clerk", at=AT + timedelta(minutes=14))
    assert (locked.outcome, locked.until) == ("locked", AT + timedelta(minutes=15))
    assert signed_in("clerk", at=AT + timedelta(minutes=15)).outcome == "ok"


def test_a_success_forgets_earlier_failures(app: Flask) -> None:
    make.a_clerk(username="clerk")
    for _ in range(2):
        for _ in range(4):
            signed_in("clerk", "wrong")
        assert signed_in("clerk").outcome == "ok"


def test_a_disabled_account_cannot_sign_in_nor_go_on(app: Flask) -> None:
    clerk = make.a_clerk(username="clerk")
    token = make.a_staff_session(clerk, AT)
    with transaction():
        db.session.get_one(StaffAccount, clerk.id).disabled_at = AT
    assert signed_in("clerk").outcome == "wrong"
    assert queries.actor_for_session(token, AT) is None


@pytest.mark.parametrize(
    ("role", "minutes"), [("clerk", 60), ("committee", 60), ("county", 15), ("admin", 15)]
)
def test_an_idle_session_ends(app: Flask, role: str, minutes: int) -> None:
    token = make.a_staff_session(make.a_staff_account(role, make.a_region()), AT)
    assert queries.actor_for_session(token, AT + timedelta(minutes=minutes, seconds=-2)) is not None
    assert queries.actor_for_session(token, AT + timedelta(minutes=minutes)) is None


def test_a_session_in_use_lives_on_but_not_for_ever(app: Flask) -> None:
    token = make.a_staff_session(make.a_clerk(), AT)
    at = AT
    while at < AT + timedelta(hours=11, minutes=30):
        at += timedelta(minutes=30)
        with transaction():
            operations.touch_session(token, at)
        assert queries.actor_for_session(token, at) is not None
    assert queries.actor_for_session(token, AT + timedelta(hours=12)) is None


def test_a_sighting_is_written_once_a_minute(app: Flask) -> None:
    token = make.a_staff_session(make.a_clerk(), AT)
    assert not queries.needs_touch(token, AT + timedelta(seconds=30))
    at = AT + timedelta(minutes=1)
    assert queries.needs_touch(token, at)
    with transaction():
        operations.touch_session(token, at)
    assert not queries.needs_touch(token, at + timedelta(seconds=59))
    assert not queries.needs_touch("nobody's", at)


def test_a_first_password_must_be_changed(app: Flask) -> None:
    with transaction():
        new = operations.add_staff("li.na", "李娜", "cli:staff", AT)
    assert signed_in("li.na", new.password).must_change_password
    assert queries.get_colleague(new.key).has_first_password
    assert not changed(new.username, "wrong", "a much longer one")
    assert changed(new.username, new.password, "a much longer one")
    assert signed_in("li.na", new.password).outcome == "wrong"
    assert not signed_in("li.na", "a much longer one").must_change_password


def test_passwords_have_a_sensible_length(app: Flask) -> None:
    for password, code in (("short", "password-too-short"), ("x" * 201, "password-too-long")):
        with pytest.raises(Invalid, match=code):
            operations.hash_password(password)


def test_signing_out_makes_a_copied_cookie_worthless(app: Flask) -> None:
    token = make.a_staff_session(make.a_clerk(), AT)
    for _ in range(2):
        with transaction():
            operations.sign_out(token, AT)
    assert queries.actor_for_session(token, AT) is None
    assert queries.actor_for_session("", AT) is None


def test_a_password_is_checked_while_somebody_else_holds_the_database(app: Flask) -> None:
    make.a_clerk(username="clerk")
    with held(app, "audit_entry"):
        checked = operations.check_password("clerk", make.PASSWORD, AT)
    assert checked.is_right
    with transaction():
        assert operations.sign_in(checked, AT).outcome == "ok"


def test_a_password_that_was_replaced_meanwhile_opens_nothing(app: Flask) -> None:
    make.a_clerk(username="clerk")
    checked = operations.check_password("clerk", make.PASSWORD, AT)
    assert changed("clerk", make.PASSWORD, "a much longer one")
    with transaction():
        assert operations.sign_in(checked, AT) == operations.SignIn("wrong")


def test_a_right_guess_checked_before_the_lock_is_refused_after_it(app: Flask) -> None:
    make.a_clerk(username="clerk")
    checked = operations.check_password("clerk", make.PASSWORD, AT)
    for _ in range(5):
        signed_in("clerk", "wrong")
    with transaction():
        assert operations.sign_in(checked, AT).outcome == "locked"


def test_a_locked_account_is_not_even_looked_at(app: Flask) -> None:
    make.a_clerk(username="clerk")
    for _ in range(5):
        signed_in("clerk", "wrong")
    checked = operations.check_password("clerk", make.PASSWORD, AT)
    assert (checked.is_right, checked.locked_until) == (False, AT + timedelta(minutes=15))
    with transaction():
        assert not operations.change_password(checked, "any hash", AT)


def flood(address: str, count: int = MOST, at: datetime = AT) -> list[str]:
    return [signed_in(f"nobody-{n}", "wrong", at, address=address).outcome for n in range(count)]


def test_twenty_wrong_names_from_one_address_lock_it_and_no_other(app: Flask) -> None:
    make.a_clerk(username="clerk")
    assert flood(HERE) == ["wrong"] * MOST
    refused = signed_in("clerk", address=HERE)
    assert (refused.outcome, refused.token, refused.until) == ("locked", None, AT + timedelta(minutes=15))
    assert signed_in("clerk", address=ELSEWHERE).outcome == "ok"
    assert signed_in("clerk", at=AT + timedelta(minutes=15), address=HERE).outcome == "ok"
    acts = db.session.execute(select(AuditEntry.act).where(AuditEntry.actor == "system:sign-in")).scalars()
    assert acts.all() == ["address.lock"]


def test_wrong_passwords_of_known_names_count_for_the_address_too(app: Flask) -> None:
    for number in range(5):
        make.a_clerk(username=f"clerk-{number}")
        for _ in range(4):
            assert signed_in(f"clerk-{number}", "wrong", address=HERE).outcome == "wrong"
    assert signed_in("clerk-0", address=HERE).outcome == "locked"
    assert signed_in("clerk-0", address=ELSEWHERE).outcome == "ok"


def test_a_whole_network_of_the_new_kind_is_one_address(app: Flask) -> None:
    for number in range(MOST):
        flood(f"2001:db8:1:2::{number:x}", 1)
    assert signed_in("nobody", address="2001:db8:1:2:ffff::1").outcome == "locked"
    assert signed_in("nobody", address="2001:db8:1:3::1").outcome == "wrong"
    assert signed_in("nobody", address="::ffff:203.0.113.9").outcome == "wrong"


def test_no_address_is_kept_and_old_counts_are_forgotten(app: Flask) -> None:
    flood(HERE, 3)
    flood(ELSEWHERE, 1, at=AT + timedelta(days=2))
    rows = db.session.execute(select(SignInMiss)).scalars().all()
    assert [row.count for row in rows] == [1]
    assert ELSEWHERE not in repr([vars(row) for row in rows])


def test_without_an_address_only_accounts_are_locked(app: Flask) -> None:
    assert flood("", MOST + 2) == ["wrong"] * (MOST + 2)
    assert db.session.execute(select(func.count()).select_from(SignInMiss)).scalar_one() == 0
