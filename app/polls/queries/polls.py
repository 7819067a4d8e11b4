"""Reading polls themselves: one of them, or those of a place."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.core.actors import Actor
from app.core.db import db
from app.polls.models import Poll
from surveys.electorate import scopes
from surveys.errors import Missing
from surveys.questionnaires import Questionnaire, from_json

STAFF = ("committee", "clerk")
STATES = ("draft", "scheduled", "open", "closed", "void")


@lru_cache(maxsize=128)
def questionnaire_in(text: str) -> Questionnaire:
    """The questionnaire that this text holds; the same text is read once, for answers come by the hundred."""
    return from_json(json.loads(text))


@dataclass(frozen=True)
class PollRow:
    """A poll as everybody but its own room sees it."""

    id: int
    public_id: str
    compound_id: int
    compound_path: str
    title: str
    summary: str
    questionnaire_text: str
    template_key: str | None
    is_intention: bool
    scope_data: dict[str, object]
    audience: str
    per: str
    who_sees: str
    opens_at: datetime | None
    closes_at: datetime | None
    created_by: str
    created_at: datetime
    scheduled_at: datetime | None
    opened_at: datetime | None
    eligible: int | None
    closed_at: datetime | None
    extended_at: datetime | None
    extension_reason: str | None
    voided_at: datetime | None
    void_reason: str | None

    @cached_property
    def document(self) -> dict[str, Any]:
        """The questions as JSON: a draft may have none yet."""
        found: dict[str, Any] = json.loads(self.questionnaire_text)
        return found

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The questions; Invalid while a draft has none."""
        return questionnaire_in(self.questionnaire_text)

    @cached_property
    def scope(self) -> scopes.Scope:
        """Which part of the compound is asked."""
        return scopes.from_json(self.scope_data)

    @property
    def is_editable(self) -> bool:
        """Questions may change until people can have seen them."""
        return self.opened_at is None and self.voided_at is None

    def is_open(self, at: datetime) -> bool:
        """Whether an answer read at this instant counts: opens_at <= at < closes_at, and nothing ended it."""
        return self.state(at) == "open"

    def state(self, at: datetime) -> str:
        """One of STATES, from the facts."""
        if self.voided_at is not None:
            return "void"
        if self.opened_at is None or self.opens_at is None or self.closes_at is None:
            return "scheduled" if self.scheduled_at is not None else "draft"
        if self.closed_at is not None or self.closes_at <= at:
            return "closed"
        return "open" if self.opens_at <= at else "scheduled"


RENAMED = {"questionnaire_text": "questionnaire", "scope_data": "scope"}
COLUMNS = tuple(getattr(Poll, RENAMED.get(field.name, field.name)) for field in fields(PollRow))
IS_PUBLIC = or_(Poll.opened_at.is_not(None), Poll.scheduled_at.is_not(None))
IS_RUNNING = and_(Poll.opened_at.is_not(None), Poll.closed_at.is_(None), Poll.voided_at.is_(None))


def is_under(paths: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a poll's compound lies in one of these areas."""
    inside = [
        or_(Poll.compound_path == path, Poll.compound_path.startswith(path + ".", autoescape=True))
        for path in paths
    ]
    return or_(false(), *inside)


def polls_found_in(statement: Select[Any]) -> list[PollRow]:
    """The polls a statement over COLUMNS finds."""
    return [PollRow(*row) for row in db.session.execute(statement)]


def find_poll(public_id: str) -> PollRow | None:
    """The poll of that public id, whatever its state."""
    found = polls_found_in(select(*COLUMNS).where(Poll.public_id == public_id))
    return found[0] if found else None


def get_poll(poll_id: int) -> PollRow:
    """The poll of that number, or Missing."""
    found = polls_found_in(select(*COLUMNS).where(Poll.id == poll_id))
    if not found:
        raise Missing("poll-not-found")
    return found[0]


def get_public_poll(public_id: str) -> PollRow:
    """A poll the public may know of: one that has been announced; drafts are Missing."""
    poll = find_poll(public_id)
    if poll is None or (poll.opened_at is None and poll.scheduled_at is None):
        raise Missing("poll-not-found")
    return poll


def get_poll_for_staff(actor: Actor, public_id: str, roles: Sequence[str] = STAFF) -> PollRow:
    """A poll of a compound over which the actor holds one of these roles; Missing for anybody else's."""
    poll = find_poll(public_id)
    if poll is None or not any(actor.may(role, poll.compound_path) for role in roles):
        raise Missing("poll-not-found")
    return poll


def polls_under(paths: Sequence[str], *, before: int | None = None, limit: int = 50) -> list[PollRow]:
    """Announced polls of these areas, newest first; `before` is the id where the last page ended."""
    statement = select(*COLUMNS).where(is_under(paths), IS_PUBLIC)
    return polls_found_in(_page(statement, before, limit))


def polls_for_staff(paths: Sequence[str], *, before: int | None = None, limit: int = 50) -> list[PollRow]:
    """All polls of these areas, drafts too, newest first."""
    return polls_found_in(_page(select(*COLUMNS).where(is_under(paths)), before, limit))


def polls_in(compound_id: int, limit: int = 50) -> list[PollRow]:
    """Announced polls of a compound, newest first."""
    statement = select(*COLUMNS).where(Poll.compound_id == compound_id, IS_PUBLIC)
    return polls_found_in(_page(statement, None, limit))


def polls_for_ids(poll_ids: Collection[int]) -> dict[int, PollRow]:
    """These polls by number."""
    return {poll.id: poll for poll in polls_found_in(select(*COLUMNS).where(Poll.id.in_(poll_ids)))}


def summary_for(compound_id: int, at: datetime) -> dict[str, int]:
    """How many polls a compound has, by state, the announced ones only."""
    counted = Counter(poll.state(at) for poll in polls_in(compound_id, limit=500))
    return {state: counted[state] for state in STATES[1:]}


def count_unopened_by(key: str) -> int:
    """How many polls somebody drew up that have not begun."""
    statement = select(func.count(Poll.id)).where(
        Poll.created_by == f"staff:{key}", Poll.opened_at.is_(None), Poll.voided_at.is_(None)
    )
    return db.session.execute(statement).scalar_one()


def due_for_opening(at: datetime) -> list[int]:
    """Scheduled polls whose time to open has come."""
    statement = select(Poll.id).where(
        Poll.scheduled_at.is_not(None),
        Poll.opened_at.is_(None),
        Poll.voided_at.is_(None),
        Poll.opens_at <= at,
        Poll.closes_at > at,
    )
    return list(db.session.execute(statement.order_by(Poll.id)).scalars())


def due_for_closing(at: datetime) -> list[int]:
    """Open polls whose time is over."""
    statement = select(Poll.id).where(IS_RUNNING, Poll.closes_at <= at).order_by(Poll.id)
    return list(db.session.execute(statement).scalars())


def _page(statement: Select[Any], before: int | None, limit: int) -> Select[Any]:
    if before is not None:
        statement = statement.where(Poll.id < before)
    return statement.order_by(Poll.id.desc()).limit(limit)
