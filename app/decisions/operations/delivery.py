"""Delivery: every attempt to reach an owner with its proof, and every sheet that hung in the compound."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import change, db
from app.decisions.models import Attempt, AttemptOutcome, AttemptWay, DecisionHead, Posting
from app.decisions.operations.locking import lock_decision
from app.decisions.queries.decisions import DecisionRow
from surveys.errors import Invalid, Missing, Refusal

BY_HAND = (AttemptWay.DOOR, AttemptWay.PHONE, AttemptWay.POST, AttemptWay.POSTING)
SHEETS = ("notice", "extension", "preliminary", "final")
LONGEST_NOTE, LONGEST_PLACE = 200, 120


@dataclass(frozen=True)
class Tried:
    """One attempt of the desk at some owners: how, what came of it, on which day, with which proof."""

    head_ids: tuple[int, ...]
    way: str
    outcome: str
    tried_on: date | None
    note: str = ""
    proof: str | None = None


@dataclass(frozen=True)
class Hung:
    """A sheet that hangs somewhere; `until_on` is empty while it still does."""

    sheet: str
    place: str
    posted_on: date | None
    until_on: date | None = None
    photo: str | None = None


def record_attempt(actor: object, decision_id: int, tried: Tried, at: datetime) -> int:
    """Record an attempt for each of these owners; how many. Only `served` proves delivery."""
    decision = _announced(decision_id)
    if tried.way not in {str(way) for way in BY_HAND}:
        raise Invalid("way-unknown", field="way")
    if tried.outcome not in set(AttemptOutcome):
        raise Invalid("outcome-unknown", field="outcome")
    note = _short(tried.note, "note", LONGEST_NOTE)
    heads = sorted(set(tried.head_ids))
    known = select(DecisionHead.id).where(DecisionHead.decision_id == decision_id, DecisionHead.id.in_(heads))
    if not heads or len(list(db.session.execute(known))) < len(heads):
        raise Invalid("delivery-heads-missing", field="head")
    common = {
        "decision_id": decision_id, "way": AttemptWay(tried.way), "outcome": AttemptOutcome(tried.outcome),
        "tried_on": _day(decision, tried.tried_on, "tried_on", at), "note": note, "proof": tried.proof,
        "recorded_by": str(actor), "recorded_at": at,
    }  # fmt: skip
    db.session.execute(insert(Attempt), [{**common, "head_id": head} for head in heads])
    facts = {"way": tried.way, "outcome": tried.outcome, "heads": len(heads)}
    record(actor, "delivery.tried", f"decision:{decision_id}", at, **facts)
    return len(heads)


def mark_login(decision_id: int, head_ids: Collection[int], actor: object, at: datetime) -> int:
    """An owner opened the notice signed in: served, once for each head. How many are new."""
    locked = (
        select(DecisionHead.id)
        .where(DecisionHead.decision_id == decision_id, DecisionHead.id.in_(head_ids))
        .order_by(DecisionHead.id)
        .with_for_update()
    )
    heads = list(db.session.execute(locked).scalars())
    seen = select(Attempt.head_id).where(
        Attempt.decision_id == decision_id, Attempt.head_id.in_(heads), Attempt.way == AttemptWay.LOGIN
    )
    known = set(db.session.execute(seen).scalars())
    common = {
        "decision_id": decision_id, "way": AttemptWay.LOGIN, "outcome": AttemptOutcome.SERVED,
        "tried_on": clock.local(at).date(), "note": "", "proof": None, "recorded_by": str(actor),
        "recorded_at": at,
    }  # fmt: skip
    fresh = [{**common, "head_id": head} for head in heads if head not in known]
    if fresh:
        db.session.execute(insert(Attempt), fresh)
        record(actor, "delivery.opened", f"decision:{decision_id}", at, heads=len(fresh))
    return len(fresh)


def record_posting(actor: object, decision_id: int, hung: Hung, at: datetime) -> int:
    """Record where a sheet was put up; returns the number of the record."""
    decision = _announced(decision_id)
    if hung.sheet not in SHEETS:
        raise Invalid("sheet-unknown", field="sheet")
    place = _short(hung.place, "place", LONGEST_PLACE)
    if not place:
        raise Invalid("posting-place-missing", field="place")
    posted_on = _day(decision, hung.posted_on, "posted_on", at)
    if hung.until_on is not None and hung.until_on < posted_on:
        raise Invalid("posting-days-backwards", field="until_on")
    values = {
        "decision_id": decision_id, "sheet": hung.sheet, "place": place, "photo": hung.photo,
        "posted_on": posted_on, "until_on": hung.until_on, "recorded_by": str(actor), "recorded_at": at,
    }  # fmt: skip
    posting_id = db.session.execute(insert(Posting).values(**values).returning(Posting.id)).scalar_one()
    record(actor, "posting.recorded", f"decision:{decision_id}", at, sheet=hung.sheet, posting=posting_id)
    return posting_id


def end_posting(
    actor: object, decision_id: int, posting_id: int, *, until_on: date | None, at: datetime
) -> None:
    """The sheet was taken down on a day; once."""
    lock_decision(decision_id)
    mine = (Posting.id == posting_id, Posting.decision_id == decision_id)
    posted_on = db.session.execute(select(Posting.posted_on).where(*mine)).scalar()
    if posted_on is None:
        raise Missing("posting-not-found")
    day = until_on or clock.local(at).date()
    if not posted_on <= day <= clock.local(at).date():
        raise Invalid("posting-days-backwards", field="until_on")
    ended = update(Posting).where(*mine, Posting.until_on.is_(None)).values(until_on=day)
    if change(ended) != 1:
        raise Refusal("posting-ended")
    record(actor, "posting.ended", f"decision:{decision_id}", at, posting=posting_id)


def _announced(decision_id: int) -> DecisionRow:
    """A decision that was announced and not declared void: before that there is nothing to deliver."""
    decision = lock_decision(decision_id)
    if decision.noticed_at is None:
        raise Refusal("delivery-before-notice", title=decision.title)
    if decision.voided_at is not None:
        raise Refusal("decision-voided", title=decision.title)
    return decision


def _day(decision: DecisionRow, day: date | None, field: str, at: datetime) -> date:
    """A day from the notice to today; today when nothing was written."""
    today = clock.local(at).date()
    day = day or today
    first = clock.local(decision.noticed_at).date() if decision.noticed_at else today
    if not first <= day <= today:
        raise Invalid("delivery-day-impossible", field=field, first=first, last=today)
    return day


def _short(text: str, field: str, most: int) -> str:
    words = " ".join(text.split())
    if len(words) > most:
        raise Invalid("text-too-long", field=field, length=len(words), most=most)
    return words
