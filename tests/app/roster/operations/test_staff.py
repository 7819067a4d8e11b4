"""Staff sign in, are locked out, lose roles by time, and leave nothing behind when they sign out."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_about
from app.core.actors import Grant
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import StaffAccount, StaffSession
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make

AT = make.AT


def signed_in(username: str, password: str = make.PASSWORD, at: datetime = AT) -> operations.SignIn:
    with transaction():
        return operations.sign_in(username, password, at)


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


def test_a_role_ends_by_itself(app: Flask) -> None:
    end = AT + timedelta(days=30)
    account = make.a_clerk(until=end)
    for at, has_role in ((end - timedelta(seconds=1), True), (end, False)):
        actor = queries.actor_for_session(make.a_staff_session(account, at), at)
        assert actor is not None
        assert bool(actor.grants) is has_role


def test_signing_out_makes_a_copied_cookie_worthless(app: Flask) -> None:
    token = make.a_staff_session(make.a_clerk(), AT)
    for _ in range(2):
        with transaction():
            operations.sign_out(token, AT)
    assert queries.actor_for_session(token, AT) is None
    assert queries.actor_for_session("", AT) is None


def test_taking_roles_away_ends_the_sessions(app: Flask) -> None:
    clerk = make.a_clerk(username="clerk")
    token = make.a_staff_session(clerk, AT + timedelta(days=1))
    with transaction():
        operations.end_roles(clerk.key, "staff:ADMIN", AT + timedelta(days=1))
    assert queries.actor_for_session(token, AT + timedelta(days=1)) is None


def test_a_first_password_must_be_changed(app: Flask) -> None:
    with transaction():
        new = operations.add_staff("li.na", "李娜", "cli:staff", AT)
    assert signed_in("li.na", new.password).must_change_password
    assert queries.must_change_password(new.key)
    with transaction():
        assert not operations.change_password(new.key, "wrong", "a much longer one", AT)
        assert operations.change_password(new.key, new.password, "a much longer one", AT)
    assert signed_in("li.na", new.password).outcome == "wrong"
    assert not signed_in("li.na", "a much longer one").must_change_password


def test_passwords_have_a_sensible_length(app: Flask) -> None:
    with transaction():
        new = operations.add_staff("li.na", "李娜", "cli:staff", AT)
    for password, code in (("short", "password-too-short"), ("x" * 201, "password-too-long")):
        with pytest.raises(Invalid, match=code), transaction():
            operations.change_password(new.key, new.password, password, AT)


@pytest.mark.parametrize(
    ("username", "name", "code"),
    [
        ("ab", "李娜", "username-malformed"),
        ("李娜", "李娜", "username-malformed"),
        ("li.na", " ", "name-needed"),
    ],
)
def test_an_account_needs_a_plain_name_to_sign_in_with(
    app: Flask, username: str, name: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code), transaction():
        operations.add_staff(username, name, "cli:staff", AT)


def test_a_name_to_sign_in_with_is_given_once(app: Flask) -> None:
    make.a_clerk(username="clerk")
    with pytest.raises(Refusal, match="username-taken"), transaction():
        operations.add_staff("CLERK", "李娜", "cli:staff", AT)


@pytest.mark.parametrize(
    ("grant", "code"),
    [(Grant("king", "371500"), "role-unknown"), (Grant("clerk", "999"), "area-unknown")],
)
def test_a_role_is_known_and_lies_somewhere(app: Flask, grant: Grant, code: str) -> None:
    clerk = make.a_clerk()
    with pytest.raises(Invalid, match=code), transaction():
        operations.give_role(clerk.key, grant, "staff:ADMIN", AT)


def test_a_role_does_not_end_before_it_begins(app: Flask) -> None:
    clerk = make.a_clerk()
    with pytest.raises(Invalid, match="role-ends-before-it-begins"), transaction():
        operations.give_role(clerk.key, Grant("clerk", "371500"), "staff:ADMIN", AT, until=AT)
    with pytest.raises(Missing, match="account-not-found"), transaction():
        operations.give_role("NOBODY", Grant("clerk", "371500"), "staff:ADMIN", AT)


def test_the_first_two_administrators_are_made_once(app: Flask) -> None:
    make.a_region()
    with transaction():
        first, second = operations.bootstrap(("admin-1", "admin-2"), "371500", "cli:staff", AT)
    assert first.password != second.password
    assert signed_in("admin-1", first.password).must_change_password
    with pytest.raises(Refusal, match="already-bootstrapped"), transaction():
        operations.bootstrap(("admin-3", "admin-4"), "371500", "cli:staff", AT)
    (entry,) = entries_about("region:371500")[-1:]
    assert (entry.act, entry.facts) == ("staff.bootstrap", {"accounts": [first.key, second.key]})


def test_names_of_staff_are_known_by_key(app: Flask) -> None:
    clerk = make.a_clerk()
    assert queries.name_of_staff(clerk.key) == clerk.name
    assert queries.name_of_staff("staff:NOBODY") == ""
