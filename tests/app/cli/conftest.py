"""A place that has been backed up."""

from pathlib import Path

import pytest
from flask import Flask

from app.cli.backup.commands import backup
from tests.app.cli import places
from tests.app.cli.running import run


@pytest.fixture
def backed_up(app: Flask, tmp_path: Path) -> Path:
    """A full place, and the backup of it."""
    places.a_full_place(app)
    path = tmp_path / "place.backup"
    assert run(app, backup, path).exit_code == 0
    return path
