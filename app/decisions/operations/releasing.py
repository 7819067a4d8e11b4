"""The full pack in an auditor's hands: only after two persons released it, each reading on record."""

from datetime import datetime

from sqlalchemy import insert

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import db
from app.decisions.models import PackRelease
from app.decisions.queries.decisions import find_decision
from app.decisions.queries.packs import find_release_step, get_pack_text
from surveys.errors import Missing, Refusal

AUDITORS = ("auditor",)


def read_pack(actor: Actor, public_id: str, at: datetime) -> str:
    """Hand the full pack to an auditor of its area, and note that they have it.

    Refusal `pack-not-released` until a release was proposed and confirmed by another person.
    """
    decision = find_decision(public_id)
    if decision is None or not any(actor.may(role, decision.compound_path) for role in AUDITORS):
        raise Missing("decision-not-found")
    step = find_release_step(decision.id)
    if step is None:
        raise Refusal("pack-not-released", title=decision.title)
    text = get_pack_text(decision.id)
    db.session.execute(
        insert(PackRelease).values(decision_id=decision.id, step_id=step, read_by=str(actor), read_at=at)
    )
    record(actor, "pack.read", f"decision:{decision.id}", at, step=step)
    return text
