"""Counting a closed decision: the only place where ballots are opened together."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.operations import record
from app.core.db import db
from app.decisions.models import (
    AnonymousMark,
    Attempt,
    AttemptOutcome,
    DecisionHead,
    DecisionResult,
    DecisionRight,
)
from app.decisions.operations.publishing import Placed, bare_seats_of, published_of, seats_of
from app.decisions.operations.unnamed import shuffle_unnamed
from app.decisions.queries.decisions import ANONYMOUS, SUPPORTING, DecisionRow
from app.decisions.queries.electorate import rights_in
from app.decisions.queries.marks import outcomes_in
from app.decisions.queries.results import find_result
from app.decisions.queries.rulebook import pack_for
from app.decisions.queries.turnout import turnout_for
from surveys.electorate.rules import Basis
from surveys.errors import Refusal
from surveys.figures import area_to_text
from surveys.proof.canonical import canonical_bytes
from surveys.tally.counting import Choice, rules_of
from surveys.tally.exchange import figure_to_json, verdict_to_json
from surveys.tally.marks import Outcome
from surveys.tally.matters import Matter
from surveys.tally.recounting import recount
from surveys.tally.totals import Figure, Totals
from surveys.tally.verdict import verdict_on

KEPT = (
    "passed", "total", "present", "agreed", "void", "quorum", "approval", "strict", "with_deemed",
    "two_thirds_of_all", "needed", "percent", "choices", "divided", "options", "winner", "article", "basis",
    "rule_pack",
)  # fmt: skip
SALT_BYTES = 32  # in a sealed pack only the choices are unknown: without it the digest could be tried out


def count_ballots_of(decision: DecisionRow, actor: object, at: datetime) -> None:
    """Count a closed decision, once; the caller holds it locked."""
    if find_result(decision.id) is not None:
        raise Refusal("decision-counted-already", title=decision.title)
    if decision.mode == ANONYMOUS:
        sheet, pack = _anonymous_sheet(decision, at), None
    else:
        sheet, pack = _sheet_and_pack(decision, at)
    digest = hashlib.sha256(pack.encode()).hexdigest() if pack else None
    published = hashlib.sha256(canonical_bytes(sheet["published"])).hexdigest()
    row = DecisionResult(
        decision_id=decision.id, source="ballots", computed_at=at, computed_by=str(actor), sheet=sheet,
        pack_hash=digest,
    )  # fmt: skip
    row.pack = pack
    db.session.add(row)
    db.session.flush()
    record(actor, "decision.counted", f"decision:{decision.id}", at, pack=digest, published=published)


def _sheet_and_pack(decision: DecisionRow, at: datetime) -> tuple[dict[str, Any], str]:
    """The result sheet, and the pack anybody recounts it from, salted, as canonical text."""
    outcomes = outcomes_in(decision)
    pack = _pack_of(decision, outcomes)
    answer = recount(pack)
    result = {key: answer[key] for key in KEPT if key in answer}
    set_aside = sum(1 for outcome in outcomes.values() if outcome.is_left_aside)
    effect = {key: pack[key] for key in ("legal_effect",) if key in pack}
    sheet = result | {"warnings": answer["warnings"], "set_aside": set_aside} | effect
    choices = {ballot["right"]: ballot["choice"] for ballot in pack["ballots"]}
    asked = decision.options[0]["key"] if decision.options else Choice.AGREE
    agreed = str(sheet.get("winner") or asked)
    seats = seats_of(decision, _placed(decision.id), choices, agreed=agreed)
    sheet["published"] = published_of(decision, sheet, seats, at)
    salt = secrets.token_hex(SALT_BYTES)
    return sheet, canonical_bytes(pack | {"result": result, "salt": salt}).decode()


def _pack_of(decision: DecisionRow, outcomes: Mapping[int, Outcome]) -> dict[str, Any]:
    """Opaque rights and what was cast for each, without names, rooms or a result."""
    counted = {head: outcome.counted for head, outcome in outcomes.items() if outcome.counted is not None}
    statement = select(DecisionRight.uid, DecisionRight.head_id).where(
        DecisionRight.decision_id == decision.id
    )
    heads = dict(db.session.execute(statement.order_by(DecisionRight.uid)).all())
    pack: dict[str, Any] = {
        "manifest": decision.manifest,
        "manifest_hash": decision.manifest_hash,
        **({"rehearsal": True} if decision.is_drill else {}),
        **({"legal_effect": False} if decision.standing == SUPPORTING else {}),
        "rights": [
            {"id": one.id, "head": one.head, "area": area_to_text(one.area), "source": one.source}
            for one in rights_in(decision.id)
        ],
        "ballots": [
            {"right": right, "choice": counted[head].choice, "channel": str(counted[head].channel)}
            for right, head in heads.items()
            if head in counted
        ],
    }
    if decision.covenant_clause:
        served = _served(decision.id)
        pack["deemed"] = [right for right, head in heads.items() if head not in outcomes and head in served]
    return pack


def _placed(decision_id: int) -> list[Placed]:
    statement = (
        select(DecisionRight.uid, DecisionHead.uid, DecisionRight.unit_id, DecisionRight.area)
        .join(DecisionHead, DecisionHead.id == DecisionRight.head_id)
        .where(DecisionRight.decision_id == decision_id)
    )
    return [Placed(*row) for row in db.session.execute(statement)]


def _served(decision_id: int) -> set[int]:
    """Heads to whom delivery is proved: only they may be deemed to follow."""
    statement = select(Attempt.head_id).where(
        Attempt.decision_id == decision_id, Attempt.outcome == AttemptOutcome.SERVED
    )
    return set(db.session.execute(statement.distinct()).scalars())


def _anonymous_sheet(decision: DecisionRow, at: datetime) -> dict[str, Any]:
    """Heads by choice; nobody knows whose area agreed, so no test by area is ever answered."""
    shuffle_unnamed(decision.id)  # paper was read after the close, too
    rows = db.session.execute(
        select(AnonymousMark).where(AnonymousMark.decision_id == decision.id).order_by(AnonymousMark.name)
    ).scalars()
    heads = Counter(str(row.choice) for row in rows)
    came = turnout_for(decision)
    options = [each["key"] for each in decision.options]
    leader = max(options, key=lambda key: heads[key]) if options else "agree"
    void = heads[Choice.VOID]
    present = Figure(came.heads - void, None if void else came.area)  # nobody knows whose area was void
    totals = Totals(Figure(came.of_heads, came.of_area), present, Figure(heads[leader], None))
    verdict = verdict_on(totals, Matter(decision.matter), pack_for(decision))
    sheet = {
        **verdict_to_json(verdict, totals),
        "total": figure_to_json(totals.total),
        "present": figure_to_json(totals.present),
        "agreed": figure_to_json(totals.agreed),
        "void": figure_to_json(Figure(void, None if void else 0)),
        "choices": {key: {"heads": number, "area": None} for key, number in sorted(heads.items())},
        "basis": decision.basis,
        "rule_pack": decision.rule_pack,
        "warnings": [str(one) for one in verdict.warnings],
        "set_aside": 0,
    }
    beside = rules_of(pack_for(decision), Basis(decision.basis)).beside
    spoke = sum(number for choice, number in heads.items() if choice not in beside)
    seats = bare_seats_of(came.of_heads, heads[leader], spoke - heads[leader])
    sheet["published"] = published_of(decision, sheet, seats, at)
    return sheet
