"""The schema a backup needs, made inside the transaction that fills it."""

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, literal, select, table, text
from sqlalchemy.schema import DropTable

from app.cli.backup.rows import VERSIONS, tables_in
from app.core import schema
from app.core.db import db


def revision_of(connection: Connection) -> str | None:
    """Which version of the schema the database has."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current() -> bool:
    """Whether the database has the schema of this version."""
    return revision_of(db.session.connection()) == _scripts().get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version of the product can make that schema."""
    return any(one.revision == revision for one in _scripts().walk_revisions())


def hold_all(connection: Connection) -> None:
    """Nobody else reads or writes until the transaction ends; SQLite's transaction does so by itself."""
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.quote
        if names := [quote(name) for name in inspect(connection).get_table_names()]:
            connection.execute(text(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"))
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))  # until this transaction ends


def is_blank(connection: Connection) -> bool:
    """Whether no table holds a row."""
    return not any(
        connection.execute(select(literal(1)).select_from(table(one.table)).limit(1)).first()
        for one in tables_in(connection)
    )


def prepare(connection: Connection, revision: str) -> None:
    """Empty tables of exactly this version of the schema; whatever stood there is gone."""
    if revision_of(connection) == revision and is_blank(connection):
        return
    names = [one.table for one in reversed(tables_in(connection))]
    if inspect(connection).has_table(VERSIONS):
        names.append(VERSIONS)
    for name in names:
        connection.execute(DropTable(Table(name, MetaData())))
    bring_to(connection, revision)


def bring_to(connection: Connection, revision: str) -> None:
    """Run the migrations up to a version inside the running transaction."""
    scripts = _scripts()

    def steps(current: object, _context: object) -> object:
        return scripts._upgrade_revs(revision, current)  # type: ignore[arg-type]  # as Alembic's own command does

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=revision) as environment:
        environment.configure(connection=connection, render_as_batch=True)
        with environment.begin_transaction():
            environment.run_migrations()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(schema.MIGRATIONS))
