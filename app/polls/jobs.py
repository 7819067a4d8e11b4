"""Work that polls have due: opening, closing, counting, telling those who are asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core import clock
from app.core.actors import SYSTEM
from app.core.db import transaction
from app.notifications import operations as notices
from app.polls import operations, queries
from app.polls.queries import PollRow
from app.roster import operations as registry
from app.roster import queries as roster
from app.roster.queries import RoomRow
from surveys.electorate.scopes import COMPOUND
from surveys.questionnaires import wording
from surveys.works import Key, will_from


def open_due_polls(_payload: dict[str, Any], at: datetime) -> None:
    """Open every scheduled poll whose time has come, each in a transaction of its own."""
    for poll_id in queries.due_for_opening(at):
        with transaction():
            operations.open_due_poll(poll_id, at)


def close_due_polls(_payload: dict[str, Any], at: datetime) -> None:
    """Close every poll whose time is over."""
    for poll_id in queries.due_for_closing(at):
        with transaction():
            operations.close_due_poll(poll_id, at)


def count_closed_polls(_payload: dict[str, Any], _at: datetime) -> None:
    """Count every closed poll that has no result yet."""
    for poll_id in queries.due_for_counting():
        with transaction():
            operations.count_result(poll_id, clock.now())


def tell_poll_opened(payload: dict[str, Any], at: datetime) -> None:
    """Tell the homes that are asked; not when the poll is over already."""
    poll = queries.get_poll(int(payload["poll"]))
    if poll.is_open(at):
        _announce("poll-opened", poll, queries.rooms_in_poll(poll), at)


def remind_of_closing(payload: dict[str, Any], at: datetime) -> None:
    """Remind the homes from which nobody has answered, once, on the last day; never the others."""
    poll = queries.get_poll(int(payload["poll"]))
    if not poll.is_open(at) or poll.closes_at is None:
        return
    if poll.closes_at - at > operations.REMIND_BEFORE:  # it was prolonged: later, then
        with transaction():
            operations.promise_reminder(poll.id, poll.closes_at, at)
        return
    rooms = queries.rooms_in_poll(poll)
    silent = set(queries.rooms_missing_in(poll.id, [room.id for room in rooms]))
    _announce("poll-closing", poll, [room for room in rooms if room.id in silent], at)


def tell_result_published(payload: dict[str, Any], at: datetime) -> None:
    """Tell everybody who was asked what came of it."""
    poll = queries.get_poll(int(payload["poll"]))
    if poll.voided_at is None and queries.find_result(poll.id) is not None:
        _announce("result-published", poll, queries.rooms_in_poll(poll), at)


def note_willingness(payload: dict[str, Any], at: datetime) -> None:
    """A survey of the whole compound tells the registry how strong the will to renovate is.

    It tells no more than was published: with one of the counts withheld it tells nothing.
    """
    poll = queries.get_poll(int(payload["poll"]))
    found = queries.find_result(poll.id)
    if poll.voided_at is not None or found is None or poll.scope.kind != COMPOUND.kind:
        return
    rows = next((each for each in found.result["questions"] if each["key"] == "willingness"), None)
    counts = {row["key"]: row["count"] for row in rows["rows"]} if rows else {}
    agreed = [counts.get(key) for key in ("very-willing", "willing")]
    if rows is None or not rows["base"] or None in agreed:
        return
    will = will_from(rows["base"], sum(count or 0 for count in agreed))
    asked_on = clock.local(poll.closed_at or at).date()
    with transaction():
        registry.note_fact(
            poll.compound_id, registry.Note(Key.WANTED, will, wording.survey_source(), asked_on), SYSTEM, at
        )


def _announce(kind: str, poll: PollRow, rooms: Sequence[RoomRow], at: datetime) -> None:
    facts = {
        "compound": roster.get_compound(poll.compound_id).name,
        "title": poll.title,
        "poll": poll.public_id,
        "page": f"/my/polls/{poll.public_id}",
    }
    ends_at = None
    if kind == "result-published":
        facts |= {"published_at": at.isoformat(), "page": f"/p/{poll.public_id}"}
    elif poll.closes_at is not None:
        ends_at = poll.closes_at
        facts["closes_at"] = ends_at.isoformat()
    subject = notices.Subject(kind, f"poll:{poll.public_id}", poll.compound_id, facts, ends_at)
    with transaction():
        notices.announce(subject, [room.id for room in rooms], at)
