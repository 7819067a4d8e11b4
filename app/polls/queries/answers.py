"""Reading who has answered; what they said is opened for the respondent alone."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from app.core.db import db, run
from app.core.encryption import keyring
from app.polls.models import Answer, AnswerRevision, Audience, Draft, Per, Poll
from app.polls.queries.polls import COLUMNS, PollRow, polls_found_in, questionnaire_in
from app.roster.queries import HomeRow
from surveys.questionnaires import Answer as Said
from surveys.questionnaires import Questionnaire


@dataclass(frozen=True)
class Standing:
    """That a respondent has answered: how, when, under which receipt; never what."""

    poll_id: int
    respondent: str
    room_id: int
    person_id: int | None
    receipt: str
    revision: int
    channel: str
    recorded_by: str | None
    first_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class HomePoll:
    """A poll as one home meets it: may they answer, have they."""

    poll: PollRow
    home: HomeRow
    standing: Standing | None


@dataclass(frozen=True)
class OwnAnswer:
    """A respondent's own answer, for themselves."""

    poll: PollRow
    standing: Standing
    answers: dict[str, Said]


@dataclass(frozen=True)
class DraftRow:
    """Answers begun, and the step where the resident stopped."""

    key: str  # another one at every saving: handing the same draft in twice is one attempt
    answers: dict[str, Any]
    step: str
    saved_at: datetime


STANDING = tuple(getattr(Answer, name) for name in Standing.__dataclass_fields__)

# What every message asks: built once, over plain tables.
_POLL, _HEAD, _REVISION, _DRAFT = (table.__table__.c for table in (Poll, Answer, AnswerRevision, Draft))
_NOW = bindparam("now", type_=_POLL.opens_at.type)
_RESPONDENT = case((_POLL.per == Per.ROOM, bindparam("room_voice")), else_=bindparam("person_voice"))
_OPEN_FOR = (
    select(*(_POLL[column.key] for column in COLUMNS), *(_HEAD[column.key] for column in STANDING))
    .join_from(
        Poll.__table__,
        Answer.__table__,
        and_(_HEAD.poll_id == _POLL.id, _HEAD.respondent == _RESPONDENT),
        isouter=True,
    )
    .where(
        _POLL.compound_id == bindparam("compound"),
        _POLL.opened_at.is_not(None),
        _POLL.closed_at.is_(None),
        _POLL.voided_at.is_(None),
        _POLL.opens_at <= _NOW,
        _POLL.closes_at > _NOW,
    )
    .order_by(_POLL.closes_at, _POLL.id)
    .limit(50)
)
_SAID = select(_REVISION.uid, _REVISION.content_sealed).where(
    _REVISION.poll_id == bindparam("poll"),
    _REVISION.respondent == bindparam("respondent"),
    _REVISION.revision == bindparam("revision"),
)
_BEGUN = select(_DRAFT.uid, _DRAFT.content_sealed, _DRAFT.step, _DRAFT.saved_at).where(
    _DRAFT.poll_id == bindparam("poll"),
    _DRAFT.contact_id == bindparam("contact"),
    _DRAFT.room_id == bindparam("room"),
    _DRAFT.person_id == bindparam("person"),
)


def respondent_for(poll: PollRow, home: HomeRow) -> str:
    """Whose one answer this is: the home's, or the person's."""
    return f"room:{home.room_id}" if poll.per == Per.ROOM else f"person:{home.person_id}"


def is_asked(poll: PollRow, home: HomeRow) -> bool:
    """Whether the poll is put to this home in this role."""
    if poll.compound_id != home.compound_id or (poll.audience == Audience.OWNERS and not home.is_owner):
        return False
    return poll.scope.covers(str(home.building_id), str(home.unit_id))


def polls_for(homes: Sequence[HomeRow], at: datetime, *, limit: int = 50) -> list[HomePoll]:
    """Every poll that has been opened and is put to one of these homes, newest first, with their answers."""
    return _met_by(homes, (Poll.opened_at.is_not(None), Poll.opened_at <= at), limit)


def homes_for(poll: PollRow, homes: Sequence[HomeRow]) -> list[HomePoll]:
    """Those of these homes that one poll asks, each with its answer."""
    return _with_standings([(poll, home) for home in homes if is_asked(poll, home)])


def open_polls_for(home: HomeRow, at: datetime) -> list[HomePoll]:
    """Polls this home may answer now, soonest to close first."""
    voices = {"room_voice": f"room:{home.room_id}", "person_voice": f"person:{home.person_id}"}
    found = []
    for row in run(_OPEN_FOR, compound=home.compound_id, now=at, **voices):
        poll, head = PollRow(*row[: len(COLUMNS)]), row[len(COLUMNS) :]
        if is_asked(poll, home):
            found.append(HomePoll(poll, home, Standing(*head) if head[0] is not None else None))
    return found


def find_standing_for(poll: PollRow, home: HomeRow) -> Standing | None:
    """Whether this home (or person) has answered."""
    return find_standing(poll.id, respondent_for(poll, home))


def find_standing(poll_id: int, respondent: str) -> Standing | None:
    """Whether this respondent has answered."""
    statement = select(*STANDING).where(Answer.poll_id == poll_id, Answer.respondent == respondent)
    row = db.session.execute(statement).first()
    return Standing(*row) if row else None


def find_own_answer(poll: PollRow, home: HomeRow) -> OwnAnswer | None:
    """What this person last answered for this home; None when it was given by somebody else or on paper."""
    return own_answer_in(HomePoll(poll, home, find_standing_for(poll, home)))


def own_answer_in(met: HomePoll) -> OwnAnswer | None:
    """The same for a poll whose standing is known already."""
    standing = met.standing
    if standing is None or standing.person_id != met.home.person_id:
        return None
    which = {"respondent": standing.respondent, "revision": standing.revision}
    row = run(_SAID, poll=met.poll.id, **which).one()
    return OwnAnswer(met.poll, standing, said_in(keyring().open(row.content_sealed, seal_for(row.uid))))


def seal_for(uid: str) -> str:
    """What the sealed content of a revision is bound to; the same that `Sealed` uses."""
    return f"{AnswerRevision.__tablename__}|content_sealed|{uid}"


def said_in(content: str | None) -> dict[str, Said]:
    """The answers inside an opened revision."""
    answers: dict[str, Said] = json.loads(content or "{}")["answers"]
    return answers


def records_for(person_ids: Collection[int], limit: int = 50) -> list[tuple[PollRow, Standing]]:
    """What these persons have answered, newest first: for "my records"."""
    statement = (
        select(*COLUMNS, *STANDING)
        .join(Answer, Answer.poll_id == Poll.id)
        .where(Answer.person_id.in_(person_ids))
        .order_by(Answer.changed_at.desc())
        .limit(limit)
    )
    rows = db.session.execute(statement)
    return [(PollRow(*row[: len(COLUMNS)]), Standing(*row[len(COLUMNS) :])) for row in rows]


def standings_in(poll_id: int) -> list[Standing]:
    """Who has answered, by home: for the committee, which sees who and never what."""
    statement = select(*STANDING).where(Answer.poll_id == poll_id).order_by(Answer.room_id, Answer.respondent)
    return [Standing(*row) for row in db.session.execute(statement)]


def rooms_missing_in(poll_id: int, room_ids: Collection[int]) -> list[int]:
    """Of these homes, the ones from which nobody has answered: whom to remind."""
    answered = select(Answer.room_id).where(Answer.poll_id == poll_id)
    known = set(db.session.execute(answered).scalars())
    return [room_id for room_id in room_ids if room_id not in known]


def counts_for(poll_ids: Collection[int]) -> dict[int, int]:
    """How many have answered each of these polls."""
    statement = (
        select(Answer.poll_id, func.count()).where(Answer.poll_id.in_(poll_ids)).group_by(Answer.poll_id)
    )
    return dict(db.session.execute(statement).all())


def find_draft(poll_id: int, contact_id: int, home: HomeRow) -> DraftRow | None:
    """What this contact has begun to answer for this home."""
    whose = {"contact": contact_id, "room": home.room_id, "person": home.person_id}
    row = run(_BEGUN, poll=poll_id, **whose).first()
    if row is None:
        return None
    content = keyring().open(row.content_sealed, f"{Draft.__tablename__}|content_sealed|{row.uid}")
    return DraftRow(row.uid, json.loads(content), row.step, row.saved_at)


def drafts_of(contact_id: int) -> list[dict[str, object]]:
    """What a contact has begun to answer and not handed in: of which poll, since when."""
    statement = (
        select(Poll.title, Draft.saved_at)
        .join(Draft, Draft.poll_id == Poll.id)
        .where(Draft.contact_id == contact_id)
        .order_by(Draft.saved_at.desc())
    )
    return [{"title": title, "saved_at": saved_at} for title, saved_at in db.session.execute(statement)]


def held_about(person_id: int) -> list[dict[str, object]]:
    """Everything kept here about a person, for their request to see it; the answers are opened for them.

    `said`: the same answers in the words of the questions and options, as this person read them.
    """
    statement = (
        select(Poll.public_id, Poll.title, Poll.questionnaire, AnswerRevision)
        .join(Poll, Poll.id == AnswerRevision.poll_id)
        .where(AnswerRevision.person_id == person_id)
        .order_by(AnswerRevision.id)
    )
    return [
        {
            "poll": public_id,
            "title": title,
            "given_at": revision.given_at.isoformat(),
            "channel": str(revision.channel),
            "answers": (answers := said_in(revision.content)),
            "said": _in_words(questionnaire_in(questionnaire), answers),
        }
        for public_id, title, questionnaire, revision in db.session.execute(statement)
    ]


def _in_words(questionnaire: Questionnaire, answers: Mapping[str, Said]) -> list[dict[str, Any]]:
    """Each question that was answered, with the labels of what was picked, the marks or the text."""
    lines = []
    for question in questionnaire.questions:
        said = answers.get(question.key)
        if said is None:
            continue
        labels = {option.key: option.label for option in question.options}
        picked = said if isinstance(said, list) else [said]
        words = [labels.get(str(each), str(each)) for each in picked]
        lines.append({"question": question.title, "kind": str(question.kind), "said": words})
    return lines


def _met_by(homes: Sequence[HomeRow], conditions: Sequence[Any], limit: int) -> list[HomePoll]:
    """Two statements: the polls of their compounds, and the answers these homes or persons gave to them."""
    compounds = {home.compound_id for home in homes}
    statement = select(*COLUMNS).where(Poll.compound_id.in_(compounds), *conditions)
    polls = polls_found_in(statement.order_by(Poll.id.desc()).limit(limit))
    return _with_standings([(poll, home) for poll in polls for home in homes if is_asked(poll, home)])


def _with_standings(pairs: Sequence[tuple[PollRow, HomeRow]]) -> list[HomePoll]:
    known = select(*STANDING).where(
        Answer.poll_id.in_({poll.id for poll, _ in pairs}),
        Answer.respondent.in_({respondent_for(poll, home) for poll, home in pairs}),
    )
    standings = {(row.poll_id, row.respondent): Standing(*row) for row in db.session.execute(known)}
    return [
        HomePoll(poll, home, standings.get((poll.id, respondent_for(poll, home)))) for poll, home in pairs
    ]
