"""Announcing a decision: who counts is frozen, everything is hashed, and from here on nothing changes."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.db import db
from app.core.ids import new_public_id
from app.decisions.models import Capacity, Decision, DecisionHead, DecisionRight, DecisionVoter
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.stages import promise_notice
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.manifests import manifest_of
from app.decisions.queries.readiness import electorate_of, gaps_in, obstacles_for
from app.roster import queries as roster
from surveys.electorate.persons import Persons
from surveys.electorate.rights import Electorate, Head, Standing
from surveys.errors import Invalid, Refusal

ROLL_DAYS = 10  # of the notice; the rest is for answering
SHARED = (Standing.UNDESIGNATED, Standing.DIVIDED)


def announce_decision(actor: object, decision_id: int, at: datetime) -> DecisionRow:
    """Freeze the electorate and the manifest of an approved decision, and tell everybody.

    Refused while an area, a source or an owner is missing (`electorate-incomplete`), and when so much time
    has passed since the approval that the notice would be too short.
    """
    decision = lock_decision(decision_id)
    if decision.stage(at) != "approved":
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=decision.stage(at))
    obstacles = obstacles_for(decision, at)
    if obstacles:
        raise obstacles[0]
    if decision.informed_on is None:
        raise Invalid("decision-needs-informed", title=decision.title)
    electorate = electorate_of(decision, at)
    gaps = [gap for gap in gaps_in(electorate) if gap.is_in_the_way]
    if gaps:
        raise Refusal("electorate-incomplete", count=len(gaps))
    rights = _freeze(decision, electorate, at)
    manifest = manifest_of(decision, rights)
    opens_at = decision.opens_at or at
    values = {
        "noticed_at": at,
        "roll_closes_at": min(opens_at, at + timedelta(days=ROLL_DAYS)),
        "manifest": manifest.text,
        "manifest_hash": manifest.hash,
        "electorate_root": manifest.root,
    }
    db.session.execute(update(Decision).where(Decision.id == decision_id).values(**values))
    facts = {"manifest": manifest.hash, "electorate": manifest.root, "heads": electorate.head_count}
    record(actor, "decision.notice", f"decision:{decision_id}", at, **facts)
    promise_notice("decision-noticed", decision, at)
    return lock_decision(decision_id)


def _freeze(decision: DecisionRow, electorate: Electorate, at: datetime) -> list[dict[str, Any]]:
    """Copy heads and rights under opaque names; returns the rights as the manifest counts them."""
    rooms = roster.rooms_by_id([right.part for right in electorate.rights])
    uids = {head.key: new_public_id() for head in electorate.heads}
    rows = [
        {
            "decision_id": decision.id, "uid": uids[head.key], "area": head.area,
            "standing": str(head.standing), "explanation": _explanation(head, rooms),
        }
        for head in electorate.heads
    ]  # fmt: skip
    db.session.execute(insert(DecisionHead), rows)
    known = select(DecisionHead.uid, DecisionHead.id).where(DecisionHead.decision_id == decision.id)
    ids = dict(db.session.execute(known).all())
    rights = [
        {
            "decision_id": decision.id, "uid": new_public_id(), "head_id": ids[uids[right.head]],
            "room_id": right.part, "building_id": rooms[right.part].building_id,
            "unit_id": rooms[right.part].unit_id, "floor": rooms[right.part].floor,
            "label": rooms[right.part].label, "kind": str(right.kind), "area": right.area,
            "source": str(right.source),
        }
        for right in electorate.rights
    ]  # fmt: skip
    db.session.execute(insert(DecisionRight), rights)
    who = _Who(decision.compound_id, at)
    voters = [
        {"head_id": ids[uids[head.key]], "person_id": person, "capacity": capacity}
        for head in electorate.heads
        for person, capacity in sorted(_voters(head, who).items())
    ]
    db.session.execute(insert(DecisionVoter), voters)
    return [
        {"id": one["uid"], "head": uids[right.head], "area": right.area, "source": str(right.source)}
        for one, right in zip(rights, electorate.rights, strict=True)
    ]


class _Who:
    """Who is one person, who has a guardian and who is a minor, at the notice."""

    def __init__(self, compound_id: int, at: datetime) -> None:
        self.persons = Persons(roster.verdicts_in(compound_id, at))
        self.guardians = roster.guardians_in(compound_id, at)
        self.minors = roster.minors_in(compound_id, at)


def _voters(head: Head, who: _Who) -> dict[int, Capacity]:
    """Every entry of the roster by which somebody may vote for a head; agents are read when they act."""
    if head.standing in SHARED:
        return _sharing(head, who)
    if head.caster is None or head.voter is None:
        return {}
    if head.standing is Standing.GUARDIAN:
        return dict.fromkeys(who.persons.group_of(head.caster), Capacity.GUARDIAN)
    is_named = head.standing is Standing.DESIGNATED
    return dict.fromkeys(
        who.persons.group_of(head.voter), Capacity.DESIGNATED if is_named else Capacity.OWNER
    )


def _sharing(head: Head, who: _Who) -> dict[int, Capacity]:
    """Co-owners who named nobody: each of age; for those who cannot decide alone, their guardians."""
    found: dict[int, Capacity] = {}
    for owner in head.owners:
        entries = who.persons.group_of(owner)
        guardian = next((who.guardians[one] for one in sorted(entries) if one in who.guardians), None)
        if guardian is not None:
            for one in who.persons.group_of(guardian):
                found.setdefault(one, Capacity.GUARDIAN)
        elif who.minors.isdisjoint(entries):
            found.update(dict.fromkeys(entries, Capacity.CO_OWNER))
    return found


def _explanation(head: Head, rooms: Any) -> list[dict[str, Any]]:
    """Why several rooms are one head, in the roster's terms."""
    return [
        {
            "ground": str(merge.ground),
            "rooms": [rooms[part].label for part in merge.parts],
            "verdict": merge.verdict,
        }
        for merge in head.merges
    ]
