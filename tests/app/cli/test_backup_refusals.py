"""What `flask restore` refuses: every damaged, foreign or unfitting backup, and nothing has changed then."""

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.cli.backup import uploads
from app.cli.backup.commands import backup, restore
from app.cli.backup.envelope import LENGTH, MAGIC, Opened, Sealer
from app.core import schema
from app.core.db import db
from app.core.encryption import Keyring
from tests.app.cli import places
from tests.app.cli.running import run

KEY = base64.b64encode(b"\x07" * 32).decode()
Change = Callable[[bytes], bytes]


def refused(app: Flask, path: Path, *options: str) -> str:
    """The one line of a restore that changed nothing, though it was allowed to replace everything."""
    before = places.rows_of(app), places.files_of(app)
    result = run(app, restore, path, "--replace", *options)
    assert result.exit_code == 1, result.output
    assert (places.rows_of(app), places.files_of(app)) == before
    (line,) = result.output.splitlines()
    return line


def pieces(body: bytes) -> list[bytes]:
    """Magic and header, then each chunk with its length."""
    found, at = [], len(MAGIC)
    while at < len(body):
        end = at + LENGTH.size + LENGTH.unpack(body[at : at + LENGTH.size])[0]
        found.append(body[at:end])
        at = end
    return [MAGIC + found[0], *found[1:]]


def with_header(body: bytes, **facts: Any) -> bytes:
    """The backup under another header."""
    first, *rest = pieces(body)
    head = json.loads(first[len(MAGIC) + LENGTH.size :]) | facts
    text = json.dumps(head).encode()
    return b"".join([MAGIC, LENGTH.pack(len(text)), text, *rest])


def flipped(place: int) -> Change:
    """One bit of one byte changed."""
    return lambda body: body[:place] + bytes([body[place] ^ 1]) + body[place:][1:]


DAMAGE: dict[str, Change] = {
    "empty": lambda _body: b"",
    "another kind of file": lambda body: b"PK\x03\x04" + body,
    "magic only": lambda _body: MAGIC,
    "header cut": lambda body: body[: len(MAGIC) + 40],
    "header only": lambda body: pieces(body)[0],
    "header huge": lambda body: MAGIC + b"\xff\xff\xff\xff" + body,
    "header no JSON": lambda _body: MAGIC + LENGTH.pack(3) + b"[[[",
    "header without facts": lambda _body: MAGIC + LENGTH.pack(2) + b"{}",
    "another instant": lambda body: with_header(body, at="2020-01-01T00:00:00+00:00"),
    "another engine": lambda body: with_header(body, engine="oracle"),
    "salt no hexadecimals": lambda body: with_header(body, salt="zz"),
    "first chunk gone": lambda body: b"".join([pieces(body)[0], *pieces(body)[2:]]),
    "last chunk gone": lambda body: b"".join(pieces(body)[:-1]),
    "only the last chunk": lambda body: b"".join([pieces(body)[0], pieces(body)[-1]]),
    "two chunks swapped": lambda body: b"".join(
        [*pieces(body)[:2], pieces(body)[3], pieces(body)[2], *pieces(body)[4:]]
    ),
    "a chunk twice": lambda body: b"".join([*pieces(body)[:3], *pieces(body)[2:]]),
    "one byte short": lambda body: body[:-1],
    "one byte more": lambda body: body + b"\x00",
    "itself appended": lambda body: body + body,
    "first chunk altered": lambda body: flipped(len(pieces(body)[0]) + 9)(body),
    "middle altered": lambda body: flipped(len(body) // 2)(body),
    "end altered": lambda body: flipped(len(body) - 1)(body),
    "a length altered": lambda body: flipped(len(pieces(body)[0]) + 3)(body),
}


def test_a_damaged_backup_is_refused_before_anything_is_touched(app: Flask, backed_up: Path) -> None:
    whole = backed_up.read_bytes()
    for name, damage in DAMAGE.items():
        backed_up.write_bytes(damage(whole))
        line = refused(app, backed_up)
        assert "cut short or altered" in line or "no backup of ours" in line, name


def test_a_backup_whose_key_this_place_lacks_names_it(
    app: Flask, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "keyring", Keyring(f"other:{KEY}", app.config["INDEX_KEY"]))
    assert "'dev1', which FIELD_KEYS does not hold" in refused(app, backed_up)


def test_a_wrong_key_under_the_right_name_is_told_from_damage(
    app: Flask, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "keyring", Keyring(f"dev1:{KEY}", app.config["INDEX_KEY"]))
    assert "wrong key" in refused(app, backed_up)


def test_a_backup_of_a_newer_schema_or_format_is_refused(app: Flask, backed_up: Path) -> None:
    body = backed_up.read_bytes()
    backed_up.write_bytes(with_header(body, revision="9999"))
    assert "schema 9999, newer than this version" in refused(app, backed_up)
    backed_up.write_bytes(with_header(body, version=2))
    assert "format 2" in refused(app, backed_up)


def test_another_index_key_is_refused_unless_the_operator_says_it_is_lost(
    app: Flask, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "keyring", Keyring(app.config["FIELD_KEYS"], KEY))
    assert "INDEX_KEY is not the one" in refused(app, backed_up)
    assert run(app, restore, backed_up, "--replace", "--other-index-key").exit_code == 0


def test_a_field_key_that_some_values_may_need_is_asked_for(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.a_full_place(app)
    both = Keyring(f"new:{KEY},{app.config['FIELD_KEYS']}", app.config["INDEX_KEY"])
    monkeypatch.setitem(app.extensions, "keyring", both)
    path = tmp_path / "place.backup"
    assert run(app, backup, path).exit_code == 0
    monkeypatch.setitem(app.extensions, "keyring", Keyring(f"new:{KEY}", app.config["INDEX_KEY"]))
    result = run(app, restore, path, "--replace")
    assert result.exit_code == 0
    assert "warning: FIELD_KEYS lacks 'dev1'" in result.output


def forged(source: Path, target: Path, change: Callable[[str, bytes], Any]) -> Path:
    """A backup with whole seals and a content of our choosing; a change may give None to drop a chunk."""
    opened = Opened(source)
    with target.open("wb") as out:
        facts = {name: opened.header[name] for name in ("engine", "revision", "at")}
        sealer = Sealer(out, **facts)
        kept = [found for kind, body in opened.chunks() if (found := change(kind, body))]
        for number, (kind, body) in enumerate(kept, start=1):
            sealer.put(kind, body, is_last=number == len(kept))
    return target


def twice(wanted: str) -> Callable[[str, bytes], Any]:
    """Two chunks of this kind say the same: the second one breaks a unique constraint."""
    seen: list[bytes] = []

    def change(kind: str, body: bytes) -> tuple[str, bytes]:
        if kind == wanted:
            seen.append(body)
            return kind, seen[0]
        return kind, body

    return change


def without(table: str) -> Callable[[str, bytes], Any]:
    """The rows of one table are missing, those that refer to them are there."""
    here = [""]

    def change(kind: str, body: bytes) -> Any:
        here[0] = json.loads(body)["table"] if kind == "T" else here[0]
        return None if kind == "R" and here[0] == table else (kind, body)

    return change


FORGERIES: dict[str, Callable[[], Callable[[str, bytes], Any]]] = {
    "rows that refer to nothing": lambda: without("compound"),
    "a table twice": lambda: twice("T"),
    "a table with other columns": lambda: lambda kind, body: (kind, body.replace(b'"act"', b'"deed"')),
    "rows of another table": lambda: twice("R"),
    "a file that leaves its folder": lambda: (
        lambda kind, body: (
            kind,
            b'{"name": "../../etc/passwd"}' if kind == "F" else body,
        )
    ),
    "a file of other bytes": lambda: lambda kind, body: (kind, body[:-1] if kind == "B" else body),
}


def test_whatever_fails_on_the_way_leaves_rows_and_files_as_they_were(
    app: Flask, backed_up: Path, tmp_path: Path
) -> None:
    for name, change in FORGERIES.items():
        line = refused(app, forged(backed_up, tmp_path / "forged.backup", change()))
        assert line.startswith("Error: "), name
        assert not list(Path(app.config["UPLOAD_DIR"]).glob(uploads.STAGING + "*"))


def test_a_disk_that_fills_up_while_restoring_leaves_everything(
    app: Flask, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_paths: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.cli.backup.uploads.os.sync", full)
    assert "nothing was changed: No space left on device" in refused(app, backed_up)


def test_files_that_were_added_go_again_when_the_database_says_no_at_last(
    app: Flask, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(app.config["UPLOAD_DIR"]) / places.PICTURE).unlink()

    def late(own: uploads.Staging) -> None:
        add(own)
        raise OSError(5, "Input/output error")

    add = uploads.Staging.add
    monkeypatch.setattr(uploads.Staging, "add", late)
    refused(app, backed_up)


def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    app: Flask, backed_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    newer = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, newer)
    (newer / "versions" / "9000_more.py").write_text(LATER_VERSION.format(down=_head()))
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    with places.a_fresh_place(db.engine.dialect.name, tmp_path, postgres_url) as other:
        result = run(other, restore, backed_up)
        assert result.exit_code == 0, result.output
        notes = db.session.execute(db.text("SELECT note FROM staff_account")).scalars().all()
        assert notes == ["later", "later"]
        assert db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar() == "9000"


def _head() -> str:
    return sorted(path.name[:4] for path in (schema.MIGRATIONS / "versions").glob("[0-9]*.py"))[-1]


LATER_VERSION = """
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{down}"


def upgrade() -> None:
    with op.batch_alter_table("staff_account") as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default="later"))
"""
