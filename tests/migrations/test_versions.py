"""Migrations: up, down and up again with rows in the tables, and nothing left to generate."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.audit import operations
from app.core import clock
from app.core.actors import SYSTEM
from app.core.db import db, transaction
from app.core.encryption import blind_index, keyring
from app.polls import operations as polls
from app.polls.operations import Whose
from app.polls.queries import find_draft
from app.roster import operations as roster
from app.roster.models import NUMBER_INDEX, PersonNumber
from tests import factories as make
from tests.app.polls.making import an_open_poll, home_of
from tests.people import a_world


@pytest.fixture
def migrated(app: Flask) -> Iterator[Flask]:
    """The tests' own database, which the migrations made; left as it was found."""
    yield app
    db.session.remove()
    upgrade()


def tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_with_rows_in_the_log(migrated: Flask) -> None:
    before = tables()
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", clock.now())
    db.session.remove()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == before


def test_the_migrations_say_all_that_the_models_say(migrated: Flask) -> None:
    check()


def test_drafts_of_the_first_version_become_those_of_whoever_speaks_for_the_home(migrated: Flask) -> None:
    world = a_world(migrated)
    poll, stranger = an_open_poll(world.compound), make.a_contact()
    for contact in (world.li, stranger):
        with transaction():
            whose = Whose(poll.id, contact, world.room.id, world.li_person.id)
            polls.save_draft(whose, {"first": "road"}, "chat", clock.now())
    db.session.remove()
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM poll_draft")).scalar_one() == 2
    upgrade()
    rows = db.session.execute(text("SELECT contact_id, person_id FROM poll_draft")).all()
    assert [tuple(row) for row in rows] == [(world.li, world.li_person.id)], "nobody can hand the other in"
    kept = find_draft(poll.id, world.li, home_of(world.li))
    assert kept is not None
    assert kept.answers == {"first": "road"}


def test_a_room_known_before_voting_rights_gets_its_first_record(migrated: Flask) -> None:
    room = make.a_room(area=8960)
    make.an_owner(room)
    room_id = room.id
    db.session.remove()
    downgrade(revision="0004")
    upgrade(revision="0005")
    records = text(
        "SELECT r.kind, r.area, r.area_source, r.began_at = c.created_at FROM part_record r"
        " JOIN room ON room.id = r.room_id JOIN compound c ON c.id = room.compound_id WHERE room.id = :room"
    )
    (row,) = db.session.execute(records, {"room": room_id}).all()
    assert tuple(row) == ("dwelling", 8960, "registered", True)
    assert db.session.execute(text("SELECT kind FROM ownership")).scalar_one() == "person"


def test_the_log_of_a_migrated_database_refuses_changes(migrated: Flask) -> None:
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:1", clock.now())
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text("UPDATE audit_entry SET act = 'x.y'"))


def test_of_whole_identity_numbers_only_what_is_compared_stays(migrated: Flask) -> None:
    compound = make.a_compound()
    told = {"371502198001010018": False, "371502201501010019": False, "91371500MA3C0000X9": True}
    for number, is_institution in told.items():
        person = make.a_person(compound, "某")
        with transaction():
            noted = roster.Number(person.id, number, is_institution)
            roster.note_number(compound.id, noted, "test:clerk", clock.now())
    db.session.remove()
    downgrade(revision="0015")
    with transaction():
        for number, uid in zip(told, numbers_in(), strict=True):
            sealed = keyring().seal(number, f"person_number|number_sealed|{uid}")
            values = {"sealed": sealed, "uid": uid}
            db.session.execute(
                text("UPDATE person_number SET number_sealed = :sealed WHERE uid = :uid"), values
            )
    db.session.remove()
    upgrade()
    rows = db.session.execute(select(PersonNumber).order_by(PersonNumber.id)).scalars().all()
    assert [row.tail for row in rows] == [number[-4:] for number in told]
    assert [row.of_age_on for row in rows] == [None, date(2033, 1, 1), None]
    assert {row.number_index for row in rows} == {blind_index(number, NUMBER_INDEX) for number in told}
    columns = {column["name"] for column in inspect(db.engine).get_columns("person_number")}
    assert "number_sealed" not in columns


def numbers_in() -> list[str]:
    return list(db.session.execute(text("SELECT uid FROM person_number ORDER BY id")).scalars())
