"""Fixtures for everybody: one application per database, blank for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from xdist.scheduler import LoadScopeScheduling

import config
from app import create_app
from app.core.db import db
from tests import databases, scheduling

ENGINES = ("sqlite", "postgresql")
os.environ["PATH"] += os.pathsep + os.defpath  # openssl, for somebody whose PATH is short


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine sqlite` runs the rooms on one database only."""
    parser.addoption("--engine", choices=(*ENGINES, "both"), default="both")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Whole files go to one process."""
    return scheduling.ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, one database comes after the other."""
    items[:] = scheduling.in_order(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database runs on SQLite and on PostgreSQL."""
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("engine")
        metafunc.parametrize("engine", ENGINES if chosen == "both" else (chosen,), scope="session")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a running PostgreSQL."""
    with databases.Postgres().running() as url:
        yield url


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where this run keeps its files."""
    place = databases.fast_folder()
    yield place
    shutil.rmtree(place, ignore_errors=True)


def settings_for(url: str, folder: Path) -> config.Settings:
    """Testing settings over one database."""
    return config.Testing({"DATABASE_URL": url, "INSTANCE_DIR": str(folder / "instance")})


@pytest.fixture(scope="session")
def whole_app(engine: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application over one migrated database, shared by all tests of a run."""
    is_sqlite = engine == "sqlite"
    url = f"sqlite:///{folder / 'tests.sqlite'}" if is_sqlite else request.getfixturevalue("postgres_url")
    if is_sqlite:
        (folder / "tests.sqlite").unlink(missing_ok=True)  # pytest may set an engine up twice in a run
    app = create_app(settings_for(url, folder))
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))  # a template is compiled once
    databases.build_schema(app)
    if is_sqlite:
        app.extensions["blank"] = databases.blank_bytes(folder / "tests.sqlite")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(whole_app: Flask, engine: str, folder: Path) -> Iterator[Flask]:
    """The application with an empty database and its own settings, inside an application context."""
    if engine == "sqlite":
        databases.restore_sqlite(whole_app, folder / "tests.sqlite", whole_app.extensions["blank"])
    else:
        databases.empty_postgres(whole_app)
    shutil.rmtree(folder / "instance", ignore_errors=True)
    (folder / "instance").mkdir()
    settings = dict(whole_app.config)
    with whole_app.app_context():
        yield whole_app
        db.session.remove()
    whole_app.config.clear()
    whole_app.config.update(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()
