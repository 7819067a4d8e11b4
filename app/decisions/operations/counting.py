"""Counting a closed decision: the only place where ballots are opened together."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.operations import record
from app.core.db import db
from app.decisions.models import (
    BallotRevision,
    Conflict,
    DecisionResult,
    DecisionRight,
)
from app.decisions.queries.ballots import choice_in
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.electorate import rights_in
from app.decisions.queries.results import find_result
from surveys.errors import Refusal
from surveys.figures import area_to_text
from surveys.proof.canonical import canonical_bytes
from surveys.tally.recounting import recount

KEPT = (
    "passed", "total", "present", "agreed", "void", "quorum", "approval", "strict", "with_deemed",
    "two_thirds_of_all", "needed", "percent", "choices", "divided", "options", "winner", "article", "basis",
    "rule_pack", "warnings",
)  # fmt: skip


def count_ballots_of(decision: DecisionRow, actor: object, at: datetime) -> None:
    """Count a closed decision, once; the caller holds it locked."""
    if find_result(decision.id) is not None:
        raise Refusal("decision-counted-already", title=decision.title)
    pack = pack_of(decision)
    answer = recount(pack)
    sheet = {key: answer[key] for key in KEPT if key in answer} | {"set_aside": _set_aside(decision.id)}
    result = {key: answer[key] for key in KEPT[:-1] if key in answer}
    text = canonical_bytes(pack | {"result": result}).decode()
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = DecisionResult(
        decision_id=decision.id, source="ballots", computed_at=at, computed_by=str(actor), sheet=sheet,
        pack_hash=digest,
    )  # fmt: skip
    row.pack = text
    db.session.add(row)
    db.session.flush()
    record(actor, "decision.counted", f"decision:{decision.id}", at, pack=digest)


def pack_of(decision: DecisionRow) -> dict[str, Any]:
    """The recount pack without its result: opaque rights and what was cast for each."""
    rights = rights_in(decision.id)
    return {
        "manifest": json.loads(decision.manifest_text or "{}"),
        "manifest_hash": decision.manifest_hash,
        "rights": [
            {"id": one.id, "head": one.head, "area": area_to_text(one.area), "source": one.source}
            for one in rights
        ],
        "ballots": [
            {"right": right, "choice": choice, "channel": channel}
            for right, (choice, channel) in sorted(_cast(decision).items())
        ],
    }


def _cast(decision: DecisionRow) -> Mapping[str, tuple[str, str]]:
    """Choice and channel of every right whose head has a ballot that counts."""
    counted = {head: mark for head, mark in _counting(decision).items() if mark is not None}
    statement = select(DecisionRight.uid, DecisionRight.head_id).where(
        DecisionRight.decision_id == decision.id, DecisionRight.head_id.in_(list(counted))
    )
    return {uid: counted[head] for uid, head in db.session.execute(statement)}


def _counting(decision: DecisionRow) -> dict[int, tuple[str, str] | None]:
    """The mark that counts for each head that voted; None for one that is set aside."""
    statement = (
        select(BallotRevision)
        .where(BallotRevision.decision_id == decision.id)
        .order_by(BallotRevision.head_id, BallotRevision.revision)
    )
    by_head: dict[int, dict[int, tuple[str, str]]] = {}
    for row in db.session.execute(statement).scalars():
        by_head.setdefault(row.head_id, {})[row.revision] = (choice_in(row.content), str(row.channel))
    found: dict[int, tuple[str, str] | None] = {head: marks[max(marks)] for head, marks in by_head.items()}
    for head, revision, settled_at in db.session.execute(
        select(Conflict.head_id, Conflict.revision, Conflict.settled_at).where(
            Conflict.decision_id == decision.id
        )
    ):
        found[head] = None if settled_at is None or revision is None else by_head[head][revision]
    return found


def _set_aside(decision_id: int) -> int:
    statement = select(Conflict.head_id).where(
        Conflict.decision_id == decision_id, Conflict.settled_at.is_(None)
    )
    return len(list(db.session.execute(statement)))
