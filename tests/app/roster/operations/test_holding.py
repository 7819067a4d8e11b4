"""What waits for a second person does not wait for one who may no longer decide it."""

from datetime import timedelta

import pytest
from flask import Flask

from app.audit.queries import entries_about
from app.core.actors import Actor, Grant
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.jobs import remind_of_proposals
from app.roster.models import StaffAccount
from app.roster.operations import Nomination
from tests import factories as make
from tests.factories import AT, a_staff_account

CITY = "371500"
LATER = AT + timedelta(days=1)


class Office:
    """Four administrators; the first asked the second to confirm a clerk's role."""

    def __init__(self) -> None:
        self.path = make.a_compound().path
        self.admins = [a_staff_account("admin", CITY) for _ in range(4)]
        self.first, self.second, self.third, self.fourth = self.admins
        self.newcomer = make.a_clerk()
        wanted = Nomination(Grant("clerk", self.path), "接替", holder=self.second.username)
        with transaction():
            self.proposal = operations.propose_grant(self.newcomer.key, wanted, acting(self.first), AT)

    @property
    def holder(self) -> str:
        """The key of whom it waits for."""
        return queries.get_proposal(self.proposal).holder_key


def acting(account: StaffAccount) -> Actor:
    return Actor("staff", account.key, "", tuple(queries.grants_of(account.key, AT)))


@pytest.fixture
def office(app: Flask) -> Office:
    return Office()


def leave(office: Office, how: str) -> None:
    """The second administrator goes, by two others."""
    wanted = Nomination(Grant("", ""), "调走", holder=office.fourth.username)
    with transaction():
        if how == "end":
            role = queries.get_colleague(office.second.key).roles[0]
            going = operations.propose_end(role.id, wanted, acting(office.third), LATER)
        else:
            going = operations.propose_disabling(office.second.key, wanted, acting(office.third), LATER)
    with transaction():
        operations.confirm_proposal(going, acting(office.fourth), LATER)


@pytest.mark.parametrize("how", ["end", "disable"])
def test_when_the_holder_leaves_the_next_who_may_holds_it_at_once(office: Office, how: str) -> None:
    assert office.holder == office.second.key
    leave(office, how)
    assert office.holder == office.third.key
    assert queries.get_proposal(office.proposal).held_at == LATER
    assert queries.count_waiting_for(office.third.key, LATER) == 1
    assert "proposal.pass-on" in [entry.act for entry in entries_about(f"proposal:{office.proposal}")]
    with transaction():
        operations.confirm_proposal(office.proposal, acting(office.third), LATER)
    assert Grant("clerk", office.path) in queries.grants_of(office.newcomer.key, LATER)


def test_the_operator_takes_the_holders_roles_and_it_passes_on(office: Office) -> None:
    with transaction():
        operations.end_roles(office.second.key, "cli:staff", LATER)
        remind_at = LATER
    remind_of_proposals({}, remind_at)
    assert office.holder == office.third.key


def test_a_post_that_ended_by_itself_is_seen_by_the_job(office: Office) -> None:
    brief = a_staff_account("admin", CITY, until=LATER)
    wanted = Nomination(Grant("committee", office.path), "接替", holder=brief.username)
    with transaction():
        number = operations.propose_grant(office.newcomer.key, wanted, acting(office.first), AT)
    remind_of_proposals({}, LATER - timedelta(seconds=1))
    assert queries.get_proposal(number).holder_key == brief.key
    remind_of_proposals({}, LATER)
    assert queries.get_proposal(number).holder_key == office.second.key
    assert office.holder == office.second.key
    remind_of_proposals({}, LATER)
    acts = [entry.act for entry in entries_about(f"proposal:{number}")]
    assert acts.count("proposal.pass-on") == 1


def test_where_nobody_else_may_decide_it_waits_on_for_whoever_comes(office: Office) -> None:
    with transaction():
        for one in (office.second, office.third, office.fourth):
            operations.end_roles(one.key, "cli:staff", LATER)
    remind_of_proposals({}, LATER)
    assert office.holder == office.second.key
    with transaction():
        operations.give_role(office.third.key, Grant("admin", CITY), "cli:staff", LATER)
    remind_of_proposals({}, LATER + timedelta(hours=1))
    assert office.holder == office.third.key
