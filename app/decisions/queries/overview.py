"""Decisions of an official's area side by side: stage, turnout by both measures, need, outcome."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.core import clock
from app.core.db import db
from app.decisions.models import Decision, DecisionResult, DecisionStep, Objection
from app.decisions.queries.announced import Objections
from app.decisions.queries.decisions import COLUMNS, DecisionRow, decisions_found_in, is_under
from app.decisions.queries.published import Shown, shown_for
from app.decisions.queries.results import COLUMNS as RESULT_COLUMNS
from app.decisions.queries.results import ResultRow
from app.decisions.queries.rulebook import pack_for
from app.decisions.queries.turnout import Came, turnouts_for
from app.roster import queries as roster
from app.roster.queries import RegionRow
from surveys.figures import percent

PLACES = 1
FILTERS = ("notice", "open", "closed", "preliminary", "final", "void")
ENDS = {
    "notice": "opens_at",
    "ready": "opens_at",
    "open": "closes_at",
    "preliminary": "objections_close_at",
}


@dataclass(frozen=True)
class Wanted:
    """Which of the decisions an official oversees are asked for; what is left empty asks for all."""

    region: RegionRow | None = None
    stage: str = ""
    matter: str = ""


@dataclass(frozen=True)
class Line:
    """One decision as an official sees it; nothing but turnout before its result is published."""

    decision: DecisionRow
    stage: str
    came: Came
    heads_percent: str
    area_percent: str
    need: Came
    days_left: int | None
    shown: Shown | None
    objections: Objections


def decisions_overseen_in(
    paths: Sequence[str], wanted: Wanted, at: datetime, *, before: int | None = None, limit: int = 50
) -> list[DecisionRow]:
    """Announced decisions of these areas, as far as they are wanted, newest first; rehearsals never."""
    statement = select(*COLUMNS).where(is_under(paths), Decision.noticed_at.is_not(None), ~Decision.is_drill)
    if wanted.region is not None:
        statement = statement.where(is_under([wanted.region.path]))
    if wanted.stage:
        statement = statement.where(_is_at(wanted.stage, at))
    if wanted.matter:
        statement = statement.where(Decision.matter == wanted.matter)
    if before is not None:
        statement = statement.where(Decision.id < before)
    return decisions_found_in(statement.order_by(Decision.id.desc()).limit(limit))


def regions_overseen_in(paths: Sequence[str]) -> list[RegionRow]:
    """The regions of these areas in which something was announced, each parent before what it holds."""
    announced = select(Decision.compound_path).where(
        is_under(paths), Decision.noticed_at.is_not(None), ~Decision.is_drill
    )
    holding = {
        path.rsplit(".", count)[0]
        for path in db.session.execute(announced.distinct()).scalars()
        for count in range(1, path.count(".") + 1)
    }
    return [region for region in roster.regions_under_any(paths) if region.path in holding]


def decisions_waiting_in(paths: Sequence[str], limit: int = 100) -> list[DecisionRow]:
    """Decisions of these areas, drafts too, with a step that waits for a second person; rehearsals never."""
    waiting = select(DecisionStep.decision_id).where(DecisionStep.decided_at.is_(None))
    statement = select(*COLUMNS).where(is_under(paths), ~Decision.is_drill, Decision.id.in_(waiting))
    return decisions_found_in(statement.order_by(Decision.id).limit(limit))


def lines_for(decisions: Sequence[DecisionRow], at: datetime) -> list[Line]:
    """The table, in the same few statements however many there are."""
    ids = [decision.id for decision in decisions]
    came, results, objections = turnouts_for(list(decisions)), _results(ids), _objections(ids)
    return [
        _line(
            decision, came[decision.id], results.get(decision.id), objections=objections[decision.id], at=at
        )
        for decision in decisions
    ]


def _line(
    decision: DecisionRow, came: Came, found: ResultRow | None, *, objections: Objections, at: datetime
) -> Line:
    quorum, stage = pack_for(decision).quorum, decision.stage(at)
    end = getattr(decision, ENDS[stage]) if stage in ENDS else None
    is_told = found is not None and decision.preliminary_at is not None and decision.voided_at is None
    return Line(
        decision, stage, came, percent(came.heads, came.of_heads, PLACES),
        percent(came.area, came.of_area, PLACES),
        Came(quorum.least(came.of_heads), came.of_heads, quorum.least(came.of_area), came.of_area),
        max((clock.local(end).date() - clock.local(at).date()).days, 0) if end else None,
        shown_for(decision, found) if found and is_told else None, objections,
    )  # fmt: skip


def _results(ids: Collection[int]) -> dict[int, ResultRow]:
    rows = db.session.execute(select(*RESULT_COLUMNS).where(DecisionResult.decision_id.in_(ids)))
    return {row.decision_id: ResultRow(*row) for row in rows}


def _objections(ids: Collection[int]) -> dict[int, Objections]:
    statement = select(Objection.decision_id, Objection.outcome).where(Objection.decision_id.in_(ids))
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for decision_id, outcome in db.session.execute(statement):
        counts[decision_id][str(outcome or "open")] += 1
    return {one: Objections(counts[one].total(), counts[one]["open"], counts[one]["upheld"]) for one in ids}


def _is_at(stage: str, at: datetime) -> ColumnElement[bool]:
    """The condition of a stage, as `DecisionRow.stage` reads it from the same instants."""
    is_over = or_(Decision.closed_at.is_not(None), Decision.closes_at <= at)
    is_running = and_(Decision.opened_at.is_not(None), Decision.preliminary_at.is_(None))
    conditions = {
        "notice": Decision.opened_at.is_(None),
        "open": and_(is_running, ~is_over),
        "closed": and_(is_running, is_over),
        "preliminary": and_(Decision.preliminary_at.is_not(None), Decision.final_at.is_(None)),
        "final": Decision.final_at.is_not(None),
    }
    if stage == "void":
        return Decision.voided_at.is_not(None)
    return and_(Decision.voided_at.is_(None), conditions[stage])
