"""The keys of sealed fields: bringing every value under the newest one while the place serves."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, func, or_, select, tuple_, update

from app.audit.operations import record
from app.cli.sealed import SealedColumn, fingerprints, forgotten, is_sealed, sealed_columns
from app.cli.sealed_files import keys_of_files, lock_files
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.encryption import Unreadable, keyring

OPERATOR = Actor("cli", "keys")
BATCH = 500
TRIES, PAUSE_S = 20, 0.2  # for rows that somebody else held
Fresh = Callable[[SealedColumn, str, RowMapping], dict[str, str]]

keys = AppGroup("keys", help="The keys of sealed fields.")


@dataclass(frozen=True)
class Swept:
    """What one pass over a column did: rows changed, rows that do not open."""

    changed: int
    unreadable: int


@keys.command("rotate")
def rotate() -> None:
    """Bring every sealed value under the newest key of FIELD_KEYS while web and worker go on.

    May be stopped at any moment and run again. Exit 1 when values are left that no key of FIELD_KEYS opens.
    """
    _refuse_forgotten()
    changed = unreadable = 0
    for column in sealed_columns():
        swept = _settle(column)
        changed, unreadable = changed + swept.changed, unreadable + swept.unreadable
        odd = f", {swept.unreadable} cannot be opened" if swept.unreadable else ""
        click.echo(f"{column}: {swept.changed} changed{odd}")
    turned = lock_files()
    changed, unreadable = changed + turned.changed, unreadable + turned.unreadable
    click.echo(str(turned))
    if changed:
        with transaction():
            record(OPERATOR, "key.rotated", f"key:{keyring().newest}", clock.now(), changed=changed)
    click.echo(f"total: {changed} changed")
    sys.exit(1 if _tell_uses() or unreadable else 0)


@keys.command("reindex")
def reindex() -> None:
    """Compute every blind index anew, after INDEX_KEY was lost and another one set; stop web and worker."""
    _refuse_forgotten()
    unreadable = 0
    for column in sealed_columns():
        if column.index is not None:
            swept = _sweep(column, _indexed, is_sealed(column))
            unreadable += swept.unreadable
            click.echo(f"{column.table.name}.{column.index}: {swept.changed} computed")
    for mark in fingerprints():
        left = db.session.execute(select(func.count(mark))).scalar_one()
        click.echo(f"{mark}: {left} left as they were, what they were made of is not kept")
    sys.exit(1 if unreadable else 0)


def _settle(column: SealedColumn) -> Swept:
    """Sweep until nothing is left under an older key; rows that others held are tried again."""
    changed = 0
    for _ in range(TRIES):
        swept = _sweep(column, _resealed, is_sealed(column) & ~_is_under(column, keyring().newest))
        changed += swept.changed
        if _count_old(column) <= swept.unreadable:
            break
        time.sleep(PAUSE_S)
    return Swept(changed, swept.unreadable)


def _sweep(column: SealedColumn, fresh: Fresh, wanted: ColumnElement[bool]) -> Swept:
    """Once over the rows wanted, a batch a transaction."""
    statement = _batch_of(column, wanted)
    last: tuple[Any, ...] | None = None
    changed = unreadable = 0
    while True:
        with transaction():
            found = db.session.execute(_after(statement, column, last)).mappings().all()
            rows = [(row, _freshly(fresh, column, row)) for row in found]
            changed += _write(column, [(row, values) for row, values in rows if values])
            unreadable += sum(not values for _, values in rows)
        if len(found) < BATCH:
            return Swept(changed, unreadable)
        last = tuple(found[-1][one.name] for one in column.table.primary_key)


def _batch_of(column: SealedColumn, wanted: ColumnElement[bool]) -> Select[Any]:
    """The next rows, held against change; those somebody else holds are left for later.

    So this never waits while it holds rows, and cannot be part of a deadlock with those who serve.
    """
    statement = select(column.table).where(wanted).order_by(*column.table.primary_key).limit(BATCH)
    return statement.with_for_update(skip_locked=True, key_share=True)


def _after(statement: Select[Any], column: SealedColumn, last: tuple[Any, ...] | None) -> Select[Any]:
    return statement if last is None else statement.where(tuple_(*column.table.primary_key) > last)


def _freshly(fresh: Fresh, column: SealedColumn, row: RowMapping) -> dict[str, str]:
    """New values for a row; nothing when its value does not open."""
    try:
        return fresh(column, keyring().open(row[column.name], column.bound_to(row)), row)
    except Unreadable:
        return {}


def _resealed(column: SealedColumn, text: str, row: RowMapping) -> dict[str, str]:
    return {column.name: keyring().seal(text, column.bound_to(row))}


def _indexed(column: SealedColumn, text: str, _row: RowMapping) -> dict[str, str]:
    return {str(column.index): keyring().index(text, f"{column.table.name}.{column.index}")}


def _write(column: SealedColumn, rows: list[tuple[RowMapping, dict[str, str]]]) -> int:
    """Change rows whose sealed value is still the one that was read; how many were."""
    if not rows:
        return 0
    table = column.table
    same = [one == bindparam(f"old_{one.name}") for one in (*table.primary_key, table.c[column.name])]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0][1]}
    told = [
        {f"old_{one.name}": row[one.name] for one in (*table.primary_key, table.c[column.name])}
        | {f"new_{name}": value for name, value in fresh.items()}
        for row, fresh in rows
    ]
    return int(db.session.connection().execute(update(table).where(*same).values(values), told).rowcount)


def _is_under(column: SealedColumn, *names: str) -> ColumnElement[bool]:
    """The value is sealed with one of these keys."""
    value, prefixes = column.table.c[column.name], [f"v1.{name}." for name in names]
    return or_(*(func.substr(value, 1, len(prefix)) == prefix for prefix in prefixes))


def _count(column: SealedColumn, wanted: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(column.table).where(is_sealed(column), wanted)
    return db.session.execute(counted).scalar_one()


def _count_old(column: SealedColumn) -> int:
    db.session.rollback()
    return _count(column, ~_is_under(column, keyring().newest))


def _tell_uses() -> bool:
    """Say of every older key whether a value still needs it; True when one does."""
    db.session.rollback()
    newest, *older = keyring().keys
    columns, left, files = sealed_columns(), 0, keys_of_files()
    for name in older:
        used = sum(_count(column, _is_under(column, name)) for column in columns) + files[name]
        left += used
        click.echo(
            f"key {name}: still needed by {used} values"
            if used
            else f"key {name}: no value needs it; it may leave FIELD_KEYS once web and worker run with"
            f" {newest} in front (keep it with the backups made under it)"
        )
    unknown = sum(_count(column, ~_is_under(column, newest, *older)) for column in columns)
    if unknown:
        click.echo(f"{unknown} values are under no key of FIELD_KEYS")
    return left + unknown > 0


def _refuse_forgotten() -> None:
    if missing := forgotten():
        raise click.ClickException(f"not in the list of sealed columns: {', '.join(missing)}")
