"""Staff accounts and their roles: named plainly, given over an area, ended by time or by hand."""

from datetime import timedelta

import pytest
from flask import Flask

from app.audit.queries import entries_about
from app.core.actors import Grant
from app.core.db import transaction
from app.roster import operations, queries
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make

AT = make.AT


def test_a_role_ends_by_itself(app: Flask) -> None:
    end = AT + timedelta(days=30)
    account = make.a_clerk(until=end)
    for at, has_role in ((end - timedelta(seconds=1), True), (end, False)):
        actor = queries.actor_for_session(make.a_staff_session(account, at), at)
        assert actor is not None
        assert bool(actor.grants) is has_role


def test_taking_roles_away_ends_the_sessions(app: Flask) -> None:
    clerk = make.a_clerk(username="clerk")
    token = make.a_staff_session(clerk, AT + timedelta(days=1))
    with transaction():
        operations.end_roles(clerk.key, "staff:ADMIN", AT + timedelta(days=1))
    assert queries.actor_for_session(token, AT + timedelta(days=1)) is None


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
    assert queries.get_colleague(first.key).has_first_password
    with pytest.raises(Refusal, match="already-bootstrapped"), transaction():
        operations.bootstrap(("admin-3", "admin-4"), "371500", "cli:staff", AT)
    (entry,) = entries_about("region:371500")[-1:]
    assert (entry.act, entry.facts) == ("staff.bootstrap", {"accounts": [first.key, second.key]})


def test_names_of_staff_are_known_by_key(app: Flask) -> None:
    clerk = make.a_clerk()
    assert queries.name_of_staff(clerk.key) == clerk.name
    assert queries.name_of_staff("staff:NOBODY") == ""
