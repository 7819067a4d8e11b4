"""Fourteen kinds of people before the two sides."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from app.core.actors import Grant
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.loading import load_organisations
from app.roster.models import StaffAccount
from tests import factories as make
from tests.people import World, a_world
from tests.web.access.sides import Place, Side, a_side, messages_and_proposals

OTHER_COUNTY = "371503"


@dataclass(frozen=True)
class Cast:
    """Everybody's browser by what they are, and the two sides `A` and `B`."""

    app: Flask
    sides: dict[str, Side]
    clients: dict[str, FlaskClient]


def a_cast(app: Flask) -> Cast:
    """The small world of the five, everything in it twice, and who else there is."""
    world = a_world(app)
    next_clerk = make.a_clerk(world.next_compound, username="next-clerk")
    first = make.a_staff_account("admin", make.CITY, username="first")
    second = make.a_staff_account("admin", make.CITY, username="second")
    with transaction():
        load_organisations(make.AT)
    told = messages_and_proposals(first, (world.clerk, next_clerk))
    here = Place(1, world.compound, world.unit, world.room, world.wang_person, world.wang, world.clerk)
    next_unit = db.session.get_one(type(world.unit), world.next_room.unit_id)
    there = Place(
        2, world.next_compound, next_unit, world.next_room, world.zhao_person, world.zhao, next_clerk
    )
    sides = {"A": a_side(here, *told[0]), "B": a_side(there, *told[1])}
    administrators = {"administrator": world.staff(first), "second administrator": world.staff(second)}
    return Cast(app, sides, _clients(world, sides, next_clerk) | administrators)


def _clients(world: World, sides: dict[str, Side], next_clerk: StaffAccount) -> dict[str, FlaskClient]:
    make.a_region(OTHER_COUNTY, name="茌平区")
    other = make.an_official(f"{make.CITY}.{OTHER_COUNTY}", username="other")
    staff = {
        "clerk of A": world.clerk,
        "committee of A": make.a_staff_account("committee", world.compound.path),
        "clerk of B": next_clerk,
        "official": world.official,
        "official elsewhere": other,
        "auditor": make.a_staff_account("auditor", make.CITY),
        "liaison of A": _a_liaison(),
    }
    contacts = {
        "follower": make.a_contact(),
        "member in A": sides["A"].member,
        "owner in A": world.wang,
        "owner in B": world.zhao,
    }
    return {
        "nobody": world.app.test_client(),
        **{name: world.resident(contact) for name, contact in contacts.items()},
        **{name: world.staff(account) for name, account in staff.items()},
    }


def _a_liaison() -> StaffAccount:
    with transaction():
        key = operations.add_staff("liaison", "联络员小周", "test:maker", make.AT).key
        grant = Grant("liaison", make.CITY, queries.get_organisation("power-grid").id)
        operations.give_role(key, grant, "test:maker", make.AT)
    return make.settled_in(key)
