"""Owner decisions as one resident meets them in the chat: what is asked, which ballots are theirs."""

from collections.abc import Sequence
from datetime import datetime

from app.core import clock
from app.decisions import operations, queries
from app.decisions.queries import Act, DecisionRow
from app.roster.queries import HomeRow
from bots import desk
from surveys.errors import Forbidden, Missing, Refusal

MOST_LISTED = 9
OPEN_FIRST = ("open", "notice", "ready", "closed", "preliminary", "final", "archived", "void")


def cards_for(homes: Sequence[HomeRow], at: datetime) -> list[desk.DecisionCard]:
    """Announced decisions of the compounds of these homes, rehearsals never; open ones first."""
    found = queries.decisions_in({home.compound_id for home in homes}, rehearsals=False)
    found.sort(key=lambda one: OPEN_FIRST.index(one.stage(at)))  # the newest of a stage stays in front
    shown = found[:MOST_LISTED]
    acts = queries.acts_in(shown, homes, at)
    voted = queries.voted_in(shown, [act.head_id for each in acts.values() for act in each])
    return [_card(one, acts[one.id], voted, homes=homes, at=at) for one in shown]


def cast(
    homes: Sequence[HomeRow], decision_key: str, paper_key: str, *, choice: str, key: str
) -> desk.BallotReceipt:
    """Hand a ballot in; the decision is held before the clock is read. Anonymous ones take no words here."""
    held = operations.hold_decision(decision_key)
    at, decision = clock.now(), held.row
    if not decision.is_public:
        raise Missing("decision-not-found")
    if decision.mode == queries.ANONYMOUS:
        raise Refusal("ballot-on-page-only", title=decision.title)
    act = next((each for each in queries.acts_for(decision, homes, at) if each.head_uid == paper_key), None)
    if act is None:
        is_here = any(home.compound_id == decision.compound_id for home in homes)
        raise (
            Missing("voting-right-not-found") if is_here else Forbidden("not-in-scope", title=decision.title)
        )
    mark = operations.Mark.by_chat(choice, key)
    receipt = operations.cast_ballot(held, act, mark, at)
    closes_at = decision.closes_at or at
    return desk.BallotReceipt(receipt.number, act.rooms, closes_at, is_change=receipt.revision > 1)


def _card(
    decision: DecisionRow, acts: Sequence[Act], voted: set[int], *, homes: Sequence[HomeRow], at: datetime
) -> desk.DecisionCard:
    here = [home for home in homes if home.compound_id == decision.compound_id]
    return desk.DecisionCard(
        key=decision.public_id,
        title=decision.title,
        text=decision.content,
        stage=decision.stage(at),
        mode=decision.mode,
        opens_at=decision.opens_at or decision.created_at,
        closes_at=decision.closes_at or decision.created_at,
        options=tuple((each["key"], each["label"]) for each in decision.options),
        papers=tuple(
            desk.BallotPaper(act.head_uid, act.rooms, str(act.capacity), act.head_id in voted) for act in acts
        ),
        is_unproven=not any(home.is_owner for home in here),
        is_supporting=decision.standing == queries.SUPPORTING,
        reason=decision.void_reason or "",
    )
