"""Who may hand in a ballot for whom: owners, the one they named, guardians, and proxies in force."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import Capacity, DecisionHead, DecisionRight, DecisionVoter
from app.decisions.queries.decisions import DecisionRow
from app.roster import queries as roster
from app.roster.queries import HomeRow

PRINCIPALS = (Capacity.OWNER, Capacity.DESIGNATED)


class Voter(NamedTuple):
    """An entry of the roster that may vote for a head."""

    head_id: int
    head_uid: str
    area: int
    person_id: int
    capacity: Capacity


@dataclass(frozen=True)
class Act:
    """One head a person may vote for; `person_id` is the entry by which they act."""

    head_id: int
    head_uid: str
    rooms: tuple[str, ...]
    area: int
    binding_id: int
    person_id: int
    capacity: Capacity


def acts_for(decision: DecisionRow, homes: Sequence[HomeRow], at: datetime) -> list[Act]:
    """Every head that somebody with these homes may vote for, in the order of its rooms.

    Only bindings of the second level count: a code alone makes nobody an owner. An agent acts for the
    principal's rooms, wherever the agent lives.
    """
    mine = {
        home.person_id: home for home in homes if home.is_owner and home.compound_id == decision.compound_id
    }
    if not mine:
        return []
    agents = roster.principals_of(decision.compound_id, list(mine), at)
    rows = _voters(decision.id, {*mine, *agents})
    heads = dict.fromkeys(head_id for head_id, *_ in rows)
    labels = rooms_of_heads(list(heads))
    found: dict[int, Act] = {}
    for head_id, uid, area, person_id, capacity in rows:
        home, as_what = mine.get(person_id), capacity
        if home is None and capacity in PRINCIPALS:
            home, as_what = mine[agents[person_id]], Capacity.PROXY
        is_own = head_id in found and found[head_id].capacity is not Capacity.PROXY
        if home is not None and not is_own:
            found[head_id] = Act(
                head_id, uid, labels[head_id], area, home.binding_id, home.person_id, as_what
            )
    return sorted(found.values(), key=lambda act: act.rooms)


def rooms_of_heads(head_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The rooms of each head as the roster named them at the notice, in the order of the building."""
    statement = (
        select(DecisionRight.head_id, DecisionRight.label)
        .where(DecisionRight.head_id.in_(head_ids))
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )
    rooms: dict[int, list[str]] = defaultdict(list)
    for head_id, label in db.session.execute(statement):
        rooms[head_id].append(label)
    return {head_id: tuple(labels) for head_id, labels in rooms.items()}


def _voters(decision_id: int, persons: set[int]) -> list[Voter]:
    statement = (
        select(
            DecisionHead.id, DecisionHead.uid, DecisionHead.area,
            DecisionVoter.person_id, DecisionVoter.capacity,
        )
        .join(DecisionVoter, DecisionVoter.head_id == DecisionHead.id)
        .where(DecisionHead.decision_id == decision_id, DecisionVoter.person_id.in_(persons))
        .order_by(DecisionHead.id, DecisionVoter.person_id)
    )  # fmt: skip
    return [Voter(*row) for row in db.session.execute(statement)]
