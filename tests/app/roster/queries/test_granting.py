"""Who may give which role where, as a table."""

import pytest

from app.core.actors import Actor, Grant
from app.roster.queries.granting import LEVELS, may_grant, may_manage, roles_for

CITY, COUNTY, STREET = "371500", "371500.371502", "371500.371502.S1"
COMPOUND = f"{STREET}.C1.X1"


def holding(*grants: tuple[str, str]) -> Actor:
    return Actor("staff", "K", "", tuple(Grant(role, path) for role, path in grants))


@pytest.mark.parametrize(
    ("held", "wanted", "may"),
    [
        (("admin", CITY), ("admin", CITY), True),
        (("admin", COUNTY), ("clerk", COMPOUND), True),
        (("admin", COUNTY), ("county", "371500.371503"), False),
        (("admin", COUNTY), ("city", CITY), False),
        (("city", CITY), ("county", COUNTY), True),
        (("city", CITY), ("street", STREET), False),
        (("city", CITY), ("auditor", CITY), False),
        (("county", COUNTY), ("street", STREET), True),
        (("county", COUNTY), ("county", COUNTY), False),
        (("county", COUNTY), ("street", "371500.371503.S9"), False),
        (("street", STREET), ("clerk", COMPOUND), True),
        (("street", STREET), ("clerk", f"{STREET}0.C1"), False),
        (("community", f"{STREET}.C1"), ("clerk", COMPOUND), False),
        (("committee", COMPOUND), ("clerk", COMPOUND), False),
        (("auditor", CITY), ("clerk", COMPOUND), False),
    ],
)
def test_a_role_is_given_from_above_and_within_the_area(
    held: tuple[str, str], wanted: tuple[str, str], may: bool
) -> None:
    assert may_grant(holding(held), Grant(*wanted)) is may


def test_an_account_is_looked_after_by_who_may_give_all_its_roles() -> None:
    street = holding(("street", STREET))
    assert may_manage(street, [Grant("clerk", COMPOUND)])
    assert not may_manage(street, [Grant("clerk", COMPOUND), Grant("county", COUNTY)])
    assert not may_manage(street, [])
    assert may_manage(holding(("admin", CITY)), [])


def test_the_roles_offered_are_those_that_may_be_given() -> None:
    assert roles_for(holding(("admin", CITY))) == tuple(LEVELS)
    assert roles_for(holding(("city", CITY))) == ("county", "liaison")
    assert roles_for(holding(("clerk", COMPOUND))) == ()
