"""The building: joins the parts into one Flask application."""

from pathlib import Path

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import tables
from app.cli import commands
from app.core import db as database
from app.core import logs, schema
from app.core.encryption import Keyring
from app.web import blueprints, compression, csrf, errors, health, navigation, pages


class UnsafeSettings(Exception):
    """This place must not start; says which settings and why."""


def create_app(settings: config.Settings | None = None) -> APIFlask:
    """The application for one place; refuses to start where a setting is unsafe."""
    settings = settings or config.from_environment()
    if problems := settings.problems():
        raise UnsafeSettings("; ".join(problems))
    app = APIFlask("app", json_errors=False, docs_path=None, spec_path=None)
    app.config.from_object(settings)
    app.url_map.strict_slashes = False
    Path(settings.INSTANCE_DIR).mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(settings.SQLALCHEMY_DATABASE_URI)
    app.extensions["keyring"] = Keyring(settings.FIELD_KEYS, settings.INDEX_KEY)
    logs.prepare(app)
    database.db.init_app(app)
    schema.migrations.init_app(app, database.db)
    for part in (csrf, errors, pages, compression, navigation, health, blueprints, commands):
        part.init_app(app)
    if settings.TRUSTED_PROXIES:
        hops = settings.TRUSTED_PROXIES
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Werkzeug documents
    return app


__all__ = ["UnsafeSettings", "create_app", "tables"]
