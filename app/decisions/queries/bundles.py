"""Lists of signed opinions: what was handed in, which rows wait for another pair of eyes."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import Bundle, BundleReading
from surveys.errors import Missing
from surveys.tally.readings import Seen, is_settled, until_settled

UNSIGNED = ""


@dataclass(frozen=True)
class BundleLook:
    """What one person read: the choice by head; whoever did not sign is not in it."""

    by: str
    at: datetime
    rows: Mapping[int, str]


@dataclass(frozen=True)
class Sheet:
    """A list with all that was read from it: choices are for operations alone, pages take only figures."""

    id: int
    decision_id: int
    representative_id: int
    received_on: date
    photo: str
    looks: tuple[BundleLook, ...]

    @cached_property
    def heads(self) -> frozenset[int]:
        """Heads that anybody read as having signed."""
        return frozenset(head for look in self.looks for head in look.rows)

    @cached_property
    def waiting(self) -> frozenset[int]:
        """Heads of which nobody can say yet what they signed."""
        return frozenset(head for head in self.heads if not is_settled(self.seen(head)))

    @cached_property
    def taken(self) -> frozenset[int]:
        """Heads that signed here, or of which that is not settled."""
        return self.waiting | {head for head in self.heads if self.seen(head)[-1].said != UNSIGNED}

    @property
    def counted(self) -> int:
        """How many rows became ballots."""
        return len(self.taken - self.waiting)

    @property
    def readers(self) -> frozenset[str]:
        """Who has read it."""
        return frozenset(look.by for look in self.looks)

    @property
    def since(self) -> datetime:
        """When it was read first."""
        return self.looks[0].at

    def seen(self, head_id: int) -> list[Seen]:
        """What each reader found in the row of a head, until two found the same."""
        return list(until_settled([Seen(look.by, look.rows.get(head_id, UNSIGNED)) for look in self.looks]))


def sheets_in(decision_ids: Collection[int]) -> list[Sheet]:
    """Every list of these decisions, the oldest first."""
    found = select(Bundle).where(Bundle.decision_id.in_(decision_ids)).order_by(Bundle.id)
    bundles = list(db.session.execute(found).scalars())
    statement = select(BundleReading).where(BundleReading.bundle_id.in_([one.id for one in bundles]))
    looks: dict[int, list[BundleLook]] = defaultdict(list)
    for row in db.session.execute(statement.order_by(BundleReading.place)).scalars():
        said = {int(head): str(choice) for head, choice in json.loads(row.rows or "{}").items()}
        looks[row.bundle_id].append(BundleLook(row.entered_by, row.entered_at, said))
    return [
        Sheet(
            one.id, one.decision_id, one.representative_id, one.received_on, one.photo, tuple(looks[one.id])
        )
        for one in bundles
    ]  # fmt: skip


def get_sheet(decision_id: int, bundle_id: int) -> Sheet:
    """One list of this decision; Missing for any other."""
    for one in sheets_in([decision_id]):
        if one.id == bundle_id:
            return one
    raise Missing("bundle-not-found")


def waiting_sheets_in(decision_ids: Collection[int]) -> list[Sheet]:
    """Lists with rows that have not been read alike by two people."""
    return [one for one in sheets_in(decision_ids) if one.waiting]
