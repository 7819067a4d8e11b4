"""Writing down at the desk what somebody answered on paper, at the door or by telephone."""

from dataclasses import dataclass
from datetime import datetime

from app.polls.models import Channel, Per
from app.polls.operations.answering import BY_THEMSELVES, AnswerReceipt, Given, HeldPoll, Voice, keep_answer
from app.polls.queries.answers import Standing, find_standing
from app.polls.queries.polls import PollRow
from app.polls.queries.turnout import people_in_room
from app.roster import queries as roster
from surveys.errors import Forbidden, Invalid, Refusal

BY_CLERK = (Channel.PAPER, Channel.DOOR, Channel.PHONE)


@dataclass(frozen=True)
class Slip:
    """One home's answer in the clerk's hand: when it was given, and by whom where each person has one.

    `is_correction` says that the clerk means to replace what a clerk wrote down before.
    """

    room_id: int
    given: Given
    happened_at: datetime
    person_id: int | None = None
    is_correction: bool = False


def record_paper_answer(held: HeldPoll, slip: Slip, actor: object, at: datetime) -> AnswerReceipt:
    """Keep an answer for somebody who did not answer by telephone themselves; each home is counted once.

    What residents answered themselves is never overwritten: `already-answered-online`.
    """
    poll = held.row
    if slip.given.channel not in BY_CLERK:
        raise Invalid("channel-unknown")
    # people write down minutes: the minute a poll opened in is one it was open in
    opens_at = (poll.opens_at or at).replace(second=0, microsecond=0)
    if not opens_at <= slip.happened_at <= at:
        raise Invalid("answered-at-impossible", opens_at=opens_at)
    voice = _voice(poll, slip, actor)
    _need_free(find_standing(poll.id, voice.respondent), slip)
    return keep_answer(poll, voice, slip.given, at)


def _voice(poll: PollRow, slip: Slip, actor: object) -> Voice:
    """Whose answer the slip holds; Forbidden when that home, or person, is not asked."""
    room = next(
        (each for each in roster.rooms_in(poll.compound_id, poll.scope) if each.id == slip.room_id), None
    )
    if room is None:
        raise Forbidden("not-in-scope", title=poll.title)
    respondent, person_id = f"room:{room.id}", None
    if poll.per == Per.RESIDENT:
        if slip.person_id not in {person for person, _ in people_in_room(poll, room.id)}:
            raise Invalid("person-missing", label=room.label)
        respondent, person_id = f"person:{slip.person_id}", slip.person_id
    return Voice(
        respondent, room.id, room.building_id, room.unit_id, person_id,
        recorded_by=str(actor), happened_at=slip.happened_at,
    )  # fmt: skip


def _need_free(standing: Standing | None, slip: Slip) -> None:
    """Nothing there yet, or the clerk's own entry that they mean to put right."""
    if standing is None:
        return
    if standing.channel in BY_THEMSELVES:
        raise Refusal("already-answered-online", channel=standing.channel, changed_at=standing.changed_at)
    if not slip.is_correction:
        raise Refusal("already-recorded", channel=standing.channel, changed_at=standing.changed_at)
