"""Who left after a backup was made leaves again when it is restored, as far as the list reaches."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.chats import operations as chats
from app.cli.backup.commands import backup, restore
from app.cli.backup.departures import keep_departures, keep_list
from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Contact
from tests import factories as make
from tests.app.cli import places
from tests.app.cli.running import run
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    return a_world(app)


def listed(app: Flask) -> Path:
    return Path(app.config["DEPARTURES_FILE"])


def back(app: Flask, path: Path) -> str:
    """What `flask restore` says."""
    result = run(app, restore, path, "--replace")
    assert result.exit_code == 0, result.output
    db.session.remove()
    return result.output


def backed_up(app: Flask, folder: Path) -> Path:
    path = folder / "place.backup"
    assert run(app, backup, path).exit_code == 0
    return path


def test_who_was_erased_since_the_backup_is_not_brought_back(
    app: Flask, world: World, tmp_path: Path
) -> None:
    openid, other = (db.session.get_one(Contact, one).openid for one in (world.wang, world.li))
    path = backed_up(app, tmp_path)
    with transaction():
        chats.erase_resident(world.wang, clock.now())
    assert "left again: 1 erased, 0 withdrawn" in back(app, path)
    assert queries.find_contact("main", openid) is None
    assert queries.homes_of(world.wang) == []
    assert queries.find_contact("main", other) == world.li


def test_who_withdrew_consent_since_is_asked_again(app: Flask, world: World, tmp_path: Path) -> None:
    path = backed_up(app, tmp_path)
    with transaction():
        chats.withdraw_resident(world.wang, clock.now())
    assert "0 erased, 1 withdrawn" in back(app, path)
    assert db.session.get_one(Contact, world.wang).consent_version is None


def test_who_was_dismissed_since_holds_nothing_and_everybody_signs_in_again(
    app: Flask, world: World, tmp_path: Path
) -> None:
    key, token = world.clerk.key, make.a_staff_session(world.official, clock.now())
    with transaction():
        operations.give_role(key, Grant("committee", world.next_compound.path), "test:maker", clock.now())
    path = backed_up(app, tmp_path)
    with transaction():
        operations.end_again(key, Grant("clerk", world.compound.path), "staff:X", clock.now())
    assert "1 roles ended, 0 accounts disabled, 1 staff sessions closed" in back(app, path)
    assert [one.role for one in queries.grants_of(key, clock.now())] == ["committee"]
    assert queries.actor_for_session(token, clock.now()) is None
    with transaction():
        operations.end_roles(key, "staff:X", clock.now())
    back(app, path)
    assert queries.grants_of(key, clock.now()) == []


def test_an_account_disabled_since_stays_disabled_unless_it_was_enabled_again(
    app: Flask, world: World, tmp_path: Path
) -> None:
    key, *by = (one.key for one in (world.clerk, *(make.a_staff_account("admin", make.CITY) for _ in "12")))
    path = backed_up(app, tmp_path)
    switch(key, operations.propose_disabling, by)
    assert "1 accounts disabled" in back(app, path)
    assert queries.is_disabled(key)
    switch(key, operations.propose_enabling, by)
    assert "0 accounts disabled" in back(app, path)
    assert not queries.is_disabled(key)


def switch(key: str, propose: Callable[..., int], by: list[str]) -> None:
    at = clock.now()
    first, second = (Actor("staff", one, "", tuple(queries.grants_of(one, at))) for one in by)
    with transaction():
        number = propose(key, operations.Nomination(Grant("", ""), "调走"), first, at)
    with transaction():
        operations.confirm_proposal(number, second, at)


def test_what_happened_before_the_backup_is_not_done_twice(app: Flask, world: World, tmp_path: Path) -> None:
    key, early = world.clerk.key, clock.now() - timedelta(hours=1)
    with transaction():
        operations.end_again(key, None, "staff:X", early)
        operations.give_role(key, Grant("clerk", world.compound.path), "test:maker", early)
    path = backed_up(app, tmp_path)
    assert "0 roles ended" in back(app, path)
    assert queries.grants_of(key, clock.now())


def test_the_same_number_may_be_somebody_else_since(app: Flask, world: World, tmp_path: Path) -> None:
    path = backed_up(app, tmp_path)
    with transaction():
        chats.erase_resident(world.wang, clock.now())
    keep_departures({}, clock.now())
    lines = listed(app).read_text().replace('"made": "', '"made": "1')
    listed(app).write_text(lines)
    assert "left again: 0 erased" in back(app, path)
    assert queries.homes_of(world.wang)


def test_without_the_list_it_says_so_plainly(
    app: Flask, world: World, tmp_path: Path, engine: str, postgres_url: str
) -> None:
    path = backed_up(app, tmp_path)
    listed(app).unlink()
    listed(app).mkdir()  # as where nobody may write: not even the present log can be read into it
    result = run(app, restore, path, "--replace")
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    with places.a_fresh_place(engine, tmp_path, postgres_url) as other:
        assert "warning: no list of departures" in run(other, restore, path).output


def test_the_list_names_nobody_goes_on_where_it_stopped_and_survives_a_cut(app: Flask, world: World) -> None:
    openid = db.session.get_one(Contact, world.wang).openid
    with transaction():
        chats.erase_resident(world.wang, clock.now())
    assert keep_list(listed(app)) == 2
    assert keep_list(listed(app)) == 0
    with listed(app).open("a") as out:
        out.write('{"entry": 12')
    with transaction():
        operations.end_roles(world.clerk.key, "staff:X", clock.now())
    assert keep_list(listed(app)) == 1
    text = listed(app).read_text()
    assert openid not in text
    assert [json.loads(line)["act"] for line in text.splitlines() if line.endswith("}")] == [
        "contact.erase", "position", "role.end",
    ]  # fmt: skip
    assert listed(app).stat().st_mode & 0o777 == 0o600
