"""Which version of the schema a database has."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import Migrate
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
migrations = Migrate(directory=str(MIGRATIONS), render_as_batch=True)


def is_migrated(connection: Connection) -> bool:
    """Whether this database has every migration."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return MigrationContext.configure(connection).get_current_revision() == scripts.get_current_head()
