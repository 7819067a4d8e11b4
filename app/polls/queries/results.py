"""Reading what may be published of closed polls."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.polls.models import Answer, AnswerRevision, Poll, PollResult
from app.polls.queries.answers import said_in
from app.polls.queries.polls import PollRow
from surveys.errors import Missing, Refusal
from surveys.questionnaires import Answer as Said


@dataclass(frozen=True)
class ResultRow:
    """A published result: turnout, channels and one entry a question, small cells_for withheld."""

    poll_id: int
    computed_at: datetime
    result: dict[str, Any]


def find_result(poll_id: int) -> ResultRow | None:
    """What may be published, once it has been counted."""
    row = db.session.execute(
        select(PollResult.poll_id, PollResult.computed_at, PollResult.result).where(
            PollResult.poll_id == poll_id
        )
    ).first()
    return ResultRow(*row) if row else None


def get_result(poll: PollRow, at: datetime) -> ResultRow:
    """The result of a closed poll; `not-closed` before, for everybody, `not-counted-yet` a moment after."""
    if poll.state(at) != "closed":
        raise Refusal("not-closed", title=poll.title)
    found = find_result(poll.id)
    if found is None:
        raise Refusal("not-counted-yet", title=poll.title)
    return found


def results_for(poll_ids: Collection[int]) -> dict[int, ResultRow]:
    """The results of these polls, as far as they are counted."""
    statement = select(PollResult.poll_id, PollResult.computed_at, PollResult.result)
    rows = db.session.execute(statement.where(PollResult.poll_id.in_(poll_ids)))
    return {row[0]: ResultRow(*row) for row in rows}


def texts_for_committee(poll: PollRow, at: datetime) -> dict[str, list[str]]:
    """What residents wrote, shuffled and without a name; the committee sees it after the close only."""
    get_result(poll, at)
    row = db.session.execute(select(PollResult).where(PollResult.poll_id == poll.id)).scalar()
    if row is None:
        raise Missing("poll-not-found")
    texts: dict[str, list[str]] = json.loads(row.texts or "{}")
    return texts


def due_for_counting() -> list[int]:
    """Closed polls whose result is still due."""
    statement = (
        select(Poll.id)
        .outerjoin(PollResult, PollResult.poll_id == Poll.id)
        .where(Poll.closed_at.is_not(None), Poll.voided_at.is_(None), PollResult.poll_id.is_(None))
        .order_by(Poll.id)
    )
    return list(db.session.execute(statement).scalars())


def answers_for_count(poll_id: int) -> list[dict[str, Said]]:
    """The newest answer of every respondent, opened: for the count after the close and for nothing else."""
    statement = (
        select(AnswerRevision)
        .join(
            Answer,
            (Answer.poll_id == AnswerRevision.poll_id)
            & (Answer.respondent == AnswerRevision.respondent)
            & (Answer.revision == AnswerRevision.revision),
        )
        .where(AnswerRevision.poll_id == poll_id)
    )
    return [said_in(revision.content) for revision in db.session.execute(statement).scalars()]
