"""Who may hand in a ballot for whom: owners, the one they named, guardians, and proxies in force."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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

    decision_id: int
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
    principal's rooms, wherever the agent lives. For a head whose homes were all sold since the notice nobody
    votes by telephone: what was given before stands, else the buyer comes to the desk.
    """
    return acts_in([decision], homes, at)[decision.id]


def acts_in(decisions: Sequence[DecisionRow], homes: Sequence[HomeRow], at: datetime) -> dict[int, list[Act]]:
    """The same for many decisions, by decision; the number of statements depends on the compounds alone."""
    owned = {home.compound_id: home.compound_id for home in homes if home.is_owner}
    here = {one.id for one in decisions if one.compound_id in owned}
    mine = {(home.compound_id, home.person_id): home for home in homes if home.is_owner}
    agents = {
        (compound, principal): (compound, agent)
        for compound in sorted({one.compound_id for one in decisions if one.id in here})
        for principal, agent in roster.principals_of(
            compound, [person for place, person in mine if place == compound], at
        ).items()
    }
    places = {one.id: one.compound_id for one in decisions}
    rows = _voters(here, {person for _, person in (*mine, *agents)}) if here else []
    sold = _sold_in({one.id: one for one in decisions}, rows, homes, at)
    labels = rooms_of_heads([row.head_id for row in rows])
    found: dict[int, dict[int, Act]] = {decision.id: {} for decision in decisions}
    for row in rows:
        who, as_what = (places[row.decision_id], row.person_id), row.capacity
        home, known = mine.get(who), found[row.decision_id]
        if home is None and who in agents and as_what in PRINCIPALS:
            home, as_what = mine[agents[who]], Capacity.PROXY
        is_own = row.head_id in known and known[row.head_id].capacity is not Capacity.PROXY
        if home is not None and not is_own and row.head_id not in sold:
            known[row.head_id] = Act(
                row.head_id, row.head_uid, labels[row.head_id], row.area, home.binding_id, home.person_id,
                as_what,
            )  # fmt: skip
    return {key: sorted(acts.values(), key=lambda act: act.rooms) for key, acts in found.items()}


def _sold_in(
    decisions: Mapping[int, DecisionRow], voters: Sequence[Voter], homes: Sequence[HomeRow], at: datetime
) -> set[int]:
    """Heads of which no home belongs any more to anybody who owned it at the notice.

    Whoever is bound to a home as its owner has not sold it: most people cost no question to the roster.
    """
    since = {voter.head_id: decisions[voter.decision_id].noticed_at for voter in voters}
    where = select(DecisionRight.head_id, DecisionRight.room_id).where(DecisionRight.head_id.in_(since))
    rooms: dict[int, set[int]] = defaultdict(set)
    for head_id, room_id in db.session.execute(where) if since else ():
        rooms[head_id].add(room_id)
    bound = {home.room_id for home in homes if home.is_owner}
    doubtful = {head_id: mine for head_id, mine in rooms.items() if not mine & bound}
    known: dict[int, list[roster.Tenure]] = defaultdict(list)
    for one in roster.tenures_in({room for mine in doubtful.values() for room in mine}) if doubtful else ():
        known[one.room_id].append(one)
    return {
        head_id
        for head_id, mine in doubtful.items()
        if all(_is_left(known[room], since[head_id] or at, at) for room in mine)
    }


def _is_left(tenures: Sequence[roster.Tenure], since: datetime, at: datetime) -> bool:
    """Whether a home had owners at one instant, and none of them at a later one."""
    before, now = ({one.person_id for one in tenures if one.is_known(moment)} for moment in (since, at))
    return bool(before) and before.isdisjoint(now)


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


def _voters(decision_ids: Collection[int], persons: Collection[int]) -> list[Voter]:
    statement = (
        select(
            DecisionHead.decision_id, DecisionHead.id, DecisionHead.uid, DecisionHead.area,
            DecisionVoter.person_id, DecisionVoter.capacity,
        )
        .join(DecisionVoter, DecisionVoter.head_id == DecisionHead.id)
        .where(DecisionHead.decision_id.in_(decision_ids), DecisionVoter.person_id.in_(persons))
        .order_by(DecisionHead.id, DecisionVoter.person_id)
    )  # fmt: skip
    return [Voter(*row) for row in db.session.execute(statement)]
