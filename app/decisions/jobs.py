"""Work that decisions have due: opening, closing, counting, telling those who may vote."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.core import clock, files
from app.core.actors import SYSTEM
from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.models import Channel
from app.decisions.queries import DecisionRow
from app.notifications import operations as notices
from app.notifications import queries as notices_told
from app.outbox.operations import promise
from app.roster import queries as roster
from surveys.tally.reminders import MOST, next_waking

REMINDER = "decision-closing"
KINDS = {
    operations.REJECTED: queries.REJECTED,
    operations.BESIDE: queries.BESIDE,
    operations.DEAD: queries.DEAD,
}
TOLD_AT = {
    "decision-noticed": ("notice", "ready"),
    "decision-opened": ("open",),
    "decision-extended": ("open",),
    "decision-preliminary": ("preliminary",),
    "decision-legal": ("final", "archived"),
}


def open_due_decisions(_payload: dict[str, Any], at: datetime) -> None:
    """Open every decision two persons let open and whose time has come, each in its own transaction."""
    for decision_id in queries.due_for_opening(at):
        with transaction():
            decision = operations.lock_decision(decision_id)
            operations.open_due_decision(decision, decision.by_its_clock(at))


def close_due_decisions(_payload: dict[str, Any], at: datetime) -> None:
    """Close every decision whose time is over: the clock alone does it."""
    for decision_id in queries.due_for_closing(at):
        with transaction():
            decision = operations.lock_decision(decision_id)
            operations.close_due_decision(decision, decision.by_its_clock(at))


def wipe_old_rehearsals(_payload: dict[str, Any], at: datetime) -> None:
    """Wipe every rehearsal whose days are over and that nobody has wiped."""
    for rehearsal in roster.due_for_wiping(at):
        with transaction():
            pictures = operations.wipe_rehearsal(SYSTEM, rehearsal, at)
        files.remove_pictures(pictures)


def tell_about_decision(payload: dict[str, Any], at: datetime) -> None:
    """Tell the homes concerned; the reminder goes only to those whose right has not been used."""
    decision = queries.get_decision(int(payload["decision"]))
    kind = str(payload["kind"])
    if decision.is_drill or (decision.voided_at is not None and kind != "decision-voided"):
        return
    if decision.stage(at) not in TOLD_AT.get(kind, (decision.stage(at),)):  # the news is old: nobody is told
        return
    if kind == REMINDER:
        _remind(decision, payload, at)
        return
    _announce(kind, decision, queries.rooms_in_decision(decision.id), at)


def _remind(decision: DecisionRow, payload: dict[str, Any], at: datetime) -> None:
    """Those who have not voted, by day, each contact once, once a day, three times in a decision."""
    if decision.closes_at is None or not decision.is_open(at):
        return
    if payload.get("end", 0) != int(decision.closes_at.timestamp()):  # prolonged: its own reminders come
        return
    waking = next_waking(clock.local(at))
    if waking > clock.local(at):
        slot = f"decision-closing:{decision.id}:{payload['end']}:{waking:%Y%m%d}:morning"
        with transaction():
            promise("notices.decision", payload, at, due_at=waking.astimezone(UTC), slot=slot)
        return
    rooms = queries.rooms_missing_in(decision)
    if rooms and notices_told.count_about(REMINDER, f"decision:{decision.public_id}:") < MOST:
        _announce(REMINDER, decision, rooms, at)


def tell_about_ballot(payload: dict[str, Any], at: datetime) -> None:
    """Tell an owner that a ballot was handed in for them, on which day and in which way, and how to object.

    Of an anonymous decision nothing is told but the day; whom no message reaches stands on the clerk's list.
    """
    decision, head_id = queries.get_decision(int(payload["decision"])), int(payload["head"])
    if decision.is_drill or decision.voided_at is not None:
        return
    concerned = queries.concerned_by(decision.id, head_id)
    facts = {
        "compound": roster.get_compound(decision.compound_id).name,
        "title": decision.title,
        "page": f"/my/decisions/{decision.public_id}",
        "entered_at": clock.from_local(datetime.fromisoformat(payload["on"])).isoformat(),
        "closes_at": decision.closes_at.isoformat() if decision.closes_at else "",
        "objection_days": decision.objection_days,
    }
    kind = queries.UNNAMED if decision.mode == queries.ANONYMOUS else queries.BY_ANOTHER
    if payload["way"] == operations.SET_ASIDE:
        if queries.find_conflict(decision.id, head_id) is None:  # cleared up meanwhile
            return
        kind = queries.SET_ASIDE
    elif payload["way"] in KINDS:
        kind = KINDS[payload["way"]]
    elif payload["way"] == str(Channel.PAPER) and kind != queries.UNNAMED:
        if not concerned.serial:  # rejected meanwhile, which is told by itself
            return
        kind, facts["serial"] = queries.ON_PAPER, concerned.serial
    about = queries.subject_of(decision, head_id, day=payload["on"], way=payload["way"])
    subject = notices.Subject(kind, about, decision.compound_id, facts)
    with transaction():
        notices.announce_to_owners(subject, concerned.room_ids, concerned.person_ids, at=at)


def _announce(kind: str, decision: DecisionRow, rooms: Sequence[int], at: datetime) -> None:
    facts = {
        "compound": roster.get_compound(decision.compound_id).name,
        "title": decision.title,
        "decision": decision.public_id,
        "page": f"/my/decisions/{decision.public_id}",
    }
    for name in ("opens_at", "closes_at", "objections_close_at"):
        instant = getattr(decision, name)
        if instant is not None:
            facts[name] = instant.isoformat()
    facts["published_at"] = at.isoformat()
    ends_at = decision.closes_at if kind in ("decision-opened", "decision-closing") else None
    about = f"decision:{decision.public_id}"
    if kind == "decision-extended" and decision.closes_at is not None:
        about += f":{int(decision.closes_at.timestamp())}"
    if kind == REMINDER:
        about += f":{clock.local(at):%Y%m%d}"  # the constraint on kind and subject keeps it to one a day
    subject = notices.Subject(kind, about, decision.compound_id, facts, ends_at)
    with transaction():
        notices.announce(subject, rooms, at, is_once_each=kind == REMINDER)
