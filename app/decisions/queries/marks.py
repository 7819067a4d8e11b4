"""Everything handed in for a head as the rules weigh it, and which of it counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import OWN_CHANNELS, BallotRevision, Capacity, Channel, Conflict, DecisionVoter
from app.decisions.queries.ballots import choice_in, is_rejected
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.rulebook import pack_for
from surveys.tally import marks
from surveys.tally.marks import NONE_COUNTS, Mark, Outcome, Policy
from surveys.tally.packs.pack import Precedence

WAYS = {Channel.PAPER: marks.Channel.PAPER, Channel.REPRESENTATIVE: marks.Channel.REPRESENTATIVE}
Given = tuple[BallotRevision, bool]  # what was handed in, and whether two persons rejected it
Settled = tuple[int | None, bool]  # the revision that counts, and whether anybody settled it


def outcomes_in(decision: DecisionRow) -> dict[int, Outcome]:
    """What counts for every head that has voted; one whose paper was rejected, and nothing else, has not."""
    statement = select(Conflict.head_id, Conflict.revision, Conflict.settled_at).where(
        Conflict.decision_id == decision.id
    )
    settled = {row[0]: (row[1], row[2] is not None) for row in db.session.execute(statement)}
    return {
        head: _weighed(rows, policy_of(decision), settled.get(head, (None, False)))
        for head, rows in _marks(decision.id, None).items()
        if not all(row.is_cancelled for row in rows)
    }


def find_outcome(decision: DecisionRow, head_id: int) -> Outcome | None:
    """What counts for one head as long as nobody has settled anything; None when nothing was handed in."""
    rows = _marks(decision.id, head_id).get(head_id)
    return _weighed(rows, policy_of(decision), (None, False)) if rows else None


def has_several(decision: DecisionRow, head_id: int) -> bool:
    """Whether ballots came in more than one way, or from more than one co-owner, be they alike or not."""
    rows = _marks(decision.id, head_id).get(head_id, ())
    return len({(row.channel, row.by) for row in rows if not row.is_cancelled}) > 1


def find_settled(decision: DecisionRow, head_id: int) -> Outcome | None:
    """What counts for one head, also where two persons settled it; None when nothing was handed in."""
    rows, case = _marks(decision.id, head_id).get(head_id), find_conflict(decision.id, head_id)
    settled = (case.revision, case.settled_at is not None) if case else (None, False)
    return _weighed(rows, policy_of(decision), settled) if rows else None


def standing_in(outcome: Outcome) -> set[int]:
    """The marks among which a case is settled: the last word of each side, nothing changed or cancelled."""
    return {number for number, fate in outcome.fates.items() if fate is marks.Fate.SET_ASIDE}


def policy_of(decision: DecisionRow) -> Policy:
    """What the manifest froze about ballots that differ."""
    may_change = pack_for(decision).is_set("change-until-close")
    return Policy(Precedence(decision.precedence), may_change)


def _weighed(rows: Sequence[Mark], policy: Policy, settled: Settled) -> Outcome:
    revision, is_settled = settled
    return marks.resolve(rows, policy, settled=(revision or NONE_COUNTS) if is_settled else None)


def _marks(decision_id: int, head_id: int | None) -> Mapping[int, list[Mark]]:
    """The marks of each head in order; what a principal hands in cancels what an agent did before.

    Paper that two persons rejected is cancelled too, and stays on record.
    """
    statement = select(BallotRevision, is_rejected()).where(BallotRevision.decision_id == decision_id)
    if head_id is not None:
        statement = statement.where(BallotRevision.head_id == head_id)
    by_head: dict[int, list[Given]] = defaultdict(list)
    for row, is_dead in db.session.execute(
        statement.order_by(BallotRevision.head_id, BallotRevision.revision)
    ):
        by_head[row.head_id].append((row, is_dead))
    shared = _shared(list(by_head))
    return {head: _marks_of(found, is_shared=head in shared) for head, found in by_head.items()}


def _marks_of(rows: Sequence[Given], *, is_shared: bool) -> list[Mark]:
    own = [row.revision for row, _ in rows if row.channel in OWN_CHANNELS and not row.as_proxy]
    last_own = max(own, default=0)
    return [
        Mark(
            number=row.revision,
            channel=_way(row),
            choice=choice_in(row.content),
            at=row.given_at,
            by=str(row.person_id) if is_shared and row.channel in OWN_CHANNELS else "",
            is_cancelled=is_dead or (row.as_proxy and row.revision < last_own),
        )
        for row, is_dead in rows
    ]


def _way(row: Any) -> marks.Channel:
    if row.as_proxy:
        return marks.Channel.PROXY
    return WAYS.get(row.channel, marks.Channel.ONLINE)


def _shared(head_ids: Sequence[int]) -> set[int]:
    """Heads of co-owners of whom none was named: each of them speaks for themselves."""
    statement = select(DecisionVoter.head_id).where(
        DecisionVoter.head_id.in_(head_ids), DecisionVoter.capacity == Capacity.CO_OWNER
    )
    return set(db.session.execute(statement.distinct()).scalars())


def find_conflict(decision_id: int, head_id: int) -> Conflict | None:
    """The open or settled case of a head whose ballots contradict each other."""
    statement = select(Conflict).where(Conflict.decision_id == decision_id, Conflict.head_id == head_id)
    return db.session.execute(statement).scalar()
