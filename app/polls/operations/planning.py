"""Drawing up a poll: its questions, whom it asks and when, until it opens."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.audit.operations import record
from app.core.db import change, db
from app.core.ids import new_public_id
from app.polls.models import WHO_NOT_WHAT, Audience, Per, Poll
from app.polls.queries.polls import COLUMNS, PollRow, get_poll
from app.roster.queries import CompoundRow
from surveys.electorate.scopes import COMPOUND, Scope
from surveys.errors import Invalid, Missing, Refusal
from surveys.questionnaires import from_json, templates, to_json

LONGEST_SUMMARY = 2000
LONGEST_REASON = 400


@dataclass(frozen=True)
class Plan:
    """Whom a poll asks, and when."""

    summary: str = ""
    scope: Scope = COMPOUND
    audience: str = "residents"
    per: str = "room"
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Start:
    """How a poll begins: from a template, from a questionnaire, or with a title alone."""

    title: str = ""
    template_key: str | None = None
    questionnaire: Mapping[str, Any] | None = None
    plan: Plan = Plan()


def create_poll(actor: object, compound: CompoundRow, start: Start, at: datetime) -> PollRow:
    """Draw up a poll for a compound; nobody sees it before it is scheduled or opened."""
    document = _document(start)
    values = {
        "public_id": new_public_id(),
        "compound_id": compound.id,
        "compound_path": compound.path,
        "template_key": start.template_key,
        "who_sees": WHO_NOT_WHAT,
        "created_by": str(actor),
        "created_at": at,
        **_asked(document),
        **_planned(start.plan),
    }
    poll_id = db.session.execute(insert(Poll).values(**values).returning(Poll.id)).scalar_one()
    record(actor, "poll.created", f"poll:{poll_id}", at, template=start.template_key)
    return get_poll(poll_id)


def change_plan(actor: object, poll_id: int, plan: Plan, at: datetime) -> None:
    """Ask others, or at another time; only before the poll opens."""
    lock_editable(poll_id)
    db.session.execute(update(Poll).where(Poll.id == poll_id).values(**_planned(plan)))
    record(actor, "poll.planned", f"poll:{poll_id}", at, scope=plan.scope.to_json(), per=plan.per)


def change_questions(actor: object, poll_id: int, document: Mapping[str, Any], at: datetime) -> None:
    """Put other questions; only before the poll opens. A draft may be without any for a while."""
    lock_editable(poll_id)
    db.session.execute(update(Poll).where(Poll.id == poll_id).values(**_asked(document)))
    record(actor, "poll.reworded", f"poll:{poll_id}", at, questions=len(document.get("questions", ())))


def discard_draft(actor: object, poll_id: int, at: datetime) -> None:
    """Throw a draft away that nobody was ever shown."""
    poll = lock_editable(poll_id)
    if poll.scheduled_at is not None:
        raise Refusal("poll-already-announced", title=poll.title)
    db.session.execute(delete(Poll).where(Poll.id == poll_id))
    record(actor, "poll.discarded", f"poll:{poll_id}", at)


def lock_poll(poll_id: int) -> PollRow:
    """The poll, and nobody answers or changes it until this transaction ends."""
    row = db.session.execute(select(*COLUMNS).where(Poll.id == poll_id).with_for_update()).first()
    if row is None:
        raise Missing("poll-not-found")
    return PollRow(*row)


def lock_editable(poll_id: int) -> PollRow:
    """The same for a poll that has not been opened yet."""
    poll = lock_poll(poll_id)
    if not poll.is_editable:
        raise Refusal("poll-already-opened", title=poll.title)
    return poll


def _document(start: Start) -> Mapping[str, Any]:
    """The questionnaire to begin with, under the title the committee gave it."""
    if start.template_key is not None:
        document = to_json(templates.get(start.template_key).questionnaire)
    else:
        document = dict(start.questionnaire or {"title": "", "purpose": "", "questions": []})
    return {**document, "title": start.title.strip() or document["title"]}


def _asked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold the questions; whatever is not a questionnaire is Invalid."""
    if document.get("questions"):
        document = to_json(from_json(document))
    title = str(document["title"]).strip()
    if not title:
        raise Invalid("questionnaire-needs-title")
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"title": title[:300], "questionnaire": text}


def _planned(plan: Plan) -> dict[str, Any]:
    """The columns that hold whom and when."""
    if len(plan.summary) > LONGEST_SUMMARY:
        raise Invalid("poll-summary-too-long", most=LONGEST_SUMMARY)
    if plan.opens_at and plan.closes_at and plan.opens_at >= plan.closes_at:
        raise Invalid("poll-window-backwards")
    if plan.audience not in set(Audience) or plan.per not in set(Per):
        raise Invalid("poll-audience-unknown")
    return {
        "summary": plan.summary,
        "is_intention": True,  # what binds owners is a decision, never a poll
        "scope": plan.scope.to_json(),
        "audience": Audience(plan.audience),
        "per": Per(plan.per),
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
    }


def hand_over(from_key: str, to_key: str, compound_ids: Collection[int], at: datetime) -> int:
    """Polls one person drew up for these compounds and that have not begun become another's; how many."""
    moved = change(
        update(Poll)
        .where(Poll.created_by == f"staff:{from_key}", Poll.compound_id.in_(compound_ids))
        .where(Poll.opened_at.is_(None), Poll.voided_at.is_(None))
        .values(created_by=f"staff:{to_key}")
    )
    if moved:
        record(f"staff:{to_key}", "poll.take-over", f"staff:{from_key}", at, polls=moved)
    return moved
