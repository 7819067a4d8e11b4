"""`flask backup` and `flask restore`: a whole place into one encrypted file, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app.cli.audit import verify
from app.cli.backup import structure
from app.cli.backup.departures import Again, keep_list
from app.cli.backup.envelope import Unusable
from app.cli.backup.making import make_backup
from app.cli.backup.restoring import Wishes, restore_backup
from app.core import clock
from app.core.db import db

TARGET = click.Path(dir_okay=False, path_type=Path)
SOURCE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=TARGET)
@with_appcontext
def backup(file: Path) -> None:
    """Write database and uploaded files, encrypted, to FILE while web and worker go on."""
    with _plainly("no backup was made"):
        _keep_departures()
        made = make_backup(file, _uploads(), clock.now())
    click.echo(
        f"ok: {made.size} bytes, {made.rows} rows, {made.files} files, audit sequence {made.sequence}: {file}"
    )


@click.command("restore")
@click.argument("file", type=SOURCE)
@click.option("--replace", is_flag=True, help="Into a place that holds something: all of that goes.")
@click.option(
    "--other-index-key", is_flag=True, help="The old INDEX_KEY is lost; `flask keys reindex` follows."
)
@click.option("--trusted", type=SOURCE, default=None, help="An older checkpoint the log must still contain.")
@click.pass_context
@with_appcontext
def restore(
    context: click.Context, file: Path, replace: bool, *, other_index_key: bool, trusted: Path | None
) -> None:
    """Bring back the backup FILE, whole or not at all; ends with `flask audit verify`."""
    wishes = Wishes(_departures(), replace, other_index_key)
    with _plainly("nothing was changed"):
        _keep_departures()
        restored = restore_backup(file, _uploads(), wishes, clock.now())
    click.echo(f"restored: {restored.rows} rows, {restored.files} files, as of {restored.made_at}")
    for name in restored.lacking:
        click.echo(f"warning: FIELD_KEYS lacks {name!r}; what is sealed with it stays unreadable", err=True)
    _tell(restored.again)
    db.session.remove()
    context.invoke(verify, log_file=None, trusted=trusted)


@contextmanager
def _plainly(outcome: str) -> Iterator[None]:
    """One line instead of a traceback when the database or the disk says no."""
    try:
        yield
    except (SQLAlchemyError, psycopg.Error) as problem:
        reason = str(getattr(problem, "orig", None) or problem).strip().partition("\n")[0]
        raise Unusable(f"{outcome}: the database said {type(problem).__name__}: {reason}") from problem
    except OSError as problem:
        raise Unusable(f"{outcome}: {problem.strerror}: {problem.filename or 'disk'}") from problem


def _tell(again: Again | None) -> None:
    """What the list of departures did, or that there was none."""
    if again is None:
        text = f"warning: no list of departures at {_departures()}: whoever was erased or dismissed is back"
        click.echo(f"{text}; find out who, and do it again", err=True)
        return
    click.echo(
        f"left again: {again.forgotten} erased, {again.withdrawn} withdrawn, {again.dismissed} roles ended,"
        f" {again.disabled} accounts disabled, {again.sessions} staff sessions closed;"
        f" the last line of the list is of {again.last_line}"
    )


def _keep_departures() -> None:
    """Bring the list up to date, where there is a log to read."""
    if structure.is_current():
        keep_list(_departures())
    db.session.rollback()


def _departures() -> Path:
    return Path(current_app.config["DEPARTURES_FILE"])


def _uploads() -> Path:
    return Path(current_app.config["UPLOAD_DIR"])
