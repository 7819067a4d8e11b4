"""What an auditor takes of a decision: only after two persons released it, each reading on record."""

from datetime import datetime

from sqlalchemy import insert

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import db
from app.decisions.models import PackRelease
from app.decisions.queries.decisions import DecisionRow, find_decision
from app.decisions.queries.packs import find_release_step, get_pack_text
from app.decisions.queries.results import get_result
from surveys.errors import Missing, Refusal

AUDITORS = ("auditor",)


def read_pack(actor: Actor, public_id: str, at: datetime) -> str:
    """Hand the full pack to an auditor of its area, and note that they have it.

    Refusal `pack-not-released` until a release was proposed and confirmed by another person; Missing
    `pack-not-kept` of an anonymous decision, of which there is none.
    """
    decision, step = _released(actor, public_id)
    text = get_pack_text(decision.id)
    _note(actor, "pack.read", decision, step=step, at=at)
    return text


def read_evidence(actor: Actor, public_id: str, at: datetime) -> DecisionRow:
    """Let an auditor of its area take the evidence the committee has, and note that they have it.

    Refusal `pack-not-released`; `not-closed` where no result is published, or none any more.
    """
    decision, step = _released(actor, public_id)
    get_result(decision)
    _note(actor, "evidence.read", decision, step=step, at=at)
    return decision


def _released(actor: Actor, public_id: str) -> tuple[DecisionRow, int]:
    """A decision of the auditor's area with the step that released it; a rehearsal is nobody's to audit."""
    decision = find_decision(public_id)
    is_theirs = decision is not None and any(actor.may(role, decision.compound_path) for role in AUDITORS)
    if decision is None or not is_theirs or decision.is_drill:
        raise Missing("decision-not-found")
    step = find_release_step(decision.id)
    if step is None:
        raise Refusal("pack-not-released", title=decision.title)
    return decision, step


def _note(actor: Actor, act: str, decision: DecisionRow, *, step: int, at: datetime) -> None:
    known = {"decision_id": decision.id, "step_id": step, "read_by": str(actor), "read_at": at}
    db.session.execute(insert(PackRelease).values(**known))
    record(actor, act, f"decision:{decision.id}", at, step=step)
