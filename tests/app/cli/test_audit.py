"""`flask audit`: whatever an administrator does to the log, the verifier names the first bad entry."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import text

from app.audit import operations, queries
from app.audit.jobs import link_new_entries, sign_chain
from app.audit.models import APPEND_ONLY
from app.cli.audit import audit
from app.core.actors import SYSTEM
from app.core.db import db, transaction
from surveys.proof import chain
from surveys.proof.canonical import canonical_bytes
from tests.app.cli.running import run

AT = datetime(2026, 5, 1, tzinfo=UTC)


def acts(count: int, at: datetime = AT) -> None:
    """That many entries, linked; the chain's end is signed."""
    with transaction():
        for number in range(count):
            operations.record(SYSTEM, "thing.done", f"thing:{number}", at, words="好", number=number)
    link_new_entries({}, at)
    sign_chain({}, at)


def as_administrator(*statements: str) -> None:
    """Change the log as somebody can who owns the database: triggers first."""
    with transaction():
        for statement in (*trigger_free(), *statements):
            db.session.execute(text(statement))


def trigger_free() -> list[str]:
    """How an administrator gets rid of the triggers."""
    if db.engine.dialect.name == "sqlite":
        return [f"DROP TRIGGER {table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")]
    return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY]


@pytest.fixture(autouse=True)
def triggers_back(app: Flask) -> Any:
    """PostgreSQL keeps its schema from test to test."""
    yield
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with transaction():
            for table in APPEND_ONLY:
                db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def checkpoint_file(app: Flask, folder: Path) -> Path:
    """The newest checkpoint, kept elsewhere."""
    path = folder / "checkpoint.json"
    path.write_text(run(app, audit, "checkpoint").output, encoding="utf-8")
    return path


def log_file(app: Flask, folder: Path) -> Path:
    """The exported log."""
    path = folder / "log.jsonl"
    path.write_text(run(app, audit, "export").output, encoding="utf-8")
    return path


def verify(app: Flask, *arguments: object) -> tuple[int, str]:
    result = run(app, audit, "verify", *arguments)
    return result.exit_code, result.output.strip()


def test_an_empty_log_is_whole(app: Flask) -> None:
    assert run(app, audit, "export").output == ""
    assert verify(app) == (0, f"ok: 0 entries, head {'0' * 16}, 0 not yet sequenced")
    result = run(app, audit, "checkpoint")
    assert (result.exit_code, result.output.strip()) == (1, "no checkpoint has been signed yet")


def test_the_exported_log_verifies_without_the_database(app: Flask, tmp_path: Path) -> None:
    acts(4)
    path = log_file(app, tmp_path)
    status, said = verify(app)
    assert (status, said.startswith("ok: 4 entries")) == (0, True)
    as_administrator("DELETE FROM audit_link", "DELETE FROM audit_entry")
    status, said = verify(app, "--log", path)
    assert (status, said.startswith("ok: 4 entries")) == (0, True)


def test_entries_that_wait_for_their_place_are_counted(app: Flask) -> None:
    acts(2)
    with transaction():
        operations.record(SYSTEM, "thing.done", "thing:9", AT)
    assert verify(app)[1].endswith("1 not yet sequenced")


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE audit_entry SET actor = 'staff:X' WHERE id = :second"], "broken at entry 2: hash-differs"),
        (
            ["UPDATE audit_entry SET act = 'thing.undone' WHERE id = :second"],
            "broken at entry 2: hash-differs",
        ),
        (["UPDATE audit_entry SET facts = '{}' WHERE id = :second"], "broken at entry 2: hash-differs"),
        (
            ["UPDATE audit_entry SET subject = 'thing:7' WHERE id = :second"],
            "broken at entry 2: hash-differs",
        ),
        (
            ["UPDATE audit_entry SET at = '2026-05-01 00:00:01' WHERE id = :second"],
            "broken at entry 2: hash-differs",
        ),
        (["UPDATE audit_link SET hash = previous WHERE sequence = 2"], "broken at entry 2: hash-differs"),
        (
            ["UPDATE audit_link SET previous = 'f' || substr(previous, 2) WHERE sequence = 1"],
            "broken at entry 1: previous-differs",
        ),
        (["DELETE FROM audit_link WHERE sequence = 2"], "broken at entry 2: sequence-broken"),
        (["DELETE FROM audit_link WHERE sequence = 1"], "broken at entry 1: sequence-broken"),
        (
            ["DELETE FROM audit_link WHERE sequence = 2", "DELETE FROM audit_entry WHERE id = :second"],
            "broken at entry 2: sequence-broken",
        ),
        (["DELETE FROM audit_link WHERE sequence >= 3"], "broken at entry 4: checkpoint-differs"),
        (["DELETE FROM audit_link"], "broken at entry 4: checkpoint-differs"),
        (
            ["UPDATE audit_checkpoint SET at = '2026-04-01 00:00:00'"],
            "broken at entry 4: checkpoint-signature-wrong",
        ),
        (["UPDATE audit_checkpoint SET signature = '00'"], "broken at entry 4: checkpoint-signature-wrong"),
        (["UPDATE audit_checkpoint SET signature = 'zz'"], "broken at entry 4: checkpoint-signature-wrong"),
        (["UPDATE audit_checkpoint SET key = '00'"], "broken at entry 4: checkpoint-signed-by-another-key"),
        (["UPDATE audit_checkpoint SET sequence = 3"], "broken at entry 3: checkpoint-differs"),
    ],
)
def test_what_an_administrator_changes_is_named(app: Flask, statements: list[str], said: str) -> None:
    acts(4)
    db.session.rollback()
    second = db.session.execute(text("SELECT entry_id FROM audit_link WHERE sequence = 2")).scalar_one()
    as_administrator(*(statement.replace(":second", str(second)) for statement in statements))
    assert verify(app) == (1, said)


def rewritten_whole() -> None:
    """Forge an entry and compute the whole chain anew, as a clever administrator would."""
    as_administrator("DELETE FROM audit_link", "UPDATE audit_entry SET actor = 'staff:X'")
    link_new_entries({}, AT)


def test_a_chain_that_was_computed_anew_as_a_whole_is_betrayed_by_its_checkpoint(app: Flask) -> None:
    acts(4)
    rewritten_whole()
    assert chain.verify_chain(operations.export_lines()).intact
    assert verify(app) == (1, "broken at entry 4: checkpoint-differs")


def test_signing_the_forgery_with_another_key_does_not_help(app: Flask) -> None:
    acts(4)
    rewritten_whole()
    with transaction():
        db.session.execute(text("DELETE FROM audit_checkpoint"))
    app.config["CHECKPOINT_KEY"] = base64.b64encode(b"k" * 32).decode()
    sign_chain({}, AT)
    assert verify(app)[0] == 0
    app.config["CHECKPOINT_KEY"] = base64.b64encode(b"o" * 32).decode()
    assert verify(app) == (1, "broken at entry 4: checkpoint-signed-by-another-key")


def test_a_checkpoint_kept_elsewhere_shows_what_the_database_forgot(app: Flask, tmp_path: Path) -> None:
    acts(3)
    older = checkpoint_file(app, tmp_path)
    acts(2, AT + timedelta(minutes=1))
    assert verify(app, "--trusted", older)[0] == 0
    as_administrator("DELETE FROM audit_checkpoint")
    rewritten_whole_without_triggers()
    assert verify(app)[0] == 0
    assert verify(app, "--trusted", older) == (1, "broken at entry 3: trusted-head-differs")


def rewritten_whole_without_triggers() -> None:
    with transaction():
        db.session.execute(text("DELETE FROM audit_link"))
        db.session.execute(text("UPDATE audit_entry SET actor = 'staff:X'"))
    link_new_entries({}, AT)


def test_an_exported_log_that_was_cut_short_is_noticed_with_a_checkpoint(app: Flask, tmp_path: Path) -> None:
    acts(4)
    trusted, path = checkpoint_file(app, tmp_path), log_file(app, tmp_path)
    assert verify(app, "--log", path, "--trusted", trusted)[0] == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    assert verify(app, "--log", path)[0] == 0
    assert verify(app, "--log", path, "--trusted", trusted) == (1, "broken at entry 3: trusted-head-missing")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\xff\xfe\x00garbage\n", "broken at entry 1: line-malformed"),
        (b"{}\n", "broken at entry 1: line-malformed"),
        (
            b'{"sequence":1,"sequence":1,"entry":{},"previous":"","hash":""}\n',
            "broken at entry 1: line-malformed",
        ),
        (b"[" * 100_000 + b"\n", "broken at entry 1: line-malformed"),
        (b'{"sequence":NaN,"entry":{},"previous":"","hash":""}', "broken at entry 1: line-malformed"),
    ],
)
def test_a_file_that_is_no_log_is_said_to_be_broken(
    app: Flask, tmp_path: Path, body: bytes, said: str
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(body)
    assert verify(app, "--log", path) == (1, said)


def forged(stated: dict[str, Any]) -> dict[str, Any]:
    """The statement signed by a stranger, who still names the operator's key."""
    at, sequence, digest = datetime.fromisoformat(stated["at"]), stated["sequence"], stated["hash"]
    signed = Ed25519PrivateKey.generate().sign(operations.checkpoint_bytes(sequence, digest, at))
    return stated | {"signature": signed.hex()}


@pytest.mark.parametrize(
    "change",
    [
        forged,
        lambda stated: stated | {"sequence": stated["sequence"] + 1},
        lambda stated: stated | {"hash": "0" * 64},
        lambda stated: stated | {"at": "2026-05-02T00:00:00+00:00"},
        lambda stated: stated | {"signature": ""},
        lambda stated: stated | {"signature": "zz"},
        lambda stated: stated | {"key": "00"},
        lambda stated: stated | {"sequence": None},
        lambda stated: {name: value for name, value in stated.items() if name != "at"},
        lambda stated: [stated],
        lambda _stated: "x",
    ],
)
def test_a_checkpoint_without_a_valid_signature_is_bad_usage(app: Flask, tmp_path: Path, change: Any) -> None:
    acts(2)
    path = checkpoint_file(app, tmp_path)
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    status, said = verify(app, "--trusted", path)
    assert status == 2
    assert said == f"{path} is no checkpoint with a valid signature"


def test_a_file_that_is_not_there_is_bad_usage(app: Flask, tmp_path: Path) -> None:
    assert verify(app, "--log", tmp_path / "nowhere")[0] == 2
    assert verify(app, "--trusted", tmp_path / "nowhere")[0] == 2


def test_what_is_exported_is_canonical_and_signed_by_the_operators_key(app: Flask, tmp_path: Path) -> None:
    acts(1)
    (line,) = log_file(app, tmp_path).read_text(encoding="utf-8").splitlines()
    assert canonical_bytes(json.loads(line)).decode() == line
    assert "好" in line
    (found,) = queries.get_checkpoints()
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(app.config["CHECKPOINT_KEY"])[:32])
    assert found.key == key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
