"""Roles change by two people, each entitled, none of them for themselves."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.audit.queries import entries_about
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.jobs import remind_of_proposals
from app.roster.loading import load_organisations
from app.roster.models import StaffAccount, StaffRole
from app.roster.operations import Nomination
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from tests import factories as make
from tests.app.chats.test_at_once import at_once
from tests.app.roster.operations.test_factors import enrolled
from tests.factories import AT, a_staff_account

CITY, COUNTY = "371500", "371500.371502"


@dataclass(frozen=True)
class Office:
    """Two administrators of the city, a county official, and a clerk of one compound."""

    first: StaffAccount
    second: StaffAccount
    county: StaffAccount
    clerk: StaffAccount
    path: str


@pytest.fixture
def office(app: Flask) -> Office:
    compound = make.a_compound(code="XY01")
    return Office(
        a_staff_account("admin", CITY, username="first"),
        a_staff_account("admin", CITY, username="second"),
        a_staff_account("county", COUNTY, username="county"),
        make.a_clerk(compound, username="clerk"),
        compound.path,
    )


def actor_of(account: StaffAccount) -> Actor:
    return Actor("staff", account.key, "", tuple(queries.grants_of(account.key, AT)))


def asked(role: str, path: str, **more: object) -> Nomination:
    return Nomination(Grant(role, path), "接替", **more)  # type: ignore[arg-type]  # tests name what they mean


def proposed(by: StaffAccount, subject: StaffAccount, wanted: Nomination) -> int:
    with transaction():
        return operations.propose_grant(subject.key, wanted, actor_of(by), AT)


def confirmed(by: StaffAccount, proposal: int) -> None:
    with transaction():
        operations.confirm_proposal(proposal, actor_of(by), AT)


def roles_of(account: StaffAccount) -> list[str]:
    return [grant.role for grant in queries.grants_of(account.key, AT)]


def test_a_role_begins_when_a_second_person_confirms(office: Office) -> None:
    until = AT + timedelta(days=30)
    proposal = proposed(office.first, office.clerk, asked("committee", office.path, ends_at=until))
    assert roles_of(office.clerk) == ["clerk"]
    confirmed(office.second, proposal)
    assert roles_of(office.clerk) == ["clerk", "committee"]
    assert [grant.role for grant in queries.grants_of(office.clerk.key, until)] == ["clerk"]
    acts = [entry.act for entry in entries_about(f"proposal:{proposal}")]
    assert acts == ["proposal.make", "proposal.confirm"]


def test_nobody_confirms_what_they_proposed(office: Office) -> None:
    proposal = proposed(office.first, office.clerk, asked("committee", office.path))
    with pytest.raises(Forbidden, match="own-proposal"):
        confirmed(office.first, proposal)


def test_nobody_confirms_a_role_for_themselves(office: Office) -> None:
    with pytest.raises(Refusal, match="nobody-to-confirm"):
        proposed(office.first, office.second, asked("auditor", CITY))
    third = a_staff_account("admin", CITY, username="third")
    proposal = proposed(office.first, office.second, asked("auditor", CITY))
    with pytest.raises(Forbidden, match="grant-to-oneself"):
        confirmed(office.second, proposal)
    confirmed(third, proposal)


@pytest.mark.parametrize("name", ["county", "clerk"])
def test_whoever_is_not_entitled_neither_proposes_nor_confirms(office: Office, name: str) -> None:
    somebody = getattr(office, name)
    with pytest.raises(Forbidden, match="not-yours-to-grant"):
        proposed(somebody, office.clerk, asked("committee", office.path))
    colleague = make.a_clerk(username="colleague")
    proposal = proposed(office.first, colleague, asked("committee", office.path))
    with pytest.raises(Forbidden, match="not-yours-to-grant"):
        confirmed(somebody, proposal)


def test_officials_give_only_the_roles_beneath_them(office: Office) -> None:
    make.a_region("371502001", parent="371502", level="street", name="古楼街道")
    street = f"{COUNTY}.371502001"
    proposal = proposed(office.county, office.clerk, asked("street", street))
    confirmed(office.first, proposal)
    for role, path in (("county", COUNTY), ("admin", COUNTY), ("auditor", COUNTY), ("clerk", office.path)):
        with pytest.raises(Forbidden, match="not-yours-to-grant"):
            proposed(office.county, office.clerk, asked(role, path))


def test_a_role_fits_its_area_and_a_liaison_has_a_unit(office: Office) -> None:
    cases = ((asked("county", CITY), "role-needs-another-area"), (asked("clerk", "9"), "area-unknown"),
             (asked("king", CITY), "role-unknown"), (asked("liaison", CITY), "liaison-needs-a-unit"),
             (asked("auditor", CITY, ends_at=AT), "role-ends-before-it-begins"),
             (asked("auditor", CITY, holder="clerk"), "holder-may-not-confirm"),
             (Nomination(Grant("auditor", CITY), " "), "reason-needed"))  # fmt: skip
    for wanted, code in cases:
        with pytest.raises(Invalid, match=code):
            proposed(office.first, office.clerk, wanted)


def test_a_liaison_speaks_for_one_unit_which_every_session_knows(office: Office) -> None:
    with transaction():
        load_organisations(AT)
    unit = queries.get_organisation("power-grid")
    wanted = Nomination(Grant("liaison", CITY, unit.id), "单位委派")
    confirmed(office.second, proposed(office.first, office.clerk, wanted))
    token = make.a_staff_session(office.clerk, AT)
    actor = queries.actor_for_session(token, AT)
    assert actor is not None
    assert [one.organisation_id for one in actor.grants if one.role == "liaison"] == [unit.id]


def test_who_speaks_for_a_unit_of_the_city_is_named_by_the_city(office: Office) -> None:
    with transaction():
        load_organisations(AT)
    unit = queries.get_organisation("power-grid")
    liaison = Grant("liaison", COUNTY, unit.id)
    for by in (office.county, office.first):
        with pytest.raises(Invalid, match="unit-of-a-wider-area"):
            proposed(by, office.clerk, Nomination(liaison, "单位委派"))
    with pytest.raises(Invalid, match="unit-of-a-wider-area"), transaction():
        operations.give_role(office.clerk.key, liaison, "test:maker", AT)
    with pytest.raises(Missing, match="unit-office-not-found"):
        proposed(office.first, office.clerk, Nomination(Grant("liaison", CITY, 10**6), "单位委派"))


def test_the_same_proposal_waits_once_and_is_decided_once(office: Office) -> None:
    proposal = proposed(office.first, office.clerk, asked("committee", office.path))
    with pytest.raises(Refusal, match="proposal-already-waiting"):
        proposed(office.second, office.clerk, asked("committee", office.path))
    confirmed(office.second, proposal)
    with pytest.raises(Refusal, match="proposal-already-decided"):
        confirmed(office.second, proposal)
    with pytest.raises(Missing, match="proposal-not-found"):
        confirmed(office.second, 10**6)


def test_a_refused_or_withdrawn_proposal_changes_nothing(office: Office) -> None:
    first = proposed(office.first, office.clerk, asked("committee", office.path))
    with transaction():
        operations.refuse_proposal(first, actor_of(office.second), "换届名单里没有他", AT)
    second = proposed(office.first, office.clerk, asked("committee", office.path))
    with pytest.raises(Forbidden, match="not-your-proposal"), transaction():
        operations.withdraw_proposal(second, actor_of(office.second), AT)
    with transaction():
        operations.withdraw_proposal(second, actor_of(office.first), AT)
    assert roles_of(office.clerk) == ["clerk"]
    assert [row.outcome for row in queries.proposals_about(office.clerk.key)] == ["refused", "withdrawn"]


def test_an_end_takes_two_as_well_and_signs_out(office: Office) -> None:
    role = queries.get_colleague(office.clerk.key).roles[0]
    later = AT + timedelta(hours=1)
    token = make.a_staff_session(office.clerk, later)
    with transaction():
        proposal = operations.propose_end(role.id, asked("", ""), actor_of(office.first), later)
    assert queries.grants_of(office.clerk.key, later)
    with transaction():
        operations.confirm_proposal(proposal, actor_of(office.second), later)
    assert queries.grants_of(office.clerk.key, later) == []
    assert queries.actor_for_session(token, later) is None


def test_two_administrators_always_stay(office: Office) -> None:
    role = queries.get_colleague(office.second.key).roles[0]
    with pytest.raises(Refusal, match="two-administrators-needed"), transaction():
        operations.propose_end(role.id, asked("", ""), actor_of(office.first), AT)


@pytest.mark.parametrize(("days", "counts"), [(1, False), (30, False), (31, True)])
def test_an_administrator_for_a_few_more_days_is_none_of_the_two(
    office: Office, days: int, *, counts: bool
) -> None:
    a_staff_account("admin", CITY, username="leaving", until=AT + timedelta(days=days))
    role = queries.get_colleague(office.second.key).roles[0]
    is_asked = False
    with suppress(Refusal), transaction():
        is_asked = bool(operations.propose_end(role.id, asked("", ""), actor_of(office.first), AT))
    assert is_asked is counts


def test_a_lost_telephone_is_forgotten_by_two(office: Office) -> None:
    enrolled(office.clerk)
    with transaction():
        proposal = operations.propose_factor_reset(
            office.clerk.key, asked("", ""), actor_of(office.first), AT
        )
    assert queries.has_factor(office.clerk.key)
    confirmed(office.second, proposal)
    assert not queries.has_factor(office.clerk.key)


def test_an_account_is_disabled_and_enabled_by_two_and_its_sessions_end_at_once(office: Office) -> None:
    token = make.a_staff_session(office.clerk, AT)
    key, first, wanted = office.clerk.key, actor_of(office.first), asked("", "")
    with transaction():
        proposal = operations.propose_disabling(key, wanted, first, AT)
    assert queries.actor_for_session(token, AT) is not None
    with pytest.raises(Forbidden, match="own-proposal"), transaction():
        operations.confirm_proposal(proposal, first, AT)
    confirmed(office.second, proposal)
    assert queries.actor_for_session(token, AT) is None
    assert queries.get_colleague(key).disabled_at == AT
    with transaction():
        checked = operations.check_password("clerk", make.PASSWORD, AT)
        assert operations.sign_in(checked, AT).outcome == "wrong"
    with pytest.raises(Refusal, match="account-disabled-already"), transaction():
        operations.propose_disabling(key, wanted, first, AT)
    with transaction():
        back = operations.propose_enabling(key, wanted, first, AT)
    confirmed(office.second, back)
    assert queries.get_colleague(key).disabled_at is None
    assert queries.actor_for_session(token, AT) is None
    with transaction():
        checked = operations.check_password("clerk", make.PASSWORD, AT)
        assert operations.sign_in(checked, AT).outcome == "ok"
    with pytest.raises(Refusal, match="account-not-disabled"), transaction():
        operations.propose_enabling(key, wanted, first, AT)
    acts = [entry.act for entry in entries_about(f"staff:{key}")]
    assert [act for act in acts if act.startswith("account.")] == ["account.disable", "account.enable"]


def test_who_may_ask_that_an_account_be_disabled(office: Office) -> None:
    wanted = asked("", "")
    for actor, subject in ((office.county, office.clerk), (office.first, office.first)):
        with pytest.raises(Refusal), transaction():
            operations.propose_disabling(subject.key, wanted, actor_of(actor), AT)
    with pytest.raises(Refusal, match="two-administrators-needed"), transaction():
        operations.propose_disabling(office.second.key, wanted, actor_of(office.first), AT)
    third, fourth = (a_staff_account("admin", CITY, username=name) for name in ("third", "fourth"))
    with transaction():
        proposals = [
            operations.propose_disabling(one.key, wanted, actor_of(office.first), AT)
            for one in (third, fourth)
        ]
    for proposal in proposals:
        confirmed(office.second, proposal)
    role = queries.get_colleague(office.second.key).roles[0]
    with pytest.raises(Refusal, match="two-administrators-needed"), transaction():
        operations.propose_end(role.id, wanted, actor_of(office.first), AT)


def test_a_deputy_decides_while_the_holder_is_away_and_not_after(office: Office) -> None:
    end = AT + timedelta(days=5)
    with transaction():
        absence = operations.Absence("county", AT, end)
        operations.name_deputy(absence, actor_of(office.second), AT)
    wanted = asked("committee", office.path, holder="second")
    proposal = proposed(office.first, office.clerk, wanted)
    assert queries.count_waiting_for(office.county.key, AT) == 1
    assert queries.count_waiting_for(office.county.key, end) == 0
    with pytest.raises(Forbidden, match="not-yours-to-grant"), transaction():
        operations.confirm_proposal(proposal, actor_of(office.county), end)
    confirmed(office.county, proposal)
    assert "committee" in roles_of(office.clerk)


def deputised(office: Office, wanted: Nomination) -> int:
    """What waits for the second administrator, for whom the county official stands in."""
    with transaction():
        absence = operations.Absence("county", AT, AT + timedelta(days=5))
        operations.name_deputy(absence, actor_of(office.second), AT)
    return proposed(office.first, office.clerk, wanted)


def test_a_deputy_gives_no_role_that_gives_roles(office: Office) -> None:
    proposal = deputised(office, asked("admin", CITY, holder="second"))
    with pytest.raises(Forbidden, match="not-yours-to-grant"):
        confirmed(office.county, proposal)
    assert roles_of(office.clerk) == ["clerk"]


def test_a_deputy_decides_over_the_area_of_their_own_post_only(office: Office) -> None:
    make.a_region("371503", name="茌平区")
    proposal = deputised(office, asked("contractor", f"{CITY}.371503", holder="second"))
    with pytest.raises(Forbidden, match="not-yours-to-grant"):
        confirmed(office.county, proposal)


def test_a_deputy_whose_own_post_has_ended_decides_nothing(office: Office) -> None:
    proposal = deputised(office, asked("committee", office.path, holder="second"))
    role, later = queries.get_colleague(office.county.key).roles[0], AT + timedelta(hours=1)
    with transaction():
        db.session.execute(update(StaffRole).where(StaffRole.id == role.id).values(ends_at=later))
        operations.give_role(office.county.key, Grant("clerk", office.path), "test:maker", AT)
    with pytest.raises(Forbidden, match="not-yours-to-grant"), transaction():
        operations.confirm_proposal(proposal, actor_of(office.county), later)


def test_of_several_who_propose_the_same_at_once_one_is_heard(office: Office, app: Flask) -> None:
    key, actor, wanted = office.clerk.key, actor_of(office.first), asked("committee", office.path)

    def propose() -> bool:
        with app.app_context(), suppress(Refusal), transaction():
            operations.propose_grant(key, wanted, actor, AT)
            return True
        return False

    db.session.rollback()
    assert sorted(at_once([propose] * 4)) == [False, False, False, True]
    assert len(queries.proposals_about(key)) == 1


@pytest.mark.parametrize(
    ("name", "days", "code"),
    [("second", 3, "deputy-unfit"), ("clerk", 3, "deputy-unfit"), ("county", 93, "absence-too-long"),
     ("county", 0, "role-ends-before-it-begins"), ("nobody", 3, "staff-not-found")],
)  # fmt: skip
def test_a_deputy_is_another_official_for_a_while(office: Office, name: str, days: int, code: str) -> None:
    absence = operations.Absence(name, AT, AT + timedelta(days=days))
    with pytest.raises(Refusal, match=code), transaction():
        operations.name_deputy(absence, actor_of(office.second), AT)


def test_what_waits_three_days_is_called_to_mind_once_in_three_days(office: Office) -> None:
    proposal = proposed(office.first, office.clerk, asked("committee", office.path))
    for days, times in ((2, 0), (3, 1), (4, 1), (6, 2)):
        remind_of_proposals({}, AT + timedelta(days=days))
        acts = [entry.act for entry in entries_about(f"proposal:{proposal}")]
        assert acts.count("proposal.remind") == times, days
    assert queries.get_proposal(proposal).holder_key == office.second.key
