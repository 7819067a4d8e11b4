"""`flask keys rotate` reaches photographs of papers as it does columns, and no published picture."""

import base64
import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.bulletins.models import Stage, TimelineEntry
from app.cli import sealed_files
from app.cli.keys import keys
from app.core import files
from app.core.db import Base, db, transaction
from app.core.encryption import Keyring
from app.roster import operations
from app.roster.models import Proxy
from app.roster.operations import Somebody
from tests import factories as make
from tests.app.cli.running import run
from tests.factories import AT
from tests.people import World, a_world

OTHER_KEY = base64.b64encode(bytes([9]) * 32).decode()


@pytest.fixture
def world(app: Flask) -> World:
    return a_world(app)


def a_picture(shade: int) -> str:
    """A photograph as it was kept before those of papers were sealed."""
    raw = io.BytesIO()
    Image.new("RGB", (30, 20), (shade, 0, 0)).save(raw, "PNG")
    raw.seek(0)
    return files.keep_picture(raw)


def an_authority(world: World, scan: str) -> None:
    agent = Somebody(world.li_person.id)
    owner = make.an_owner(make.a_room(world.unit, f"90{len(scans())}"))
    with transaction():
        paper = operations.Authorisation(owner.id, agent, AT, AT + timedelta(days=9), scan)
        operations.record_proxy(world.compound.id, paper, "test:clerk", AT)


def scans() -> list[str]:
    db.session.rollback()
    return [name or "" for name in db.session.execute(select(Proxy.scan).order_by(Proxy.id)).scalars()]


def with_new_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told = f"new:{OTHER_KEY},{app.config['FIELD_KEYS']}"
    monkeypatch.setitem(app.extensions, "keyring", Keyring(told, app.config["INDEX_KEY"]))


def test_plain_photographs_of_papers_are_sealed_and_published_ones_stay(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, shown = a_picture(1), a_picture(2)
    for name in (alone, shown):
        an_authority(world, name)
    values = {"stage": next(iter(Stage)), "text": "开工", "posted_by": "staff:X", "posted_at": AT}
    make.kept(
        TimelineEntry(
            public_id="ABCDEFGHJK",
            compound_id=world.compound.id,
            happened_on=AT.date(),
            picture=shown,
            **values,
        )
    )
    bodies = [files.open_kept(name) for name in (alone, shown)]
    result = run(app, keys, "rotate")
    assert (result.exit_code, "photographs of papers: 2 changed" in result.output) == (0, True)
    assert [Path(name).suffix for name in scans()] == [files.LOCKED] * 2
    assert [files.open_kept(name) for name in scans()] == bodies
    left = {path.name for path in Path(app.config["UPLOAD_DIR"]).rglob("*.jpg")}
    assert left == {shown}
    assert "total: 0 changed" in run(app, keys, "rotate").output


def test_sealed_photographs_come_under_the_newest_key(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_authority(world, files.lock_kept(a_picture(1)) or "")
    an_authority(world, "ab" * 32 + files.LOCKED)
    before = scans()
    body = files.open_kept(before[0])
    with_new_key(app, monkeypatch)
    assert sealed_files.keys_of_files() == {"dev1": 1}
    result = run(app, keys, "rotate")
    assert "photographs of papers: 1 changed, 1 are not there" in result.output
    assert "key dev1: no value needs it" in result.output
    assert (scans(), files.key_of_kept(before[0]), files.open_kept(before[0])) == (before, "new", body)


def test_an_old_key_that_a_photograph_still_needs_is_said_to_be(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = "ab" * 32 + files.LOCKED
    (lying,) = Path(app.config["UPLOAD_DIR"]).rglob(files.lock_kept(a_picture(1)) or "")
    (lying.parents[1] / "ab").mkdir()
    lying.rename(lying.parents[1] / "ab" / moved)
    an_authority(world, moved)
    with_new_key(app, monkeypatch)
    assert "key dev1: still needed by 1 values" in run(app, keys, "rotate").output


def test_a_photograph_no_key_opens_is_told_and_left_alone(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = files.lock_kept(a_picture(1)) or ""
    an_authority(world, name)
    told = f"new:{OTHER_KEY}"
    monkeypatch.setitem(app.extensions, "keyring", Keyring(told, app.config["INDEX_KEY"]))
    result = run(app, keys, "rotate")
    assert result.exit_code == 1
    assert "photographs of papers: 0 changed, 1 cannot be opened" in result.output
    assert files.key_of_kept(name) == "dev1"


def test_every_column_that_names_a_picture_is_known_to_be_open_or_of_papers() -> None:
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in ("picture", "photo", "scan", "proof")
    }
    under_keys_of_their_own = {
        ("service_attempt", "proof"),
        ("paper_entry", "photo"),
        ("representative_bundle", "photo"),
    }
    assert named - under_keys_of_their_own == {*sealed_files.LOCKED, *sealed_files.OPEN}
