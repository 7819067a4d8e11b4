"""`flask keys`: everything comes under the newest key, nothing anybody wrote meanwhile is lost."""

import base64
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, Table, Text, func, select, text, update

from app.audit import queries as audit
from app.chats import queries as chats
from app.cli.keys import keys
from app.cli.sealed import is_sealed, sealed_columns
from app.core.accounts import default_account
from app.core.db import Base, db, transaction
from app.core.encryption import Keyring, keyring
from app.notifications.jobs import DatabaseTokens
from app.roster.models import HouseCode, Person
from tests.app.cli import places
from tests.app.cli.running import run
from tests.app.polls import making

OLD = "dev1"
NEW_KEY, OTHER_KEY = (base64.b64encode(bytes([number]) * 32).decode() for number in (7, 8))


@pytest.fixture
def ring(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the place other field keys, or another index key, as a changed setting and a restart do."""
    first: str = app.config["FIELD_KEYS"]

    def put(field_keys: str, index_key: str = "") -> None:
        told = field_keys.replace("<first>", first)
        monkeypatch.setitem(
            app.extensions, "keyring", Keyring(told, index_key or str(app.config["INDEX_KEY"]))
        )

    return put


def ids_in_use() -> set[str]:
    """Ids of the keys that sealed values name."""
    db.session.rollback()
    found = [
        db.session.execute(select(column.table.c[column.name]).where(is_sealed(column))).scalars()
        for column in sealed_columns()
    ]
    return {value.split(".")[1] for values in found for value in values}


def indexes() -> list[Any]:
    """Every blind index, row by row."""
    return [
        db.session.execute(
            select(column.table.c.id, column.table.c[column.index]).order_by(column.table.c.id)
        ).all()
        for column in sealed_columns()
        if column.index
    ]


def test_every_value_comes_under_the_newest_key_and_opens_without_the_old_one(app: Flask, ring: Any) -> None:
    world = places.a_full_place(app)
    before, indexed = ids_in_use(), indexes()
    ring(f"new:{NEW_KEY},<first>")
    result = run(app, keys, "rotate")
    assert (before, ids_in_use(), result.exit_code) == ({OLD}, {"new"}, 0)
    assert "person.name_sealed: 4 changed" in result.output
    assert f"key {OLD}: no value needs it" in result.output
    assert indexes() == indexed
    ring(f"new:{NEW_KEY}")
    assert db.session.get_one(Person, world.wang_person.id).phone == "13806350001"
    assert chats.find_reply("message-1") == "请王秀英放心"
    token = DatabaseTokens().get(default_account())
    assert token is not None
    assert token.value == "token-of-wechat"


def test_a_second_run_changes_nothing_and_says_nothing_in_the_log(app: Flask, ring: Any) -> None:
    places.a_full_place(app)
    ring(f"new:{NEW_KEY},<first>")
    assert run(app, keys, "rotate").exit_code == 0
    entries = audit.entries_about("key:new")
    result = run(app, keys, "rotate")
    assert result.exit_code == 0
    assert "total: 0 changed" in result.output
    assert [entry.act for entry in entries] == ["key.rotated"]
    assert len(audit.entries_about("key:new")) == 1


def test_with_one_key_there_is_nothing_to_do(app: Flask) -> None:
    places.a_full_place(app)
    result = run(app, keys, "rotate")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "total: 0 changed")


def test_more_rows_than_a_batch_are_all_reached(
    app: Flask, ring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = places.a_full_place(app)
    with transaction():
        for number in range(25):
            db.session.add(
                Person(compound_id=world.compound.id, name=f"住户{number}", created_at=places.LATER)
            )
    monkeypatch.setattr("app.cli.keys.BATCH", 7)
    ring(f"new:{NEW_KEY},<first>")
    assert "person.name_sealed: 29 changed" in run(app, keys, "rotate").output
    assert ids_in_use() == {"new"}


def test_a_row_that_changes_between_reading_and_writing_keeps_what_was_written(
    app: Flask, ring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = places.a_full_place(app)
    ring(f"new:{NEW_KEY},<first>")
    seal = Keyring.seal

    def meddling(own: Keyring, plain: str, binding: str) -> str:
        """Somebody else writes the row just before its new value is ready."""
        if plain == "王秀英" and binding.startswith("person|"):
            monkeypatch.setattr(Keyring, "seal", seal)
            fresh = own.seal("王秀兰", binding)
            statement = update(Person).where(Person.id == world.wang_person.id).values(name_sealed=fresh)
            db.session.execute(statement)
        return seal(own, plain, binding)

    monkeypatch.setattr(Keyring, "seal", meddling)
    assert run(app, keys, "rotate").exit_code == 0
    db.session.expire_all()
    assert db.session.get_one(Person, world.wang_person.id).name == "王秀兰"


def test_rows_that_do_not_open_are_counted_and_left_alone(app: Flask, ring: Any) -> None:
    world = places.a_full_place(app)
    strange = Keyring(f"lost:{OTHER_KEY}", app.config["INDEX_KEY"]).seal("x", "y")
    with transaction():
        statement = update(Person).where(Person.id == world.li_person.id).values(name_sealed=strange)
        db.session.execute(statement)
    ring(f"new:{NEW_KEY},<first>")
    result = run(app, keys, "rotate")
    assert result.exit_code == 1
    assert "person.name_sealed: 3 changed, 1 cannot be opened" in result.output
    assert "1 values are under no key of FIELD_KEYS" in result.output
    assert ids_in_use() == {"new", "lost"}


def test_an_old_key_that_is_still_needed_is_said_to_be(app: Flask, ring: Any) -> None:
    world = places.a_full_place(app)
    moved = keyring().seal("王秀英", f"person|name_sealed|{world.wang_person.uid}")
    with transaction():
        statement = update(Person).where(Person.id == world.li_person.id).values(name_sealed=moved)
        db.session.execute(statement)
    ring(f"new:{NEW_KEY},<first>")
    result = run(app, keys, "rotate")
    assert result.exit_code == 1
    assert f"key {OLD}: still needed by 1 values" in result.output


def test_a_sealed_column_nobody_registered_stops_it_before_it_begins(app: Flask) -> None:
    odd = Table("odd_thing", Base.metadata, Column("id", Text, primary_key=True), Column("note_sealed", Text))
    try:
        result = run(app, keys, "rotate")
    finally:
        Base.metadata.remove(odd)
    assert result.exit_code == 1
    assert "odd_thing.note_sealed" in result.output


def test_after_another_index_key_was_set_the_indexes_are_computed_anew(app: Flask, ring: Any) -> None:
    world = places.a_full_place(app)
    before = indexes()
    ring("<first>", OTHER_KEY)
    result = run(app, keys, "reindex")
    assert result.exit_code == 0
    assert "person_number.number_index: 1 left" in result.output
    assert indexes() != before
    db.session.expire_all()
    wang = db.session.get_one(Person, world.wang_person.id)
    assert wang.phone_index == keyring().index("13806350001", "person.phone_index")
    code = db.session.execute(select(HouseCode)).scalars().one()
    assert code.code_index == keyring().index(code.code, "house_code.code_index")


def test_rows_another_transaction_holds_are_not_waited_for_but_tried_again(
    app: Flask, ring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # it has one writer, and no row is ever held by somebody else
    world = places.a_full_place(app)
    people = db.session.execute(select(func.count()).select_from(Person)).scalar_one()
    db.session.rollback()
    ring(f"new:{NEW_KEY},<first>")
    held = db.engine.connect()
    held.execute(text("SELECT id FROM person WHERE id = :id FOR UPDATE"), {"id": world.li_person.id})
    pauses: list[Any] = []

    def let_go(seconds: Any) -> None:
        pauses.append(seconds)
        held.rollback()
        held.close()

    monkeypatch.setattr("app.cli.keys.time.sleep", let_go)
    assert run(app, keys, "rotate").exit_code == 0
    assert len(pauses) == 1
    assert ids_in_use() == {"new"}
    assert db.session.execute(select(func.count()).select_from(Person)).scalar_one() == people


def test_answers_can_be_given_and_read_between_two_rotations(app: Flask, ring: Any) -> None:
    world = places.a_full_place(app)
    poll = making.an_open_poll(world.compound)
    ring(f"new:{NEW_KEY},<first>")
    home = making.home_of(world.li)
    receipt = making.answer(poll, home, key="once")
    assert run(app, keys, "rotate").exit_code == 0
    ring(f"newer:{OTHER_KEY},new:{NEW_KEY}")
    assert run(app, keys, "rotate").exit_code == 0
    again = making.answer(poll, home, key="once")
    assert (again.is_repeat, again.receipt) == (True, receipt.receipt)
