"""Writing the audit log, linking it into a chain, and signing where it stands."""

from collections.abc import Generator
from contextlib import closing
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import insert, select

from app.audit.models import AuditCheckpoint, AuditEntry, AuditLink
from app.audit.queries import facts_for, get_head, get_unlinked
from app.core.db import db, run
from app.core.encryption import signing_key
from surveys.errors import Invalid
from surveys.proof import chain
from surveys.proof.canonical import canonical_bytes

BATCH = 2000
_ENTRY = insert(AuditEntry.__table__).inline()


def record(actor: object, act: str, subject: str, at: datetime, **facts: object) -> None:
    """Note one act inside its own transaction; `act` is `noun.verb`, facts hold no personal data."""
    try:
        canonical_bytes(facts)
    except Invalid as problem:  # one entry that cannot be sealed would hold up the chain for ever
        raise ValueError(f"facts of {act} cannot be sealed: {problem.code}") from problem
    run(_ENTRY, actor=str(actor), act=act, subject=subject, at=at, facts=facts)


def link_entries(limit: int = BATCH) -> int:
    """Put entries that have no place yet into the chain, in order of arrival; returns how many.

    Two workers doing it at once cannot fork the chain: `previous` is unique, the second fails whole.
    """
    sequence, previous = get_head()
    rows = []
    for entry in get_unlinked(limit):
        sequence += 1
        digest = chain.link(previous, canonical_bytes(facts_for(entry)))
        rows.append({"sequence": sequence, "entry_id": entry.id, "previous": previous, "hash": digest})
        previous = digest
    if rows:
        db.session.execute(insert(AuditLink), rows)
    return len(rows)


def sign_checkpoint(at: datetime) -> bool:
    """Sign the present end of the chain; False when it is signed already or there is nothing."""
    sequence, digest = get_head()
    known = db.session.execute(
        select(AuditCheckpoint.sequence).where(AuditCheckpoint.sequence == sequence)
    ).scalar()
    if sequence == 0 or known is not None:
        return False
    key = signing_key()
    signature = key.sign(checkpoint_bytes(sequence, digest, at))
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    db.session.execute(
        insert(AuditCheckpoint).values(
            sequence=sequence, hash=digest, at=at, key=public.hex(), signature=signature.hex()
        )
    )
    return True


def checkpoint_bytes(sequence: int, digest: str, at: datetime) -> bytes:
    """What a checkpoint's signature covers."""
    return canonical_bytes({"sequence": sequence, "hash": digest, "at": at.isoformat()})


def export_lines() -> Generator[str, None, None]:
    """The whole linked log as the lines of `audit export`, oldest first."""
    statement = (
        select(AuditLink, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.sequence)
        .execution_options(yield_per=500)
    )
    with closing(db.session.execute(statement)) as found:
        for link, entry in found:
            line = {"sequence": link.sequence, "previous": link.previous, "hash": link.hash}
            yield canonical_bytes({**line, "entry": facts_for(entry)}).decode()
