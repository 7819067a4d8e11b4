"""Taking a ballot: acknowledged once, never lost, accepted exactly until the decision closes."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import and_, bindparam, insert, select, update

from app.audit.operations import record
from app.core.db import db, run
from app.core.encryption import keyring
from app.decisions.models import (
    OWN_CHANNELS,
    Ballot,
    BallotRevision,
    Capacity,
    Channel,
    Decision,
    DecisionHead,
)
from app.decisions.operations.conflicts import note_conflict
from app.decisions.operations.telling import BESIDE, PROXY, SET_ASIDE, promise_word
from app.decisions.operations.unnamed import drop_unnamed
from app.decisions.queries.acting import Act
from app.decisions.queries.ballots import choice_in, is_rejected, seal_for
from app.decisions.queries.decisions import ANONYMOUS, COLUMNS, NAMED_SEALED, DecisionRow
from app.decisions.queries.marks import has_several
from app.decisions.queries.results import find_result
from surveys.errors import Invalid, Missing, Refusal
from surveys.proof.receipts import new_receipt

RECEIPT_BYTES = 10  # 16 characters, 75 random bits
LONGEST_KEY = 80
INNER = ":"  # in the keys we make for paper; a browser's key that has it is refused
VOID = "void"

# Ballots come by the hundred in the last hour: statements over plain tables, built once, cost half.
DECISIONS, HEADS, BALLOTS, REVISIONS = (
    table.__table__.c for table in (Decision, DecisionHead, Ballot, BallotRevision)
)
HELD = select(*(DECISIONS[column.key] for column in COLUMNS)).with_for_update(read=True)
HOLD_BY_NUMBER = HELD.where(DECISIONS.id == bindparam("key"))
HOLD_BY_NAME = HELD.where(DECISIONS.public_id == bindparam("key"))
OWN_HEAD = (
    select(HEADS.uid)
    .where(HEADS.id == bindparam("head"), HEADS.decision_id == bindparam("decision"))
    .with_for_update()
)
OF_HEAD = and_(BALLOTS.decision_id == REVISIONS.decision_id, BALLOTS.head_id == REVISIONS.head_id)
NEWEST_GIVEN = (  # beside no ballot where all that was handed in was rejected
    select(BALLOTS.id, REVISIONS.revision, BALLOTS.receipt)
    .join_from(BallotRevision.__table__, Ballot.__table__, OF_HEAD, isouter=True)
    .where(REVISIONS.decision_id == bindparam("decision"), REVISIONS.head_id == bindparam("head"))
    .order_by(REVISIONS.revision.desc())
    .limit(1)
)
SAME_KEY = (
    select(
        REVISIONS.head_id, REVISIONS.revision, REVISIONS.uid, REVISIONS.content_sealed,
        REVISIONS.given_at, REVISIONS.person_id, BALLOTS.receipt,
    )
    .join_from(BallotRevision.__table__, Ballot.__table__, OF_HEAD)
    .where(REVISIONS.decision_id == bindparam("decision"), REVISIONS.idempotency_key == bindparam("key"))
)  # fmt: skip
APPEND = insert(BallotRevision.__table__).inline()
FIRST = insert(Ballot.__table__).inline()
NEWEST = (
    update(Ballot.__table__)
    .where(BALLOTS.id == bindparam("ballot"))
    .values(
        revision=bindparam("number"),
        channel=bindparam("channel"),
        person_id=bindparam("person_id"),
        recorded_by=bindparam("recorded_by"),
        changed_at=bindparam("changed_at"),
    )
)


@dataclass(frozen=True)
class HeldDecision:
    """A decision that nobody can close before this transaction ends; only `hold_decision` makes one."""

    row: DecisionRow


@dataclass(frozen=True)
class Mark:
    """What was handed in, how it came, and the client's key for this attempt.

    `receipt` is the number already printed on a paper ballot's stub.
    """

    choice: str
    channel: Channel
    idempotency_key: str
    paper_id: int | None = None
    receipt: str = ""
    recorded_by: str | None = None
    happened_on: date | None = None

    @classmethod
    def by_chat(cls, choice: str, idempotency_key: str) -> Self:
        """One that was said in the chat."""
        return cls(choice, Channel.WECHAT, idempotency_key)


@dataclass(frozen=True)
class BallotReceipt:
    """Proof that a ballot is kept; `number` is empty where the decision is anonymous."""

    number: str
    decision_id: int
    public_id: str
    title: str
    revision: int
    changed_at: datetime
    is_repeat: bool = False


@dataclass(frozen=True)
class Attempt:
    """One ballot on its way in."""

    decision: DecisionRow
    head_id: int
    mark: Mark
    act: Act | None

    @property
    def person_id(self) -> int | None:
        """Who hands it in; nobody we know where it came on paper."""
        return self.act.person_id if self.act else None

    def receipt(self, number: str, revision: int, changed_at: datetime) -> BallotReceipt:
        """The receipt this attempt earns."""
        row = self.decision
        return BallotReceipt(number, row.id, row.public_id, row.title, revision, changed_at)


def hold_decision(key: int | str) -> HeldDecision:
    """Take a decision by number or public id, so that closing it waits for this transaction.

    Ballots do not wait for each other. Read the clock after this, inside the transaction.
    """
    row = run(HOLD_BY_NUMBER if isinstance(key, int) else HOLD_BY_NAME, key=key).first()
    if row is None:
        raise Missing("decision-not-found")
    return HeldDecision(DecisionRow(*row))


def cast_ballot(held: HeldDecision, act: Act, mark: Mark, at: datetime) -> BallotReceipt:
    """Keep the ballot of a head; a later one replaces it until the close, and both stay on record.

    The same key with the same values gives the stored receipt again, with others Invalid `key-reused`.
    `act` is what `acts_for` said this person may do, read in this transaction.
    """
    if mark.channel not in OWN_CHANNELS:
        raise Invalid("channel-unknown")
    decision = held.row
    if mark.choice not in decision.choices:
        raise Invalid("choice-unknown")
    if mark.channel is Channel.H5 and INNER in mark.idempotency_key:
        raise Invalid("idempotency-key-missing")
    if decision.mode == ANONYMOUS:
        return _cast_anonymously(decision, act, mark, at)
    return keep_ballot(decision, act.head_id, mark, at, act=act)


def keep_ballot(
    decision: DecisionRow, head_id: int, mark: Mark, at: datetime, *, act: Act | None = None
) -> BallotReceipt:
    """Write a ballot down, whoever hands it in; the caller has checked that they may."""
    if not 1 <= len(mark.idempotency_key) <= LONGEST_KEY:
        raise Invalid("idempotency-key-missing")
    uid = _lock_head(decision.id, head_id)
    attempt = Attempt(decision, head_id, mark, act)
    if repeat := _repeat(attempt):
        return repeat
    (need_open if mark.channel in OWN_CHANNELS else need_entry)(decision, at)
    if act is not None and act.capacity is Capacity.PROXY:
        _need_silent_principal(attempt)
    newest = run(NEWEST_GIVEN, decision=decision.id, head=head_id).first()
    revision = newest.revision + 1 if newest else 1
    commitment = _append(attempt, revision, at)
    receipt = _stand(attempt, newest, revision, at=at)
    differs = revision > 1 and note_conflict(decision, head_id, at)  # the first word contradicts nobody
    if revision > 1 and decision.mode == NAMED_SEALED and has_several(decision, head_id):
        promise_word(decision, head_id, BESIDE, at)  # that they differ would tell who has read one the other
    elif differs:
        promise_word(decision, head_id, SET_ASIDE, at)
    else:
        _tell_owner(attempt, at)
    actor = mark.recorded_by or f"person:{attempt.person_id}"
    facts = {"head": uid, "channel": str(mark.channel), "revision": revision, "commitment": commitment}
    record(actor, "ballot.cast", f"decision:{decision.id}", at, **facts)
    return attempt.receipt(receipt, revision, at)


def need_open(decision: DecisionRow, at: datetime) -> None:
    """Refuse unless a ballot read at this instant counts."""
    stage = decision.stage(at)
    if stage == "void":
        raise Refusal("decision-voided", title=decision.title)
    if stage in ("draft", "approved", "notice", "ready"):
        raise Refusal("decision-not-open", title=decision.title, opens_at=decision.opens_at)
    if stage != "open":
        raise Refusal("decision-closed", title=decision.title, closes_at=decision.closes_at)


def need_entry(decision: DecisionRow, at: datetime) -> None:
    """Refuse unless paper that was handed in may be entered: from the opening until the count."""
    stage = decision.stage(at)
    if stage == "void":
        raise Refusal("decision-voided", title=decision.title)
    if stage not in ("open", "closed") or find_result(decision.id) is not None:
        raise Refusal("decision-takes-no-paper", title=decision.title)


def need_uncounted(decision: DecisionRow, at: datetime) -> None:
    """Refuse unless what was handed in on paper is still handled: from the notice until the count."""
    stage = decision.stage(at)
    if stage not in ("notice", "ready", "open", "closed") or find_result(decision.id) is not None:
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=stage)


def _cast_anonymously(decision: DecisionRow, act: Act, mark: Mark, at: datetime) -> BallotReceipt:
    """A ballot that nobody can find again, and therefore nobody can change."""
    _lock_head(decision.id, act.head_id)
    need_open(decision, at)
    drop_unnamed(decision, act.head_id, mark.choice, at)
    _tell_owner(Attempt(decision, act.head_id, mark, act), at)
    return BallotReceipt("", decision.id, decision.public_id, decision.title, 1, at)


def _tell_owner(attempt: Attempt, at: datetime) -> None:
    """Whoever did not hand their ballot in themselves hears that somebody did."""
    if attempt.act is not None and attempt.act.capacity is Capacity.PROXY:
        promise_word(attempt.decision, attempt.head_id, PROXY, at)
    elif attempt.mark.channel not in OWN_CHANNELS:
        promise_word(attempt.decision, attempt.head_id, attempt.mark.channel, at)


def _need_silent_principal(attempt: Attempt) -> None:
    """Who votes in person, by telephone or on paper, takes the matter back from their agent."""
    own = select(BallotRevision.id).where(
        BallotRevision.decision_id == attempt.decision.id,
        BallotRevision.head_id == attempt.head_id,
        ~BallotRevision.as_proxy,
        ~is_rejected(),
    )
    if db.session.execute(own.limit(1)).first() is not None:
        raise Refusal("principal-voted-already", title=attempt.decision.title)


def _lock_head(decision_id: int, head_id: int) -> str:
    """One ballot of a head at a time: changes of the same head queue here."""
    uid = run(OWN_HEAD, decision=decision_id, head=head_id).scalar()
    if uid is None:
        raise Missing("voting-right-not-found")
    return str(uid)


def _repeat(attempt: Attempt) -> BallotReceipt | None:
    """The receipt that this very attempt has earned before; Invalid when the key served anything else."""
    row = run(SAME_KEY, decision=attempt.decision.id, key=attempt.mark.idempotency_key).first()
    if row is None:
        return None
    said = choice_in(keyring().open(row.content_sealed, seal_for(row.uid)))
    is_same = (row.head_id, row.person_id, said) == (attempt.head_id, attempt.person_id, attempt.mark.choice)
    if not is_same:
        raise Invalid("key-reused")
    return replace(attempt.receipt(row.receipt, row.revision, row.given_at), is_repeat=True)


def _append(attempt: Attempt, revision: int, at: datetime) -> str:
    """Insert the revision; returns the salted commitment to what it says."""
    mark, act, uid = attempt.mark, attempt.act, uuid.uuid4().hex
    content = json.dumps({"choice": mark.choice, "salt": secrets.token_hex(16)}, sort_keys=True)
    commitment = hashlib.sha256(content.encode()).hexdigest()
    values: Mapping[str, Any] = {
        "uid": uid,
        "decision_id": attempt.decision.id,
        "head_id": attempt.head_id,
        "revision": revision,
        "idempotency_key": mark.idempotency_key,
        "content_sealed": keyring().seal(content, seal_for(uid)),
        "commitment": commitment,
        "channel": mark.channel,
        "person_id": attempt.person_id,
        "as_proxy": act is not None and act.capacity is Capacity.PROXY,
        "paper_id": mark.paper_id,
        "recorded_by": mark.recorded_by,
        "happened_on": mark.happened_on,
        "given_at": at,
    }
    run(APPEND, **values)
    return commitment


def _stand(attempt: Attempt, newest: Any, revision: int, *, at: datetime) -> str:
    """Let the newest revision be the one that stands; the receipt number never changes."""
    mark = attempt.mark
    now = {
        "channel": mark.channel,
        "person_id": attempt.person_id,
        "recorded_by": mark.recorded_by,
        "changed_at": at,
    }
    if newest is not None and newest.id is not None:
        run(NEWEST, ballot=newest.id, number=revision, **now)
        return str(newest.receipt)
    receipt = mark.receipt or new_receipt(secrets.token_bytes(RECEIPT_BYTES))
    whose = {"decision_id": attempt.decision.id, "head_id": attempt.head_id, "receipt": receipt}
    run(FIRST, **whose, revision=revision, first_at=at, **now)
    return receipt
