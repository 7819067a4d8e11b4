"""Reading messages, conversations and requests for a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from app.chats.models import Conversation, HelpMessage, HelpRequest, InboundMessage
from app.core.db import db, run
from app.core.encryption import keyring
from app.decisions import queries as decisions
from app.polls import queries as polls
from app.roster.queries import HomeRow
from bots import desk
from bots.wechat.quota import Act, Opening

REPLY_WINDOW = timedelta(hours=48)
RESIDENT = "resident"
WINDOW_CLOSED = "window-closed"
_NEWEST = (
    select(HelpMessage.request_id, func.max(HelpMessage.id).label("id"), func.count().label("n"))
    .group_by(HelpMessage.request_id)
    .subquery()
)
_HELP = (
    select(
        HelpRequest.id, HelpRequest.number, HelpRequest.contact_id, HelpRequest.compound_id,
        HelpRequest.opened_at, HelpRequest.closed_at, HelpMessage.said_at, HelpMessage.said_by,
        func.coalesce(_NEWEST.c.n, 0),
    )
    .outerjoin(_NEWEST, _NEWEST.c.request_id == HelpRequest.id)
    .outerjoin(HelpMessage, HelpMessage.id == _NEWEST.c.id)
)  # fmt: skip
_HELP_IN = {
    is_open: _HELP.where(
        HelpRequest.compound_id.in_(bindparam("compounds", expanding=True)),
        HelpRequest.closed_at.is_(None) if is_open else HelpRequest.closed_at.is_not(None),
    ).order_by(HelpRequest.opened_at)
    for is_open in (True, False)
}
_KEPT_REPLY = select(InboundMessage.reply_sealed).where(InboundMessage.dedupe_key == bindparam("key"))


@dataclass(frozen=True)
class OfficeHours:
    """Whether somebody sits at the desk now, and the hours in words for people."""

    is_open_now: bool
    days: tuple[int, ...]
    opens: str
    closes: str

    @property
    def text(self) -> str:
        """The hours as figures, e.g. `08:30-17:30`; the words around them are the text's."""
        return f"{self.opens}-{self.closes}" if self.opens else ""


@dataclass(frozen=True)
class HelpRow:
    """A request for a person, as the clerk's list shows it."""

    id: int
    number: str
    contact_id: int
    compound_id: int
    opened_at: datetime
    closed_at: datetime | None
    last_said_at: datetime | None
    last_said_by: str | None
    messages: int

    @property
    def waits_for_clerk(self) -> bool:
        """The resident spoke last."""
        return self.closed_at is None and self.last_said_by == RESIDENT


def find_reply(dedupe_key: str) -> str | None:
    """What a message was answered with before; "" when it was answered with nothing; None when it is new."""
    row = run(_KEPT_REPLY, key=dedupe_key).first()
    if row is None:
        return None
    return "" if row.reply_sealed is None else keyring().open(row.reply_sealed, binding_for(dedupe_key))


def binding_for(dedupe_key: str) -> str:
    """What a kept reply is bound to."""
    return f"inbound_message|reply|{dedupe_key}"


def find_hinted_compound(contact_id: int) -> int | None:
    """The compound whose poster this contact scanned last."""
    statement = select(Conversation.hinted_compound_id).where(Conversation.contact_id == contact_id)
    return db.session.execute(statement).scalar()


def due_for_forgetting(at: datetime, *, limit: int = 200) -> list[int]:
    """Contacts in whose conversation stands what may not stay readable any longer."""
    statement = select(Conversation.contact_id).where(Conversation.forget_at <= at)
    return list(db.session.execute(statement.order_by(Conversation.forget_at).limit(limit)).scalars())


def openings_for(contact_id: int, at: datetime) -> list[Opening]:
    """The acts of a contact that let us write to them, within the longest window."""
    statement = select(InboundMessage.opening, InboundMessage.received_at).where(
        InboundMessage.contact_id == contact_id,
        InboundMessage.received_at > at - REPLY_WINDOW,
        InboundMessage.opening.is_not(None),
    )
    rows = db.session.execute(statement)
    return [Opening(Act(act), received_at) for act, received_at in rows if act is not None]


def results_for(home: HomeRow, at: datetime) -> list[desk.ResultCard]:
    """Published results of the polls put to this home, newest first."""
    closed = [each.poll for each in polls.polls_for([home], at) if each.poll.state(at) == "closed"]
    results = polls.results_for([poll.id for poll in closed])
    return [_result_card(poll, results[poll.id].result) for poll in closed if poll.id in results]


def records_for(contact_id: int, homes: Sequence[HomeRow]) -> list[desk.Record]:
    """Answers given, ballots handed in and help asked for, newest first; never what they say."""
    labels = {home.room_id: home.label for home in homes}
    answers = [
        desk.Record(
            standing.changed_at, "answer", poll.title, labels.get(standing.room_id, ""), standing.receipt
        )
        for poll, standing in polls.records_for([home.person_id for home in homes])
    ]
    helps = [
        desk.Record(row.opened_at, "help", "", "", row.number)
        for row in db.session.execute(
            select(HelpRequest.opened_at, HelpRequest.number).where(HelpRequest.contact_id == contact_id)
        )
    ]
    ballots = [
        desk.Record(ballot.changed_at, "ballot", decision.title, "", ballot.receipt)
        for decision, ballot in decisions.ballots_by_person([home.person_id for home in homes])
    ]
    return sorted([*answers, *ballots, *helps], key=lambda record: record.at, reverse=True)


def held_by(contact_id: int) -> list[dict[str, object]]:
    """What a contact and the clerk's desk said to each other, and whether a conversation is half done."""
    rows = db.session.execute(
        select(HelpRequest, HelpMessage)
        .outerjoin(HelpMessage, HelpMessage.request_id == HelpRequest.id)
        .where(HelpRequest.contact_id == contact_id)
        .order_by(HelpRequest.id, HelpMessage.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for asked, message in rows:
        about = {"number": asked.number, "opened_at": asked.opened_at, "closed_at": asked.closed_at}
        messages = found.setdefault(asked.id, {**about, "messages": []})["messages"]
        if message is not None:
            who = RESIDENT if message.said_by == RESIDENT else "clerk"
            messages.append({"by": who, "at": message.said_at, "text": message.text})
    return list(found.values())


def hours_for(setting: dict[str, Any], here: datetime) -> OfficeHours:
    """Whether the desk is staffed at this local time, by the compound's setting."""
    days = tuple(setting.get("days", ()))
    opens, closes = str(setting.get("from", "")), str(setting.get("to", ""))
    is_open = bool(opens) and here.isoweekday() in days and opens <= f"{here:%H:%M}" < closes
    return OfficeHours(is_open, days, opens, closes)


def help_in(compound_ids: Collection[int], *, is_open: bool = True) -> list[HelpRow]:
    """Requests for a person in these compounds: those waiting longest first."""
    return [HelpRow(*row) for row in run(_HELP_IN[is_open], compounds=list(compound_ids))]


def count_held_by(key: str) -> int:
    """How many open conversations this clerk answered last."""
    statement = select(func.count(HelpRequest.id)).where(
        HelpRequest.held_by == f"staff:{key}", HelpRequest.closed_at.is_(None)
    )
    return db.session.execute(statement).scalar_one()


def find_help(request_id: int) -> HelpRow | None:
    """One request."""
    row = db.session.execute(_HELP.where(HelpRequest.id == request_id)).first()
    return HelpRow(*row) if row else None


def messages_in(request_id: int) -> list[HelpMessage]:
    """What was said, oldest first."""
    statement = select(HelpMessage).where(HelpMessage.request_id == request_id).order_by(HelpMessage.id)
    return list(db.session.execute(statement).scalars())


def find_unsent(message_id: int) -> tuple[HelpMessage, int] | None:
    """A clerk's reply that has not been sent, and the contact it is for."""
    statement = (
        select(HelpMessage, HelpRequest.contact_id)
        .join(HelpRequest, HelpRequest.id == HelpMessage.request_id)
        .where(HelpMessage.id == message_id, HelpMessage.sent_at.is_(None))
    )
    row = db.session.execute(statement).first()
    return (row[0], row[1]) if row else None


def late_replies_for(at: datetime, *, limit: int = 100) -> list[tuple[int, int]]:
    """Replies that came too late, whose resident has written since: (reply, their newest message)."""
    statement = (
        select(HelpMessage.id, func.max(InboundMessage.id))
        .join(HelpRequest, HelpRequest.id == HelpMessage.request_id)
        .join(InboundMessage, InboundMessage.contact_id == HelpRequest.contact_id)
        .where(
            HelpMessage.failure == WINDOW_CLOSED,
            HelpMessage.sent_at.is_(None),
            InboundMessage.opening.is_not(None),
            InboundMessage.received_at > HelpMessage.said_at,
            InboundMessage.received_at > at - REPLY_WINDOW,
        )
        .group_by(HelpMessage.id)
        .limit(limit)
    )
    return [(reply, newest) for reply, newest in db.session.execute(statement)]


def _result_card(poll: polls.PollRow, result: dict[str, Any]) -> desk.ResultCard:
    """The first question in short; the page shows the rest."""
    first = next(iter(result["questions"]), None)
    lines = tuple(desk.ResultLine(row["label"], row["count"]) for row in first["rows"]) if first else ()
    return desk.ResultCard(
        key=poll.public_id,
        title=poll.title,
        closed_at=poll.closed_at or poll.created_at,
        answered=result["answered"],
        asked=result["eligible"],
        question=first["title"] if first else "",
        lines=lines,
    )
