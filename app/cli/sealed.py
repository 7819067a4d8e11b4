"""Which columns are sealed, and what each value is bound to: the one list that rotation goes by.

Columns behind a `Sealed` attribute are found by themselves. Whoever seals by hand, with a binding of their
own, adds the column to BY_HAND; a column called `…_sealed` that is in neither is found by `forgotten`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.orm import Mapper

from app.core.db import Base
from app.core.encryption import Sealed

BY_HAND = {  # table and column: its binding, with the names of other columns of the row in braces
    ("conversation", "state_sealed"): "conversation|state|{contact_id}",
    ("inbound_message", "reply_sealed"): "inbound_message|reply|{dedupe_key}",
    ("wechat_token", "value_sealed"): "wechat_token|value|{account}",
}
KEPT_AS_FINGERPRINT = (("person_number", "number_index"),)
ENDING = "_sealed"


@dataclass(frozen=True)
class SealedColumn:
    """A sealed column; `index` is the column of its blind index."""

    table: Table
    name: str
    binding: str
    index: str | None = None

    def __str__(self) -> str:
        return f"{self.table.name}.{self.name}"

    def bound_to(self, row: Any) -> str:
        """What the value of one row is bound to."""
        return self.binding.format_map(row)


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of every table, in the order of their names."""
    tables = Base.metadata.tables
    by_hand = [SealedColumn(tables[name], column, told) for (name, column), told in BY_HAND.items()]
    found = [one for mapper in Base.registry.mappers for one in _described(mapper)]
    return sorted([*by_hand, *found], key=str)


def fingerprints() -> list[Column[Any]]:
    """Keyed fingerprints of what is not kept, so that nobody can compute them anew."""
    return [Base.metadata.tables[name].c[column] for name, column in KEPT_AS_FINGERPRINT]


def is_sealed(column: SealedColumn) -> ColumnElement[bool]:
    """There is a value: a conversation that only begins has an empty one."""
    return column.table.c[column.name] != ""


def forgotten() -> list[str]:
    """Columns that say they are sealed, and that no rotation would reach."""
    known = {str(one) for one in sealed_columns()}
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(ENDING)
    }
    return sorted(named - known)


def _described(mapper: Mapper[Any]) -> Iterator[SealedColumn]:
    """What `Sealed` attributes of a model say; the binding is the one they use themselves."""
    table = mapper.local_table
    for owner in mapper.class_.__mro__:
        for one in vars(owner).values():
            if isinstance(one, Sealed) and isinstance(table, Table):
                yield SealedColumn(table, one.column, f"{table.name}|{one.column}|{{uid}}", one.index)
