"""What decisions keep about one person, for their request to see it."""

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.decisions.models import (
    BallotRevision,
    Decision,
    DecisionHead,
    DecisionVoter,
    Objection,
    Representative,
)


def held_about(person_id: int) -> list[dict[str, Any]]:
    """Rights to vote, ballots, objections and appointments of a person, without anybody else's."""
    rights = (
        select(Decision.title, DecisionVoter.capacity)
        .join(DecisionHead, DecisionHead.decision_id == Decision.id)
        .join(DecisionVoter, DecisionVoter.head_id == DecisionHead.id)
        .where(DecisionVoter.person_id == person_id)
        .order_by(Decision.id)
    )
    held: list[dict[str, Any]] = [
        {"what": "voting-right", "title": title, "capacity": str(capacity)}
        for title, capacity in db.session.execute(rights)
    ]
    ballots = (
        select(BallotRevision, Decision.title)
        .join(Decision, Decision.id == BallotRevision.decision_id)
        .where(BallotRevision.person_id == person_id)
        .order_by(BallotRevision.id)
    )
    held += [
        {
            "what": "ballot",
            "title": title,
            "channel": str(row.channel),
            "given_at": row.given_at.isoformat(),
            "revision": row.revision,
        }
        for row, title in db.session.execute(ballots)
    ]
    objections = (
        select(Objection, Decision.title)
        .join(Decision, Decision.id == Objection.decision_id)
        .where(Objection.person_id == person_id)
        .order_by(Objection.id)
    )
    held += [
        {
            "what": "objection",
            "title": title,
            "kind": str(row.kind),
            "said": row.said,
            "raised_at": row.raised_at.isoformat(),
        }
        for row, title in db.session.execute(objections)
    ]
    return held + _sent(person_id)


def _sent(person_id: int) -> list[dict[str, Any]]:
    """Where they collected the opinions of others."""
    sent = (
        select(Representative, Decision.title)
        .join(Decision, Decision.id == Representative.decision_id)
        .where(Representative.person_id == person_id)
        .order_by(Representative.id)
    )
    return [
        {
            "what": "representative",
            "title": title,
            "from_on": row.from_on.isoformat(),
            "until_on": row.until_on.isoformat(),
        }
        for row, title in db.session.execute(sent)
    ]
