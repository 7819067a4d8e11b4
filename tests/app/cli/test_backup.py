"""`flask backup` and `flask restore`: a whole place comes back, on either database, or nothing changes."""

import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.audit import operations as audit
from app.audit.jobs import link_new_entries, sign_chain
from app.cli.audit import audit as audit_commands
from app.cli.backup.commands import backup, restore
from app.cli.backup.uploads import STAGING
from app.core.actors import SYSTEM
from app.core.db import db, transaction
from app.roster.models import Person
from tests import factories as make
from tests.app.cli import places
from tests.app.cli.running import run

ENTRIES = "audit_entry"


@pytest.fixture
def fresh(engine: str, tmp_path: Path, postgres_url: str, app: Flask) -> Any:
    """Another place with an empty database; `other` for one of the other kind."""

    def make_one(kind: str = "", **settings: str) -> Any:
        return places.a_fresh_place(kind or engine, tmp_path, postgres_url, **settings)

    return make_one


def without_the_restore(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """All rows save the entry that says that the place was restored."""
    return rows | {ENTRIES: [row for row in rows[ENTRIES] if "place.restored" not in row]}


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_place_comes_back_whole_on_either_database(
    app: Flask, backed_up: Path, fresh: Any, target: str
) -> None:
    rows, files = places.rows_of(app), places.files_of(app)
    with fresh(target) as other:
        result = run(other, restore, backed_up)
        assert result.exit_code == 0, result.output
        assert result.output.splitlines()[-1].startswith("ok: ")
        assert result.output.endswith("1 not yet sequenced\n")
        assert without_the_restore(places.rows_of(other)) == rows
        assert places.files_of(other) == files


def test_the_restored_place_goes_on_numbering_and_refuses_changes_to_its_log(
    app: Flask, backed_up: Path, fresh: Any
) -> None:
    with fresh() as other:
        assert run(other, restore, backed_up).exit_code == 0
        numbers = {int(row.split(",")[0].strip("[")) for row in places.rows_of(other)["person"]}
        assert make.a_person(name="后来的人").id > max(numbers)
        link_new_entries({}, places.LATER)
        sign_chain({}, places.LATER)
        assert run(other, audit_commands, "verify").output.startswith("ok: ")
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(db.text("UPDATE audit_entry SET act = 'x.y'"))


def test_the_line_says_what_is_in_it_and_nothing_in_it_can_be_read(app: Flask, tmp_path: Path) -> None:
    places.a_full_place(app)
    path = tmp_path / "place.backup"
    result = run(app, backup, path)
    body = path.read_bytes()
    rows = sum(len(found) for found in places.rows_of(app).values())
    assert result.output.startswith(f"ok: {len(body)} bytes, {rows} rows, 2 files, audit sequence ")
    for plain in ("13806350001", "王秀英", "向阳小区", "openid-", "audit_entry", " a picture"):
        assert plain.encode() not in body
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["place.backup"]


def test_a_backup_overwrites_nothing(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("mine")
    result = run(app, backup, path)
    assert (result.exit_code, path.read_text()) == (1, "mine")
    assert "exists already" in result.output


def test_a_backup_does_not_go_into_the_folder_it_backs_up(app: Flask) -> None:
    path = Path(app.config["UPLOAD_DIR"]) / "place.backup"
    result = run(app, backup, path)
    assert (result.exit_code, path.exists()) == (1, False)


def test_where_nothing_can_be_written_one_line_says_so(app: Flask, tmp_path: Path) -> None:
    result = run(app, backup, tmp_path / "nowhere" / "place.backup")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)


def test_a_backup_of_no_schema_is_refused(fresh: Any, tmp_path: Path) -> None:
    with fresh() as other:
        result = run(other, backup, tmp_path / "place.backup")
    assert result.exit_code == 1
    assert "flask db upgrade" in result.output
    assert not (tmp_path / "place.backup").exists()


def test_pictures_half_written_and_hidden_files_stay_out(app: Flask, tmp_path: Path, fresh: Any) -> None:
    places.a_full_place(app)
    places.write_file(app, "ab/tmpa1b2c3d4", b"half")
    places.write_file(app, STAGING + "killed/ab/x.jpg", b"left")
    (Path(app.config["UPLOAD_DIR"]) / "link").symlink_to("/etc/hostname")
    path = tmp_path / "place.backup"
    assert "2 files" in run(app, backup, path).output
    with fresh() as other:
        places.write_file(other, STAGING + "killed/ab/x.jpg", b"left")
        assert run(other, restore, path).exit_code == 0
        assert len(places.files_of(other)) == 2


def test_a_place_that_holds_rows_is_not_restored_into(app: Flask, backed_up: Path) -> None:
    before = places.rows_of(app), places.files_of(app)
    result = run(app, restore, backed_up)
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert (places.rows_of(app), places.files_of(app)) == before


def test_a_place_that_holds_files_is_not_restored_into(backed_up: Path, fresh: Any) -> None:
    with fresh() as other:
        places.write_file(other, "ab/mine.jpg", b"mine")
        result = run(other, restore, backed_up)
        assert result.exit_code == 1
        assert "UPLOAD_DIR" in result.output
        assert places.rows_of(other) == {}


def test_replacing_drops_what_was_there_the_log_and_the_files_too(
    app: Flask, backed_up: Path, fresh: Any
) -> None:
    rows, files = places.rows_of(app), places.files_of(app)
    with fresh() as other:
        run(other, restore, backed_up)
        with transaction():
            audit.record(SYSTEM, "thing.done", "thing:1", places.LATER)
        make.a_person(name="多出来的人")
        places.write_file(other, "cd/new.jpg", b"later")
        places.write_file(other, places.PICTURE, b"another")
        assert run(other, restore, backed_up).exit_code == 1
        result = run(other, restore, backed_up, "--replace")
        assert result.exit_code == 0, result.output
        assert without_the_restore(places.rows_of(other)) == rows
        assert places.files_of(other) == files


def test_the_log_shows_the_restore_and_an_outside_checkpoint_shows_what_is_lost(
    app: Flask, backed_up: Path, fresh: Any, tmp_path: Path
) -> None:
    with transaction():
        audit.record(SYSTEM, "thing.done", "thing:after", places.LATER)
    link_new_entries({}, places.LATER)
    sign_chain({}, places.LATER)
    newest = tmp_path / "newest.json"
    newest.write_text(run(app, audit_commands, "checkpoint").output)
    with fresh() as other:
        result = run(other, restore, backed_up, "--trusted", newest)
        assert result.exit_code == 1
        assert result.output.splitlines()[-1].endswith("trusted-head-missing")
        assert any("place.restored" in row for row in places.rows_of(other)[ENTRIES])


def test_a_log_that_was_broken_when_it_was_backed_up_is_said_to_be(
    app: Flask, tmp_path: Path, fresh: Any
) -> None:
    places.a_full_place(app)
    is_sqlite = db.engine.dialect.name == "sqlite"
    with transaction():
        off = "DROP TRIGGER audit_link_no_delete"
        db.session.execute(db.text(off if is_sqlite else "ALTER TABLE audit_link DISABLE TRIGGER USER"))
        db.session.execute(db.text("DELETE FROM audit_link WHERE sequence = 2"))
        if not is_sqlite:
            db.session.execute(db.text("ALTER TABLE audit_link ENABLE TRIGGER USER"))
    path = tmp_path / "place.backup"
    assert run(app, backup, path).exit_code == 0
    with fresh() as other:
        result = run(other, restore, path)
        assert result.exit_code == 1
        assert "broken at entry 2" in result.output
        assert len(places.rows_of(other)["person"]) == len(places.rows_of(app)["person"]) > 0
        assert db.session.query(Person).count() > 0
