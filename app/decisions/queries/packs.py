"""The recount pack: for everybody where ballots are public, for auditors once two persons released it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import Decision, DecisionResult, DecisionStep, PackRelease, StepKind, StepOutcome
from app.decisions.queries.decisions import (
    ANONYMOUS,
    COLUMNS,
    NAMED_PUBLIC,
    DecisionRow,
    decisions_found_in,
    is_under,
)
from app.decisions.queries.results import get_result
from surveys.errors import Forbidden, Missing, Refusal


class ReadingRow(NamedTuple):
    """Somebody read a full pack."""

    decision_id: int
    read_by: str
    read_at: datetime


def get_public_pack(decision: DecisionRow) -> str:
    """The pack of a decision whose every ballot is public, once its result is published.

    Refusal `not-closed`, `decision-voided` before; Forbidden `pack-sealed`, `pack-anonymous` for other modes.
    """
    if decision.voided_at is not None:
        raise Refusal("decision-voided", title=decision.title)
    get_result(decision)
    if decision.mode == ANONYMOUS:
        raise Forbidden("pack-anonymous", title=decision.title)
    if decision.mode != NAMED_PUBLIC:
        raise Forbidden("pack-sealed", title=decision.title)
    return get_pack_text(decision.id)


def get_pack_text(decision_id: int) -> str:
    """The pack as it was sealed at the count; Missing where none is kept."""
    row = db.session.get(DecisionResult, decision_id)
    if row is None or row.pack is None:
        raise Missing("pack-not-kept")
    return row.pack


def is_digest_safe(decision: DecisionRow) -> bool:
    """Whether the digest of the pack gives no choice away: all are public, or the pack is salted.

    Packs of before the salt can be rebuilt by trying the choices of a few owners.
    """
    if decision.mode == NAMED_PUBLIC:
        return True
    row = db.session.get(DecisionResult, decision.id)
    return row is None or row.pack is None or "salt" in json.loads(row.pack)


def find_release_step(decision_id: int) -> int | None:
    """The step by which two persons let auditors read the full pack."""
    statement = select(DecisionStep.id).where(
        DecisionStep.decision_id == decision_id,
        DecisionStep.kind == StepKind.RELEASE,
        DecisionStep.outcome == StepOutcome.CONFIRMED,
    )
    return db.session.execute(statement.order_by(DecisionStep.id.desc())).scalars().first()


def released_in(paths: Sequence[str], limit: int = 100) -> list[DecisionRow]:
    """Decisions of these areas whose full pack two persons released, newest first; rehearsals never."""
    confirmed = select(DecisionStep.decision_id).where(
        DecisionStep.kind == StepKind.RELEASE, DecisionStep.outcome == StepOutcome.CONFIRMED
    )
    statement = select(*COLUMNS).where(is_under(paths), ~Decision.is_drill, Decision.id.in_(confirmed))
    return decisions_found_in(statement.order_by(Decision.id.desc()).limit(limit))


def readings_of(decision_ids: Sequence[int]) -> list[ReadingRow]:
    """Who read the full packs of these decisions, the newest first."""
    statement = select(PackRelease.decision_id, PackRelease.read_by, PackRelease.read_at).where(
        PackRelease.decision_id.in_(decision_ids)
    )
    return [ReadingRow(*row) for row in db.session.execute(statement.order_by(PackRelease.id.desc()))]
