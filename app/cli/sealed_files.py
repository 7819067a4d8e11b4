"""Photographs of papers under the field keys: sealed anew with the columns, the old plain ones too."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, select, update

from app.core import files
from app.core.db import Base, db, transaction
from app.core.encryption import Unreadable
from surveys.errors import Missing

LOCKED = (("paper_sheet", "picture"), ("proxy", "scan"))
OPEN = (("posting", "photo"), ("survey_finding", "picture"), ("timeline_entry", "picture"))


@dataclass(frozen=True)
class Turned:
    """What one pass over the files did."""

    changed: int = 0
    unreadable: int = 0
    missing: int = 0

    def __str__(self) -> str:
        odd = {"cannot be opened": self.unreadable, "are not there": self.missing}
        told = "".join(f", {count} {words}" for words, count in odd.items() if count)
        return f"photographs of papers: {self.changed} changed{told}"


def lock_files() -> Turned:
    """Bring every photograph of papers under the newest key; may be stopped at any moment and run again."""
    fates = Counter(_lock(name) for name in sorted(_names_in(LOCKED)))
    _sweep()
    return Turned(fates["changed"], fates["unreadable"], fates["missing"])


def keys_of_files() -> Counter[str]:
    """How many photographs of papers lie under each key, by its id."""
    found: Counter[str] = Counter()
    for name in _names_in(LOCKED):
        try:
            found[files.key_of_kept(name)] += 1
        except Missing:
            continue
    return found


def _lock(name: str) -> str:
    """Seal one photograph anew; what became of it."""
    try:
        new = files.lock_kept(name)
    except Missing:
        return "missing"
    except Unreadable:
        return "unreadable"
    if new is None:
        return "kept"
    if new != name:
        _rename(name, new)
    return "changed"


def _rename(name: str, new: str) -> None:
    with transaction():
        for column in _columns(LOCKED):
            db.session.execute(update(column.table).where(column == name).values({column.name: new}))


def _sweep() -> None:
    """What lay in the open goes once it is sealed, unless the same picture was published."""
    plain = {files.plain_name_of(name) for name in _names_in(LOCKED)}
    for name in plain - _names_in((*LOCKED, *OPEN)):
        files.remove_plain(name)


def _names_in(places: Iterable[tuple[str, str]]) -> set[str]:
    db.session.rollback()
    return {
        name
        for column in _columns(places)
        for name in db.session.execute(select(column).where(column.is_not(None))).scalars()
    }


def _columns(places: Iterable[tuple[str, str]]) -> list[Column[str]]:
    return [Base.metadata.tables[table].c[column] for table, column in places]
