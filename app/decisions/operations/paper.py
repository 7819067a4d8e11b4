"""Paper beside online: the round, coded ballots, what two different people read from each."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.db import change, db
from app.decisions.models import (
    Attempt,
    AttemptOutcome,
    Channel,
    DecisionHead,
    LeftOut,
    PaperBallot,
    PaperEntry,
    PaperRound,
    PaperState,
)
from app.decisions.operations.alerts import watch_entries
from app.decisions.operations.casting import VOID, Mark, keep_ballot, need_entry
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.telling import DEAD, promise_word
from app.decisions.operations.unnamed import drop_unnamed, has_voted_unnamed
from app.decisions.queries.acting import rooms_of_heads
from app.decisions.queries.box import find_box
from app.decisions.queries.decisions import ANONYMOUS, DecisionRow
from app.decisions.queries.paper import LIVE, seen_by
from surveys.errors import Invalid, Missing, Refusal
from surveys.proof.receipts import new_receipt, normalise_receipt
from surveys.tally.readings import Look, Seen, look_again

SERIAL_BYTES, STUB_BYTES = 7, 10  # 12 characters, and the 16 of every receipt
LONGEST = {"place": 120, "hours": 120, "teller": 40, "box": 120}
LONGEST_REASON = 200


@dataclass(frozen=True)
class Round:
    """Where and when owners may vote on paper, who counts, where the box stands."""

    place: str
    hours: str
    teller: str
    box: str


@dataclass(frozen=True)
class Omission:
    """On which ground somebody gets no paper, in words where the ground says too little."""

    ground: str
    words: str = ""


@dataclass(frozen=True)
class Reading:
    """What one person reads from a returned ballot, with the picture they took of it."""

    serial: str
    choice: str
    photo: str | None = None


def set_paper_round(actor: object, decision_id: int, round_: Round, at: datetime) -> None:
    """Fix place, hours, teller and box; corrected until two persons have let the decision open."""
    decision = lock_decision(decision_id)
    if decision.stage(at) not in ("draft", "approved", "notice", "ready"):
        raise Refusal("decision-opened-already", title=decision.title)
    if decision.armed_at is not None:
        raise Refusal("paper-round-armed", title=decision.title)
    texts = {name: str(getattr(round_, name)).strip() for name in LONGEST}
    for name, text in texts.items():
        if not text:
            raise Invalid("paper-round-incomplete", field=name)
        if len(text) > LONGEST[name]:
            raise Invalid("text-too-long", field=name, length=len(text), most=LONGEST[name])
    values = {**texts, "recorded_by": str(actor), "recorded_at": at}
    if db.session.get(PaperRound, decision_id) is None:
        db.session.execute(insert(PaperRound).values(decision_id=decision_id, **values))
    else:
        db.session.execute(update(PaperRound).where(PaperRound.decision_id == decision_id).values(**values))
    record(actor, "decision.paper-round", f"decision:{decision_id}", at)


def print_ballots(actor: object, decision_id: int, at: datetime) -> int:
    """Give every head a ballot that has none yet; returns how many are new."""
    decision = lock_decision(decision_id)
    if decision.stage(at) not in ("notice", "ready", "open"):
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=decision.stage(at))
    covered = select(PaperBallot.head_id).where(PaperBallot.decision_id == decision_id)
    heads = select(DecisionHead.id).where(
        DecisionHead.decision_id == decision_id, DecisionHead.id.not_in(covered)
    )
    rows = [_ballot(decision, head, actor, at) for head in db.session.execute(heads).scalars()]
    if rows:
        db.session.execute(insert(PaperBallot), rows)
        record(actor, "paper.printed", f"decision:{decision_id}", at, ballots=len(rows))
    return len(rows)


def print_after_all(actor: object, decision_id: int, head_id: int, at: datetime) -> str:
    """Somebody who was left out, or whose ballots are all dead, wants paper: the serial of theirs.

    A ballot takes the place of the reason; beside dead ballots it is a new one.
    """
    decision = lock_decision(decision_id)
    need_before_close(decision, at)
    mine = (PaperBallot.decision_id == decision_id, PaperBallot.head_id == head_id)
    numbered = select(PaperBallot.state).where(*mine, PaperBallot.serial.is_not(None))
    states = set(db.session.execute(numbered).scalars())
    fresh = _ballot(decision, head_id, actor, at)
    if states & LIVE:
        raise Missing("paper-not-left-out")
    if states:
        db.session.execute(insert(PaperBallot).values(**fresh))
    elif change(update(PaperBallot).where(*mine).values(**fresh)) != 1:
        raise Missing("paper-not-left-out")
    record(actor, "paper.printed", f"decision:{decision_id}", at, ballots=1)
    return str(fresh["serial"])


def leave_out(
    actor: object, decision_id: int, head_ids: Collection[int], *, omission: Omission, at: datetime
) -> None:
    """Record on which ground no ballot is printed for some heads; whom nobody reached was tried before."""
    decision = lock_decision(decision_id)
    need_before_close(decision, at)
    ground, words, wanted = _ground(omission), _words(omission), sorted(set(head_ids))
    known = select(DecisionHead.id).where(
        DecisionHead.decision_id == decision_id, DecisionHead.id.in_(wanted)
    )
    if not wanted or len(list(db.session.execute(known))) < len(wanted):
        raise Invalid("paper-heads-missing")
    taken = select(PaperBallot.head_id).where(
        PaperBallot.decision_id == decision_id, PaperBallot.head_id.in_(wanted)
    )
    if db.session.execute(taken).first() is not None:
        raise Refusal("paper-printed-already", title=decision.title)
    if ground is LeftOut.UNREACHABLE:
        _need_tried(decision_id, wanted)
    without = {"serial": None, "stub": None, "not_printed": words, "left_out": ground}
    rows = [_ballot(decision, head, actor, at) | without for head in wanted]
    db.session.execute(insert(PaperBallot), rows)
    record(actor, "paper.left-out", f"decision:{decision_id}", at, heads=len(rows), ground=str(ground))


def replace_ballot(actor: object, decision_id: int, serial: str, *, reason: str, at: datetime) -> str:
    """A spoiled or lost ballot dies, and a new serial takes its place; returns the new one."""
    decision = lock_decision(decision_id)
    need_before_close(decision, at)
    old = lock_paper(decision_id, serial)
    if old.state is not PaperState.OUTSTANDING:
        raise Refusal("paper-serial-dead", state=str(old.state))
    dead = {"state": PaperState.REPLACED, "reason": reason_in(reason), "changed_at": at}
    db.session.execute(update(PaperBallot).where(PaperBallot.id == old.id).values(**dead))
    fresh = _ballot(decision, old.head_id, actor, at)
    db.session.execute(insert(PaperBallot).values(**fresh))
    promise_word(decision, old.head_id, DEAD, at)
    record(actor, "paper.replaced", f"decision:{decision_id}", at, old=old.serial, new=fresh["serial"])
    return str(fresh["serial"])


def spoil_ballot(actor: object, decision_id: int, serial: str, *, reason: str, at: datetime) -> None:
    """A ballot that came back unusable or was torn before it was handed out: dead, and not replaced.

    The owner is told at once, as of one that is replaced: nobody's paper dies unheard.
    """
    decision = lock_decision(decision_id)
    need_before_close(decision, at)
    paper = lock_paper(decision_id, serial)
    if paper.state is not PaperState.OUTSTANDING:
        raise Refusal("paper-serial-dead", state=str(paper.state))
    dead = {"state": PaperState.SPOILED, "reason": reason_in(reason), "changed_at": at}
    db.session.execute(update(PaperBallot).where(PaperBallot.id == paper.id).values(**dead))
    promise_word(decision, paper.head_id, DEAD, at)
    record(actor, "paper.spoiled", f"decision:{decision_id}", at, serial=paper.serial)


def enter_ballot(actor: object, decision_id: int, reading: Reading, at: datetime) -> str:
    """Enter what a returned ballot says: `first`, `agreed`, `differs`, `settled` or `repeats`.

    It counts once two different people have read the same; as long as all differ, another one looks. Where
    nobody can find a ballot again the one that came first counts: later paper of its head `repeats` it.
    """
    decision = lock_decision(decision_id)
    need_entry(decision, at)
    if decision.mode == ANONYMOUS and reading.photo is not None:
        raise Invalid("anonymous-takes-no-picture")
    if reading.choice not in (*decision.choices, VOID):
        raise Invalid("choice-unknown")
    paper = lock_paper(decision_id, reading.serial)
    if paper.state not in LIVE:
        raise Refusal("paper-serial-dead", state=str(paper.state))
    entries = entries_of(paper.id)
    look = look_again(seen_by(entries), Seen(str(actor), reading.choice))
    if look is None:
        raise Refusal("paper-entered-already", serial=paper.serial)
    if not entries:
        _need_in_box(decision, paper, at)
    _write(paper, actor, reading, place=len(entries) + 1, at=at)
    facts = {"serial": paper.serial, "look": len(entries) + 1}
    record(actor, "paper.entered", f"decision:{decision_id}", at, **facts)
    watch_entries(actor, decision_id, at)
    if decision.mode == ANONYMOUS and has_voted_unnamed(decision_id, paper.head_id):
        forget_readings(paper.id)
        return str(look if look is Look.FIRST else Look.REPEATS)
    if look.is_last:
        _count(decision, paper, reading.choice, actor=actor, at=at)
    return str(look)


def _count(decision: DecisionRow, paper: PaperBallot, choice: str, *, actor: object, at: datetime) -> None:
    if decision.mode == ANONYMOUS:
        drop_unnamed(decision, paper.head_id, choice, at)
        forget_readings(paper.id)
        promise_word(decision, paper.head_id, Channel.PAPER, at)
        return
    key = f"paper:{paper.serial}"
    mark = Mark(
        choice, Channel.PAPER, key, paper_id=paper.id, receipt=paper.stub or "", recorded_by=str(actor)
    )
    keep_ballot(decision, paper.head_id, mark, at)


def forget_readings(paper_id: int) -> None:
    """Once a head's unnamed ballot lies in the box nothing may lead from its serial to a choice."""
    for entry in entries_of(paper_id):
        entry.choice = ""
    db.session.flush()


def _write(paper: PaperBallot, actor: object, reading: Reading, *, place: int, at: datetime) -> None:
    entry = PaperEntry(
        paper_id=paper.id, place=place, photo=reading.photo, entered_by=str(actor), entered_at=at
    )
    entry.choice = reading.choice
    db.session.add(entry)
    db.session.flush()
    came_back = {"state": PaperState.RETURNED, "changed_at": at}
    db.session.execute(update(PaperBallot).where(PaperBallot.id == paper.id).values(**came_back))


def lock_paper(decision_id: int, serial: str) -> PaperBallot:
    """The ballot of that serial in this decision, whatever way it was typed."""
    statement = select(PaperBallot).where(
        PaperBallot.decision_id == decision_id, PaperBallot.serial == normalise_receipt(serial)
    )
    found = db.session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar()
    if found is None:
        raise Missing("paper-serial-unknown")
    return found


def entries_of(paper_id: int) -> list[PaperEntry]:
    """What was read from a ballot, in order."""
    statement = select(PaperEntry).where(PaperEntry.paper_id == paper_id).order_by(PaperEntry.place)
    return list(db.session.execute(statement).scalars())


def _ballot(decision: DecisionRow, head_id: int, actor: object, at: datetime) -> dict[str, object]:
    return {
        "decision_id": decision.id,
        "head_id": head_id,
        "serial": new_receipt(secrets.token_bytes(SERIAL_BYTES)),
        "stub": new_receipt(secrets.token_bytes(STUB_BYTES)),
        "state": PaperState.OUTSTANDING,
        "not_printed": None,
        "left_out": None,
        "printed_by": str(actor),
        "printed_at": at,
        "changed_at": at,
    }


def need_before_close(decision: DecisionRow, at: datetime, *, late: str = "paper-after-close") -> None:
    """Paper is numbered, replaced and thrown away until the close; what lies in the box then is read."""
    stage = decision.stage(at)
    if stage == "closed":
        raise Refusal(late, title=decision.title)
    if stage not in ("notice", "ready", "open"):
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=stage)


def _need_in_box(decision: DecisionRow, paper: PaperBallot, at: datetime) -> None:
    """After the close only what two persons found in the box is read, numbered before it."""
    if decision.closes_at is None or decision.stage(at) == "open":
        return
    if paper.printed_at >= decision.closes_at:
        raise Refusal("paper-after-close", title=decision.title)
    box = find_box(decision.id)
    if box is None:
        raise Refusal("paper-box-uncounted", title=decision.title)
    if paper.serial not in box.serials:
        raise Refusal("paper-not-in-box", serial=paper.serial)


def _ground(omission: Omission) -> LeftOut:
    if omission.ground not in set(LeftOut):
        raise Invalid("paper-ground-unknown", field="ground")
    return LeftOut(omission.ground)


def _words(omission: Omission) -> str:
    """Only another ground than those of the list has to be put in words."""
    is_needed = omission.ground == LeftOut.OTHER
    return reason_in(omission.words) if is_needed or omission.words.split() else ""


def _need_tried(decision_id: int, head_ids: Collection[int]) -> None:
    """Whom nobody reached was tried, and the attempt stands in the record of delivery."""
    failed = select(Attempt.head_id).where(
        Attempt.decision_id == decision_id, Attempt.outcome != AttemptOutcome.SERVED
    )
    never = sorted(set(head_ids) - set(db.session.execute(failed).scalars()))
    if never:
        rooms = rooms_of_heads(never)
        raise Refusal("paper-never-tried", homes=[label for head in never for label in rooms[head]])


def reason_in(text: str) -> str:
    """Why something was done, on one line; Invalid when nothing or too much was written."""
    words = " ".join(text.split())
    if not words:
        raise Invalid("reason-missing")
    if len(words) > LONGEST_REASON:
        raise Invalid("reason-too-long", most=LONGEST_REASON)
    return words
