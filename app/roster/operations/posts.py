"""Posts: deputies, handing a desk over, member units and what is sent to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import change, db, insert_once
from app.roster.models import Deputy, Organisation, OrganisationMessage, StaffAccount
from app.roster.operations.staff import end_roles
from app.roster.queries.colleagues import get_colleague, grants_of, successors_of
from app.roster.queries.granting import may_manage
from app.roster.queries.posts import get_message
from app.roster.queries.staff import OFFICIALS
from surveys.errors import Forbidden, Invalid, Missing, Refusal

LONGEST_SUBJECT, LONGEST_WORDS = 80, 2000
LONGEST_ABSENCE = timedelta(days=92)
SENDING_ROLES = ("admin", "city", "county")
HANDED_OVER = {"committee", "clerk", "contractor", "supervisor", "resident-supervisor", "liaison"}


@dataclass(frozen=True)
class UnitDetails:
    """A member unit as reference data gives it."""

    code: str
    kind: str
    name: str
    path: str
    duties: tuple[str, ...]
    position: int


@dataclass(frozen=True)
class Absence:
    """Who stands in, from when until when."""

    username: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Request:
    """What a unit is asked to do."""

    subject: str
    words: str
    due_on: date


def add_organisation(details: UnitDetails, actor: object, at: datetime) -> bool:
    """Put a unit on the list, or bring its name and duties up to date; True when anything changed."""
    values = {
        "kind": details.kind,
        "name": details.name,
        "path": details.path,
        "duties": list(details.duties),
        "position": details.position,
    }
    if insert_once(Organisation, code=details.code, **values):
        record(actor, "organisation.add", f"organisation:{details.code}", at)
        return True
    row = db.session.execute(select(Organisation).where(Organisation.code == details.code)).scalar_one()
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    db.session.execute(update(Organisation).where(Organisation.code == details.code).values(**values))
    record(actor, "organisation.change", f"organisation:{details.code}", at)
    return True


def send_to_unit(organisation_id: int, request: Request, actor: Actor, at: datetime) -> int:
    """Ask a unit for something by a day; its liaisons find it in their inbox. Returns the message's id."""
    paths = actor.paths(*SENDING_ROLES)
    if not paths:
        raise Forbidden("not-yours-to-send")
    if not 0 < len(request.subject.strip()) <= LONGEST_SUBJECT:
        raise Invalid("message-subject-length", most=LONGEST_SUBJECT)
    values = {
        "organisation_id": organisation_id,
        "path": paths[0],
        "subject": request.subject.strip(),
        "words": _words(request.words),
        "due_on": request.due_on,
        "sent_by": str(actor),
        "sent_at": at,
    }
    if db.session.get(Organisation, organisation_id) is None:
        raise Missing("unit-office-not-found")
    statement = insert(OrganisationMessage).values(**values).returning(OrganisationMessage.id)
    number = db.session.execute(statement).scalar_one()
    record(actor, "message.send", f"message:{number}", at, organisation=organisation_id)
    return number


def answer_message(message_id: int, words: str, actor: Actor, at: datetime) -> None:
    """A liaison answers for the unit; until it is closed the answer may be replaced."""
    message = get_message(message_id)
    if not any(
        grant.role == "liaison" and grant.organisation_id == message.organisation_id for grant in actor.grants
    ):
        raise Forbidden("not-your-unit")
    is_open = OrganisationMessage.closed_at.is_(None)
    answered = change(
        update(OrganisationMessage)
        .where(OrganisationMessage.id == message_id, is_open)
        .values(answer=_words(words), answered_by=str(actor), answered_at=at)
    )
    if not answered:
        raise Refusal("message-closed")
    record(actor, "message.answer", f"message:{message_id}", at)


def close_message(message_id: int, actor: Actor, at: datetime) -> None:
    """Whoever oversees the area it was sent from says that it is settled."""
    message = get_message(message_id)
    if not any(actor.may(role, message.path) for role in SENDING_ROLES):
        raise Forbidden("not-yours-to-send")
    closed = change(
        update(OrganisationMessage)
        .where(OrganisationMessage.id == message_id, OrganisationMessage.closed_at.is_(None))
        .values(closed_at=at, closed_by=str(actor))
    )
    if not closed:
        raise Refusal("message-closed")
    record(actor, "message.close", f"message:{message_id}", at)


def name_deputy(absence: Absence, actor: Actor, at: datetime) -> int:
    """Say who decides what waits for me while I am away; an official, for three months at most."""
    begins_at, ends_at = absence.begins_at, absence.ends_at
    if begins_at >= ends_at or ends_at <= at:
        raise Invalid("role-ends-before-it-begins")
    if ends_at - begins_at > LONGEST_ABSENCE:
        raise Invalid("absence-too-long", most=LONGEST_ABSENCE.days)
    deputy = db.session.execute(
        select(StaffAccount).where(StaffAccount.username == absence.username.strip().lower())
    ).scalar()
    if deputy is None or deputy.disabled_at is not None:
        raise Missing("staff-not-found")
    if deputy.key == actor.key or not any(grant.role in OFFICIALS for grant in grants_of(deputy.key, at)):
        raise Invalid("deputy-unfit")
    me = select(StaffAccount.id).where(StaffAccount.key == actor.key).scalar_subquery()
    values = {"account_id": me, "deputy_id": deputy.id, "begins_at": begins_at, "ends_at": ends_at}
    number = db.session.execute(insert(Deputy).values(**values).returning(Deputy.id)).scalar_one()
    period = {"begins": begins_at.isoformat(), "ends": ends_at.isoformat()}
    record(actor, "deputy.name", f"staff:{actor.key}", at, deputy=deputy.key, **period)
    return number


def dismiss_deputy(deputy_id: int, actor: Actor, at: datetime) -> None:
    """I am back: from now on nobody decides for me."""
    row = db.session.get(Deputy, deputy_id, populate_existing=True)
    me = db.session.execute(select(StaffAccount.id).where(StaffAccount.key == actor.key)).scalar()
    if row is None or row.account_id != me or row.ends_at <= at:
        raise Missing("deputy-not-found")
    if row.begins_at >= at:
        db.session.delete(row)
    else:
        row.ends_at = at
    db.session.flush()
    record(actor, "deputy.dismiss", f"staff:{actor.key}", at)


def hand_over_post(leaver_key: str, successor_key: str, actor: Actor, at: datetime) -> None:
    """A colleague leaves: every role ends, and the successor must hold the same ones already.

    What waits for the leaver in other rooms is handed over there, in the same transaction.
    """
    leaver = get_colleague(leaver_key)
    held = leaver.grants(at)
    if not held or not may_manage(actor, held):
        raise Forbidden("not-yours-to-grant")
    if any(grant.role not in HANDED_OVER for grant in held):
        raise Refusal("post-ends-by-two")
    if not successor_key:
        raise Invalid("successor-needed")
    if successor_key not in {one.key for one in successors_of(leaver, at)}:
        raise Invalid("successor-unfit")
    end_roles(leaver_key, actor, at)
    record(actor, "post.hand-over", f"staff:{leaver_key}", at, successor=successor_key)


def _words(words: str) -> str:
    words = "\n".join(words.strip().splitlines())
    if not 0 < len(words) <= LONGEST_WORDS:
        raise Invalid("message-length", most=LONGEST_WORDS)
    return words
