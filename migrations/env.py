"""How migrations run: online, over the application's own engine."""

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from app.core.db import Base, JSONText, UTCDateTime

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Our own types as what they are to the database, so that a version imports nothing of ours."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSONText):
        return "sa.Text()"
    return False


def compare_type(
    _context: object, _column: object, _found: object, _wanted: object, wanted: object
) -> bool | None:
    """Types that only wrap another one in Python are no difference to the database."""
    return False if isinstance(wanted, JSONText | UTCDateTime) else None


def run(connection: Connection) -> None:
    """Every pending version in one transaction."""
    connection.execution_options(writes=True)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=compare_type,
    )
    with context.begin_transaction():
        context.run_migrations()


with db.engine.connect() as opened:
    run(opened)
