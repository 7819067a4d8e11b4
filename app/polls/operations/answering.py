"""Taking an answer: each acknowledged once, none lost, exactly until the poll closes."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, select, update

from app.audit.operations import record
from app.core.db import insert_once, run
from app.core.encryption import keyring
from app.polls.models import BY_THEMSELVES, Answer, AnswerRevision, Audience, Channel, Poll
from app.polls.queries.answers import is_asked, respondent_for, said_in, seal_for
from app.polls.queries.polls import COLUMNS, PollRow
from app.roster.queries import HomeRow
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from surveys.proof.receipts import new_receipt
from surveys.questionnaires import check

RECEIPT_BYTES = 7  # 12 characters, 55 random bits
LONGEST_KEY = 80

# Answers come by the hundred: statements over plain tables, built once, cost half of fresh ones over classes.
POLL, HEADS, REVISIONS = (table.__table__.c for table in (Poll, Answer, AnswerRevision))
HELD = select(*(POLL[column.key] for column in COLUMNS)).with_for_update(read=True)
HOLD_BY_NUMBER = HELD.where(POLL.id == bindparam("key"))
HOLD_BY_NAME = HELD.where(POLL.public_id == bindparam("key"))
SAME_KEY = (
    select(
        REVISIONS.respondent, REVISIONS.revision, REVISIONS.uid, REVISIONS.content_sealed,
        REVISIONS.given_at, HEADS.receipt,
    )
    .join_from(
        AnswerRevision.__table__, Answer.__table__,
        and_(HEADS.poll_id == REVISIONS.poll_id, HEADS.respondent == REVISIONS.respondent),
    )
    .where(REVISIONS.poll_id == bindparam("poll"), REVISIONS.idempotency_key == bindparam("key"))
)  # fmt: skip
HEAD = (
    select(HEADS.id, HEADS.revision, HEADS.receipt)
    .where(HEADS.poll_id == bindparam("poll"), HEADS.respondent == bindparam("respondent"))
    .with_for_update()
)
FIRST = insert(Answer.__table__).inline()
NEWEST = (
    update(Answer.__table__)
    .where(HEADS.id == bindparam("head"))
    .values(
        revision=bindparam("number"),
        person_id=bindparam("person_id"),
        channel=bindparam("channel"),
        recorded_by=bindparam("recorded_by"),
        changed_at=bindparam("changed_at"),
    )
)


@dataclass(frozen=True)
class HeldPoll:
    """A poll that nobody can close before this transaction ends; only `hold_poll` makes one."""

    row: PollRow


@dataclass(frozen=True)
class Given:
    """What was handed in: the answers, how they came, and the client's key for this attempt."""

    answers: Mapping[str, object]
    channel: str
    idempotency_key: str


@dataclass(frozen=True)
class Voice:
    """Whose answer it is, where they live, and who writes it down for them (empty: they do)."""

    respondent: str
    room_id: int
    building_id: int
    unit_id: int
    person_id: int | None
    recorded_by: str | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True)
class AnswerReceipt:
    """Proof that an answer is kept; `is_repeat` when it had been kept before and nothing changed."""

    receipt: str
    poll_id: int
    public_id: str
    title: str
    revision: int
    changed_at: datetime
    closes_at: datetime | None
    is_repeat: bool = False


@dataclass(frozen=True)
class Attempt:
    """One answer on its way in, checked and in its normal form."""

    poll: PollRow
    voice: Voice
    given: Given
    answers: Mapping[str, Any]

    def receipt(self, number: str, revision: int, changed_at: datetime) -> AnswerReceipt:
        """The receipt this attempt earns."""
        poll = self.poll
        return AnswerReceipt(
            number, poll.id, poll.public_id, poll.title, revision, changed_at, poll.closes_at
        )


def hold_poll(key: int | str) -> HeldPoll:
    """Take a poll by number or public id, so that closing it waits for this transaction.

    Answers do not wait for each other. Read the clock after this, inside the transaction.
    """
    statement = HOLD_BY_NUMBER if isinstance(key, int) else HOLD_BY_NAME
    row = run(statement, key=key).first()
    if row is None:
        raise Missing("poll-not-found")
    return HeldPoll(PollRow(*row))


def answer_poll(held: HeldPoll, home: HomeRow, given: Given, at: datetime) -> AnswerReceipt:
    """Keep the one answer of this home (or person); a later one replaces it until the poll closes.

    The same key with the same values gives the stored receipt again, with others Invalid `key-reused`.
    """
    poll = held.row
    voice = Voice(respondent_for(poll, home), home.room_id, home.building_id, home.unit_id, home.person_id)
    if given.channel not in BY_THEMSELVES:
        raise Invalid("channel-unknown")
    if not is_asked(poll, home):
        raise _not_asked(poll, home)
    return keep_answer(poll, voice, given, at)


def keep_answer(poll: PollRow, voice: Voice, given: Given, at: datetime) -> AnswerReceipt:
    """Write an answer down, whoever gives it; the caller has checked that they may."""
    if not 1 <= len(given.idempotency_key) <= LONGEST_KEY:
        raise Invalid("idempotency-key-missing")
    attempt = Attempt(poll, voice, given, check(poll.questionnaire, given.answers))
    for _ in range(3):  # only first answers of one respondent can meet: the second look finds a row to lock
        head = run(HEAD, poll=poll.id, respondent=voice.respondent).first()
        if head and (repeat := _repeat(attempt)):  # who has no answer yet has nothing to repeat
            return repeat
        need_open(poll, at)
        if commitment := _append(attempt, head.revision + 1 if head else 1, at):
            receipt = _stand(attempt, head, at)
            _note(attempt, commitment, at)
            revision = head.revision + 1 if head else 1
            return attempt.receipt(receipt, revision, at)
        if repeat := _repeat(attempt):
            return repeat
    raise RuntimeError("an answer could not be appended")


def need_open(poll: PollRow, at: datetime) -> None:
    """Refuse unless an answer read at this instant counts."""
    state = poll.state(at)
    if state == "void":
        raise Refusal("poll-voided", title=poll.title)
    if state == "closed":
        raise Refusal("poll-closed", title=poll.title, closes_at=poll.closed_at or poll.closes_at)
    if state != "open":
        raise Refusal("poll-not-open", title=poll.title)


def _not_asked(poll: PollRow, home: HomeRow) -> Forbidden:
    is_elsewhere = poll.compound_id != home.compound_id
    covered = not is_elsewhere and poll.scope.covers(str(home.building_id), str(home.unit_id))
    if covered and poll.audience == Audience.OWNERS:
        return Forbidden("owners-only", title=poll.title)
    return Forbidden("not-in-scope", title=poll.title)


def _repeat(attempt: Attempt) -> AnswerReceipt | None:
    """The receipt that this very attempt has earned before; Invalid when the key served anything else."""
    row = run(SAME_KEY, poll=attempt.poll.id, key=attempt.given.idempotency_key).first()
    if row is None:
        return None
    said = said_in(keyring().open(row.content_sealed, seal_for(row.uid)))
    if row.respondent != attempt.voice.respondent or said != attempt.answers:
        raise Invalid("key-reused")
    return replace(attempt.receipt(row.receipt, row.revision, row.given_at), is_repeat=True)


def _append(attempt: Attempt, revision: int, at: datetime) -> str:
    """Insert the revision; its commitment, or nothing when somebody else was first."""
    uid = uuid.uuid4().hex
    content = json.dumps(
        {"answers": attempt.answers, "salt": secrets.token_hex(16)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    is_first = insert_once(
        AnswerRevision,
        uid=uid,
        poll_id=attempt.poll.id,
        respondent=attempt.voice.respondent,
        revision=revision,
        idempotency_key=attempt.given.idempotency_key,
        content_sealed=keyring().seal(content, seal_for(uid)),
        person_id=attempt.voice.person_id,
        channel=Channel(attempt.given.channel),
        recorded_by=attempt.voice.recorded_by,
        happened_at=attempt.voice.happened_at,
        given_at=at,
    )
    return hashlib.sha256(content.encode()).hexdigest() if is_first else ""


def _stand(attempt: Attempt, head: Row[Any] | None, at: datetime) -> str:
    """Let the newest revision be the one that counts; the receipt number never changes."""
    voice = attempt.voice
    now = {
        "person_id": voice.person_id,
        "channel": Channel(attempt.given.channel),
        "recorded_by": voice.recorded_by,
        "changed_at": at,
    }
    if head is not None:
        run(NEWEST, head=head.id, number=head.revision + 1, **now)
        return str(head.receipt)
    receipt = new_receipt(secrets.token_bytes(RECEIPT_BYTES))
    whose = {"poll_id": attempt.poll.id, "respondent": voice.respondent, "room_id": voice.room_id}
    place = {"building_id": voice.building_id, "unit_id": voice.unit_id}
    first = {"receipt": receipt, "revision": 1, "first_at": at, **now}
    run(FIRST, **whose, **place, **first)
    return receipt


def _note(attempt: Attempt, commitment: str, at: datetime) -> None:
    """The log learns that somebody answered and a salted commitment to what, never what."""
    voice = attempt.voice
    actor = voice.recorded_by or f"person:{voice.person_id}"
    facts = {"respondent": voice.respondent, "channel": str(attempt.given.channel), "commitment": commitment}
    record(actor, "answer.given", f"poll:{attempt.poll.id}", at, **facts)
