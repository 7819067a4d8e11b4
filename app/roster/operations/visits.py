"""Going from door to door: planning a round, writing visits down once, closing it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.db import change, db
from app.core.ids import new_public_id
from app.roster.models import Purpose, Room, RoundStop, Visit, VisitOutcome, VisitRound
from surveys.errors import Invalid, Missing, Refusal

MOST_TITLE = 60
MOST_NOTE = 300
KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
SUBJECT = re.compile(r"(poll|notice):[0-9A-Za-z]{1,20}")


@dataclass(frozen=True)
class RoundPlan:
    """What a round is for; `subject` names a poll or a notice, as `poll:…` or `notice:…`."""

    title: str
    purpose: str
    subject: str = ""


@dataclass(frozen=True)
class VisitSaid:
    """One visit as it was written down, with the key its writer gave it; `visited_at` by their own watch."""

    room_id: int
    key: str
    outcome: str
    note: str = ""
    again_at: datetime | None = None
    visited_at: datetime | None = None


def plan_round(
    compound_id: int, plan: RoundPlan, actor: object, at: datetime, *, room_ids: Sequence[int]
) -> VisitRound:
    """A new round to these homes of one compound."""
    title = plan.title.strip()
    if not title:
        raise Invalid("round-title-missing")
    if len(title) > MOST_TITLE:
        raise Invalid("round-title-too-long", most=MOST_TITLE)
    if plan.purpose not in set(Purpose):
        raise Invalid("round-purpose-unknown")
    purpose = Purpose(plan.purpose)
    needs_subject = purpose in (Purpose.POLL, Purpose.NOTICE)
    if needs_subject and not (SUBJECT.fullmatch(plan.subject) and plan.subject.startswith(purpose)):
        raise Invalid("round-subject-missing")
    rooms = _rooms_of(compound_id, room_ids)
    planned = VisitRound(
        public_id=new_public_id(), compound_id=compound_id, title=title, purpose=purpose,
        subject=plan.subject if needs_subject else None, planned_by=str(actor), planned_at=at, closed_at=None,
    )  # fmt: skip
    db.session.add(planned)
    db.session.flush()
    stops = [{"round_id": planned.id, "room_id": room_id} for room_id in rooms]
    db.session.execute(insert(RoundStop), stops)
    facts = {"purpose": str(purpose), "homes": len(rooms)}
    record(actor, "visit-round.plan", f"visit-round:{planned.id}", at, **facts)
    return planned


def note_visit(round_id: int, said: VisitSaid, actor: object, at: datetime) -> bool:
    """Write one visit down, once: True when it is new, False when this very visit was sent before.

    The same key with other content is refused as `visit-key-reused`. After the round was closed only what
    was written down before that is still taken: a telephone may have been without a network.
    """
    outcome, note = _checked(said)
    planned = _held(round_id)
    known = _known(round_id, said.key)
    if known is not None:
        if (known.room_id, known.outcome, known.again_at, known.note or "") != (
            said.room_id, outcome, said.again_at, note,
        ):  # fmt: skip
            raise Refusal("visit-key-reused")
        return False
    visited_at = min(max(said.visited_at or at, planned.planned_at), at)
    if planned.closed_at is not None and visited_at >= planned.closed_at:
        raise Refusal("round-closed")
    if db.session.get(RoundStop, (round_id, said.room_id)) is None:
        raise Missing("home-not-in-round")
    visit = Visit(
        round_id=round_id, room_id=said.room_id, key=said.key, outcome=outcome, again_at=said.again_at,
        note=note or None, visited_at=visited_at, noted_at=at, noted_by=str(actor),
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    facts = {"outcome": str(outcome), "room": said.room_id, "round": round_id}
    record(actor, "visit.note", f"visit:{visit.id}", at, **facts)
    return True


def close_round(round_id: int, actor: object, at: datetime) -> None:
    """No more visits; closing twice changes nothing."""
    if _held(round_id).closed_at is None:
        db.session.execute(update(VisitRound).where(VisitRound.id == round_id).values(closed_at=at))
        record(actor, "visit-round.close", f"visit-round:{round_id}", at)


def forget_visit_notes(before: datetime) -> int:
    """What was noted about people at their doors before this instant is deleted; the outcomes stay."""
    old = (Visit.noted_at < before, Visit.note_sealed.is_not(None))
    return change(update(Visit).where(*old).values(note_sealed=None))


def _checked(said: VisitSaid) -> tuple[VisitOutcome, str]:
    if not KEY.fullmatch(said.key):
        raise Invalid("visit-key-malformed")
    if said.outcome not in set(VisitOutcome):
        raise Invalid("visit-outcome-unknown")
    outcome, note = VisitOutcome(said.outcome), said.note.strip()
    if len(note) > MOST_NOTE:
        raise Invalid("visit-note-too-long", most=MOST_NOTE)
    if outcome is VisitOutcome.AGAIN and said.again_at is None:
        raise Invalid("visit-again-without-time")
    if outcome is not VisitOutcome.AGAIN and said.again_at is not None:
        raise Invalid("visit-time-without-again")
    return outcome, note


def _held(round_id: int) -> VisitRound:
    """The round, locked: two telephones that send the same visit queue here."""
    statement = select(VisitRound).where(VisitRound.id == round_id).with_for_update()
    planned = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if planned is None:
        raise Missing("round-not-found")
    return planned


def _known(round_id: int, key: str) -> Visit | None:
    statement = select(Visit).where(Visit.round_id == round_id, Visit.key == key)
    return db.session.execute(statement).scalar()


def _rooms_of(compound_id: int, room_ids: Sequence[int]) -> list[int]:
    """These homes, each once, all of this compound."""
    wanted = set(room_ids)
    if not wanted:
        raise Invalid("round-without-homes")
    own = set(db.session.execute(select(Room.id).where(Room.compound_id == compound_id)).scalars())
    if not wanted <= own:
        raise Missing("room-not-found")
    return sorted(wanted)
