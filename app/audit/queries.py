"""Reading the audit log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, func, select, type_coerce

from app.audit.models import AuditCheckpoint, AuditEntry, AuditLink
from app.core.db import db
from surveys.proof import chain

IS_LINKED = select(AuditLink.entry_id).where(AuditLink.entry_id == AuditEntry.id).exists()
LATE = 10_000  # entries numbered earlier may commit later; this far back is looked at every time


def get_head() -> tuple[int, str]:
    """The chain's length and last hash."""
    row = db.session.execute(
        select(AuditLink.sequence, AuditLink.hash).order_by(AuditLink.sequence.desc()).limit(1)
    ).first()
    return (row.sequence, row.hash) if row else (0, chain.GENESIS)


class Standing(NamedTuple):
    """Where the chain stands: how many entries it holds, up to when, how many wait, what was signed last."""

    linked: int
    linked_to: datetime | None
    waiting: int
    signed: int
    signed_at: datetime | None
    key: str


def get_standing() -> Standing:
    """The chain's state for those who audit: three statements, none of which reads the whole log."""
    last = db.session.execute(
        select(AuditLink.sequence, AuditEntry.at)
        .join(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.sequence.desc())
        .limit(1)
    ).first()
    newest = select(func.max(AuditLink.entry_id)).scalar_subquery()
    waiting = select(func.count(AuditEntry.id)).where(
        AuditEntry.id > func.coalesce(newest, 0) - LATE, ~IS_LINKED
    )
    signed = db.session.execute(
        select(AuditCheckpoint.sequence, AuditCheckpoint.at, AuditCheckpoint.key)
        .order_by(AuditCheckpoint.sequence.desc())
        .limit(1)
    ).first()
    linked, linked_to = last or (0, None)
    number, signed_at, key = signed or (0, None, "")
    return Standing(linked, linked_to, db.session.execute(waiting).scalar_one(), number, signed_at, key)


def get_unlinked(limit: int) -> Sequence[AuditEntry]:
    """Entries without a place in the chain, oldest first."""
    newest = db.session.execute(select(func.max(AuditLink.entry_id))).scalar() or 0
    statement = select(AuditEntry).where(AuditEntry.id > newest - LATE, ~IS_LINKED)
    return db.session.execute(statement.order_by(AuditEntry.id).limit(limit)).scalars().all()


def count_unlinked() -> int:
    """How many entries have no place yet, looking back to the very first."""
    return db.session.execute(select(func.count(AuditEntry.id)).where(~IS_LINKED)).scalar_one()


def facts_for(entry: AuditEntry) -> dict[str, object]:
    """An entry as the canonical value its hash is made of."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "facts": entry.facts,
    }


def get_checkpoints() -> Sequence[AuditCheckpoint]:
    """Every signed checkpoint, oldest first."""
    return db.session.execute(select(AuditCheckpoint).order_by(AuditCheckpoint.sequence)).scalars().all()


def get_signed_ends() -> Sequence[tuple[AuditCheckpoint, str | None]]:
    """Every signed checkpoint with the hash that the chain has at its place now (None when it is gone)."""
    statement = (
        select(AuditCheckpoint, AuditLink.hash)
        .outerjoin(AuditLink, AuditLink.sequence == AuditCheckpoint.sequence)
        .order_by(AuditCheckpoint.sequence)
    )
    return [(checkpoint, digest) for checkpoint, digest in db.session.execute(statement)]


def entries_in(act: str, subject: str, *, before: int, limit: int) -> Sequence[AuditEntry]:
    """Entries of an act (or of all acts that begin so) and a subject, both may be empty; newest first."""
    statement = select(AuditEntry).where(AuditEntry.id < before)
    if act:
        statement = statement.where(AuditEntry.act.startswith(act, autoescape=True))
    if subject:
        statement = statement.where(AuditEntry.subject == subject)
    return db.session.execute(statement.order_by(AuditEntry.id.desc()).limit(limit)).scalars().all()


def entries_about(subject: str) -> Sequence[AuditEntry]:
    """What happened to one thing, oldest first."""
    statement = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
    return db.session.execute(statement).scalars().all()


class Logged(NamedTuple):
    """One entry as a value."""

    id: int
    at: datetime
    act: str
    subject: str
    facts: dict[str, Any]


def entries_of(acts: Sequence[str], after: int) -> list[Logged]:
    """Entries of these acts with a higher number, oldest first."""
    statement = _logged().where(AuditEntry.id > after, AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
    return [Logged(*row) for row in db.session.execute(statement)]


def get_start(entry_id: int, at: str) -> int:
    """From where to read on after the entry of this number and instant; 0 where the log does not have it.

    Entries numbered earlier may commit later, so a little is read again.
    """
    found = db.session.execute(select(AuditEntry.at).where(AuditEntry.id == entry_id)).scalar()
    return max(0, entry_id - LATE) if found is not None and found.isoformat() == at else 0


def find_newest() -> Logged | None:
    """The entry with the highest number."""
    row = db.session.execute(_logged().order_by(AuditEntry.id.desc()).limit(1)).first()
    return Logged(*row) if row else None


def _logged() -> Select[*tuple[Any, ...]]:
    return select(*(getattr(AuditEntry, name) for name in Logged._fields))


def facts_of(actor: str, act: str, subject: str) -> list[dict[str, Any]]:
    """What the log says of every time somebody did something to one thing."""
    statement = select(AuditEntry.facts).where(
        AuditEntry.subject == subject, AuditEntry.actor == actor, AuditEntry.act == act
    )
    return list(db.session.execute(statement.order_by(AuditEntry.id)).scalars())


def was_done_by(actor: str, act: str, subjects: Sequence[str], *, since: datetime) -> bool:
    """Whether this actor did such an act to one of these subjects after an instant."""
    found = select(AuditEntry.id).where(
        AuditEntry.subject.in_(subjects),
        AuditEntry.actor == actor,
        AuditEntry.act == act,
        AuditEntry.at > since,
    )
    return db.session.execute(found.limit(1)).scalar() is not None


def find_place(subject: str, act: str, fact: str) -> int | None:
    """The place in the chain of the entry about a subject whose facts hold this text; None until linked."""
    statement = (
        select(AuditLink.sequence)
        .join(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .where(
            AuditEntry.subject == subject,
            AuditEntry.act == act,
            type_coerce(AuditEntry.facts, Text).contains(f'"{fact}"', autoescape=True),
        )
    )
    return db.session.execute(statement).scalars().first()


def links_about(subject: str) -> Sequence[tuple[AuditLink, AuditEntry]]:
    """The linked entries about one thing with their places, oldest first."""
    statement = (
        select(AuditLink, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .where(AuditEntry.subject == subject)
        .order_by(AuditLink.sequence)
    )
    return [(link, entry) for link, entry in db.session.execute(statement)]
