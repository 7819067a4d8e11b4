"""Who has voted, and never what: until the close this is all that anybody sees."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.decisions.models import AnonymousTurnout, Ballot, Channel, DecisionHead, DecisionRight
from app.decisions.queries.decisions import ANONYMOUS, DecisionRow
from app.decisions.queries.rulebook import pack_for
from surveys.figures import area_to_text, percent

FIGURES = (func.count(DecisionHead.id), func.coalesce(func.sum(DecisionHead.area), 0))


@dataclass(frozen=True)
class Came:
    """Heads and area (0.01 m²) that took part, of all that may."""

    heads: int
    of_heads: int
    area: int
    of_area: int


@dataclass(frozen=True)
class Meter:
    """One measure of the turnout as a page draws it: figures as text, `least` is what the quorum takes."""

    measure: str
    part: str
    whole: str
    percent: str
    width: int
    least: str
    lacks: str  # "" once the quorum is reached
    mark: int  # where the quorum stands, in hundredths of the whole


@dataclass(frozen=True)
class Cell:
    """One room in the turnout: whether its head has voted, and on which way; never what."""

    room_id: int
    label: str
    building_id: int
    unit_id: int
    floor: int
    head_id: int
    channel: Channel | None


def turnout_for(decision: DecisionRow) -> Came:
    """Turnout by both measures; void ballots are known only once they are counted."""
    whole, came = _sums(select(*FIGURES), decision), _sums(_who_voted(decision), decision)
    return Came(came[0], whole[0], came[1], whole[1])


def meters_for(decision: DecisionRow, came: Came) -> tuple[Meter, Meter]:
    """Heads and area against the quorum: the only thing anybody may know before the close."""
    quorum = pack_for(decision).quorum
    mark = 100 * quorum.numerator // quorum.denominator
    return (
        _meter("heads", came.heads, came.of_heads, least=quorum.least(came.of_heads), mark=mark),
        _meter("area", came.area, came.of_area, least=quorum.least(came.of_area), mark=mark),
    )


def _meter(measure: str, part: int, whole: int, *, least: int, mark: int) -> Meter:
    text = area_to_text if measure == "area" else str
    width = min(100, 100 * part // whole) if whole else 0
    lacks = text(least - part) if part < least else ""
    shown = percent(part, whole, 2)
    return Meter(measure, text(part), text(whole), shown, width, text(least), lacks, mark)


def turnouts_for(decisions: list[DecisionRow]) -> dict[int, Came]:
    """The same for many decisions in two statements and one for the anonymous ones."""
    ids = [decision.id for decision in decisions]
    whole = _by_decision(select(DecisionHead.decision_id, *FIGURES), ids)
    named = _by_decision(
        select(DecisionHead.decision_id, *FIGURES).join(Ballot, Ballot.head_id == DecisionHead.id), ids
    )
    unnamed = _by_decision(
        select(DecisionHead.decision_id, *FIGURES).join(
            AnonymousTurnout, AnonymousTurnout.head_id == DecisionHead.id
        ),
        ids,
    )
    found = {}
    for one in ids:
        heads, area = named.get(one) or unnamed.get(one) or (0, 0)
        found[one] = Came(heads, whole.get(one, (0, 0))[0], area, whole.get(one, (0, 0))[1])
    return found


def cells_for(decision: DecisionRow) -> list[Cell]:
    """Every room of the electorate with the way its ballot came, in the order of the building."""
    statement = (
        select(
            DecisionRight.room_id, DecisionRight.label, DecisionRight.building_id, DecisionRight.unit_id,
            DecisionRight.floor, DecisionRight.head_id, Ballot.channel, AnonymousTurnout.head_id,
        )
        .outerjoin(Ballot, Ballot.head_id == DecisionRight.head_id)
        .outerjoin(AnonymousTurnout, AnonymousTurnout.head_id == DecisionRight.head_id)
        .where(DecisionRight.decision_id == decision.id)
        .order_by(
            DecisionRight.building_id, DecisionRight.unit_id, DecisionRight.floor, DecisionRight.room_id
        )
    )  # fmt: skip
    return [
        Cell(*row[:6], row[6] or (Channel.H5 if row[7] is not None else None))
        for row in db.session.execute(statement)
    ]


def heads_missing_in(decision: DecisionRow) -> list[int]:
    """Heads that have not voted."""
    statement = (
        select(DecisionHead.id)
        .outerjoin(Ballot, Ballot.head_id == DecisionHead.id)
        .outerjoin(AnonymousTurnout, AnonymousTurnout.head_id == DecisionHead.id)
        .where(
            DecisionHead.decision_id == decision.id,
            Ballot.id.is_(None),
            AnonymousTurnout.head_id.is_(None),
        )
        .order_by(DecisionHead.id)
    )
    return list(db.session.execute(statement).scalars())


def _who_voted(decision: DecisionRow) -> Any:
    figures: Any = select(*FIGURES)
    if decision.mode == ANONYMOUS:
        return figures.join(AnonymousTurnout, AnonymousTurnout.head_id == DecisionHead.id)
    return figures.join(Ballot, Ballot.head_id == DecisionHead.id)


def _sums(statement: Any, decision: DecisionRow) -> tuple[int, int]:
    heads, area = db.session.execute(statement.where(DecisionHead.decision_id == decision.id)).one()
    return int(heads), int(area)


def _by_decision(statement: Any, ids: list[int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(
        statement.where(DecisionHead.decision_id.in_(ids)).group_by(DecisionHead.decision_id)
    )
    return {one: (int(heads), int(area)) for one, heads, area in rows}


def rooms_in_decision(decision_id: int) -> list[int]:
    """Every room of the frozen electorate."""
    statement = select(DecisionRight.room_id).where(DecisionRight.decision_id == decision_id)
    return list(db.session.execute(statement.order_by(DecisionRight.room_id)).scalars())


def rooms_missing_in(decision: DecisionRow) -> list[int]:
    """Every room of the heads that have not voted."""
    missing = select(DecisionRight.room_id).where(DecisionRight.head_id.in_(heads_missing_in(decision)))
    return list(db.session.execute(missing.order_by(DecisionRight.room_id)).scalars())
