"""What residents ask the desk to put right in their own data, and what the desk answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from app.audit.operations import record
from app.core.db import db
from app.roster.imports.phones import normalise_phone
from app.roster.models import Binding, BindingState, DataRequest, Person, Room, Wish
from app.roster.operations.heads import refresh_rights
from app.roster.operations.locking import lock_roster
from app.roster.operations.telephones import put_own
from app.roster.operations.telling import tell
from surveys.errors import Invalid, Missing, Refusal

MOST_OPEN = 5
MOST_WORDS = 200
MOST_ANSWER = 200


@dataclass(frozen=True)
class Asked:
    """What should be put right, and how it should read."""

    wish: str
    words: str


def ask_change(contact_id: int, binding_id: int, asked: Asked, at: datetime) -> int:
    """Ask for one's name, telephone or something else to be put right. Returns the request's number.

    Raises `wish-unknown`, `words-needed`, `words-too-long`, `phone-malformed`, `too-many-requests`.
    """
    if asked.wish not in {str(wish) for wish in Wish}:
        raise Invalid("wish-unknown")
    compound_id = db.session.execute(
        select(Room.compound_id)
        .join(Binding, Binding.room_id == Room.id)
        .where(
            Binding.id == binding_id,
            Binding.contact_id == contact_id,
            Binding.state == BindingState.ACTIVE,
        )
        .with_for_update(of=Binding)
    ).scalar()
    if compound_id is None:
        raise Missing("home-not-found")
    open_ones = select(func.count(DataRequest.id)).where(
        DataRequest.contact_id == contact_id, DataRequest.answered_at.is_(None)
    )
    if db.session.execute(open_ones).scalar_one() >= MOST_OPEN:
        raise Refusal("too-many-requests", most=MOST_OPEN)
    request = DataRequest(
        contact_id=contact_id, binding_id=binding_id, compound_id=compound_id, wish=Wish(asked.wish),
        asked_at=at,
    )  # fmt: skip
    request.words = _as_wished(asked)
    db.session.add(request)
    db.session.flush()
    record(f"contact:{contact_id}", "correction.ask", f"request:{request.id}", at, wish=asked.wish)
    return request.id


def grant_change(request_id: int, actor: object, answer: str, at: datetime) -> None:
    """The desk has seen that it is right: name and telephone are changed at once, anything else is noted."""
    _lock_roster_of(request_id)
    request = _open_request(request_id)
    if request.wish in (Wish.NAME, Wish.PHONE):
        _correct(request)
        refresh_rights(request.compound_id, at)
    _answer(request, actor, answer.strip()[:MOST_ANSWER], is_granted=True, at=at)


def refuse_change(request_id: int, actor: object, answer: str, at: datetime) -> None:
    """The desk cannot do it, and says why: the resident reads it."""
    request = _open_request(request_id)
    answer = answer.strip()
    if not answer:
        raise Invalid("reason-needed")
    if len(answer) > MOST_ANSWER:
        raise Invalid("reason-too-long", most=MOST_ANSWER)
    _answer(request, actor, answer, is_granted=False, at=at)


def forget_requests(contact_id: int, at: datetime) -> None:
    """Somebody left: what they asked is asked no more, and their words go."""
    mine = DataRequest.contact_id == contact_id
    db.session.execute(
        update(DataRequest)
        .where(mine, DataRequest.answered_at.is_(None))
        .values(answered_at=at, is_granted=False, answered_by=f"contact:{contact_id}")
    )
    db.session.execute(update(DataRequest).where(mine).values(words_sealed=None, answer_sealed=None))


def _as_wished(asked: Asked) -> str:
    words = " ".join("".join(letter for letter in asked.words if letter.isprintable()).split())
    if not words:
        raise Invalid("words-needed")
    if len(words) > (20 if asked.wish == Wish.NAME else MOST_WORDS):
        raise Invalid("words-too-long", most=20 if asked.wish == Wish.NAME else MOST_WORDS)
    return normalise_phone(words) if asked.wish == Wish.PHONE else words


def _lock_roster_of(request_id: int) -> None:
    found = select(DataRequest.compound_id).where(DataRequest.id == request_id)
    compound_id = db.session.execute(found).scalar()
    if compound_id is None:
        raise Missing("request-not-found")
    lock_roster(compound_id)


def _open_request(request_id: int) -> DataRequest:
    statement = select(DataRequest).where(DataRequest.id == request_id).with_for_update()
    request = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if request is None:
        raise Missing("request-not-found")
    if request.answered_at is not None:
        raise Refusal("request-already-answered")
    return request


def _correct(request: DataRequest) -> None:
    """The person whom the contact stands for in that home now.

    What a resident wished for and the desk allowed is still the resident's own number: no evidence.
    """
    binding = db.session.get_one(Binding, request.binding_id)
    if binding.state is not BindingState.ACTIVE:
        raise Refusal("binding-not-live")
    person = db.session.get_one(Person, binding.person_id, with_for_update=True, populate_existing=True)
    if request.wish is Wish.NAME:
        person.name = request.words
    else:
        put_own(person, request.words or "")
    db.session.flush()


def _answer(request: DataRequest, actor: object, answer: str, *, is_granted: bool, at: datetime) -> None:
    request.answered_at, request.answered_by, request.is_granted = at, str(actor), is_granted
    request.answer = answer or None
    db.session.flush()
    facts = {"wish": str(request.wish), "granted": is_granted}
    record(actor, "correction.answer", f"request:{request.id}", at, **facts)
    code = "correction-granted" if is_granted else "correction-refused"
    tell(code, request.binding_id, request.contact_id, at, about=f"request:{request.id}")
